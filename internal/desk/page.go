package desk

import (
	"context"
	"fmt"

	"loket/internal/loket"
)

// PageLedger is where programs read tickets from, page by page.
type PageLedger interface {
	// TicketPage returns an agency's tickets a query asks for, in the order they
	// were opened.
	TicketPage(ctx context.Context, agency loket.AgencyID, q loket.TicketQuery) ([]loket.InboxRow, error)
	// TicketOf returns the last ticket of a conversation in an agency;
	// loket.ErrNotFound.
	TicketOf(ctx context.Context, agency loket.AgencyID, c loket.ConversationID) (loket.TicketID, error)
}

// Tickets returns a page of the tickets of the staff member's agency, open or
// closed, in the order they were opened.
func (d *Desk) Tickets(ctx context.Context, by loket.Staff, q loket.TicketQuery) ([]loket.InboxRow, error) {
	if err := mayServe(by); err != nil {
		return nil, err
	}
	rows, err := d.Pages.TicketPage(ctx, by.Agency, q)
	if err != nil {
		return nil, fmt.Errorf("list tickets: %w", err)
	}
	return rows, nil
}

// Conversation is View by the conversation: staff read those that have a ticket in
// their agency, at the last of them. loket.ErrNotFound: it is none of theirs.
func (d *Desk) Conversation(ctx context.Context, by loket.Staff, c loket.ConversationID) (loket.TicketView, error) {
	if err := mayServe(by); err != nil {
		return loket.TicketView{}, err
	}
	id, err := d.Pages.TicketOf(ctx, by.Agency, c)
	if err != nil {
		return loket.TicketView{}, fmt.Errorf("find the ticket of a conversation: %w", err)
	}
	return d.View(ctx, by, id)
}
