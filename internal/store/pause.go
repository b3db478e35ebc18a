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
func (s *Store) PastPause(ctx context.Context, now time.Time, limit int) (out []loket.Ticket, err error) {
	err = s.read.each(ctx, func(r scanner) error {
		var k loket.Ticket
		err := scanTicket(r, &k, nil)
		out = append(out, k)
		return err
	}, selectPastPause, ms(now), limit)
	if err != nil {
		return nil, fmt.Errorf("read paused tickets: %w", err)
	}
	return out, nil
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
	var k loket.Ticket
	var version int64
	err := t.one(func(r scanner) error { return scanTicket(r, &k, &version) }, selectTicket, string(m.Ticket))
	if err != nil {
		return err
	}
	if !k.Paused() {
		return nil
	}
	if err := k.Wake(t.now, due); err != nil {
		return err
	}
	t.record(loket.Event{
		Agency: k.Agency, Kind: loket.EventWake, Episode: k.Episode, Conversation: k.Conversation, Ticket: k.ID,
		Message: m.Message, Channel: k.Channel, Unit: k.Unit, Topic: k.Topic, ActorKind: loket.ByCitizen,
		Until: k.DueAt, Value: k.LeaseEpoch,
	})
	return t.writeTicket(k, version)
}
