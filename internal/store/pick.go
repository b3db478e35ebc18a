package store

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"loket/internal/loket"
	"loket/internal/privacy"
)

const (
	// What was picked is the entry quoted next after choices were offered, if it is one of
	// them; $3 is a day in milliseconds, for which choices count.
	selectPicks = `
SELECT m.id, q.at, m.body_sealed, c.id, c.key_sealed, c.key_id, q.entry, a.revision, r.id, r.body_sealed,
  CASE WHEN r.kind = 'button' THEN 1 ELSE 0 END, 0
FROM events q
JOIN events a ON a.kind = 'ask' AND a.seq = (
  SELECT MAX(b.seq) FROM events b
  WHERE b.conversation_id = q.conversation_id AND b.kind IN ('quote', 'ask') AND b.seq < q.seq AND b.at > q.at - $3)
JOIN messages m ON m.id = a.message_id AND m.kind = 'text'
JOIN messages r ON r.id = q.message_id AND r.kind IN ('button', 'text') AND r.id <> m.id
JOIN contacts c ON c.id = m.key_id
WHERE q.agency_id = $1 AND q.kind = 'quote' AND q.at >= $2
ORDER BY q.at DESC, q.seq DESC LIMIT $4`
	selectDecidedPicks = `
SELECT m.id, m.received_at, m.body_sealed, c.id, c.key_sealed, c.key_id, e.entry, '', m.id, m.body_sealed, 1, 1
FROM events e JOIN messages m ON m.id = e.message_id JOIN contacts c ON c.id = m.key_id
WHERE e.agency_id = $1 AND e.kind = 'pattern' ORDER BY e.at DESC, e.seq DESC LIMIT $2`
	selectAskedBack = `
SELECT e.episode_id, e.conversation_id, e.channel_id, e.unit_id, e.topic
FROM events e JOIN messages m ON m.id = $2
WHERE e.agency_id = $1 AND e.conversation_id = m.conversation_id AND e.kind = 'ask' AND e.message_id = $2 ORDER BY e.seq DESC LIMIT 1`
)

// Picks returns the questions after which citizens picked one of the choices offered, the
// latest first, since a moment and so many at most; then those that a curator has decided
// on, whenever that was. What was erased, or cannot be opened any more, is left out.
func (s *Store) Picks(ctx context.Context, agency loket.AgencyID, since time.Time, most int) (all []loket.Pick, err error) {
	read := questions{store: s, keys: map[loket.ContactID]privacy.DataKey{}}
	take := func(r scanner) error {
		p, ok, err := read.pick(r)
		if ok {
			all = append(all, p)
		}
		return err
	}
	if err = s.report(ctx, take, selectPicks, string(agency), ms(since), loket.QuietEpisode.Milliseconds(), most); err == nil {
		err = s.report(ctx, take, selectDecidedPicks, string(agency), most)
	}
	if err != nil {
		return nil, fmt.Errorf("read what was picked: %w", err)
	}
	return all, nil
}

// pick reads a row of either query; false: it says nothing.
func (o *questions) pick(r scanner) (p loket.Pick, ok bool, err error) {
	var body, sealed, typed []byte
	var contact loket.ContactID
	var keyID, offered, reply string
	var pressed, decided int
	err = r.Scan(&p.Message, when{&p.At}, &body, &contact, &sealed, &keyID, &p.Entry, &offered, &reply, &typed, &pressed, &decided)
	if err != nil {
		return p, false, err
	}
	p.Choices, p.Decided = strings.Fields(offered), decided > 0
	if !p.Decided && !slices.Contains(p.Choices, p.Entry) {
		return p, false, nil
	}
	if p.Text, err = o.open(contact, sealed, keyID, string(p.Message), body); err == nil && pressed == 0 {
		p.Reply, err = o.open(contact, sealed, keyID, reply, typed)
	}
	return p, p.Text != "" && (pressed > 0 || p.Reply != ""), err
}

// DecidePattern records that a curator took questions as ways to ask for an entry, or
// dismissed them: loket.PatternTaken or PatternDismissed. loket.ErrNotFound: the bot never
// asked back about one of them.
func (s *Store) DecidePattern(ctx context.Context, by loket.Staff, entry string, asked []loket.MessageID, how int64) error {
	return s.write(ctx, func(t *tx) error {
		for _, id := range asked {
			e := loket.Event{
				Agency: by.Agency, Kind: loket.EventPattern, Message: id, Entry: entry, Value: how, ActorKind: loket.ByStaff, ActorID: string(by.ID),
			}
			err := t.one(func(r scanner) error {
				return r.Scan(&e.Episode, &e.Conversation, &e.Channel, &e.Unit, &e.Topic)
			}, selectAskedBack, string(by.Agency), string(id))
			if err != nil {
				return fmt.Errorf("decide on a question: %w", notFound(err))
			}
			t.record(e)
		}
		return nil
	})
}
