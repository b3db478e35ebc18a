package store

import (
	"context"
	"fmt"
	"time"

	"loket/internal/loket"
)

const (
	// The order is the one staff see: by turn, then arrival.
	countBefore = `
SELECT (SELECT COUNT(*) FROM tickets
    WHERE agency_id = $1 AND unit_id = $2 AND state = 'waiting'
      AND ` + turn + ` <= $3 AND (` + turn + ` < $3 OR id < $4))
FROM agencies WHERE id = $1`
	selectHandlings = `
SELECT COALESCE((SELECT MAX(c.at) FROM events c
    WHERE c.ticket_id = e.ticket_id AND c.ticket_id <> '' AND c.kind IN ('claim', 'reassign') AND c.at <= e.at), 0), e.at
FROM events e
WHERE e.agency_id = $1 AND e.unit_id = $2 AND e.kind = 'close' AND e.actor_kind = 'staff' AND e.at >= $3
  AND e.import_id = ''
ORDER BY e.at DESC LIMIT $4`
	selectPromisesDue = `SELECT ` + ticketColumns + `
FROM tickets
WHERE channel_id = $1 AND promise_at > 0 AND promise_at <= $2 AND promise_state IN ('given', 'renewed', 'broken')
  AND state <> 'closed'
ORDER BY promise_at LIMIT $3`
)

// Load counts the tickets that wait before a ticket in its unit's queue, stored
// or not, and tells what is known of the presence of its agency's staff.
func (s *Store) Load(ctx context.Context, t loket.Ticket) (out loket.Load, err error) {
	err = s.read.one(ctx, func(r scanner) error { return r.Scan(&out.Before) }, countBefore,
		string(t.Agency), string(t.Unit), ms(t.Turn()), string(t.ID))
	if err != nil {
		return out, fmt.Errorf("count tickets before: %w", err)
	}
	out.Staff, err = s.Attendance(ctx, t.Agency)
	return out, err
}

// Handlings returns the time from the claim, or the supervisor's assignment, that
// led to its closing of tickets of a unit that staff closed since a time, the
// latest first.
func (s *Store) Handlings(
	ctx context.Context, agency loket.AgencyID, unit loket.UnitID, since time.Time, limit int,
) (out []loket.Handling, err error) {
	err = s.read.each(ctx, func(r scanner) error {
		var h loket.Handling
		err := r.Scan(when{&h.From}, when{&h.To})
		if !h.From.IsZero() {
			out = append(out, h)
		}
		return err
	}, selectHandlings, string(agency), string(unit), ms(since), limit)
	if err != nil {
		return nil, fmt.Errorf("read closed tickets: %w", err)
	}
	return out, nil
}

// PromisesDue returns open tickets of a channel whose citizens were promised a
// human's words by a time and have none, the earliest first.
func (s *Store) PromisesDue(ctx context.Context, channel loket.ChannelID, by time.Time, limit int) ([]loket.Ticket, error) {
	all, err := s.tickets(ctx, selectPromisesDue, string(channel), ms(by), limit)
	if err != nil {
		return nil, fmt.Errorf("read promises that are due: %w", err)
	}
	return all, nil
}
