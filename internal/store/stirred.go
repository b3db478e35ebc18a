package store

import (
	"context"
	"fmt"

	"loket/internal/loket"
)

// selectStirred reads the tickets that something happened to, and those whose
// citizen wrote: that a message came is told before it belongs to a ticket. What was
// imported happened long ago, but for what is done with invented tickets here.
const selectStirred = `
SELECT e.seq, e.agency_id, e.ticket_id, 0 FROM events e WHERE e.seq > $1 AND e.seq <= $2 AND e.ticket_id <> '' AND (e.import_id = '' OR e.import_id LIKE '%/%')
UNION ALL
SELECT e.seq, t.agency_id, t.id, 1 FROM events e JOIN tickets t ON t.conversation_id = e.conversation_id AND t.state <> 'closed'
WHERE e.seq > $1 AND e.seq <= $2 AND e.kind = 'received'
ORDER BY 1 LIMIT $3`

// Stirred tells what happened to tickets by the events from behind one to another,
// in their order, in all agencies.
func (s *Store) Stirred(ctx context.Context, after, upTo int64, limit int) (all []loket.Stirred, err error) {
	err = s.read.each(ctx, func(r scanner) error {
		var e loket.Stirred
		var seq int64
		err := r.Scan(&seq, &e.Agency, &e.Ticket, &e.Citizen)
		all = append(all, e)
		return err
	}, selectStirred, after, upTo, limit)
	if err != nil {
		return nil, fmt.Errorf("read what happened to tickets: %w", err)
	}
	return all, nil
}
