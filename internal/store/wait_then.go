package store

import (
	"context"
	"fmt"

	"loket/internal/loket"
	"loket/internal/report"
)

// What a row was at an earlier moment is read from the events of its conversation. A +
// keeps SQLite from reading the period instead of the few conversations.
const selectKnownLater = `
SELECT t.conversation_id FROM threads t WHERE t.agency_id = $1 AND t.known_at > $4 AND EXISTS (
  SELECT 1 FROM waits w WHERE w.conversation_id = t.conversation_id AND +w.start_at < $3
    AND (+w.start_at >= $2 OR w.measure = 'M-18' AND (+w.end_at = 0 OR +w.end_at >= $2)))`

// laterThreads are conversations of which something is known that was not known at a
// moment: their rows are not those of then.
type laterThreads map[loket.ConversationID]bool

// readLater are those with rows in a query's period, as of its moment.
func readLater(read reading, q report.Query) (laterThreads, error) {
	from, to := bounds(q)
	var later laterThreads
	err := read(func(r scanner) error {
		if later == nil {
			later = laterThreads{}
		}
		var id loket.ConversationID
		err := r.Scan(&id)
		later[id] = true
		return err
	}, selectKnownLater, string(q.Agency), from, to, ms(q.AsOf))
	if err != nil {
		return nil, fmt.Errorf("read what was known later: %w", err)
	}
	return later, nil
}

// waitsThen are the rows of conversations as they were known at the query's moment.
func (s *Store) waitsThen(ctx context.Context, q report.Query, later laterThreads, hours report.Hours) (then []report.Wait, err error) {
	ids := make([]loket.ConversationID, 0, len(later))
	for id := range later {
		ids = append(ids, id)
	}
	err = s.eachEventsOf(ctx, ids, func(id loket.ConversationID, events []loket.Event) error {
		for _, w := range report.Derive(id, report.Known(events, q.AsOf), hours) {
			if w.Agency == q.Agency {
				then = append(then, w)
			}
		}
		return nil
	})
	return then, err
}
