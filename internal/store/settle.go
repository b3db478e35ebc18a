package store

import (
	"context"
	"encoding/json"
	"fmt"

	"loket/internal/loket"
	"loket/internal/privacy"
)

const (
	settleMessage = `
UPDATE messages SET state = 'settled', outcome = $2, ticket_id = $3, answer_id = $4, settled_at = $5
WHERE id = $1 AND state = 'pending'`
	holdMessage = `
UPDATE messages SET consider_after = $2, attempts = attempts + $3, problem = $4 WHERE id = $1 AND state = 'pending'`
	keepOpen     = `UPDATE tickets SET version = version WHERE id = $1 AND state <> 'closed'`
	rememberTold = `
UPDATE conversations SET told_at = CASE WHEN CAST($2 AS BIGINT) > 0 THEN $2 ELSE told_at END,
  notice_at = CASE WHEN $3 <> '' THEN $4 ELSE notice_at END,
  notice_version = CASE WHEN $3 <> '' THEN $3 ELSE notice_version END WHERE id = $1`
	rememberInsults = `UPDATE conversations SET insults = $2, insulted_at = $3 WHERE id = $1`
	rememberTopic   = `UPDATE conversations SET topic = $2, choices = $3, topic_at = $4 WHERE id = $1`
)

// Settle writes a decision in one transaction: the messages it settles, the
// answers owed with their sends, a ticket that is cancelled, a new one or one that
// is opened again, and the events. It returns loket.ErrStale when a message was
// settled meanwhile, somebody took the ticket that is to be cancelled, or the
// conversation has an
// open question ticket that the decision did not know of, loket.ErrFenced when
// the channel has a newer owner than the decision's; nothing is written then.
func (s *Store) Settle(ctx context.Context, d loket.Decision) error {
	return s.write(ctx, func(t *tx) error {
		if err := t.fence(d.Channel, d.Epoch); err != nil {
			return fmt.Errorf("settle: %w", err)
		}
		if err := t.hold(d); err != nil {
			return err
		}
		if err := t.reopen(d); err != nil {
			return err
		}
		if err := t.joinOpen(d); err != nil {
			return err
		}
		if err := t.settleMessages(d); err != nil {
			return err
		}
		if d.Cancel != "" {
			if err := t.cancel(d.Cancel); err != nil {
				return err
			}
		}
		if d.Ticket != nil {
			if err := t.insertTicket(*d.Ticket); err != nil {
				return err
			}
		}
		if d.Urgent != "" {
			if err := t.hurry(d.Urgent); err != nil {
				return fmt.Errorf("hurry ticket: %w", err)
			}
		}
		if err := t.owe(d.Conversation, d.Answers); err != nil {
			return err
		}
		if err := t.settleTicket(d); err != nil {
			return err
		}
		if err := t.remember(d); err != nil {
			return err
		}
		t.record(d.Events...)
		if err := t.consent(d); err != nil {
			return err
		}
		if d.Erase {
			return t.askErasure(d)
		}
		return nil
	})
}

// settleTicket writes what a citizen did with a ticket beyond writing on it: how it
// was, what opens it, where it goes on.
func (t *tx) settleTicket(d loket.Decision) error {
	if err := t.rate(d.Rating); err != nil {
		return err
	}
	if err := t.survey(d.Survey); err != nil {
		return err
	}
	if err := t.keepPINs(d.PINs); err != nil {
		return err
	}
	if err := t.offerMove(d.Offer); err != nil {
		return err
	}
	return t.takeMove(d)
}

// hurry makes a ticket an emergency; one that is goes on as it is.
func (t *tx) hurry(id loket.TicketID) error {
	k, version, err := t.ticket(id)
	if err != nil || k.Priority >= loket.PriorityEmergency {
		return err
	}
	k.Hurry(t.now)
	return t.writeTicket(k, version)
}

// hold keeps messages waiting, and counts an attempt when considering them
// failed.
func (t *tx) hold(d loket.Decision) error {
	for _, id := range d.Held {
		n, err := t.exec(holdMessage, string(id), ms(d.HoldUntil), flag(d.Problem != ""), d.Problem)
		if err != nil || n == 0 {
			return stale(err, "hold message")
		}
	}
	return nil
}

// joinOpen makes sure that the tickets messages join are still open, and stay
// so until the decision is written.
func (t *tx) joinOpen(d loket.Decision) error {
	known := map[loket.TicketID]bool{"": true}
	if d.Ticket != nil {
		known[d.Ticket.ID] = true
	}
	for _, m := range d.Settled {
		if known[m.Ticket] {
			continue
		}
		if n, err := t.exec(keepOpen, string(m.Ticket)); err != nil || n == 0 {
			return stale(err, "join ticket")
		}
		known[m.Ticket] = true
	}
	return t.wakeJoined(d)
}

func (t *tx) settleMessages(d loket.Decision) error {
	for _, m := range d.Settled {
		n, err := t.exec(settleMessage, string(m.Message), string(m.Outcome), string(m.Ticket), string(m.Answer), ms(t.now))
		if err != nil || n == 0 {
			return stale(err, "settle message")
		}
		if m.Outcome == loket.OutcomeWithdrawn {
			if err := t.forgetMessage(string(m.Message)); err != nil {
				return err
			}
		}
	}
	return nil
}

// stale wraps err, or says that the row was not as it was read.
func stale(err error, doing string) error {
	if err == nil {
		err = loket.ErrStale
	}
	return fmt.Errorf("%s: %w", doing, err)
}

func (t *tx) remember(d loket.Decision) error {
	at := ms(t.now)
	if d.Told || d.Notice != "" {
		var told int64
		if d.Told {
			told = at
		}
		if _, err := t.exec(rememberTold, string(d.Conversation), told, d.Notice, at); err != nil {
			return fmt.Errorf("remember what was told: %w", err)
		}
	}
	if d.Insults > 0 {
		if _, err := t.exec(rememberInsults, string(d.Conversation), d.Insults, at); err != nil {
			return fmt.Errorf("remember insults: %w", err)
		}
	}
	if !d.SetTopic {
		return nil
	}
	choices, err := json.Marshal(d.Choices)
	if err != nil {
		return fmt.Errorf("write choices: %w", err)
	}
	if _, err := t.exec(rememberTopic, string(d.Conversation), d.Topic, string(choices), at); err != nil {
		return fmt.Errorf("remember topic: %w", err)
	}
	return nil
}

const (
	insertAnswer = `
INSERT INTO answers (id, agency_id, conversation_id, message_id, ticket_id, kind, entry, revision, model, verdict, facet,
  check_code, author_id, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`
	insertSend = `
INSERT INTO sends (id, agency_id, channel_id, conversation_id, message_id, ticket_id, answer_id, kind, target,
  address_sealed, op, part, parts, lane, class, content_sealed, key_id, state, attempts, begun_at, not_before, expires_at, created_at,
  epoch)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24)`
	selectContactKey = `
SELECT c.id, c.key_sealed, c.key_id FROM conversations v JOIN contacts c ON c.id = v.contact_id WHERE v.id = $1`
)

// owe writes answers and their sends, sealed under the contact's key. A send in
// state sending is begun with this commit. Nobody is written to who was made up: what
// they are owed counts as delivered.
func (t *tx) owe(conversation loket.ConversationID, answers []loket.Answer) error {
	if len(answers) == 0 {
		return nil
	}
	contact, key, err := t.keyOf(conversation)
	if err != nil {
		return err
	}
	for _, a := range answers {
		_, err := t.exec(insertAnswer, string(a.ID), string(a.Agency), string(a.Conversation), string(a.Message),
			string(a.Ticket), string(a.Kind), a.Entry, a.Revision, a.Model, a.Verdict, a.Facet, a.CheckCode,
			string(a.Author), ms(t.now))
		if err != nil {
			return fmt.Errorf("owe answer: %w", err)
		}
		for _, send := range a.Sends {
			if send.Channel.SyntheticImport() != "" {
				send.State = loket.SendSending // and ends in pretend
			}
			if err := t.insertSend(send, contact, key); err != nil {
				return fmt.Errorf("owe send: %w", err)
			}
		}
		if err := t.pretend(a.Sends); err != nil {
			return err
		}
	}
	return nil
}

// pretend delivers what owe has begun for invented citizens, whom no channel reaches.
func (t *tx) pretend(sends []loket.Send) error {
	for _, send := range sends {
		if send.Channel.SyntheticImport() == "" {
			continue
		}
		if err := t.finish(loket.SendResult{Send: send, State: loket.SendDelivered, At: t.now}); err != nil {
			return fmt.Errorf("pretend a delivery: %w", err)
		}
	}
	return nil
}

func (t *tx) keyOf(conversation loket.ConversationID) (contact loket.ContactID, key privacy.DataKey, err error) {
	var sealed []byte
	var keyID string
	err = t.one(func(r scanner) error { return r.Scan(&contact, &sealed, &keyID) }, selectContactKey, string(conversation))
	if err != nil {
		return contact, key, fmt.Errorf("find the contact's key: %w", notFound(err))
	}
	key, err = t.store.contactKey(contact, sealed, keyID)
	return contact, key, err
}

func (t *tx) insertSend(s loket.Send, contact loket.ContactID, key privacy.DataKey) error {
	content, err := json.Marshal(s.Content)
	if err != nil {
		return fmt.Errorf("write content: %w", err)
	}
	row, state, begun := string(s.ID), loket.SendOwed, int64(0)
	if s.State == loket.SendSending {
		state, begun = loket.SendSending, ms(t.now)
	}
	_, err = t.exec(insertSend, row, string(s.Agency), string(s.Channel), string(s.Conversation), string(s.Message),
		string(s.Ticket), string(s.Answer), string(s.Kind), string(s.Target),
		sealText(key, s.Address, "sends", "address_sealed", row), string(s.Op), s.Part, s.Parts, int(s.Lane),
		string(s.Class), key.Seal(content, aad("sends", "content_sealed", row)), string(contact),
		string(state), s.Attempts, begun, ms(s.NotBefore), ms(s.ExpiresAt), ms(t.now), s.Epoch)
	if err != nil {
		return err
	}
	return t.keepFile(s, contact, key)
}
