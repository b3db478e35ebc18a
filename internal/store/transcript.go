package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"loket/internal/loket"
	"loket/internal/privacy"
)

func scanOurLine(r scanner, key privacy.DataKey) (line loket.Line, err error) {
	var content []byte
	var keyID string
	var createdAt, deliveredAt, seenAt time.Time
	err = r.Scan(&line.Send, &line.Seq, &line.Answer, &line.State, &content, &keyID, when{&createdAt}, when{&deliveredAt},
		when{&seenAt}, &line.Message, &line.Owed, &line.Problem, &line.Entry, &line.Revision, &line.Facet, &line.Verdict,
		&line.Staff, &line.Author)
	if err != nil {
		return line, err
	}
	line.Seen, line.At = !seenAt.IsZero(), deliveredAt
	if line.At.IsZero() {
		line.At = createdAt
	}
	if keyID == noKey {
		line.Text = loket.ErasedText
		return line, nil
	}
	shown, err := openContent(key, content, string(line.Send))
	line.Text, line.Check, line.Buttons, line.File = shown.Text, shown.Check, shown.Buttons, shown.File
	return line, err
}

// openContent opens what a send shows.
func openContent(key privacy.DataKey, sealed []byte, send string) (shown loket.Content, err error) {
	text, err := openText(key, sealed, "sends", "content_sealed", send)
	if err != nil {
		return shown, err
	}
	if err := json.Unmarshal([]byte(text), &shown); err != nil {
		return shown, fmt.Errorf("read content: %w", err)
	}
	return shown, nil
}

const selectPersonConversation = `
SELECT v.id, c.id, c.key_sealed, c.key_id FROM contacts c JOIN conversations v ON v.contact_id = c.id
WHERE c.channel_id = $1 AND c.id_hash = $2`

// Lines returns what a person on a channel may read: up to limit lines of their
// conversation with a place above after, in order. Nothing for a person the
// ledger does not know.
func (s *Store) Lines(ctx context.Context, channel loket.ChannelID, person string, after int64, limit int) (
	[]loket.Line, error,
) {
	id, key, err := s.conversationOf(ctx, channel, person)
	if errors.Is(err, loket.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return s.transcript(ctx, id, key, span{after: after, limit: limit})
}

func (s *Store) conversationOf(ctx context.Context, channel loket.ChannelID, person string) (
	id loket.ConversationID, key privacy.DataKey, err error,
) {
	hashes := s.sealer.Hashes(personDomain, string(channel)+"\x00"+person)
	if len(hashes) > 1 {
		hashes = append(hashes, hashes[0]) // between two look-ups Rekey may have moved the person
	}
	for _, h := range hashes {
		var contact loket.ContactID
		var sealed []byte
		var keyID string
		err = notFound(s.read.one(ctx, func(r scanner) error { return r.Scan(&id, &contact, &sealed, &keyID) },
			selectPersonConversation, string(channel), h.Sum))
		if err == nil {
			key, err = s.contactKey(contact, sealed, keyID)
			return id, key, err
		}
		if !errors.Is(err, loket.ErrNotFound) {
			return id, key, fmt.Errorf("find conversation: %w", err)
		}
	}
	return id, key, loket.ErrNotFound
}

const (
	selectUnseen = `
SELECT id, agency_id, channel_id, answer_id, message_id, ticket_id FROM sends
WHERE conversation_id = $1 AND seq > 0 AND seq <= $2 AND seen_at = 0`
	markSeen = `UPDATE sends SET seen_at = $2 WHERE id = $1 AND seen_at = 0`
)

// Seen notes that a person's client has shown every line up to a place.
func (s *Store) Seen(ctx context.Context, channel loket.ChannelID, person string, upTo int64) error {
	id, _, err := s.conversationOf(ctx, channel, person)
	if err != nil {
		return err
	}
	return s.write(ctx, func(t *tx) error {
		var events []loket.Event
		var sends []string
		err := t.each(func(r scanner) error {
			var send string
			e := loket.Event{Kind: loket.EventSeen, Conversation: id, ActorKind: loket.ByCitizen}
			err := r.Scan(&send, &e.Agency, &e.Channel, &e.Answer, &e.Message, &e.Ticket)
			sends, events = append(sends, send), append(events, e)
			return err
		}, selectUnseen, string(id), upTo)
		if err != nil {
			return fmt.Errorf("read what is unseen: %w", err)
		}
		for _, send := range sends {
			if _, err := t.exec(markSeen, send, ms(t.now)); err != nil {
				return fmt.Errorf("mark seen: %w", err)
			}
		}
		t.record(events...)
		return nil
	})
}
