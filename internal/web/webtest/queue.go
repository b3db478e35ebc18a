package webtest

import (
	"context"
	"time"

	"loket/internal/loket"
)

// NoQueue is a queue that is told everything and knows nothing.
type NoQueue struct{}

// Waiting forgets a ticket.
func (NoQueue) Waiting(context.Context, loket.Ticket) error { return nil }

// Taken forgets a ticket.
func (NoQueue) Taken(context.Context, loket.Ticket) error { return nil }

// Gone forgets a ticket.
func (NoQueue) Gone(context.Context, loket.Ticket) error { return nil }

// Next has none.
func (NoQueue) Next(context.Context, loket.Staff, loket.UnitID, string, time.Time) (loket.Ticket, bool, error) {
	return loket.Ticket{}, false, nil
}
