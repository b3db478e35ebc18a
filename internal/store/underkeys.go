package store

import (
	"context"
	"fmt"
)

// underKeys names the master key of everything that needs one to be opened or
// found again. Lines of the audit log are not among it: each stays under the key
// it was written with, and can be read without.
const underKeys = `(
  SELECT key_id FROM contacts
  UNION ALL SELECT hash_key_id FROM contacts WHERE hash_key_id <> ''
  UNION ALL SELECT key_id FROM quarantine
  UNION ALL SELECT key_id FROM staff WHERE totp_sealed IS NOT NULL
  UNION ALL SELECT key_id FROM staff_links
  UNION ALL SELECT key_id FROM webhooks
  UNION ALL SELECT key_id FROM histories
) AS kept`

const (
	selectKeysUsed = `SELECT DISTINCT key_id FROM ` + underKeys + ` ORDER BY key_id`
	countUnderKeys = `SELECT key_id, COUNT(*) FROM ` + underKeys + ` GROUP BY key_id`
)

// UnderKeys counts what needs each master key, by its id.
func (s *Store) UnderKeys(ctx context.Context) (map[string]int, error) {
	counts := map[string]int{}
	err := s.read.each(ctx, func(r scanner) error {
		var id string
		var n int
		err := r.Scan(&id, &n)
		counts[id] = n
		return err
	}, countUnderKeys)
	if err != nil {
		return nil, fmt.Errorf("count what is under each key: %w", err)
	}
	return counts, nil
}

// rotateAction is what the audit log says of a change of keys; its reason names the
// keys that are not needed any more.
const rotateAction = "key.rotate"

// NoteKeyChange writes into the audit log that a change of keys is done: the
// current key, and those that are not needed any more.
func (s *Store) NoteKeyChange(ctx context.Context, previous string) error {
	return s.write(ctx, func(t *tx) error {
		return t.audit(auditEntry{action: rotateAction, object: "key", id: s.sealer.KeyID(), reason: previous})
	})
}
