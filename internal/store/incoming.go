package store

import (
	"context"
	"fmt"

	"loket/internal/loket"
)

const selectIncoming = `
SELECT m.channel_id, m.kind, m.file_sealed, c.id, c.key_sealed, c.key_id
FROM messages m JOIN contacts c ON c.id = m.key_id
WHERE m.id = $1 AND m.agency_id = $2 AND m.file_sealed IS NOT NULL AND (m.conversation_id = $3
  OR m.conversation_id IN (SELECT from_conversation FROM moves WHERE ticket_id = $4 AND used_at > 0))`

// Incoming tells where the file lies that a message in a ticket's conversation
// brought, if may has nothing against it, once the audit log says who looked at it,
// how and why. loket.ErrNotFound: no such ticket in the member's agency;
// loket.ErrFileGone: the message brought none, or it is past its time.
func (s *Store) Incoming(
	ctx context.Context, by loket.Staff, l loket.Look, may func(loket.Ticket) error,
) (in loket.Incoming, err error) {
	found, err := s.tickets(ctx, selectTicket, string(l.Ticket))
	switch {
	case err != nil:
		return in, fmt.Errorf("read the ticket of an attachment: %w", err)
	case len(found) == 0 || found[0].Agency != by.Agency:
		return in, loket.ErrNotFound
	}
	if err := may(found[0]); err != nil {
		return in, err
	}
	var sealed, keySealed []byte
	var contact loket.ContactID
	var keyID string
	err = notFound(s.read.one(ctx, func(r scanner) error {
		return r.Scan(&in.Channel, &in.Kind, &sealed, &contact, &keySealed, &keyID)
	}, selectIncoming, string(l.Message), string(by.Agency), string(found[0].Conversation), string(l.Ticket)))
	if err != nil {
		return in, goneOr(err)
	}
	key, err := s.contactKey(contact, keySealed, keyID)
	if err != nil {
		return in, err
	}
	if in.File, err = openText(key, sealed, "messages", "file_sealed", string(l.Message)); err != nil {
		return in, err
	}
	action := "attachment.preview"
	if l.Full {
		action = "attachment.view"
	}
	err = s.write(ctx, func(t *tx) error {
		return t.audit(auditEntry{
			agency: by.Agency, actor: loket.ByStaff, actorID: string(by.ID), action: action, object: "message",
			id: string(l.Message), reason: l.Reason,
		})
	})
	if err != nil {
		return loket.Incoming{}, fmt.Errorf("note who looked at an attachment: %w", err)
	}
	return in, nil
}
