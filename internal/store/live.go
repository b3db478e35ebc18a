package store

import (
	"context"
	"fmt"
	"time"

	"loket/internal/loket"
)

const selectLive = `
SELECT COUNT(*), COALESCE(SUM(CASE WHEN first_reply_at = 0 OR owed_from > 0 THEN 1 ELSE 0 END), 0),
  COALESCE(MIN(CASE WHEN owed_from > 0 THEN owed_from WHEN first_reply_at = 0 THEN opened_at END), 0),
  COALESCE(SUM(CASE WHEN promise_state IN ('given', 'renewed') AND promise_at > $2 AND promise_at <= $3 THEN 1 ELSE 0 END), 0),
  COALESCE(SUM(CASE WHEN promise_state = 'broken' OR (promise_state IN ('given', 'renewed') AND promise_at > 0 AND promise_at <= $2) THEN 1 ELSE 0 END), 0)
FROM tickets WHERE agency_id = $1 AND state <> 'closed'`

// soonPromised is how far ahead promises are counted as soon due.
const soonPromised = time.Hour

// Live tells how an agency's open tickets stand now, on the reports' connections: however
// many look at it, no chat waits.
func (s *Store) Live(ctx context.Context, agency loket.AgencyID) (live loket.Live, err error) {
	now := s.Now()
	err = s.report(ctx, func(r scanner) error {
		return r.Scan(&live.Open, &live.Unattended, when{&live.OldestSince}, &live.PromisedSoon, &live.PromiseLate)
	}, selectLive, string(agency), ms(now), ms(now.Add(soonPromised)))
	if err != nil {
		return live, fmt.Errorf("count what is open: %w", err)
	}
	return live, nil
}
