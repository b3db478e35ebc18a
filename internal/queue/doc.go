// Package queue keeps the order and the leases of waiting tickets on Redis, so
// that the next ticket, a place in the line and who holds what are found in a
// fraction of a millisecond.
//
// The ledger in SQL is the truth and Redis only finds fast: all of it may
// vanish at any moment. What it holds is scores and identifiers, never text or
// personal data, and the Reconciler writes it anew from the ledger. A claim
// made here is therefore a hint: it stands only once the ledger's
// compare-and-set has accepted it.
//
// The package must not know SQL, nor what a ticket is about, and has no clock
// of its own: times come in as arguments and reach the scripts in ARGV.
package queue
