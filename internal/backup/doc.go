// Package backup is the file a backup is: a manifest that anybody can read
// with head, the rows of every table, compressed, and a checksum over all of it.
// A file that was cut or changed by one bit is refused before a row of it is
// used.
//
// It must not know SQL, what a table means, or any key: values pass through as
// they stand in the ledger, sealed where they are sealed there.
package backup
