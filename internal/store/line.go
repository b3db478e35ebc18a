package store

import (
	"context"
	"fmt"

	"loket/internal/loket"
)

const (
	selectUnits = `
SELECT id, CAST($1 AS TEXT) FROM agencies WHERE name <> ''
UNION SELECT agency_id, unit_id FROM tickets WHERE state <> 'closed'`
	selectQueued = `
SELECT id, priority, state, staff_id, lease_until, due_at, CASE WHEN owed_from > 0 THEN owed_from ELSE opened_at END
FROM tickets
WHERE agency_id = $1 AND unit_id = $2 AND state <> 'closed' AND state IN ('waiting', 'claimed')
ORDER BY ` + turn + `, id`
)

// EachUnit calls visit for every unit that may have tickets in its queue: those
// with an open ticket, and the default unit of every agency that was not removed.
func (s *Store) EachUnit(ctx context.Context, visit func(loket.AgencyID, loket.UnitID)) error {
	err := s.read.each(ctx, func(r scanner) error {
		var agency loket.AgencyID
		var unit loket.UnitID
		err := r.Scan(&agency, &unit)
		if err == nil {
			visit(agency, unit)
		}
		return err
	}, selectUnits, string(loket.DefaultUnit))
	if err != nil {
		return fmt.Errorf("read units: %w", err)
	}
	return nil
}

// Queued returns the waiting and the claimed tickets of a unit by their turn: what
// its queue on Redis is rebuilt from. Only what that takes is set: id, agency, unit,
// priority, state, holder, lease, deadline, and since when an answer is owed (OpenedAt).
func (s *Store) Queued(ctx context.Context, agency loket.AgencyID, unit loket.UnitID) ([]loket.Ticket, error) {
	var out []loket.Ticket
	err := s.read.each(ctx, func(r scanner) error {
		t := loket.Ticket{Agency: agency, Unit: unit}
		err := r.Scan(&t.ID, &t.Priority, &t.State, &t.Staff, when{&t.LeaseUntil}, when{&t.DueAt}, when{&t.OpenedAt})
		out = append(out, t)
		return err
	}, selectQueued, string(agency), string(unit))
	if err != nil {
		return nil, fmt.Errorf("read queued tickets: %w", err)
	}
	return out, nil
}
