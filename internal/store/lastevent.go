package store

import (
	"context"
	"fmt"
)

const selectLastEvent = `SELECT COALESCE(MAX(seq), 0) FROM events`

// LastEvent is the number of the newest event; 0 when there is none.
func (s *Store) LastEvent(ctx context.Context) (seq int64, err error) {
	err = s.read.one(ctx, func(r scanner) error { return r.Scan(&seq) }, selectLastEvent)
	if err != nil {
		return 0, fmt.Errorf("read the last event: %w", err)
	}
	return seq, nil
}
