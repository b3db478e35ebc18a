package store

import (
	"context"
	"encoding/json"
	"strings"

	"loket/internal/loket"
	"loket/internal/privacy"
)

const (
	selectKeyOf       = `SELECT key_sealed, key_id FROM contacts WHERE id = $1`
	selectPastMessage = `SELECT id, body_sealed, key_id FROM messages WHERE id = $1`
	selectPastSends   = `
SELECT id, content_sealed, key_id FROM sends
WHERE conversation_id = $1 AND seq > 0 AND answer_id = $2 AND target = 'conversation' ORDER BY part`
	selectPastNote = `
SELECT id, body_sealed, key_id FROM notes
WHERE ticket_id = $1 AND (id = $2 OR (created_at = $3 AND author_id = $4)) ORDER BY id LIMIT 1`
)

// pastWords reads what was written of events, one after the other.
type pastWords struct {
	store  *Store
	each   func(ctx context.Context, scan func(scanner) error, query string, args ...any) error // reads rows
	masked map[loket.ContactID]string                                                           // addresses, as they are shown
	keys   map[loket.ContactID]privacy.DataKey
}

// mostKeys is how many contacts' keys are kept at hand.
const mostKeys = 1000

// of is what was written with an event; empty: nothing, or it was erased.
func (w *pastWords) of(ctx context.Context, e pastEvent) (string, error) {
	switch e.Kind {
	case loket.EventReceived:
		return w.read(ctx, "messages", "body_sealed", selectPastMessage, string(e.Message))
	case loket.EventQuote, loket.EventAsk, loket.EventReceipt, loket.EventNotice, loket.EventReply:
		return w.read(ctx, "sends", "content_sealed", selectPastSends, string(e.Conversation), string(e.Answer))
	case loket.EventNote:
		return w.read(ctx, "notes", "body_sealed", selectPastNote, string(e.Ticket), string(e.ID), ms(e.At), e.ActorID)
	default:
		return "", nil
	}
}

// read joins what the rows of a query say, a paragraph each. All are under the key of
// the contact they name.
func (w *pastWords) read(ctx context.Context, table, column, query string, args ...any) (string, error) {
	type row struct {
		id     string
		key    loket.ContactID
		sealed []byte
	}
	var rows []row
	err := w.each(ctx, func(r scanner) error {
		var o row
		err := r.Scan(&o.id, &o.sealed, &o.key)
		rows = append(rows, o)
		return err
	}, query, args...)
	if err != nil {
		return "", err
	}
	var texts []string
	for _, o := range rows {
		if o.key == noKey {
			continue
		}
		key, err := w.key(ctx, o.key)
		if err != nil {
			return "", err
		}
		text, err := openText(key, o.sealed, table, column, o.id)
		if err == nil && table == "sends" {
			var content loket.Content
			err = json.Unmarshal([]byte(text), &content)
			text = content.Text
		}
		if err != nil {
			return "", err
		}
		texts = append(texts, text)
	}
	return strings.Join(texts, "\n\n"), nil
}

func (w *pastWords) key(ctx context.Context, contact loket.ContactID) (privacy.DataKey, error) {
	if key, ok := w.keys[contact]; ok {
		return key, nil
	}
	var sealed []byte
	var keyID string
	found := false
	err := w.each(ctx, func(r scanner) error {
		found = true
		return r.Scan(&sealed, &keyID)
	}, selectKeyOf, string(contact))
	if err != nil {
		return privacy.DataKey{}, err
	}
	if !found {
		return privacy.DataKey{}, loket.ErrNotFound
	}
	if len(w.keys) >= mostKeys {
		clear(w.keys)
	}
	key, err := w.store.contactKey(contact, sealed, keyID)
	w.keys[contact] = key
	return key, err
}
