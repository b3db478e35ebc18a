package store

import (
	"context"
	"fmt"

	"loket/internal/loket"
)

const selectStands = `
SELECT (SELECT COUNT(*) FROM (SELECT 1 AS one FROM events WHERE agency_id = $1 AND kind = 'received' AND import_id = '' LIMIT 1) m),
  (SELECT COUNT(*) FROM imports WHERE agency_id = $1 AND id LIKE 'contoh-%' AND finished_at > 0)`

// Standing tells what an agency's ledger holds: messages of its own citizens, invented
// history.
type Standing struct{ Messages, Synthetic bool }

// Stands reads what an agency's ledger holds.
func (s *Store) Stands(ctx context.Context, agency loket.AgencyID) (there Standing, err error) {
	err = s.read.one(ctx, func(r scanner) error { return r.Scan(&there.Messages, &there.Synthetic) }, selectStands, string(agency))
	if err != nil {
		return there, fmt.Errorf("look what a ledger holds: %w", err)
	}
	return there, nil
}
