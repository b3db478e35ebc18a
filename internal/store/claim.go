package store

import (
	"context"
	"fmt"
	"time"

	"loket/internal/loket"
)

// What is held counts, whether its lease ran out or not: its holder may still
// write. Emergencies do not count.
const countHeld = `
SELECT COUNT(*) FROM tickets WHERE staff_id = $1 AND state = 'claimed' AND priority < $2 AND id <> $3`

// claim decides on a ticket somebody takes: held is how many others they hold
// that are no emergencies.
type claim = func(t *loket.Ticket, s loket.Situation, held int) (loket.Change, error)

// ClaimTicket is UpdateTicket for who takes a ticket. Claims of one member are
// decided one after the other, so that the number of what they hold is right
// until the claim is committed.
func (s *Store) ClaimTicket(ctx context.Context, by loket.Staff, id loket.TicketID, change claim) (loket.Ticket, error) {
	return s.claiming(ctx, by, func(*tx) (loket.TicketID, error) { return id, nil }, change)
}

// ClaimNext is ClaimTicket for the ticket whose turn it is: of those of the
// member's agency in a unit that wait, or whose lease has ended by now, the first.
// An empty unit is each of the member's. Two who ask at once get two tickets.
// loket.ErrNotFound: none waits.
func (s *Store) ClaimNext(ctx context.Context, by loket.Staff, unit loket.UnitID, now time.Time, change claim) (loket.Ticket, error) {
	units := by.Units
	if unit != "" {
		units = []loket.UnitID{unit}
	}
	return s.claiming(ctx, by, func(t *tx) (loket.TicketID, error) { return t.next(by.Agency, units, now) }, change)
}

func (s *Store) claiming(
	ctx context.Context, by loket.Staff, which func(*tx) (loket.TicketID, error), change claim,
) (ticket loket.Ticket, err error) {
	err = s.change(ctx, func(t *tx) (err error) {
		ticket, err = t.claim(by, which, change)
		return err
	})
	return ticket, err
}

func (t *tx) claim(by loket.Staff, which func(*tx) (loket.TicketID, error), change claim) (ticket loket.Ticket, err error) {
	if err := t.attend(by.Agency, by.ID); err != nil {
		return ticket, err
	}
	id, err := which(t)
	if err != nil {
		return ticket, err
	}
	var held int
	err = t.one(func(r scanner) error { return r.Scan(&held) }, countHeld, string(by.ID), int(loket.PriorityEmergency), string(id))
	if err != nil {
		return ticket, fmt.Errorf("count what somebody holds: %w", err)
	}
	return t.changeTicket(by.Agency, id, func(k *loket.Ticket, s loket.Situation) (loket.Change, error) { return change(k, s, held) })
}
