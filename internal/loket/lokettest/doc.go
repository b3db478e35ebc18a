// Package lokettest gives tests the counter's fixtures: a clock that stands
// still until it is moved, and a demo agency with its channels.
//
// It is for tests only and must not know any package but the nouns.
package lokettest
