package store

import (
	"context"
	"fmt"
	"slices"

	"loket/internal/loket"
)

const selectCitizen = `
SELECT c.id, c.external_sealed, v.address_sealed, h.kind FROM conversations v
JOIN contacts c ON c.id = v.contact_id JOIN channels h ON h.id = v.channel_id WHERE v.id = $1`

// Talk returns what was said about a ticket, from the message that opened it to its
// close, wherever it has moved, and where its citizen goes on. What opens or moves
// a ticket is masked in it.
func (s *Store) Talk(ctx context.Context, k loket.Ticket) (talk loket.Talk, err error) {
	var contact string
	var person, address []byte
	err = s.read.one(ctx, func(r scanner) error { return r.Scan(&contact, &person, &address, &talk.Kind) },
		selectCitizen, string(k.Conversation))
	if err != nil {
		return talk, fmt.Errorf("find the citizen of a ticket: %w", notFound(err))
	}
	key, err := s.keyOf(ctx, k.Conversation)
	if err != nil {
		return talk, err
	}
	if talk.Person, err = openText(key, person, "contacts", "external_sealed", contact); err != nil {
		return talk, err
	}
	if talk.Address, err = openText(key, address, "conversations", "address_sealed", string(k.Conversation)); err != nil {
		return talk, err
	}
	if talk.Lines, err = s.history(ctx, k); err != nil {
		return talk, fmt.Errorf("read what was said about a ticket: %w", err)
	}
	talk.Lines = about(k, talk.Lines)
	hideOpeners(talk.Lines)
	return talk, nil
}

// about keeps the delivered lines of a ticket's life.
func about(k loket.Ticket, lines []loket.Line) []loket.Line {
	from := k.OpenedAt
	if i := slices.IndexFunc(lines, func(l loket.Line) bool { return l.FromCitizen && l.Message == k.Message }); i >= 0 {
		from = lines[i].At
	}
	return slices.DeleteFunc(lines, func(l loket.Line) bool {
		return l.Seq == 0 || l.At.Before(from) || !k.ClosedAt.IsZero() && l.At.After(k.ClosedAt)
	})
}
