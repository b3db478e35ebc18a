package store

import (
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"

	"loket/internal/loket"
)

// auditEntry is one row of the audit log to be.
type auditEntry struct {
	agency         loket.AgencyID
	actor          loket.ActorKind // empty: the command line
	actorID        string
	action         string // "staff.add"
	object, id     string // what it was done to
	reason, origin string
}

const (
	auditLock   = 0x6c6f6b6575
	selectChain = `SELECT seq, mac FROM audit ORDER BY seq DESC LIMIT 1`
	insertAudit = `
INSERT INTO audit (seq, id, agency_id, at, actor_kind, actor_id, action, object_kind, object_id, reason, origin,
  previous, mac, mac_key_id)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`
)

// audit appends to the audit log: every row carries a keyed hash over itself and
// the row before, so that a change, a gap or another order shows.
func (t *tx) audit(e auditEntry) error {
	if t.store.postgres {
		if _, err := t.exec(`SELECT pg_advisory_xact_lock($1)`, int64(auditLock)); err != nil {
			return fmt.Errorf("lock audit log: %w", err)
		}
	}
	var seq int64
	previous := []byte{}
	err := t.one(func(r scanner) error { return r.Scan(&seq, &previous) }, selectChain)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return fmt.Errorf("read the end of the audit log: %w", err)
	}
	if e.actor == "" {
		e.actor, e.actorID = loket.ByStaff, "cli"
	}
	id := string(loket.NewID[loket.EventID]())
	mac, keyID := t.store.sealer.Hash("audit", e.chained(seq+1, id, ms(t.now), previous))
	_, err = t.exec(insertAudit, seq+1, id, string(e.agency), ms(t.now), string(e.actor), e.actorID, e.action, e.object,
		e.id, e.reason, e.origin, previous, mac, keyID)
	if err != nil {
		return fmt.Errorf("append to audit log: %w", err)
	}
	return nil
}

// chained writes a row and its predecessor's hash, every field with its length,
// so that no two rows read the same.
func (e auditEntry) chained(seq int64, id string, at int64, previous []byte) string {
	out := binary.BigEndian.AppendUint64(nil, uint64(seq))
	out = binary.BigEndian.AppendUint64(out, uint64(at))
	fields := []string{
		string(previous), id, string(e.agency), string(e.actor), e.actorID, e.action, e.object, e.id, e.reason, e.origin,
	}
	for _, field := range fields {
		out = binary.BigEndian.AppendUint32(out, uint32(len(field)))
		out = append(out, field...)
	}
	return string(out)
}
