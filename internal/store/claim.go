package store

import (
	"context"
	"errors"
	"fmt"

	"loket/internal/loket"
)

// What is held counts, whether its lease ran out or not: its holder may still
// write. Emergencies do not count.
const countHeld = `
SELECT COUNT(*) FROM tickets WHERE staff_id = $1 AND state = 'claimed' AND priority < $2 AND id <> $3`

// ClaimTicket is UpdateTicket for who takes a ticket: change is told besides how
// many others they hold that are no emergencies. Claims of one member are decided
// one after the other, so that the number holds until the claim is committed.
func (s *Store) ClaimTicket(
	ctx context.Context, by loket.Staff, id loket.TicketID,
	change func(t *loket.Ticket, s loket.Situation, held int) (loket.Change, error),
) (ticket loket.Ticket, err error) {
	for range staleTries {
		err = s.write(ctx, func(t *tx) error {
			ticket, err = t.claim(by, id, change)
			return err
		})
		if !errors.Is(err, loket.ErrStale) {
			break
		}
	}
	return ticket, err
}

func (t *tx) claim(
	by loket.Staff, id loket.TicketID, change func(*loket.Ticket, loket.Situation, int) (loket.Change, error),
) (ticket loket.Ticket, err error) {
	if err := t.attend(by.Agency, by.ID); err != nil {
		return ticket, err
	}
	var held int
	err = t.one(func(r scanner) error { return r.Scan(&held) }, countHeld, string(by.ID), int(loket.PriorityEmergency), string(id))
	if err != nil {
		return ticket, fmt.Errorf("count what somebody holds: %w", err)
	}
	return t.changeTicket(by.Agency, id, func(k *loket.Ticket, s loket.Situation) (loket.Change, error) { return change(k, s, held) })
}
