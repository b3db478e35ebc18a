package store

import (
	"context"
	"fmt"

	"loket/internal/loket"
)

// What was told of waits before the one that runs is over.
const selectEscalations = `
SELECT t.id, e.revision, e.at FROM tickets t JOIN events e ON e.ticket_id = t.id AND e.kind = 'escalate' AND e.at >= t.owed_from
WHERE t.agency_id = $1 AND t.state <> 'closed' AND t.escalation > 0 AND t.owed_from > 0
ORDER BY e.seq LIMIT $2`

// Escalations returns what was told of the waits of an agency's open tickets, in
// its order.
func (s *Store) Escalations(ctx context.Context, agency loket.AgencyID, limit int) (out []loket.Escalation, err error) {
	err = s.read.each(ctx, func(r scanner) error {
		var e loket.Escalation
		err := r.Scan(&e.Ticket, &e.To, when{&e.At})
		out = append(out, e)
		return err
	}, selectEscalations, string(agency), limit)
	if err != nil {
		return nil, fmt.Errorf("read what was told: %w", err)
	}
	return out, nil
}
