package store

import (
	"context"
	"fmt"
	"math"

	"loket/internal/loket"
)

const selectAuditRows = `
SELECT a.seq, a.agency_id, a.at, a.actor_kind, a.actor_id, COALESCE(f.login, ''), a.action, a.object_kind, a.object_id,
  COALESCE(g.login, ''), a.reason, a.origin
FROM audit a LEFT JOIN staff f ON f.id = a.actor_id LEFT JOIN staff g ON g.id = a.object_id AND a.object_kind = 'staff'
WHERE a.seq < $1 AND a.agency_id IN ($2, '') AND a.at >= $3 AND a.at < $4
  AND ($5 = '' OR a.actor_id = $5 OR f.login = $5) AND substr(a.action, 1, length($6)) = $6
  AND ($7 = '' OR a.object_kind = $7 OR a.object_id = $7 OR g.login = $7)
ORDER BY a.seq DESC LIMIT $8`

// AuditRows returns rows of the audit log, the newest first.
func (s *Store) AuditRows(ctx context.Context, f loket.AuditFilter) (rows []loket.AuditRow, err error) {
	before, until := f.Before, ms(f.Until)
	if before == 0 {
		before = math.MaxInt64
	}
	if f.Until.IsZero() {
		until = math.MaxInt64
	}
	err = s.read.each(ctx, func(r scanner) error {
		var row loket.AuditRow
		err := r.Scan(&row.Seq, &row.Agency, when{&row.At}, &row.Actor, &row.ActorID, &row.Login, &row.Action, &row.Object, &row.ID,
			&row.Whom, &row.Reason, &row.Origin)
		rows = append(rows, row)
		return err
	}, selectAuditRows, before, string(f.Agency), ms(f.Since), until, f.Actor, f.Action, f.Object, f.Limit)
	if err != nil {
		return nil, fmt.Errorf("read the audit log: %w", err)
	}
	return rows, nil
}
