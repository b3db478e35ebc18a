package store

import (
	"database/sql"
	"errors"
	"fmt"
	"time"

	"loket/internal/loket"
)

const (
	// turn is loket.Ticket.Turn in SQL, word for word as the indexes have it.
	turn = `(due_at - CASE priority WHEN 2 THEN 3153600000000 WHEN 1 THEN 604800000 ELSE 0 END)`

	selectNext = `
SELECT id FROM tickets
WHERE agency_id = $1 AND state <> 'closed' AND (state = 'waiting' OR (state = 'claimed' AND lease_until <= $2))
  AND ($3 = '' OR $3 LIKE '%,' || unit_id || ',%')
ORDER BY ` + turn + `, id LIMIT 1`
	// Who comes second takes the ticket after, instead of waiting for the first.
	selectNextPostgres = selectNext + ` FOR UPDATE SKIP LOCKED`
)

// next finds whose turn it is in some units, in any for none, and on PostgreSQL keeps the ticket for this
// transaction.
func (t *tx) next(agency loket.AgencyID, units []loket.UnitID, now time.Time) (id loket.TicketID, err error) {
	within := ""
	if len(units) > 0 {
		within = "," + joinUnits(units) + ","
	}
	err = t.one(func(r scanner) error { return r.Scan(&id) }, pick(t.store.postgres, selectNextPostgres, selectNext),
		string(agency), ms(now), within)
	if errors.Is(err, sql.ErrNoRows) {
		return "", loket.ErrNotFound
	}
	if err != nil {
		return "", fmt.Errorf("find the next ticket: %w", err)
	}
	return id, nil
}
