package store

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"loket/internal/loket"
)

const (
	// wordsBefore is how many places before the message that opened a ticket its
	// question may stand.
	wordsBefore = 10
	// searchLimit bounds the messages of one search, foundLimit what it finds.
	searchLimit = 30_000
	foundLimit  = 500

	selectSpoken = `
SELECT t.id, ` + turn + `, t.number, m.id, m.body_sealed, c.id, c.key_sealed, c.key_id
FROM tickets t
JOIN channels h ON h.id = t.channel_id
JOIN messages o ON o.id = t.message_id
JOIN messages m ON m.conversation_id = o.conversation_id AND m.seq > o.seq - $12
JOIN contacts c ON c.id = m.key_id` + onList + ` AND m.kind = 'text'
ORDER BY ` + turn + `, t.id LIMIT $13`
	selectNumbered = `SELECT id, due_at, priority FROM tickets WHERE agency_id = $1 AND number = $2`
)

// errEnough ends a search that found more than it may.
var errEnough = errors.New("enough is found")

// Search finds the open tickets of the member's agency that a filter shows and in
// whose number or citizen's words every word stands, by their turn. A whole number
// finds its ticket alone, open or closed. It is incomplete when there was more than
// one search goes through.
func (s *Store) Search(ctx context.Context, by loket.Staff, f loket.Filter, text string) (found []loket.Place, complete bool, err error) {
	if number, whole := loket.ParseTicketNumber(text); whole {
		found, err = s.numbered(ctx, by.Agency, number)
		return found, true, err
	}
	words := strings.Fields(strings.ToLower(text))
	var at spoken
	read := 0
	err = s.read.each(ctx, func(r scanner) error {
		read++
		place, words, err := at.scan(s, r, words)
		if err == nil && words == 0 && (len(found) == 0 || found[len(found)-1] != place) {
			found = append(found, place)
		}
		if err == nil && len(found) > foundLimit {
			return errEnough
		}
		return err
	}, selectSpoken, append(listArgs(by, f, s.Now()), wordsBefore, searchLimit)...)
	if err != nil && !errors.Is(err, errEnough) {
		return nil, false, fmt.Errorf("search tickets: %w", err)
	}
	complete = read < searchLimit && len(found) <= foundLimit
	return found[:min(len(found), foundLimit)], complete, nil
}

func (s *Store) numbered(ctx context.Context, agency loket.AgencyID, number string) (found []loket.Place, err error) {
	err = s.read.each(ctx, func(r scanner) error {
		var t loket.Ticket
		err := r.Scan(&t.ID, when{&t.DueAt}, &t.Priority)
		found = append(found, t.Place())
		return err
	}, selectNumbered, string(agency), number)
	if err != nil {
		return nil, fmt.Errorf("find a ticket by its number: %w", err)
	}
	return found, nil
}

// spoken goes through what was said with tickets, message by message.
type spoken struct {
	ticket  loket.TicketID
	missing []string // words that stood in none of the ticket's messages so far
}

// scan reads selectSpoken, and tells how many words were not found with the ticket yet.
func (p *spoken) scan(s *Store, r scanner, words []string) (place loket.Place, missing int, err error) {
	var turn int64
	var number, message, keyID string
	var body, keySealed []byte
	var contact loket.ContactID
	if err := r.Scan(&place.Ticket, &turn, &number, &message, &body, &contact, &keySealed, &keyID); err != nil {
		return place, 0, err
	}
	place.Turn = time.UnixMilli(turn).UTC()
	if place.Ticket != p.ticket {
		p.ticket, p.missing = place.Ticket, without(words, strings.ToLower(number))
	}
	if len(p.missing) == 0 {
		return place, 0, nil
	}
	key, err := s.contactKey(contact, keySealed, keyID)
	if err != nil {
		return place, 0, err
	}
	text, err := openText(key, body, "messages", "body_sealed", message)
	p.missing = without(p.missing, strings.ToLower(text))
	return place, len(p.missing), err
}

// without are the words that do not stand in a text.
func without(words []string, text string) (missing []string) {
	for _, word := range words {
		if !strings.Contains(text, word) {
			missing = append(missing, word)
		}
	}
	return missing
}
