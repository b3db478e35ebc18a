// Package trial holds trials of the whole program: the built binary as its
// users and its enemies meet it, with real servers beside it, and the
// measurements the project quotes.
//
// It has tests and benchmarks only. It must not reach into a room of the house
// but through the program's own doors; it reads the ledger afterwards, to count.
package trial
