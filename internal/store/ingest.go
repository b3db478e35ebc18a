package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"loket/internal/loket"
)

// Ingest writes a batch of what came in, in one transaction: each message once,
// whatever the channel repeats, with its contact and conversation when they are
// new. Texts must be redacted already. Receipts stand in the order of the batch.
func (s *Store) Ingest(ctx context.Context, batch []loket.Inbound) ([]loket.Receipt, error) {
	var receipts []loket.Receipt
	err := s.write(ctx, func(t *tx) error {
		receipts = receipts[:0]
		for _, in := range batch {
			receipt, err := t.ingest(in)
			if err != nil {
				return fmt.Errorf("ingest: %w", err)
			}
			receipts = append(receipts, receipt)
		}
		return nil
	})
	return receipts, err
}

const (
	selectKnownMessage = `
SELECT id, conversation_id, state, seq FROM messages WHERE channel_id = $1 AND origin_hash = $2`
	advanceConversation = `
UPDATE conversations SET last_seq = last_seq + 1, last_in_at = $2, episode_id = $3, episode_open = 1
WHERE id = $1 RETURNING last_seq`
	insertMessage = `
INSERT INTO messages (id, agency_id, channel_id, conversation_id, episode_id, origin_hash, origin_sealed, kind,
  body_sealed, key_id, data, hidden, edit_of, replaces_hash, seq, state, outcome, sent_at, received_at, settled_at, file_sealed)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21)
ON CONFLICT (channel_id, origin_hash) DO NOTHING`
	selectErasedAt = `SELECT erased_at FROM contacts WHERE id = $1`
)

func (t *tx) ingest(in loket.Inbound) (loket.Receipt, error) {
	c, err := t.channelOf(in.Channel)
	if err != nil {
		return loket.Receipt{}, fmt.Errorf("find channel %s: %w", in.Channel, err)
	}
	origin := t.store.originHashes(in.Channel, in.OriginKey)
	if known, err := t.known(in, origin); !errors.Is(err, loket.ErrNotFound) {
		return known, err
	}
	p, err := t.party(c, in)
	if err != nil {
		return loket.Receipt{}, err
	}
	m := loket.Message{
		ID: loket.NewID[loket.MessageID](), Agency: c.Agency, Channel: c.ID, Conversation: p.conversation.ID,
		Episode: p.conversation.Episode, OriginKey: in.OriginKey, Kind: in.Kind, Text: in.Text, Data: in.Data,
		Hidden: in.Hidden, State: loket.MessagePending, SentAt: in.SentAt, ReceivedAt: t.now,
	}
	if !p.conversation.ContinuesEpisode(t.now) {
		m.Episode = loket.NewID[loket.EpisodeID]()
	}
	if err := t.placeEdit(&m, p, in.Replaces, origin); err != nil {
		return loket.Receipt{}, err
	}
	if err := t.insertMessage(&m, p, in, origin[0]); err != nil {
		return loket.Receipt{}, err
	}
	t.record(received(m))
	return loket.Receipt{
		OriginKey: m.OriginKey, Message: m.ID, Conversation: m.Conversation,
		Pending: m.State == loket.MessagePending, Seq: m.Seq,
	}, nil
}

// known finds a message that is in the ledger already; loket.ErrNotFound when it
// is not.
func (t *tx) known(in loket.Inbound, origin [][]byte) (loket.Receipt, error) {
	receipt := loket.Receipt{OriginKey: in.OriginKey, Duplicate: true}
	var state loket.MessageState
	err := t.firstHash(in.Channel, origin, func(r scanner) error {
		return r.Scan(&receipt.Message, &receipt.Conversation, &state, &receipt.Seq)
	}, selectKnownMessage)
	receipt.Pending = state == loket.MessagePending
	return receipt, notFound(err)
}

// originDomain is the use of the keyed hash that finds a message again: what a
// channel calls it may hold the channel's id of a person.
const originDomain = "origin"

// originHashes are the hashes of an origin key, the current one first.
func (s *Store) originHashes(channel loket.ChannelID, key string) [][]byte {
	var out [][]byte
	for _, h := range s.sealer.Hashes(originDomain, string(channel)+"\x00"+key) {
		out = append(out, h.Sum)
	}
	return out
}

func (t *tx) insertMessage(m *loket.Message, p party, in loket.Inbound, origin []byte) error {
	err := t.one(func(r scanner) error { return r.Scan(&m.Seq) }, advanceConversation,
		string(m.Conversation), ms(t.now), string(m.Episode))
	if err != nil {
		return fmt.Errorf("advance conversation: %w", err)
	}
	if err := t.checkNotErased(p.contact); err != nil {
		return err
	}
	hidden, err := json.Marshal(m.Hidden)
	if err != nil {
		return fmt.Errorf("write what was hidden: %w", err)
	}
	var edited, file []byte
	if in.Replaces != "" {
		edited = t.store.originHashes(m.Channel, in.Replaces)[0]
	}
	if in.File != "" {
		file = sealText(p.key, in.File, "messages", "file_sealed", string(m.ID))
	}
	made, err := t.exec(insertMessage, string(m.ID), string(m.Agency), string(m.Channel), string(m.Conversation),
		string(m.Episode), origin,
		sealText(p.key, m.OriginKey, "messages", "origin_sealed", string(m.ID)), string(m.Kind),
		sealText(p.key, m.Text, "messages", "body_sealed", string(m.ID)),
		string(p.contact), m.Data, string(hidden), string(m.EditOf), edited, m.Seq, string(m.State),
		string(m.Outcome), ms(m.SentAt), ms(m.ReceivedAt), ms(m.SettledAt), file)
	if err != nil {
		return fmt.Errorf("insert message: %w", err)
	}
	if made == 0 {
		return errRaced
	}
	return nil
}

// checkNotErased says errRaced when a person was erased since their key was read:
// they are a stranger now, and what is sealed under that key nobody could read.
// The caller holds the conversation, which erasing waits for; on SQLite there is
// one writer, and nothing happens in between.
func (t *tx) checkNotErased(contact loket.ContactID) error {
	if !t.store.postgres {
		return nil
	}
	var erasedAt int64
	if err := t.one(func(r scanner) error { return r.Scan(&erasedAt) }, selectErasedAt, string(contact)); err != nil {
		return fmt.Errorf("look whether the person was erased: %w", err)
	}
	if erasedAt != 0 {
		return errRaced
	}
	return nil
}

const (
	selectEdited = `
SELECT id, state, body_sealed, sent_at, seq FROM messages WHERE channel_id = $1 AND origin_hash = $2
UNION ALL
SELECT id, state, body_sealed, sent_at, seq FROM messages WHERE channel_id = $1 AND replaces_hash = $2
ORDER BY seq DESC LIMIT 1`
	selectEditBefore = `SELECT id FROM messages WHERE channel_id = $1 AND replaces_hash = $2 LIMIT 1`
	replaceMessage   = `
UPDATE messages SET state = 'settled', outcome = 'replaced', settled_at = $2 WHERE id = $1 AND state = 'pending'`
)

// placeEdit settles what an edit makes of the message it edits, or, when the
// edit overtook its message, what it makes of the message. Before the answer an
// edit stands for its message; after it, it is considered once more when the
// words changed.
func (t *tx) placeEdit(m *loket.Message, p party, replaces string, origin [][]byte) error {
	if replaces == "" {
		return t.placeOriginal(m, origin)
	}
	var state loket.MessageState
	var sealed []byte
	var sentAt time.Time
	err := t.firstHash(m.Channel, t.store.originHashes(m.Channel, replaces), func(r scanner) error {
		return r.Scan(&m.EditOf, &state, &sealed, when{&sentAt}, new(int64))
	}, selectEdited)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("find the edited message: %w", err)
	}
	if sentAt.After(m.SentAt) {
		settle(m, loket.OutcomeReplaced)
		return nil
	}
	if state == loket.MessagePending {
		_, err := t.exec(replaceMessage, string(m.EditOf), ms(t.now))
		return err
	}
	before, err := openText(p.key, sealed, "messages", "body_sealed", string(m.EditOf))
	if err != nil {
		return err
	}
	if sameWords(before, m.Text) {
		settle(m, loket.OutcomeUnchanged)
	}
	return nil
}

// placeOriginal settles a message that arrives after an edit of it.
func (t *tx) placeOriginal(m *loket.Message, origin [][]byte) error {
	if !strings.HasPrefix(m.OriginKey, "m:") {
		return nil
	}
	var edit loket.MessageID
	err := t.firstHash(m.Channel, origin, func(r scanner) error { return r.Scan(&edit) }, selectEditBefore)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("look for an earlier edit: %w", err)
	}
	settle(m, loket.OutcomeReplaced)
	return nil
}

// firstHash reads the first row found under one of the hashes of an origin key;
// sql.ErrNoRows when there is none.
func (t *tx) firstHash(channel loket.ChannelID, hashes [][]byte, scan func(scanner) error, query string) (err error) {
	for _, hash := range hashes {
		if err = t.one(scan, query, string(channel), hash); !errors.Is(err, sql.ErrNoRows) {
			return err
		}
	}
	return err
}

// settle ends a message in the moment it comes in.
func settle(m *loket.Message, outcome loket.Outcome) {
	m.State, m.Outcome, m.SettledAt = loket.MessageSettled, outcome, m.ReceivedAt
}

func sameWords(a, b string) bool {
	return slices.Equal(strings.Fields(strings.ToLower(a)), strings.Fields(strings.ToLower(b)))
}

// received is the event of a message that is new; its value is the channel's
// delay in milliseconds, 0 when the platform gave no date.
func received(m loket.Message) loket.Event {
	var delay time.Duration
	if !m.SentAt.IsZero() {
		delay = max(0, m.ReceivedAt.Sub(m.SentAt))
	}
	return loket.Event{
		Agency: m.Agency, Kind: loket.EventReceived, Episode: m.Episode, Conversation: m.Conversation,
		Message: m.ID, Channel: m.Channel, ActorKind: loket.ByCitizen, Value: delay.Milliseconds(),
	}
}

const insertQuarantine = `
INSERT INTO quarantine (id, agency_id, channel_id, at, reason, raw_sealed, key_id)
VALUES ($1, $2, $3, $4, $5, $6, $7)`

// Quarantine keeps an update that could not be read, sealed by the master key.
func (s *Store) Quarantine(ctx context.Context, p loket.Poison) error {
	return s.write(ctx, func(t *tx) error {
		c, err := t.channelOf(p.Channel)
		if err != nil {
			return fmt.Errorf("find channel %s: %w", p.Channel, err)
		}
		id := string(loket.NewID[loket.MessageID]())
		sealed, keyID := s.sealer.Seal(p.Raw, aad("quarantine", "raw_sealed", id))
		if _, err := t.exec(insertQuarantine, id, string(c.Agency), string(c.ID), ms(t.now), p.Reason, sealed, keyID); err != nil {
			return fmt.Errorf("quarantine: %w", err)
		}
		return nil
	})
}
