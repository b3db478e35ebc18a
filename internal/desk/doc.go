// Package desk is the staff's side of the counter: opening a ticket at a
// hand-off, claiming it, replying under the lease, closing it.
//
// It decides; the ledger writes. It must not know SQL, Redis, HTTP or any chat
// network, and it has no clock of its own.
package desk
