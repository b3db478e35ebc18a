package webtest

import (
	"context"

	"loket/internal/loket"
)

// SetupLedger is the first-run page's part of a ledger, with a token that opens it
// once. It is not for concurrent use.
type SetupLedger struct {
	Staff bool   // there is an account
	Token string // empty: none is offered
	Rows  []loket.AuditEntry
}

// HasStaff tells whether there is an account.
func (l *SetupLedger) HasStaff(context.Context) (bool, error) { return l.Staff, nil }

// TakeSetup uses the token up.
func (l *SetupLedger) TakeSetup(_ context.Context, token string) error {
	switch {
	case l.Staff:
		return loket.ErrSetUp
	case token == "" || token != l.Token:
		return loket.ErrSetupToken
	}
	l.Token = ""
	return nil
}

// Audit keeps the row.
func (l *SetupLedger) Audit(_ context.Context, e loket.AuditEntry) error {
	l.Rows = append(l.Rows, e)
	return nil
}
