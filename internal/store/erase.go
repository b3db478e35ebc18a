package store

import (
	"context"
	"crypto/rand"
	"fmt"

	"loket/internal/loket"
)

// doomed is a person whose data is to be erased.
type doomed struct {
	contact      loket.ContactID
	conversation loket.Conversation
	by           loket.ActorKind
	reason       string // for the audit log
}

const selectEraseAsked = `
SELECT c.id, v.id, v.agency_id, v.channel_id, v.episode_id
FROM events e JOIN conversations v ON v.id = e.conversation_id JOIN contacts c ON c.id = v.contact_id
WHERE e.agency_id IN (SELECT id FROM agencies) AND e.kind = 'erase_asked' AND c.erased_at = 0
  AND (e.at <= $1 OR (NOT EXISTS (SELECT 1 FROM sends s WHERE s.conversation_id = v.id AND s.state IN ('owed', 'sending'))
    AND NOT EXISTS (SELECT 1 FROM messages m WHERE m.conversation_id = v.id AND m.state = 'pending')))
LIMIT 100`

// EraseAsked erases whoever asked for it, once they were told so; after an hour
// in any case. It returns how many persons it erased.
func (s *Store) EraseAsked(ctx context.Context) (erased int, err error) {
	err = s.write(ctx, func(t *tx) error {
		erased = 0
		all, err := t.doomed(loket.ByCitizen, "/hapus", selectEraseAsked, ms(t.now.Add(-loket.EraseWithin)))
		if err != nil {
			return fmt.Errorf("find who asked to be erased: %w", err)
		}
		for _, d := range all {
			if err := t.erase(d); err != nil {
				return fmt.Errorf("erase: %w", err)
			}
			erased++
		}
		return nil
	})
	if err == nil && erased > 0 {
		err = s.scrub(ctx)
	}
	return erased, err
}

func (t *tx) doomed(by loket.ActorKind, reason, query string, args ...any) (all []doomed, err error) {
	seen := map[loket.ContactID]bool{}
	err = t.each(func(r scanner) error {
		d := doomed{by: by, reason: reason}
		v := &d.conversation
		err := r.Scan(&d.contact, &v.ID, &v.Agency, &v.Channel, &v.Episode)
		if !seen[d.contact] {
			all = append(all, d)
		}
		seen[d.contact] = true
		return err
	}, query, args...)
	return all, err
}

const (
	eraseContact = `
UPDATE contacts SET id_hash = $2, hash_key_id = '', key_sealed = $3, key_id = $4, external_sealed = $5, name_sealed = $6,
  blocked_reason = '', blocked_at = 0, blocked_until = 0, erased_at = $7
WHERE id = $1 AND erased_at = 0`
	eraseConversation = `
UPDATE conversations SET address_sealed = $2, topic = '', choices = '[]', topic_at = 0, episode_open = 0,
  insults = 0, insulted_at = 0 WHERE id = $1`
	selectMessagesOf = `SELECT id FROM messages WHERE conversation_id = $1`
	selectSendsOf    = `SELECT id FROM sends WHERE conversation_id = $1`
)

// erase makes an empty shell of a person: the key is drawn anew, which makes
// everything sealed under the old one unreadable wherever a copy may be, and
// every text is replaced besides. The rows stay for the figures.
func (t *tx) erase(d doomed) error {
	if err := t.closeTickets(d.conversation, d.by); err != nil {
		return err
	}
	row := string(d.contact)
	key, sealed, keyID := t.store.sealer.NewDataKey(aad("contacts", "key_sealed", row))
	n, err := t.exec(eraseContact, row, nobody(), sealed, keyID, sealText(key, "", "contacts", "external_sealed", row),
		sealText(key, "", "contacts", "name_sealed", row), ms(t.now))
	if err != nil || n == 0 {
		return stale(err, "erase contact")
	}
	conversation := string(d.conversation.ID)
	_, err = t.exec(eraseConversation, conversation, sealText(key, "", "conversations", "address_sealed", conversation))
	if err != nil {
		return fmt.Errorf("erase conversation: %w", err)
	}
	if _, err := t.eraseAll(selectMessagesOf, t.eraseMessage, conversation); err != nil {
		return err
	}
	if _, err := t.eraseAll(selectSendsOf, t.eraseSend, conversation); err != nil {
		return err
	}
	if _, err := t.exec(deleteNotes, conversation); err != nil {
		return fmt.Errorf("erase notes: %w", err)
	}
	if err := t.forgetSurveys(conversation); err != nil {
		return err
	}
	if _, err := t.exec(deletePINs, conversation); err != nil {
		return fmt.Errorf("erase PINs: %w", err)
	}
	t.record(loket.Event{
		Agency: d.conversation.Agency, Kind: loket.EventErased, Conversation: d.conversation.ID,
		Channel: d.conversation.Channel, ActorKind: d.by,
	})
	return t.audit(auditEntry{
		agency: d.conversation.Agency, actor: d.by, action: "contact.erase", object: "contact", id: row, reason: d.reason,
	})
}

// nobody stands where the keyed hash of a person was: nothing hashes to it.
func nobody() []byte {
	hash := make([]byte, 32)
	_, _ = rand.Read(hash) // crypto/rand.Read never returns an error
	return hash
}

// eraseAll erases every row that a query names and tells how many. It needs no
// key: what nobody can open any more is erased like everything else.
func (t *tx) eraseAll(query string, erase func(string) error, args ...any) (erased int, err error) {
	rows, err := t.ids(query, args...)
	if err != nil {
		return 0, fmt.Errorf("read what is to be erased: %w", err)
	}
	for _, row := range rows {
		if err := erase(row); err != nil {
			return 0, err
		}
	}
	return len(rows), nil
}

// ids reads a column of ids.
func (t *tx) ids(query string, args ...any) (ids []string, err error) {
	err = t.each(func(r scanner) error {
		var id string
		err := r.Scan(&id)
		ids = append(ids, id)
		return err
	}, query, args...)
	return ids, err
}

// An erased row names no key: nothing in it is sealed for anybody.
const (
	eraseMessage = `
UPDATE messages SET body_sealed = $2, origin_sealed = $2, origin_hash = $3, replaces_hash = NULL, file_sealed = NULL, data = '', hidden = '[]',
  problem = '', key_id = '', outcome = CASE WHEN state = 'pending' THEN 'erased' ELSE outcome END,
  settled_at = CASE WHEN state = 'pending' THEN $4 ELSE settled_at END, state = 'settled'
WHERE id = $1`
	eraseSend = `
UPDATE sends SET address_sealed = $2, content_sealed = $2, channel_message_id = '', problem = '', key_id = '',
  state = CASE WHEN state IN ('owed', 'sending', 'uncertain') THEN 'dead' ELSE state END
WHERE id = $1`
)

func (t *tx) eraseMessage(row string) error {
	if _, err := t.exec(eraseMessage, row, []byte{}, nobody(), ms(t.now)); err != nil {
		return fmt.Errorf("erase message: %w", err)
	}
	return nil
}

func (t *tx) eraseSend(row string) error {
	if _, err := t.exec(eraseSend, row, []byte{}); err != nil {
		return fmt.Errorf("erase send: %w", err)
	}
	if _, err := t.exec(deletePieces, row); err != nil {
		return fmt.Errorf("erase a file: %w", err)
	}
	return nil
}

const (
	selectOpenOf = `SELECT ` + ticketColumns + ` FROM tickets WHERE conversation_id = $1 AND state <> 'closed'`
	closeTicket  = `
UPDATE tickets SET state = 'closed', closed_at = $2, closed_by = $3, promise_state = $4, version = version + 1
WHERE id = $1 AND state <> 'closed'`
)

// closeTickets ends every open ticket of a conversation: there is nobody to
// answer any more. Their waits count as withdrawn.
func (t *tx) closeTickets(v loket.Conversation, by loket.ActorKind) error {
	open, err := t.tickets(t.locking(selectOpenOf, "FOR UPDATE"), string(v.ID))
	if err != nil {
		return fmt.Errorf("read open tickets: %w", err)
	}
	for _, k := range open {
		if err := t.abandon(k, by); err != nil {
			return err
		}
	}
	return nil
}

// abandon ends an open ticket that needs no answer any more, and its promise. On
// PostgreSQL its row was locked as it was read.
func (t *tx) abandon(k loket.Ticket, by loket.ActorKind) error {
	k.Promise.Withdraw()
	if _, err := t.exec(closeTicket, string(k.ID), ms(t.now), string(by), string(k.Promise.State)); err != nil {
		return fmt.Errorf("close ticket: %w", err)
	}
	gone := loket.Event{
		Agency: k.Agency, Kind: loket.EventAbandon, Episode: k.Episode, Conversation: k.Conversation, Ticket: k.ID,
		Message: k.Message, Channel: k.Channel, Unit: k.Unit, Topic: k.Topic, ActorKind: by,
	}
	closed := gone
	closed.Kind = loket.EventClose
	t.record(gone, closed)
	return nil
}

// cancel ends a ticket that nobody holds, as its citizen asked, and its episode;
// loket.ErrStale when somebody took or closed it meanwhile.
func (t *tx) cancel(id loket.TicketID) error {
	var k loket.Ticket
	read := func(r scanner) error { return scanTicket(r, &k, nil) }
	if err := t.one(read, t.locking(selectTicket, "FOR UPDATE"), string(id)); err != nil {
		return fmt.Errorf("read the ticket to cancel: %w", notFound(err))
	}
	if k.State == loket.TicketClaimed || !k.Open() {
		return stale(nil, "cancel ticket")
	}
	if err := t.abandon(k, loket.ByCitizen); err != nil {
		return err
	}
	if _, err := t.exec(closeEpisode, string(k.Conversation), string(k.Episode)); err != nil {
		return fmt.Errorf("close episode: %w", err)
	}
	return nil
}

// askErasure notes that a citizen wants to be erased and ends what staff owe
// them.
func (t *tx) askErasure(d loket.Decision) error {
	v := loket.Conversation{ID: d.Conversation, Agency: d.Agency, Channel: d.Channel}
	if err := t.closeTickets(v, loket.ByCitizen); err != nil {
		return err
	}
	t.record(loket.Event{
		Agency: d.Agency, Kind: loket.EventEraseAsked, Episode: d.Episode, Conversation: d.Conversation,
		Channel: d.Channel, ActorKind: loket.ByCitizen,
	})
	return nil
}
