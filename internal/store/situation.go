package store

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"loket/internal/loket"
	"loket/internal/privacy"
)

const selectConversation = `
SELECT v.id, v.agency_id, v.channel_id, v.contact_id, v.address_sealed, v.topic, v.choices, v.topic_at, v.episode_id,
  v.episode_open, v.last_out_at, v.human_at, v.told_at, v.notice_at, v.notice_version, v.withdrawn_at,
  v.insults, v.insulted_at,
  c.key_sealed, c.key_id, c.name_sealed, c.unreachable_at, c.blocked_at, c.blocked_until,
  a.code, a.name, a.zone, h.kind,
  EXISTS (SELECT 1 FROM tickets t WHERE t.conversation_id = v.id AND t.kind = 'question' AND t.state <> 'closed'),
  EXISTS (SELECT 1 FROM ratings r WHERE r.conversation_id = v.id)
FROM conversations v
JOIN contacts c ON c.id = v.contact_id
JOIN agencies a ON a.id = v.agency_id
JOIN channels h ON h.id = v.channel_id
WHERE v.id = $1`

// Situation reads what is known of a conversation: who it is with, what the
// clerk remembers, the messages that wait, and the open question ticket.
func (s *Store) Situation(ctx context.Context, id loket.ConversationID) (loket.Situation, error) {
	situation, key, has, err := s.conversation(ctx, id)
	if err != nil {
		return situation, fmt.Errorf("read conversation: %w", err)
	}
	if situation.Pending, err = s.pending(ctx, id, key); err != nil {
		return situation, fmt.Errorf("read pending messages: %w", err)
	}
	if has.question {
		if situation.Ticket, err = s.OpenTicket(ctx, id, loket.KindQuestion); err != nil {
			return situation, fmt.Errorf("read open ticket: %w", err)
		}
	}
	if has.rating {
		if situation.Rating, err = s.lastRating(ctx, id); err != nil {
			return situation, fmt.Errorf("read rating: %w", err)
		}
		if err := s.surveyed(ctx, &situation); err != nil {
			return situation, fmt.Errorf("read survey: %w", err)
		}
	}
	if situation.Before, err = s.before(ctx, situation); err != nil {
		return situation, fmt.Errorf("read the messages before: %w", err)
	}
	return situation, nil
}

const selectBefore = `
SELECT sent_at, received_at FROM messages WHERE conversation_id = $1 AND seq < $2 ORDER BY seq DESC LIMIT $3`

// before tells when the messages before the pending ones were sent. A
// conversation that is shorter than a flood is not asked for them.
func (s *Store) before(ctx context.Context, in loket.Situation) (out []time.Time, err error) {
	if len(in.Pending) == 0 || in.Pending[len(in.Pending)-1].Seq <= loket.Flood {
		return nil, nil
	}
	err = s.read.each(ctx, func(r scanner) error {
		var m loket.Message
		err := r.Scan(when{&m.SentAt}, when{&m.ReceivedAt})
		out = append(out, m.Sent())
		return err
	}, selectBefore, string(in.Conversation.ID), in.Pending[0].Seq, loket.Flood)
	slices.Reverse(out)
	return out, err
}

// has tells what else of a conversation is worth a query: most have neither.
type has struct {
	question bool // an open question ticket
	rating   bool
}

// conversation reads who a conversation is with, and what else it has.
func (s *Store) conversation(ctx context.Context, id loket.ConversationID) (
	out loket.Situation, key privacy.DataKey, more has, err error,
) {
	return scanConversation(s, func(scan func(scanner) error) error {
		return s.read.one(ctx, scan, selectConversation, string(id))
	})
}

func scanConversation(s *Store, one func(func(scanner) error) error) (
	out loket.Situation, key privacy.DataKey, more has, err error,
) {
	v, c, a := &out.Conversation, &out.Contact, &out.Agency
	var address, keySealed, name []byte
	var keyID, choices string
	err = one(func(r scanner) error {
		return r.Scan(&v.ID, &v.Agency, &v.Channel, &v.Contact, &address, &v.Topic, &choices, when{&v.TopicAt},
			&v.Episode, &v.EpisodeOpen, when{&v.LastOutAt}, when{&v.HumanAt}, when{&v.ToldAt}, when{&v.NoticeAt},
			&v.NoticeVersion, when{&v.WithdrawnAt}, &v.Insults, when{&v.InsultedAt},
			&keySealed, &keyID, &name, when{&c.UnreachableAt},
			when{&c.BlockedAt}, when{&c.BlockedUntil}, &a.Code, &a.Name, &a.Zone, &out.ChannelKind, &more.question, &more.rating)
	})
	if err != nil {
		return out, key, more, notFound(err)
	}
	if err := json.Unmarshal([]byte(choices), &v.Choices); err != nil {
		return out, key, more, fmt.Errorf("read choices: %w", err)
	}
	a.ID, c.ID, c.Agency, c.Channel = v.Agency, v.Contact, v.Agency, v.Channel
	if key, err = s.contactKey(c.ID, keySealed, keyID); err != nil {
		return out, key, more, err
	}
	if v.Address, err = openText(key, address, "conversations", "address_sealed", string(v.ID)); err != nil {
		return out, key, more, err
	}
	c.Name, err = openText(key, name, "contacts", "name_sealed", string(c.ID))
	return out, key, more, err
}

const messageColumns = `
id, agency_id, channel_id, conversation_id, episode_id, ticket_id, answer_id, origin_sealed, kind, body_sealed, key_id,
data, hidden, edit_of, seq, state, outcome, sent_at, received_at, consider_after, settled_at, attempts, file_sealed IS NOT NULL`

const selectPending = `SELECT ` + messageColumns + `
FROM messages WHERE conversation_id = $1 AND state = 'pending' ORDER BY seq LIMIT 50`

func (s *Store) pending(ctx context.Context, id loket.ConversationID, key privacy.DataKey) ([]loket.Message, error) {
	var out []loket.Message
	err := s.read.each(ctx, func(r scanner) error {
		m, err := scanMessage(r, key)
		out = append(out, m)
		return err
	}, selectPending, string(id))
	return out, err
}

func scanMessage(r scanner, key privacy.DataKey) (m loket.Message, err error) {
	var origin, body []byte
	var hidden, keyID string
	err = r.Scan(&m.ID, &m.Agency, &m.Channel, &m.Conversation, &m.Episode, &m.Ticket, &m.Answer, &origin,
		&m.Kind, &body, &keyID, &m.Data, &hidden, &m.EditOf, &m.Seq, &m.State, &m.Outcome, when{&m.SentAt},
		when{&m.ReceivedAt}, when{&m.ConsiderAfter}, when{&m.SettledAt}, &m.Attempts, &m.HasFile)
	if err != nil {
		return m, err
	}
	if err := json.Unmarshal([]byte(hidden), &m.Hidden); err != nil {
		return m, fmt.Errorf("read what was hidden: %w", err)
	}
	if keyID == noKey {
		m.Text = loket.ErasedText
		return m, nil
	}
	if m.OriginKey, err = openText(key, origin, "messages", "origin_sealed", string(m.ID)); err != nil {
		return m, err
	}
	m.Text, err = openText(key, body, "messages", "body_sealed", string(m.ID))
	return m, err
}

const selectOpenOfKind = `SELECT ` + ticketColumns + `
FROM tickets WHERE conversation_id = $1 AND kind = $2 AND state <> 'closed' ORDER BY id LIMIT 1`

// OpenTicket returns the open ticket of a kind in a conversation, the first of
// several; nil: there is none.
func (s *Store) OpenTicket(ctx context.Context, id loket.ConversationID, kind loket.TicketKind) (*loket.Ticket, error) {
	all, err := s.tickets(ctx, selectOpenOfKind, string(id), string(kind))
	if err != nil {
		return nil, fmt.Errorf("read the open ticket: %w", err)
	}
	if len(all) == 0 {
		return nil, nil
	}
	return &all[0], nil
}

const selectDue = `
SELECT conversation_id FROM messages
WHERE channel_id = $1 AND state = 'pending' AND consider_after <= $2
GROUP BY conversation_id ORDER BY MIN(received_at) LIMIT $3`

// Due returns the conversations of a channel with messages that are to be
// considered by now, the longest waiting first.
func (s *Store) Due(ctx context.Context, channel loket.ChannelID, now time.Time, limit int) (
	[]loket.ConversationID, error,
) {
	var out []loket.ConversationID
	err := s.read.each(ctx, func(r scanner) error {
		var id loket.ConversationID
		err := r.Scan(&id)
		out = append(out, id)
		return err
	}, selectDue, string(channel), ms(now), limit)
	return out, err
}
