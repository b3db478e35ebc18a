package desk

import (
	"context"
	"fmt"

	"loket/internal/loket"
)

// Reopen puts a closed ticket into the queue again, at its front: the close did
// not last. Who serves tickets may, within loket.ReopenWithin of the close;
// loket.ErrTicketOpen, loket.ErrClosedTooLong, loket.ErrEndedForGood, and
// loket.ErrOtherOpen when the citizen has another question open.
func (d *Desk) Reopen(ctx context.Context, by loket.Staff, id loket.TicketID) error {
	_, err := d.step(ctx, by, id, "reopen ticket", func(t *loket.Ticket, s loket.Situation) (loket.Change, error) {
		if err := t.Reopen(d.Now(), s.Conversation.Episode); err != nil {
			return loket.Change{}, err
		}
		reopened := d.done(*t, loket.EventReopen, by)
		reopened.Until = t.DueAt
		return loket.Change{Events: []loket.Event{reopened}, OpenEpisode: true}, nil
	})
	return err
}

// Closed returns the ticket a citizen's wish would open again: the last of its
// kind, closed at most loket.ReopenWithin ago, if the wish names it or is about the
// same matter. nil: it needs a new one.
func (d *Desk) Closed(ctx context.Context, s loket.Situation, why loket.HandOff) (*loket.Ticket, error) {
	now := d.Now()
	t, err := d.Ledger.LastClosed(ctx, s.Conversation.ID, why.Kind, now.Add(-loket.ReopenWithin))
	if err != nil {
		return nil, fmt.Errorf("look for a closed ticket: %w", err)
	}
	if t == nil || why.Ticket != "" && why.Ticket != t.ID || why.Ticket == "" && !t.SameMatter(why.Topic, now) {
		return nil, nil
	}
	if err := t.Reopen(now, s.Conversation.Episode); err != nil {
		return nil, nil //nolint:nilerr // what cannot be opened again is no ticket to go on with
	}
	return t, nil
}
