package store

import (
	"context"
	"fmt"

	"loket/internal/loket"
	"loket/internal/privacy"
)

const (
	selectOrigins = `
SELECT id, origin_sealed, key_id, edit_of, replaces_hash FROM messages WHERE conversation_id = $1 ORDER BY seq`
	updateOrigin = `UPDATE messages SET origin_hash = $2, replaces_hash = $3 WHERE id = $1`
)

// origin is what the channel calls a message, and what it edits.
type origin struct {
	id, key, editOf string
	replaces        []byte
}

// rehash makes the hashes of a conversation's messages anew, so that the
// channel's repetitions are known under the current key too. What an edit
// replaces is told by the message it was found to edit. An edit that overtook
// its message names none and keeps its hash: that message has long arrived.
func (t *tx) rehash(channel loket.ChannelID, conversation string, key privacy.DataKey) (int, error) {
	all, err := t.origins(conversation, key)
	if err != nil {
		return 0, fmt.Errorf("read origins: %w", err)
	}
	first := map[string]string{} // message → origin key of the first version of it
	for _, o := range all {
		first[o.id] = o.key
		if edited := first[o.editOf]; o.replaces != nil && edited != "" {
			first[o.id] = edited
			o.replaces = t.store.originHashes(channel, edited)[0]
		}
		if _, err := t.exec(updateOrigin, o.id, t.store.originHashes(channel, o.key)[0], o.replaces); err != nil {
			return 0, fmt.Errorf("write origin: %w", err)
		}
	}
	return len(all), nil
}

func (t *tx) origins(conversation string, key privacy.DataKey) (all []origin, err error) {
	err = t.each(func(r scanner) error {
		var o origin
		var sealed []byte
		var keyID string
		err := r.Scan(&o.id, &sealed, &keyID, &o.editOf, &o.replaces)
		if err != nil || keyID == noKey {
			return err
		}
		o.key, err = openText(key, sealed, "messages", "origin_sealed", o.id)
		all = append(all, o)
		return err
	}, selectOrigins, conversation)
	return all, err
}

const countUnderKeys = `
SELECT key_id, COUNT(*) FROM (
  SELECT key_id FROM contacts
  UNION ALL SELECT hash_key_id FROM contacts WHERE hash_key_id <> ''
  UNION ALL SELECT key_id FROM quarantine
  UNION ALL SELECT key_id FROM staff WHERE totp_sealed IS NOT NULL
) AS kept GROUP BY key_id`

// UnderKeys counts what needs each master key, by its id. Lines of the audit log
// are not counted: each stays under the key it was written with.
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

// NoteKeyChange writes into the audit log that a change of keys is done: the
// current key, and those that are not needed any more.
func (s *Store) NoteKeyChange(ctx context.Context, previous string) error {
	return s.write(ctx, func(t *tx) error {
		return t.audit(auditEntry{action: "key.rotate", object: "key", id: s.sealer.KeyID(), reason: previous})
	})
}
