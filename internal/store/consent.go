package store

import (
	"fmt"

	"loket/internal/loket"
)

const (
	withdrawConsent = `
UPDATE conversations SET withdrawn_at = $2, notice_version = '', topic = '', choices = '[]', topic_at = 0,
  insults = 0, insulted_at = 0 WHERE id = $1`
	giveConsent      = `UPDATE conversations SET withdrawn_at = 0 WHERE id = $1 AND withdrawn_at > 0`
	forgetName       = `UPDATE contacts SET name_sealed = $2 WHERE id = $1`
	selectSettledOf  = `SELECT id FROM messages WHERE conversation_id = $1 AND state = 'settled' AND key_id <> ''`
	selectDoneSendOf = `
SELECT id FROM sends WHERE conversation_id = $1 AND key_id <> '' AND state NOT IN ('owed', 'sending')`
)

// consent writes what a citizen decided about the processing of their data.
func (t *tx) consent(d loket.Decision) error {
	switch d.Consent {
	case loket.ConsentWithdrawn:
		return t.withdraw(d)
	case loket.ConsentGiven:
		n, err := t.exec(giveConsent, string(d.Conversation))
		if err != nil || n == 0 {
			return stale(err, "give consent")
		}
		return t.recordConsent(d, loket.EventConsentGiven, "consent.give")
	}
	return nil
}

// withdraw ends the processing of a citizen's data with this transaction: what
// staff owe them is withdrawn, and their name and every text is erased (UU
// 27/2022, Pasal 40 and 43). Their address and the keyed hash they are known
// by stay, so that what they write later is known to be left alone.
func (t *tx) withdraw(d loket.Decision) error {
	v := loket.Conversation{ID: d.Conversation, Agency: d.Agency, Channel: d.Channel}
	if err := t.closeTickets(v, loket.ByCitizen); err != nil {
		return err
	}
	contact, key, err := t.keyOf(d.Conversation)
	if err != nil {
		return err
	}
	row, conversation := string(contact), string(d.Conversation)
	if _, err := t.exec(forgetName, row, sealText(key, "", "contacts", "name_sealed", row)); err != nil {
		return fmt.Errorf("forget the name: %w", err)
	}
	if _, err := t.eraseAll(selectSettledOf, t.forgetMessage, conversation); err != nil {
		return err
	}
	if _, err := t.eraseAll(selectDoneSendOf, t.eraseSend, conversation); err != nil {
		return err
	}
	if err := t.dropBroadcasts(d.Conversation, "consent was withdrawn"); err != nil {
		return err
	}
	if _, err := t.exec(deleteRatingNotes, conversation); err != nil {
		return fmt.Errorf("erase words beside a score: %w", err)
	}
	if err := t.forgetSurveys(conversation); err != nil {
		return err
	}
	if _, err := t.exec(deletePINs, conversation); err != nil {
		return fmt.Errorf("erase PINs: %w", err)
	}
	if _, err := t.exec(withdrawConsent, conversation, ms(t.now)); err != nil {
		return fmt.Errorf("withdraw consent: %w", err)
	}
	return t.recordConsent(d, loket.EventConsentWithdrawn, "consent.withdraw")
}

func (t *tx) recordConsent(d loket.Decision, kind loket.EventKind, action string) error {
	t.record(loket.Event{
		Agency: d.Agency, Kind: kind, Episode: d.Episode, Conversation: d.Conversation, Channel: d.Channel, ActorKind: loket.ByCitizen,
	})
	return t.audit(auditEntry{
		agency: d.Agency, actor: loket.ByCitizen, action: action, object: "conversation", id: string(d.Conversation),
	})
}

// forgetMessage takes what a citizen said out of a message. The keyed hash of
// its origin stays, so that the same message is not taken twice.
const forgetMessage = `
UPDATE messages SET body_sealed = $2, origin_sealed = $2, file_sealed = NULL, data = '', hidden = '[]', problem = '', key_id = '' WHERE id = $1`

func (t *tx) forgetMessage(row string) error {
	if _, err := t.exec(forgetMessage, row, []byte{}); err != nil {
		return fmt.Errorf("forget message: %w", err)
	}
	return nil
}
