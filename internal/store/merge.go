package store

import (
	"context"
	"fmt"

	"loket/internal/loket"
)

const (
	moveMessages = `UPDATE messages SET ticket_id = $2 WHERE ticket_id = $1 AND ticket_id <> ''`
	moveNotes    = `UPDATE notes SET ticket_id = $2 WHERE ticket_id = $1`
)

// MergeTickets lets change decide on two tickets of an agency and writes both,
// and what change returns, in one transaction; the messages and notes of the
// first stand with the second then. The change may run again.
// loket.ErrNotFound: one of them is none of this agency's.
func (s *Store) MergeTickets(
	ctx context.Context, agency loket.AgencyID, from, into loket.TicketID,
	change func(from, into *loket.Ticket, s loket.Situation) (loket.Change, error),
) (merged, kept loket.Ticket, err error) {
	err = s.change(ctx, func(t *tx) (err error) {
		merged, kept, err = t.merge(agency, from, into, change)
		return err
	})
	return merged, kept, err
}

func (t *tx) merge(
	agency loket.AgencyID, from, into loket.TicketID,
	change func(from, into *loket.Ticket, s loket.Situation) (loket.Change, error),
) (merged, kept loket.Ticket, err error) {
	var other int64
	if kept, other, err = t.ticketOf(agency, into); err != nil {
		return merged, kept, err
	}
	merged, err = t.changeTicket(agency, from, func(k *loket.Ticket, s loket.Situation) (loket.Change, error) {
		return change(k, &kept, s)
	})
	if err != nil {
		return merged, kept, err
	}
	if err := t.writeTicket(kept, other); err != nil {
		return merged, kept, err
	}
	for _, move := range []string{moveMessages, moveNotes} {
		if _, err := t.exec(move, string(from), string(into)); err != nil {
			return merged, kept, fmt.Errorf("move what belongs to a merged ticket: %w", err)
		}
	}
	return merged, kept, nil
}
