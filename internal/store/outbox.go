package store

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"loket/internal/loket"
)

const sendColumns = `
s.id, s.agency_id, s.channel_id, s.conversation_id, s.message_id, s.ticket_id, s.answer_id, s.kind, s.target,
s.address_sealed, s.op, s.part, s.parts, s.lane, s.class, s.content_sealed, s.state, s.attempts, s.doubts,
s.not_before, s.expires_at, s.channel_message_id, s.seq, s.problem, s.created_at, s.delivered_at, s.seen_at`

// notBehindFormer leaves out parts of an answer s behind one that a former owner
// of the channel may still have under way.
const notBehindFormer = `NOT EXISTS (
  SELECT 1 FROM sends d JOIN channels h ON h.id = d.channel_id
  WHERE d.answer_id = s.answer_id AND d.parts > 1 AND d.part < s.part AND d.state = 'sending' AND d.epoch < h.epoch)`

const selectOwed = `
SELECT ` + sendColumns + `, c.id, c.key_sealed, c.key_id
FROM sends s JOIN conversations v ON v.id = s.conversation_id JOIN contacts c ON c.id = v.contact_id
WHERE s.channel_id = $1 AND s.state = 'owed' AND (s.not_before <= $2 OR s.attempts > 0) AND ` + notBehindFormer + `
ORDER BY s.lane, s.id LIMIT $3`

// Owed returns what a channel owes by now, by lane and then by age, and what was
// tried before and rests: what follows it in its conversation has to wait. Parts
// of an answer behind one that a former owner may still have under way are left
// out.
func (s *Store) Owed(ctx context.Context, channel loket.ChannelID, now time.Time, limit int) ([]loket.Send, error) {
	var out []loket.Send
	err := s.read.each(ctx, func(r scanner) error {
		send, err := s.scanSend(r)
		out = append(out, send)
		return err
	}, selectOwed, string(channel), ms(now), limit)
	if err != nil {
		return nil, fmt.Errorf("read what is owed: %w", err)
	}
	return out, nil
}

func (s *Store) scanSend(r scanner) (out loket.Send, err error) {
	var address, content, keySealed []byte
	var contact loket.ContactID
	var keyID string
	err = r.Scan(&out.ID, &out.Agency, &out.Channel, &out.Conversation, &out.Message, &out.Ticket, &out.Answer,
		&out.Kind, &out.Target, &address, &out.Op, &out.Part, &out.Parts, &out.Lane, &out.Class, &content, &out.State,
		&out.Attempts, &out.Doubts, when{&out.NotBefore}, when{&out.ExpiresAt}, &out.ChannelMessageID, &out.Seq,
		&out.Problem, when{&out.CreatedAt}, when{&out.DeliveredAt}, when{&out.SeenAt}, &contact, &keySealed, &keyID)
	if err != nil {
		return out, err
	}
	key, err := s.contactKey(contact, keySealed, keyID)
	if err != nil {
		return out, err
	}
	if out.Address, err = openText(key, address, "sends", "address_sealed", string(out.ID)); err != nil {
		return out, err
	}
	text, err := openText(key, content, "sends", "content_sealed", string(out.ID))
	if err != nil {
		return out, err
	}
	return out, json.Unmarshal([]byte(text), &out.Content)
}

const (
	beginSend = `
UPDATE sends SET state = 'sending', attempts = attempts + 1, begun_at = $2, epoch = $3 WHERE id = $1 AND state = 'owed'`
	finishSend = `
UPDATE sends SET state = $2, channel_message_id = $3, not_before = $4, doubts = doubts + $5, problem = $6,
  delivered_at = $7, seq = $8
WHERE id = $1 AND state = 'sending' AND epoch = $9`
	nextSeq = `
UPDATE conversations SET last_seq = last_seq + 1, last_out_at = $2,
  human_at = CASE WHEN $3 > 0 THEN $2 ELSE human_at END
WHERE id = $1 RETURNING last_seq`
	countUndelivered = `SELECT COUNT(*) FROM sends WHERE answer_id = $1 AND parts > 1 AND state <> 'delivered'`
	deliverAnswer    = `UPDATE answers SET delivered_at = $2 WHERE id = $1 AND delivered_at = 0`
	markUnreachable  = `
UPDATE contacts SET unreachable_at = $2
WHERE id = (SELECT contact_id FROM conversations WHERE id = $1) AND unreachable_at = 0`
)

// Begin marks a send as being made under its epoch, on disk before the call's
// first byte leaves. It returns loket.ErrStale when the send is not owed any
// more, loket.ErrFenced when the channel has a newer owner.
func (s *Store) Begin(ctx context.Context, send loket.Send) error {
	return s.write(ctx, func(t *tx) error {
		if err := t.fence(send.Channel, send.Epoch); err != nil {
			return fmt.Errorf("begin send: %w", err)
		}
		if n, err := t.exec(beginSend, string(send.ID), ms(t.now), send.Epoch); err != nil || n == 0 {
			return stale(err, "begin send")
		}
		return nil
	})
}

// Finish records what became of a send. A delivered one takes its place in the
// transcript, and its answer is delivered with the last of its sends. Whoever
// made a call may tell its end even when the channel has a newer owner, until
// that one has settled the send itself; then loket.ErrFenced.
func (s *Store) Finish(ctx context.Context, r loket.SendResult) error {
	return s.writeResult(ctx, func(t *tx) error { return t.finish(r) })
}

// finish is Finish within a transaction.
func (t *tx) finish(r loket.SendResult) error {
	var seq int64
	if r.State == loket.SendDelivered && r.Send.Conversation != "" {
		err := t.one(func(row scanner) error { return row.Scan(&seq) }, nextSeq, string(r.Send.Conversation),
			ms(r.At), flag(r.Send.Kind == loket.AnswerReply))
		if err != nil {
			return fmt.Errorf("take a place in the transcript: %w", err)
		}
	}
	delivered := int64(0)
	if r.State == loket.SendDelivered {
		delivered = ms(r.At)
	}
	n, err := t.exec(finishSend, string(r.Send.ID), string(r.State), r.ChannelMessageID, ms(r.NotBefore),
		flag(r.Doubt), r.Problem, delivered, seq, r.Send.Epoch)
	if err == nil && n == 0 {
		err = t.fence(r.Send.Channel, r.Send.Epoch)
	}
	if err != nil || n == 0 {
		return stale(err, "finish send")
	}
	return t.consequences(r)
}

func flag(set bool) int64 {
	if set {
		return 1
	}
	return 0
}

// consequences writes what a send's end means for its answer, its contact and
// its conversation.
func (t *tx) consequences(r loket.SendResult) error {
	if r.Unreachable {
		if _, err := t.exec(markUnreachable, string(r.Send.Conversation), ms(r.At)); err != nil {
			return fmt.Errorf("mark the contact unreachable: %w", err)
		}
	}
	if r.MovedTo != "" {
		if err := t.move(r.Send.Conversation, r.MovedTo); err != nil {
			return err
		}
	}
	if r.State != loket.SendDelivered {
		return nil
	}
	if whole, err := t.whole(r.Send); err != nil || !whole {
		return err
	}
	n, err := t.exec(deliverAnswer, string(r.Send.Answer), ms(r.At))
	if err != nil || n == 0 {
		return err
	}
	t.record(loket.Event{
		Agency: r.Send.Agency, At: r.At, Kind: loket.EventDelivered, Conversation: r.Send.Conversation,
		Ticket: r.Send.Ticket, Message: r.Send.Message, Answer: r.Send.Answer, Channel: r.Send.Channel,
		ActorKind: loket.ByBot,
	})
	return nil
}

// whole tells whether an answer is delivered with a send of its that just was.
func (t *tx) whole(s loket.Send) (bool, error) {
	if s.Parts <= 1 {
		return true, nil
	}
	var left int
	err := t.one(func(row scanner) error { return row.Scan(&left) }, countUndelivered, string(s.Answer))
	return left == 0, err
}

const (
	moveConversation = `UPDATE conversations SET address_sealed = $2 WHERE id = $1`
	selectOwedOf     = `SELECT id FROM sends WHERE conversation_id = $1 AND state IN ('owed', 'sending')`
	moveSend         = `UPDATE sends SET address_sealed = $2 WHERE id = $1`
)

// move gives a conversation and what it is owed a new address.
func (t *tx) move(id loket.ConversationID, address string) error {
	_, key, err := t.keyOf(id)
	if err != nil {
		return err
	}
	sealed := sealText(key, address, "conversations", "address_sealed", string(id))
	if _, err := t.exec(moveConversation, string(id), sealed); err != nil {
		return fmt.Errorf("move conversation: %w", err)
	}
	var sends []string
	err = t.each(func(r scanner) error {
		var send string
		err := r.Scan(&send)
		sends = append(sends, send)
		return err
	}, selectOwedOf, string(id))
	if err != nil {
		return fmt.Errorf("read what is owed: %w", err)
	}
	for _, send := range sends {
		if _, err := t.exec(moveSend, send, sealText(key, address, "sends", "address_sealed", send)); err != nil {
			return fmt.Errorf("move send: %w", err)
		}
	}
	return nil
}

// interruptions is how many deaths of the program an answer of the bot is owed
// through. It ends, so that a send that is itself the cause cannot kill for ever.
const interruptions = 5

const (
	recoverA = `
UPDATE sends SET state = CASE WHEN doubts < $2 THEN 'owed' ELSE 'uncertain' END, doubts = doubts + 1,
  problem = 'interrupted while sending'
WHERE channel_id = $1 AND state = 'sending' AND class = 'A' AND epoch < $3`
	recoverB = `
UPDATE sends SET state = 'uncertain', doubts = doubts + 1, problem = 'interrupted while sending'
WHERE channel_id = $1 AND state = 'sending' AND class = 'B' AND epoch < $2`
)

// Recover settles what former owners of a channel left half done: a send that was
// being made may or may not have arrived. Class A is owed again: nobody would see
// that a citizen got no answer at all. Class B is for staff to decide.
// loket.ErrFenced: the channel has a newer owner than that of epoch.
func (s *Store) Recover(ctx context.Context, channel loket.ChannelID, epoch int64) error {
	return s.write(ctx, func(t *tx) error {
		if err := t.fence(channel, epoch); err != nil {
			return fmt.Errorf("recover sends: %w", err)
		}
		if _, err := t.exec(recoverA, string(channel), interruptions, epoch); err != nil {
			return fmt.Errorf("recover class A: %w", err)
		}
		if _, err := t.exec(recoverB, string(channel), epoch); err != nil {
			return fmt.Errorf("recover class B: %w", err)
		}
		return nil
	})
}
