package desk

import (
	"context"
	"fmt"

	"loket/internal/loket"
)

// step changes a ticket and tells what is written with it. It may run again.
type step func(*loket.Ticket, loket.Situation) (loket.Change, error)

// step lets a member of staff take one step with a ticket, and tells the queue
// where the ticket is now.
func (d *Desk) step(ctx context.Context, by loket.Staff, id loket.TicketID, doing string, take step) (loket.Ticket, error) {
	if err := mayServe(by); err != nil {
		return loket.Ticket{}, err
	}
	t, err := d.Ledger.UpdateTicket(ctx, by.Agency, id, take)
	if err != nil {
		return t, fmt.Errorf("%s: %w", doing, err)
	}
	d.place(ctx, t)
	return t, nil
}

// place tells the queue where a ticket is now. The queue leaves a leased ticket
// where it is, so that one without a holder leaves it first.
func (d *Desk) place(ctx context.Context, t loket.Ticket) {
	if t.State == loket.TicketClaimed {
		d.hint(ctx, t, d.Queue.Taken)
		return
	}
	d.hint(ctx, t, d.Queue.Gone)
	if t.State == loket.TicketWaiting {
		d.hint(ctx, t, d.Queue.Waiting)
	}
}

// done is the event of what a member of staff did to a ticket, under which epoch.
func (d *Desk) done(t loket.Ticket, kind loket.EventKind, by loket.Staff) loket.Event {
	e := d.event(t, kind)
	e.ActorKind, e.ActorID, e.Value = loket.ByStaff, string(by.ID), t.LeaseEpoch
	return e
}

// only is a change that consists of events.
func only(events ...loket.Event) loket.Change { return loket.Change{Events: events} }
