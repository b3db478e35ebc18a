// Package store is the ledger in SQL: the one truth about messages, answers
// owed, tickets, events, staff and who owns a channel. One query set runs on
// SQLite (the embedded default) and on PostgreSQL.
//
// It seals what comes from or goes to a person before it is written, and it
// keeps the promises of the delivery contract that only a transaction can keep.
// It must not decide what a citizen is told, and must not know any chat network,
// Redis or HTTP.
package store
