package queue

import (
	"context"
	"time"

	"loket/internal/loket"
)

// Ledger is what of the store tells what the lines should be.
type Ledger interface {
	// EachUnit calls visit for every unit that may have tickets.
	EachUnit(ctx context.Context, visit func(loket.AgencyID, loket.UnitID)) error
	// Queued returns the waiting and the claimed tickets of a unit.
	Queued(ctx context.Context, agency loket.AgencyID, unit loket.UnitID) ([]loket.Ticket, error)
}

// FromLedger is the ledger as the reconciler sees it.
type FromLedger struct {
	Ledger Ledger
	Now    func() time.Time
}

var _ Source = FromLedger{}

// Lines returns every unit's line.
func (s FromLedger) Lines(ctx context.Context) ([]Line, error) {
	var lines []Line
	err := s.Ledger.EachUnit(ctx, func(agency loket.AgencyID, unit loket.UnitID) {
		lines = append(lines, Line{Agency: agency, Unit: unit})
	})
	return lines, err
}

// Wanted returns what a line should hold: tickets that wait, and those under a
// lease.
func (s FromLedger) Wanted(ctx context.Context, line Line) (Wanted, error) {
	var want Wanted
	now := s.Now()
	tickets, err := s.Ledger.Queued(ctx, line.Agency, line.Unit)
	for _, t := range tickets {
		if t.Held(now) {
			want.Leased = append(want.Leased, Lease{Ticket: t.ID, Until: t.LeaseUntil, Staff: t.Staff, Due: t.Turn()})
			continue
		}
		want.Waiting = append(want.Waiting, Place{Ticket: t.ID, Due: t.Turn()})
		if want.Since.IsZero() || t.OpenedAt.Before(want.Since) {
			want.Since = t.OpenedAt
		}
	}
	return want, err
}
