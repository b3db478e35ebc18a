package store

import (
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
