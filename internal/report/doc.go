// Package report turns facts into figures: response times that count the
// citizens nobody has answered yet.
//
// It is pure: waits and moments in, measures out. It must not know SQL, HTTP,
// files or a clock of its own, and every reader of a figure (command, page,
// and later export and digest) goes through it, so that figures agree
// everywhere.
package report
