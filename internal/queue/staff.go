package queue

import (
	"context"
	"errors"
	"fmt"
	"time"

	"loket/internal/loket"
)

// Staff is the queue as the desk asks it.
type Staff struct {
	Queue *Queue
	Now   func() time.Time
	Units func(loket.AgencyID) []loket.UnitID // that an agency has
}

func lineOf(t loket.Ticket) Line { return Line{Agency: t.Agency, Unit: t.Unit} }

// Waiting puts a ticket in its place.
func (s Staff) Waiting(ctx context.Context, t loket.Ticket) error {
	return s.Queue.Put(ctx, lineOf(t), t.ID, t.Turn())
}

// Taken takes a ticket out of reach of others until its lease ends. The epoch
// the ledger gave the claim makes it idempotent. Of one that comes after the window
// of a long line the queue hears from the reconciler.
func (s Staff) Taken(ctx context.Context, t loket.Ticket) error {
	if s.Queue.outside(lineOf(t), Place{t.ID, t.Turn()}) {
		return nil
	}
	request := fmt.Sprintf("%s:%d", t.ID, t.LeaseEpoch)
	err := s.Queue.Renew(ctx, lineOf(t), t.ID, request, s.Now(), t.LeaseUntil)
	if !errors.Is(err, ErrLost) {
		return err
	}
	taken, err := s.Queue.Take(ctx, lineOf(t), t.ID, t.Staff, request, s.Now(), t.LeaseUntil)
	if err == nil && !taken {
		return errors.New("the queue has the ticket with somebody else")
	}
	return err
}

// Next leases the ticket whose turn it is in one unit of the member's agency, or in
// all of the member's, until a time; false: nobody waits there. Only id, agency and unit of
// the ticket are set.
func (s Staff) Next(
	ctx context.Context, by loket.Staff, unit loket.UnitID, request string, until time.Time,
) (loket.Ticket, bool, error) {
	units := []loket.UnitID{unit}
	if unit == "" {
		units = by.Units
	}
	if len(units) == 0 {
		units = s.Units(by.Agency)
	}
	lines := make([]Line, len(units))
	for i, u := range units {
		lines[i] = Line{Agency: by.Agency, Unit: u}
	}
	line, place, ok, err := s.Queue.ClaimFirst(ctx, lines, by.ID, request, s.Now(), until)
	return loket.Ticket{ID: place.Ticket, Agency: line.Agency, Unit: line.Unit}, ok, err
}

// Gone forgets a ticket.
func (s Staff) Gone(ctx context.Context, t loket.Ticket) error {
	return s.Queue.Ack(ctx, lineOf(t), t.ID)
}
