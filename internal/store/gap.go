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
	// What a hand-off was about is its message, with those handed over with it; the
	// last one quoted to or asked back about, where a human was asked for then; the
	// last message before it, where it names none: it came with a history.
	selectUnanswered = `
SELECT g.id, g.at, g.ticket_id, g.revision, COALESCE(m.id, ''), COALESCE(m.body_sealed, ''), COALESCE(c.id, ''),
  COALESCE(c.key_sealed, ''), COALESCE(c.key_id, '')
FROM (
  SELECT e.*, CASE
    WHEN e.revision = 'asked' THEN (
      SELECT b.message_id FROM events b JOIN messages x ON x.id = b.message_id AND x.kind = 'text'
      WHERE b.conversation_id = e.conversation_id AND b.episode_id = e.episode_id AND b.kind IN ('ask', 'quote') AND b.seq < e.seq
      ORDER BY b.seq DESC LIMIT 1)
    WHEN e.message_id = '' THEN (
      SELECT b.message_id FROM events b
      WHERE b.conversation_id = e.conversation_id AND b.episode_id = e.episode_id AND b.kind = 'received' AND b.seq < e.seq
      ORDER BY b.seq DESC LIMIT 1)
    ELSE e.message_id END AS about
  FROM (
    SELECT id, seq, at, ticket_id, revision, message_id, conversation_id, episode_id FROM events
    WHERE agency_id = $1 AND kind = 'handoff' AND at >= $2 AND at < $3
      AND revision IN ('', 'unknown', 'part of it unknown', 'not quotable', 'asked')
    ORDER BY at DESC, seq DESC LIMIT $4
  ) e
) g
LEFT JOIN messages o ON o.id = g.about
LEFT JOIN messages m ON m.conversation_id = o.conversation_id AND m.kind = 'text' AND (m.id = o.id
  OR g.revision <> 'asked' AND o.ticket_id <> '' AND m.ticket_id = o.ticket_id AND m.settled_at = o.settled_at)
LEFT JOIN contacts c ON c.id = m.key_id
ORDER BY g.at DESC, g.seq DESC, m.seq`
	selectPublished = `
SELECT i.item_id, MAX(p.at)
FROM publication_items i JOIN publications p ON p.agency_id = i.agency_id AND p.number = i.number
WHERE i.agency_id = $1 AND i.kind = 'entry' AND i.content IS NOT NULL AND p.number > 1 AND p.at >= $2 AND p.at < $3
GROUP BY i.item_id ORDER BY i.item_id`
)

// Unanswered returns the questions of a period that the catalogue did not answer,
// with their texts, the latest first, of so many hand-offs at most, and whether there
// were more. What was erased, or cannot be opened any more, has no text.
func (s *Store) Unanswered(ctx context.Context, q report.Query, most int) (all []report.Question, more bool, err error) {
	read := questions{store: s, keys: map[loket.ContactID]privacy.DataKey{}}
	err = s.report(ctx, func(r scanner) error { return read.scan(r, most) }, selectUnanswered, string(q.Agency), ms(q.From), ms(q.To), most+1)
	if err != nil {
		return nil, false, fmt.Errorf("read unanswered questions: %w", err)
	}
	return read.all, read.handoffs > most, nil
}

// questions reads selectUnanswered, whose rows are one message each.
type questions struct {
	store    *Store
	keys     map[loket.ContactID]privacy.DataKey
	all      []report.Question
	handoff  loket.EventID // of the row before
	handoffs int
}

func (o *questions) scan(r scanner, most int) error {
	var q report.Question
	var reason, message, keyID string
	var contact loket.ContactID
	var body, sealed []byte
	err := r.Scan(&q.ID, when{&q.At}, &q.Ticket, &reason, &message, &body, &contact, &sealed, &keyID)
	if err != nil {
		return err
	}
	if q.ID != o.handoff {
		o.handoff, o.handoffs = q.ID, o.handoffs+1
		if o.handoffs > most || reason == loket.ReasonAsked && message == "" { // nothing was offered before: no answer failed
			return nil
		}
		q.Why = whyUnanswered(reason)
		o.all = append(o.all, q)
	}
	if contact == "" || o.handoffs > most {
		return nil
	}
	text, err := o.open(contact, sealed, keyID, message, body)
	last := &o.all[len(o.all)-1]
	last.Text = strings.TrimSpace(last.Text + " " + text)
	return err
}

// open opens a text; empty: only a key that was lost would.
func (o *questions) open(contact loket.ContactID, sealed []byte, keyID, message string, body []byte) (string, error) {
	key, known := o.keys[contact]
	if !known {
		var err error
		key, err = o.store.contactKey(contact, sealed, keyID)
		switch {
		case loket.CodeOf(err) == loket.CodeUnavailable:
			return "", nil
		case err != nil:
			return "", err
		}
		o.keys[contact] = key
	}
	return openText(key, body, "messages", "body_sealed", message)
}

func whyUnanswered(reason string) report.Unanswered {
	switch reason {
	case loket.ReasonAsked:
		return report.NotThis
	case loket.ReasonNotQuotable:
		return report.NotQuotable
	}
	return report.NoAnswer
}

// Published returns which entries were published in a period, and when last, but for
// the publication the catalogue began with.
func (s *Store) Published(ctx context.Context, q report.Query) (all []report.Published, err error) {
	err = s.report(ctx, func(r scanner) error {
		var p report.Published
		err := r.Scan(&p.Entry, when{&p.At})
		all = append(all, p)
		return err
	}, selectPublished, string(q.Agency), ms(q.From), ms(q.To))
	if err != nil {
		return nil, fmt.Errorf("read which entries were published: %w", err)
	}
	return all, nil
}
