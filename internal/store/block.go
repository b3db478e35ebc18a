package store

import (
	"fmt"

	"loket/internal/loket"
)

const blockContact = `
UPDATE contacts SET blocked_at = $2, blocked_until = $3, blocked_reason = $4 WHERE id = $1 AND erased_at = 0`

// block writes a contact's block, or lifts it, and has the audit log say who did
// and why.
func (t *tx) block(s loket.Situation, by loket.Event, b *loket.Block) error {
	action := "contact.block"
	if b.Until.IsZero() {
		action = "contact.unblock"
	}
	n, err := t.exec(blockContact, string(s.Contact.ID), ms(b.At), ms(b.Until), b.Reason)
	if err != nil || n == 0 {
		return stale(err, "block contact")
	}
	if !b.Until.IsZero() {
		if err := t.dropBroadcasts(s.Conversation.ID, "the contact is blocked"); err != nil {
			return err
		}
	}
	err = t.audit(auditEntry{
		agency: by.Agency, actor: by.ActorKind, actorID: by.ActorID, action: action, object: "contact",
		id: string(s.Contact.ID), reason: string(by.Ticket),
	})
	if err != nil {
		return fmt.Errorf("note the block: %w", err)
	}
	return nil
}
