package webtest

import (
	"context"

	"loket/internal/loket"
)

// Attend notes nothing.
func (d *Desk) Attend(context.Context, loket.Staff) {}

// Say refuses what is no presence, and keeps nothing.
func (d *Desk) Say(_ context.Context, _ loket.Staff, said loket.Presence) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if said == loket.PresenceUnsaid {
		return loket.Errorf(loket.CodeInvalid, "Pilih kehadiran.")
	}
	return d.err
}

// GoHome releases every ticket the member holds and returns their number.
func (d *Desk) GoHome(_ context.Context, _ loket.Staff, whom loket.StaffID) (returned int, err error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, t := range d.tickets {
		if t.Ticket.State == loket.TicketClaimed && t.Ticket.Staff == whom {
			returned++
			if err := t.Ticket.Release(whom, t.Ticket.LeaseEpoch); err != nil {
				return 0, err
			}
		}
	}
	return returned, d.err
}

// Colleagues lists nobody.
func (d *Desk) Colleagues(context.Context, loket.Staff) ([]loket.Colleague, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return nil, d.err
}

// Look sees nobody.
func (d *Desk) Look(context.Context, loket.Staff, loket.Sight) loket.Watch { return loket.Watch{} }
