// Package loket is the vocabulary of the counter: the nouns every other
// package speaks in, their identifiers, and the rules they keep by themselves.
//
// It imports the standard library only and must not know how anything is
// stored, sent, shown or matched.
package loket
