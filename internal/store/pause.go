package store

import (
	"context"
	"fmt"
	"time"

	"loket/internal/loket"
)

const selectPastPause = `
SELECT ` + ticketColumns + ` FROM tickets
WHERE state IN ('waiting_citizen', 'snoozed') AND snoozed_until <= $1 ORDER BY snoozed_until, id LIMIT $2`

// PastPause returns up to limit tickets of all agencies whose pause has reached
// its end by now.
func (s *Store) PastPause(ctx context.Context, now time.Time, limit int) ([]loket.Ticket, error) {
	all, err := s.tickets(ctx, selectPastPause, ms(now), limit)
	if err != nil {
		return nil, fmt.Errorf("read paused tickets: %w", err)
	}
	return all, nil
}

// wakeJoined puts the paused tickets back into the queue that a decision joins
// messages to. joinOpen has locked their rows.
func (t *tx) wakeJoined(d loket.Decision) error {
	woken := map[loket.TicketID]bool{"": true}
	if d.Ticket != nil {
		woken[d.Ticket.ID] = true
	}
	for _, m := range d.Settled {
		if woken[m.Ticket] || !m.Outcome.Wakes() {
			continue
		}
		woken[m.Ticket] = true
		if err := t.wake(m, d.NextDue); err != nil {
			return fmt.Errorf("wake ticket: %w", err)
		}
	}
	return nil
}

func (t *tx) wake(m loket.Settlement, due time.Time) error {
	k, version, err := t.ticket(m.Ticket)
	if err != nil || !k.Paused() {
		return err
	}
	if err := k.Wake(t.now, due); err != nil {
		return err
	}
	t.record(byCitizen(k, loket.EventWake, m.Message))
	return t.writeTicket(k, version)
}
