package store

import (
	"context"
	"fmt"

	"loket/internal/loket"
)

const (
	insertNote = `
INSERT INTO notes (id, agency_id, conversation_id, ticket_id, author_id, kind, body_sealed, key_id, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`
	selectNotes = `
SELECT n.id, n.kind, n.author_id, COALESCE(f.name, ''), n.created_at, n.body_sealed, c.id, c.key_sealed, c.key_id
FROM notes n LEFT JOIN staff f ON f.id = n.author_id JOIN contacts c ON c.id = n.key_id
WHERE n.ticket_id = $1 ORDER BY n.id`
	deleteNotes    = `DELETE FROM notes WHERE conversation_id = $1`
	deleteOldNotes = `
DELETE FROM notes WHERE created_at < $1
  AND NOT EXISTS (SELECT 1 FROM tickets t WHERE t.conversation_id = notes.conversation_id AND t.state <> 'closed')`
)

// note writes what staff noted about a ticket, sealed under the contact's key.
func (t *tx) note(k loket.Ticket, notes []loket.Note) error {
	if len(notes) == 0 {
		return nil
	}
	contact, key, err := t.keyOf(k.Conversation)
	if err != nil {
		return err
	}
	for _, n := range notes {
		row := string(n.ID)
		_, err := t.exec(insertNote, row, string(k.Agency), string(k.Conversation), string(k.ID), string(n.Author),
			string(n.Kind), sealText(key, n.Text, "notes", "body_sealed", row), string(contact), ms(t.now))
		if err != nil {
			return fmt.Errorf("write note: %w", err)
		}
		if err := t.mention(k, n); err != nil {
			return err
		}
	}
	return nil
}

// notes reads what was noted about a ticket, the oldest first. Each is under the key
// of the contact it was written about: a ticket may have moved since.
func (s *Store) notes(ctx context.Context, id loket.TicketID) (out []loket.Note, err error) {
	err = s.read.each(ctx, func(r scanner) error {
		var n loket.Note
		var body, sealed []byte
		var contact loket.ContactID
		var keyID string
		err := r.Scan(&n.ID, &n.Kind, &n.Author, &n.Name, when{&n.At}, &body, &contact, &sealed, &keyID)
		if err != nil {
			return err
		}
		key, err := s.contactKey(contact, sealed, keyID)
		if err == nil {
			n.Text, err = openText(key, body, "notes", "body_sealed", string(n.ID))
		}
		out = append(out, n)
		return err
	}, selectNotes, string(id))
	return out, err
}
