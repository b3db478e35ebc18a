package store

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"loket/internal/loket"
	"loket/internal/privacy"
)

const (
	insertMove = `
INSERT INTO moves (id, agency_id, ticket_id, token_hash, from_conversation, made_at, expires_at)
VALUES ($1, $2, $3, $4, $5, $6, $7)`
	selectMove = `
SELECT m.id, m.ticket_id, v.id, v.channel_id, v.address_sealed FROM moves m JOIN conversations v ON v.id = m.from_conversation
WHERE m.agency_id = $1 AND m.token_hash = $2 AND m.used_at = 0 AND m.expires_at > $3`
	useMove = `
UPDATE moves SET used_at = $2, to_conversation = $3 WHERE id = $1 AND used_at = 0 AND expires_at > $2`
	moveTicket = `
UPDATE tickets SET conversation_id = $2, channel_id = $3, version = version + 1
WHERE id = $1 AND conversation_id = $4 AND state <> 'closed'`
	// The ticket's episode goes with it, and how long a human's last word keeps the
	// clerk silent.
	takeEpisode = `
UPDATE conversations SET episode_id = $2, episode_open = 1,
  human_at = CASE WHEN human_at < (SELECT f.human_at FROM conversations f WHERE f.id = $3)
    THEN (SELECT f.human_at FROM conversations f WHERE f.id = $3) ELSE human_at END
WHERE id = $1`
	selectMovedFrom = `SELECT from_conversation FROM moves WHERE ticket_id = $1 AND used_at > 0 ORDER BY used_at, id`
)

// offerMove keeps an offer that a ticket goes on elsewhere.
func (t *tx) offerMove(o *loket.MoveOffer) error {
	if o == nil {
		return nil
	}
	_, err := t.exec(insertMove, string(o.ID), string(o.Agency), string(o.Ticket), o.Hash, string(o.From), ms(t.now), ms(o.Expires))
	if err != nil {
		return fmt.Errorf("offer a move: %w", err)
	}
	return nil
}

// MoveByToken finds the offer of an agency that a token's hash names, with its
// ticket. loket.ErrNotFound: there is none, it was taken or has expired, or its
// ticket is closed or has moved since.
func (s *Store) MoveByToken(ctx context.Context, agency loket.AgencyID, hash []byte) (m loket.Move, err error) {
	var from loket.ConversationID
	var ticket string
	var address []byte
	err = s.read.one(ctx, func(r scanner) error {
		return r.Scan(&m.ID, &ticket, &from, &m.FromChannel, &address)
	}, selectMove, string(agency), hash, ms(s.Now()))
	if err != nil {
		return m, notFound(err)
	}
	err = s.read.one(ctx, func(r scanner) error { return scanTicket(r, &m.Ticket, nil) }, selectTicket, ticket)
	if err != nil {
		return m, fmt.Errorf("read the ticket of a move: %w", notFound(err))
	}
	if !m.Ticket.Open() || m.Ticket.Conversation != from {
		return m, loket.ErrNotFound
	}
	key, err := s.keyOf(ctx, from)
	if err == nil {
		m.FromAddress, err = openText(key, address, "conversations", "address_sealed", string(from))
	}
	return m, err
}

// takeMove takes an offer: the ticket is the decision's conversation's. loket.ErrStale:
// the offer was taken or has expired, the ticket is closed or elsewhere, or the
// conversation has a question of its own.
func (t *tx) takeMove(d loket.Decision) error {
	if d.Move == nil {
		return nil
	}
	k, to := d.Move.Move.Ticket, string(d.Conversation)
	if n, err := t.exec(useMove, string(d.Move.Move.ID), ms(t.now), to); err != nil || n == 0 {
		return stale(err, "take a move")
	}
	after := k
	after.Conversation = d.Conversation
	if err := t.oneQuestion(loket.Ticket{}, after); err != nil {
		return stale(nil, err.Error())
	}
	n, err := t.exec(moveTicket, string(k.ID), to, string(d.Channel), string(k.Conversation))
	if duplicate(err) { // a question was opened meanwhile
		err = nil
	}
	if err != nil || n == 0 {
		return stale(err, "move a ticket")
	}
	if _, err := t.exec(closeEpisode, string(k.Conversation), string(k.Episode)); err != nil {
		return fmt.Errorf("leave the episode: %w", err)
	}
	if _, err := t.exec(takeEpisode, to, string(k.Episode), string(k.Conversation)); err != nil {
		return fmt.Errorf("take the episode along: %w", err)
	}
	return t.owe(k.Conversation, []loket.Answer{d.Move.Notice})
}

// keyOf opens the key of a conversation's contact.
func (s *Store) keyOf(ctx context.Context, conversation loket.ConversationID) (key privacy.DataKey, err error) {
	var contact loket.ContactID
	var sealed []byte
	var keyID string
	err = s.read.one(ctx, func(r scanner) error { return r.Scan(&contact, &sealed, &keyID) }, selectContactKey, string(conversation))
	if err != nil {
		return key, fmt.Errorf("find the contact's key: %w", notFound(err))
	}
	return s.contactKey(contact, sealed, keyID)
}

// history reads the conversation of a ticket, and those it has moved from: then in
// the order of time.
func (s *Store) history(ctx context.Context, k loket.Ticket) (lines []loket.Line, err error) {
	conversations := []loket.ConversationID{k.Conversation}
	err = s.read.each(ctx, func(r scanner) error {
		var id loket.ConversationID
		err := r.Scan(&id)
		if !slices.Contains(conversations, id) {
			conversations = append(conversations, id)
		}
		return err
	}, selectMovedFrom, string(k.ID))
	if err != nil {
		return nil, fmt.Errorf("read moves: %w", err)
	}
	for _, id := range conversations {
		key, err := s.keyOf(ctx, id)
		if err != nil {
			return nil, err
		}
		some, err := s.transcript(ctx, id, key, everything)
		if err != nil {
			return nil, err
		}
		lines = append(lines, some...)
	}
	if len(conversations) > 1 {
		slices.SortStableFunc(lines, func(a, b loket.Line) int {
			return cmp.Or(cmp.Compare(min(b.Seq, 1), min(a.Seq, 1)), a.At.Compare(b.At)) // what is not delivered stands last
		})
	}
	return lines, nil
}
