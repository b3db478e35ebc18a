// Package webtest helps tests of the house ask what a reader would see: a
// browser without script that keeps cookies, selectors over its pages, and a
// desk, accounts, sessions and figures that live in memory.
//
// It must not know the rooms it helps to test.
package webtest
