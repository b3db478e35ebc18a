package store

import (
	"context"
	"fmt"
	"strings"

	"loket/internal/loket"
	"loket/internal/privacy"
)

// A question is what the bot quoted to, asked back about or handed over, and what came with
// a history, of which that is not known. What was said before it counts for a day, as it
// does to the clerk; $2 is a day in milliseconds.
const selectAsked = `
SELECT m.id, e.at, m.body_sealed, c.id, c.key_sealed, c.key_id,
  COALESCE((SELECT q.entry FROM events q
    WHERE q.conversation_id = e.conversation_id AND q.kind = 'quote' AND q.seq < e.seq AND q.at > e.at - $2
    ORDER BY q.seq DESC LIMIT 1), ''),
  COALESCE((SELECT CASE q.kind WHEN 'ask' THEN q.revision ELSE '' END FROM events q
    WHERE q.conversation_id = e.conversation_id AND q.kind IN ('quote', 'ask') AND q.seq < e.seq AND q.at > e.at - $2
    ORDER BY q.seq DESC LIMIT 1), '')
FROM events e JOIN messages m ON m.id = e.message_id JOIN contacts c ON c.id = m.key_id
WHERE e.agency_id = $1 AND e.kind = 'received' AND m.kind = 'text' AND m.state = 'settled'
  AND m.outcome IN ('quoted', 'asked', 'handed_off', '')
ORDER BY e.at DESC, e.seq DESC LIMIT $3`

// Asked returns the latest questions of an agency's citizens, the latest first, so many
// at most. What was erased, or cannot be opened any more, is left out.
func (s *Store) Asked(ctx context.Context, agency loket.AgencyID, most int) (all []loket.Asked, err error) {
	read := questions{store: s, keys: map[loket.ContactID]privacy.DataKey{}}
	err = s.report(ctx, func(r scanner) error {
		var q loket.Asked
		var body, sealed []byte
		var contact loket.ContactID
		var keyID, choices string
		if err := r.Scan(&q.Message, when{&q.At}, &body, &contact, &sealed, &keyID, &q.Topic, &choices); err != nil {
			return err
		}
		q.Choices = strings.Fields(choices)
		q.Text, err = read.open(contact, sealed, keyID, string(q.Message), body)
		if q.Text != "" {
			all = append(all, q)
		}
		return err
	}, selectAsked, string(agency), loket.QuietEpisode.Milliseconds(), most)
	if err != nil {
		return nil, fmt.Errorf("read what was asked: %w", err)
	}
	return all, nil
}
