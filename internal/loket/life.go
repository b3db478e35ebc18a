package loket

import "time"

// Release gives a ticket its holder has under epoch back to the queue, where
// the place it had is kept: its deadline does not change.
func (t *Ticket) Release(by StaffID, epoch int64) error {
	if err := t.MayWrite(by, epoch); err != nil {
		return err
	}
	t.wait()
	return nil
}

// Renew lets the holder go on until the given time, under the same epoch.
func (t *Ticket) Renew(by StaffID, epoch int64, until time.Time) error {
	if err := t.MayWrite(by, epoch); err != nil {
		return err
	}
	t.LeaseUntil = until
	return nil
}

// wait puts the ticket into the queue, without a holder.
func (t *Ticket) wait() {
	t.State, t.Staff, t.LeaseUntil, t.ReturnAt = TicketWaiting, "", time.Time{}, time.Time{}
}

// End closes the ticket.
func (t *Ticket) End(now time.Time, by ActorKind) {
	t.State, t.ClosedAt, t.ClosedBy, t.ReturnAt = TicketClosed, now, string(by), time.Time{}
	t.Ladder.end()
}
