package store

import (
	"bytes"
	"context"
	"crypto/hmac"
	"fmt"

	"loket/internal/loket"
)

// AuditCheck is what checking the audit log has found whole.
type AuditCheck struct {
	Rows    int64 // of the log
	Unknown int64 // of them under a key that is not at hand: only their order was checked
}

const selectAudit = `
SELECT seq, id, agency_id, at, actor_kind, actor_id, action, object_kind, object_id, reason, origin, previous, mac,
  mac_key_id FROM audit ORDER BY seq`

// CheckAudit reads the whole audit log and holds every row to its own keyed
// hash and to the row before. The first row that was changed, put in, taken out
// or moved is named in a *loket.Error. Rows cut off at the end do not show.
func (s *Store) CheckAudit(ctx context.Context) (found AuditCheck, err error) {
	var before []byte
	err = s.read.each(ctx, func(r scanner) error {
		var e auditEntry
		var seq, at int64
		var id, keyID string
		var previous, mac []byte
		err := r.Scan(&seq, &id, &e.agency, &at, &e.actor, &e.actorID, &e.action, &e.object, &e.id, &e.reason, &e.origin,
			&previous, &mac, &keyID)
		if err != nil {
			return err
		}
		found.Rows++
		if seq != found.Rows || !bytes.Equal(previous, before) {
			return brokenAudit(found.Rows)
		}
		before = mac
		known := false
		for _, h := range s.sealer.Hashes("audit", e.chained(seq, id, at, previous)) {
			if h.ID != keyID {
				continue
			}
			if known = hmac.Equal(h.Sum, mac); !known {
				return brokenAudit(found.Rows)
			}
		}
		if !known {
			found.Unknown++
		}
		return nil
	}, selectAudit)
	if err != nil {
		return found, fmt.Errorf("check the audit log: %w", err)
	}
	return found, nil
}

func brokenAudit(row int64) error {
	return loket.Errorf(loket.CodeInvalid, fmt.Sprintf("Catatan audit diubah: baris %d tidak sambung dengan yang sebelumnya atau isinya "+
		"berganti. Jangan lanjutkan; simpan berkas ini sebagai bukti dan pakai cadangan lain.", row))
}
