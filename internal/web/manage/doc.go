// Package manage is the manager's room of the house: the page that shows the
// same figures as the report command, each with its definition, its n and what
// still waits beside it.
//
// It computes nothing: figures come from internal/report through whoever reads
// the facts. It must not know how facts are stored.
package manage
