package store

import (
	"context"
	"fmt"
	"strings"

	"loket/internal/loket"
	"loket/internal/privacy"
	"loket/internal/report"
)

const (
	selectQuotes = `
SELECT SUBSTR(id, 6), start_at, detail FROM waits WHERE agency_id = $1 AND measure = 'M-17' AND start_at >= $2 AND start_at < $3`
	// What was quoted to is the message the quote names, or the last before it where it
	// names none: it came with a history.
	selectQuoted = `
SELECT COALESCE(m.id, ''), COALESCE(m.body_sealed, ''), COALESCE(c.id, ''), COALESCE(c.key_sealed, ''), COALESCE(c.key_id, ''),
  COALESCE((SELECT j.value FROM events j WHERE j.conversation_id = e.conversation_id AND j.kind = 'judged' AND j.revision = e.id
    ORDER BY j.seq DESC LIMIT 1), -1)
FROM events e
LEFT JOIN messages m ON m.kind = 'text' AND m.id = CASE WHEN e.message_id <> '' THEN e.message_id ELSE (
  SELECT b.message_id FROM events b
  WHERE b.conversation_id = e.conversation_id AND b.episode_id = e.episode_id AND b.kind = 'received' AND b.seq < e.seq
  ORDER BY b.seq DESC LIMIT 1) END
LEFT JOIN contacts c ON c.id = m.key_id
WHERE e.agency_id = $1 AND e.id = $2`
	selectQuote = `
SELECT episode_id, conversation_id, channel_id, unit_id, topic, entry, message_id, answer_id
FROM events WHERE agency_id = $1 AND id = $2 AND kind = 'quote'`
)

// Quotes are an agency's quotes of a period, without what they were quoted to: as many as
// M-17 counts.
func (s *Store) Quotes(ctx context.Context, q report.Query) (all []report.Sampled, err error) {
	err = s.report(ctx, func(r scanner) error {
		var one report.Sampled
		err := r.Scan(&one.Quote, when{&one.At}, &one.Entry)
		all = append(all, one)
		return err
	}, selectQuotes, string(q.Agency), ms(q.From), ms(q.To))
	if err != nil {
		return nil, fmt.Errorf("read quotes: %w", err)
	}
	return all, nil
}

// Sampled fills in what quotes were quoted to, redacted as it is kept, and what was judged
// of them last. What was erased, or cannot be opened any more, has no text.
func (s *Store) Sampled(ctx context.Context, agency loket.AgencyID, quotes []report.Sampled) error {
	read := questions{store: s, keys: map[loket.ContactID]privacy.DataKey{}}
	for i := range quotes {
		err := s.report(ctx, func(r scanner) error {
			var message, keyID string
			var contact loket.ContactID
			var body, sealed []byte
			judged := loket.Judgement(-1)
			err := r.Scan(&message, &body, &contact, &sealed, &keyID, &judged)
			if err != nil {
				return err
			}
			if judged.Known() {
				quotes[i].Judged = &judged
			}
			if contact == "" {
				return nil
			}
			text, err := read.open(contact, sealed, keyID, message, body)
			quotes[i].Question = strings.TrimSpace(text)
			return err
		}, selectQuoted, string(agency), string(quotes[i].Quote))
		if err != nil {
			return fmt.Errorf("read what was quoted to: %w", err)
		}
	}
	return nil
}

// Judge records what a member of staff makes of a quote of their agency. It may be judged
// again: the latest stands. loket.ErrNotFound: there is no such quote.
func (s *Store) Judge(ctx context.Context, by loket.Staff, quote loket.EventID, how loket.Judgement) error {
	return s.write(ctx, func(t *tx) error {
		e := loket.Event{
			Agency: by.Agency, Kind: loket.EventJudged, Revision: string(quote), Value: int64(how), ActorKind: loket.ByStaff, ActorID: string(by.ID),
		}
		err := t.one(func(r scanner) error {
			return r.Scan(&e.Episode, &e.Conversation, &e.Channel, &e.Unit, &e.Topic, &e.Entry, &e.Message, &e.Answer)
		}, selectQuote, string(by.Agency), string(quote))
		if err != nil {
			return fmt.Errorf("judge a quote: %w", notFound(err))
		}
		t.record(e)
		return nil
	})
}
