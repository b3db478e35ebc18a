package desk

import (
	"context"

	"loket/internal/loket"
)

// Release gives a ticket back to the queue at its old place. Only its holder
// may, under the epoch it was claimed with; loket.ErrLeaseLost,
// loket.ErrTicketClosed.
func (d *Desk) Release(ctx context.Context, by loket.Staff, id loket.TicketID, epoch int64) error {
	_, err := d.step(ctx, by, id, "release ticket", func(t *loket.Ticket, _ loket.Situation) (loket.Change, error) {
		if err := t.Release(by.ID, epoch); err != nil {
			return loket.Change{}, err
		}
		return only(d.done(*t, loket.EventRelease, by)), nil
	})
	return err
}

// Renew keeps a ticket its holder is working on for another lease, under the
// same epoch and without an event, and returns it. loket.ErrLeaseLost: a
// colleague has it now.
func (d *Desk) Renew(ctx context.Context, by loket.Staff, id loket.TicketID, epoch int64) (loket.Ticket, error) {
	return d.step(ctx, by, id, "renew lease", func(t *loket.Ticket, _ loket.Situation) (loket.Change, error) {
		return loket.Change{}, t.Renew(by.ID, epoch, later(t.LeaseUntil, d.until(t.Agency, d.Now())))
	})
}
