package store

import (
	"context"
	"fmt"

	"loket/internal/loket"
)

const (
	selectTicketPage = selectInbox + `
WHERE t.agency_id = $1 AND t.id > $2 AND ($3 = '' OR t.state = $3) AND ($4 = 0 OR t.state <> 'closed')
  AND ($5 = '' OR t.unit_id = $5) AND ($6 = '' OR t.kind = $6) AND ($7 = '' OR t.staff_id = $7)
ORDER BY t.id LIMIT $8`
	selectTicketOf = `
SELECT id FROM tickets WHERE agency_id = $1 AND conversation_id = $2 ORDER BY id DESC LIMIT 1`
)

// TicketPage returns an agency's tickets a query asks for, in the order they were
// opened.
func (s *Store) TicketPage(ctx context.Context, agency loket.AgencyID, q loket.TicketQuery) (out []loket.InboxRow, err error) {
	err = s.read.each(ctx, func(r scanner) error {
		row, err := s.scanInbox(r)
		out = append(out, row)
		return err
	}, selectTicketPage, string(agency), string(q.After), string(q.State), flag(q.Open), string(q.Unit), string(q.Kind),
		string(q.Holder), q.Limit)
	if err != nil {
		return nil, fmt.Errorf("read a page of tickets: %w", err)
	}
	return out, nil
}

// TicketOf returns the last ticket of a conversation in an agency;
// loket.ErrNotFound: it has none there.
func (s *Store) TicketOf(ctx context.Context, agency loket.AgencyID, c loket.ConversationID) (id loket.TicketID, err error) {
	err = s.read.one(ctx, func(r scanner) error { return r.Scan(&id) }, selectTicketOf, string(agency), string(c))
	return id, notFound(err)
}
