package store

import (
	"context"
	"fmt"
	"time"

	"loket/internal/loket"
)

// viewersKept is how long it is remembered that somebody had a ticket's page
// open, after the page last told so.
const viewersKept = 10 * time.Minute

const (
	upsertViewer = `
INSERT INTO viewers (ticket_id, staff_id, doing, seen_at)
SELECT id, CAST($2 AS TEXT), CAST($3 AS TEXT), CAST($4 AS BIGINT) FROM tickets WHERE id = $1 AND agency_id = $5
ON CONFLICT (ticket_id, staff_id) DO UPDATE SET doing = excluded.doing, seen_at = excluded.seen_at`
	deleteViewers = `DELETE FROM viewers WHERE seen_at < $1`
	selectViewers = `
SELECT v.staff_id, COALESCE(f.name, ''), v.doing, v.seen_at
FROM viewers v JOIN tickets k ON k.id = v.ticket_id LEFT JOIN staff f ON f.id = v.staff_id
WHERE v.ticket_id = $1 AND k.agency_id = $2 AND v.staff_id <> $3 AND v.seen_at >= $4 ORDER BY f.name, v.staff_id`
)

// Look notes that a member of staff has a ticket's page open, and what they do
// there. A ticket of another agency is none.
func (s *Store) Look(ctx context.Context, by loket.Staff, ticket loket.TicketID, doing loket.Doing) error {
	return s.write(ctx, func(t *tx) error {
		if _, err := t.exec(upsertViewer, string(ticket), string(by.ID), string(doing), ms(t.now), string(by.Agency)); err != nil {
			return fmt.Errorf("note who looks at a ticket: %w", err)
		}
		if _, err := t.exec(deleteViewers, ms(t.now.Add(-viewersKept))); err != nil {
			return fmt.Errorf("forget who looked at tickets: %w", err)
		}
		return nil
	})
}

// Viewers returns who else had a ticket's page open at since or later, by name.
func (s *Store) Viewers(ctx context.Context, by loket.Staff, ticket loket.TicketID, since time.Time) (all []loket.Viewer, err error) {
	err = s.read.each(ctx, func(r scanner) error {
		var v loket.Viewer
		err := r.Scan(&v.Staff, &v.Name, &v.Doing, when{&v.SeenAt})
		all = append(all, v)
		return err
	}, selectViewers, string(ticket), string(by.Agency), string(by.ID), ms(since))
	if err != nil {
		return nil, fmt.Errorf("read who looks at a ticket: %w", err)
	}
	return all, nil
}
