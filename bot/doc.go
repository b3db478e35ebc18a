// Package bot is the clerk: one door in (Receive), one door out (Outbox), and
// between them Consider, which decides what a citizen's message deserves.
//
// It must not know SQL, HTTP, or any one chat network, and it has no clock of
// its own. Every sentence it speaks stands in phrases.go; every answer it
// quotes comes from the catalogue.
package bot
