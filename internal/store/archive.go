package store

import (
	"context"
	"fmt"

	"loket/internal/loket"
)

const (
	selectSince     = `SELECT created_at FROM conversations WHERE id = $1`
	selectTicketsOf = `SELECT ` + ticketColumns + ` FROM tickets
WHERE id IN (SELECT ticket_id FROM messages WHERE conversation_id = $1 AND ticket_id <> '') ORDER BY opened_at, id`
)

// archiveLimit bounds the lines of an archive: more than anybody writes within
// the time texts are kept.
const archiveLimit = 100_000

// Archive returns everything kept of the person of a conversation.
func (s *Store) Archive(ctx context.Context, id loket.ConversationID) (a loket.Archive, err error) {
	situation, key, _, err := s.conversation(ctx, id)
	if err != nil {
		return a, fmt.Errorf("read conversation: %w", err)
	}
	a.Name, a.Channel = situation.Contact.Name, situation.ChannelKind
	a.Insults, a.InsultedAt = situation.Conversation.Insults, situation.Conversation.InsultedAt
	err = s.read.one(ctx, func(r scanner) error { return r.Scan(when{&a.Since}) }, selectSince, string(id))
	if err != nil {
		return a, fmt.Errorf("read since when: %w", err)
	}
	if a.Lines, err = s.transcript(ctx, id, key, span{limit: archiveLimit}); err != nil {
		return a, fmt.Errorf("read lines: %w", err)
	}
	hideOpeners(a.Lines)
	if a.Tickets, err = s.tickets(ctx, selectTicketsOf, string(id)); err != nil {
		return a, fmt.Errorf("read tickets: %w", err)
	}
	if a.Surveys, err = s.surveys(ctx, selectSurveysOf, string(id)); err != nil {
		return a, fmt.Errorf("read surveys: %w", err)
	}
	return a, nil
}
