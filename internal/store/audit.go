package store

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"time"

	"loket/internal/loket"
)

// auditEntry is one row of the audit log to be.
type auditEntry struct {
	agency         loket.AgencyID
	actor          loket.ActorKind // empty: the command line
	actorID        string
	action         string // "staff.add"
	object, id     string // what it was done to
	reason, origin string // origin empty: where the transaction was asked for
}

// fromCommand is who acts, and from where, on the command line.
const fromCommand = "cli"

const (
	auditLock   = 0x6c6f6b6575
	selectChain = `SELECT seq, mac FROM audit ORDER BY seq DESC LIMIT 1`
	insertAudit = `
INSERT INTO audit (seq, id, agency_id, at, actor_kind, actor_id, action, object_kind, object_id, reason, origin,
  previous, mac, mac_key_id)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`
)

// Audit appends one act to the audit log.
func (s *Store) Audit(ctx context.Context, e loket.AuditEntry) error {
	return s.write(ctx, func(t *tx) error {
		return t.audit(auditEntry{
			agency: e.Agency, actor: e.Actor, actorID: e.ActorID, action: e.Action, object: e.Object, id: e.ID,
			reason: e.Reason, origin: e.Origin,
		})
	})
}

// audit appends to the audit log: every row carries a keyed hash over itself and
// the row before, so that a change, a gap or another order shows.
func (t *tx) audit(e auditEntry) error {
	if err := t.lockAudit(); err != nil {
		return err
	}
	seq, previous, err := t.auditEnd()
	if err != nil {
		return err
	}
	if e.actor == "" {
		e.actor, e.actorID, e.origin = loket.ByStaff, fromCommand, cmp.Or(e.origin, fromCommand)
	}
	e.origin = cmp.Or(e.origin, loket.OriginOf(t.ctx))
	id := string(loket.NewID[loket.EventID]())
	mac, keyID := t.store.sealer.Hash("audit", e.chained(seq+1, id, ms(t.now), previous))
	_, err = t.exec(insertAudit, seq+1, id, string(e.agency), ms(t.now), string(e.actor), e.actorID, e.action, e.object,
		e.id, e.reason, e.origin, previous, mac, keyID)
	if err != nil {
		return fmt.Errorf("append to audit log: %w", err)
	}
	return nil
}

// lockAudit keeps other transactions from appending until this one ends.
func (t *tx) lockAudit() error {
	if !t.store.postgres {
		return nil
	}
	if _, err := t.exec(`SELECT pg_advisory_xact_lock($1)`, int64(auditLock)); err != nil {
		return fmt.Errorf("lock audit log: %w", err)
	}
	return nil
}

// auditEnd reads the last row's number and hash; 0 and none of an empty log.
func (t *tx) auditEnd() (seq int64, mac []byte, err error) {
	mac = []byte{}
	err = t.one(func(r scanner) error { return r.Scan(&seq, &mac) }, selectChain)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return 0, nil, fmt.Errorf("read the end of the audit log: %w", err)
	}
	return seq, mac, nil
}

// AuditEnd returns the anchor of the audit log as it is now; the zero anchor of
// an empty one.
func (s *Store) AuditEnd(ctx context.Context) (a loket.Anchor, err error) {
	var mac []byte
	err = s.read.one(ctx, func(r scanner) error { return r.Scan(&a.Seq, &mac) }, selectChain)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return a, nil
	case err != nil:
		return a, fmt.Errorf("read the end of the audit log: %w", err)
	}
	a.At = s.Now().UTC().Truncate(time.Millisecond)
	a.Mac, a.Day = hex.EncodeToString(mac), a.At.Format(time.DateOnly)
	return a, nil
}

// chained writes a row and its predecessor's hash, every field with its length,
// so that no two rows read the same.
func (e auditEntry) chained(seq int64, id string, at int64, previous []byte) string {
	out := binary.BigEndian.AppendUint64(nil, uint64(seq))
	out = binary.BigEndian.AppendUint64(out, uint64(at))
	return string(appendTexts(out,
		string(previous), id, string(e.agency), string(e.actor), e.actorID, e.action, e.object, e.id, e.reason, e.origin))
}

// appendTexts writes texts one after the other, each with its length before it.
func appendTexts(to []byte, texts ...string) []byte {
	for _, text := range texts {
		to = binary.BigEndian.AppendUint32(to, uint32(len(text)))
		to = append(to, text...)
	}
	return to
}
