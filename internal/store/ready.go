package store

import (
	"context"
	"fmt"

	"loket/internal/loket"
)

const (
	selectReady = `
SELECT r.id, r.agency_id, r.unit_id, r.title, r.body, r.changed_at, COALESCE(f.name, '')
FROM ready_replies r LEFT JOIN staff f ON f.id = r.changed_by WHERE r.agency_id = $1 ORDER BY r.title, r.id`
	upsertReady = `
INSERT INTO ready_replies (id, agency_id, unit_id, title, body, changed_by, changed_at) VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (id) DO UPDATE SET unit_id = excluded.unit_id, title = excluded.title, body = excluded.body,
  changed_by = excluded.changed_by, changed_at = excluded.changed_at
WHERE ready_replies.agency_id = excluded.agency_id`
	deleteReady = `DELETE FROM ready_replies WHERE id = $1 AND agency_id = $2`
)

// ReadyReplies returns an agency's ready replies by title.
func (s *Store) ReadyReplies(ctx context.Context, agency loket.AgencyID) (out []loket.ReadyReply, err error) {
	err = s.read.each(ctx, func(r scanner) error {
		var one loket.ReadyReply
		err := r.Scan(&one.ID, &one.Agency, &one.Unit, &one.Title, &one.Text, when{&one.ChangedAt}, &one.ChangedBy)
		out = append(out, one)
		return err
	}, selectReady, string(agency))
	if err != nil {
		return nil, fmt.Errorf("read ready replies: %w", err)
	}
	return out, nil
}

// SaveReady writes a ready reply of the member's agency, in the place of what it
// said before; loket.ErrNotFound: it is another agency's.
func (s *Store) SaveReady(ctx context.Context, by loket.Staff, r loket.ReadyReply) error {
	return s.write(ctx, func(t *tx) error {
		n, err := t.exec(upsertReady, string(r.ID), string(by.Agency), string(r.Unit), r.Title, r.Text, string(by.ID), ms(t.now))
		return t.changedReady(by, "ready.save", r.ID, n, err)
	})
}

// DropReady deletes a ready reply of the member's agency; loket.ErrNotFound.
func (s *Store) DropReady(ctx context.Context, by loket.Staff, id loket.ReadyID) error {
	return s.write(ctx, func(t *tx) error {
		n, err := t.exec(deleteReady, string(id), string(by.Agency))
		return t.changedReady(by, "ready.drop", id, n, err)
	})
}

// changedReady has the audit log say who changed a ready reply.
func (t *tx) changedReady(by loket.Staff, action string, id loket.ReadyID, n int64, err error) error {
	switch {
	case err != nil:
		return fmt.Errorf("change ready reply: %w", err)
	case n == 0:
		return loket.ErrNotFound
	}
	return t.audit(auditEntry{
		agency: by.Agency, actor: loket.ByStaff, actorID: string(by.ID), action: action, object: "ready_reply", id: string(id),
	})
}
