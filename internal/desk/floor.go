package desk

import (
	"context"
	"fmt"
	"slices"
	"time"

	"loket/internal/loket"
)

// FloorLedger is what the desk needs of the store for who looks after the work of
// others.
type FloorLedger interface {
	// StaffByID returns an account; loket.ErrNotFound.
	StaffByID(ctx context.Context, id loket.StaffID) (loket.Staff, error)
	// ListStaff returns an agency's accounts, ended ones among them.
	ListStaff(ctx context.Context, agency loket.AgencyID) ([]loket.Staff, error)
	// Escalations returns what was told of the waits of an agency's open tickets, in
	// its order.
	Escalations(ctx context.Context, agency loket.AgencyID, limit int) ([]loket.Escalation, error)
}

// escalationsLimit bounds what is read of what was told: four levels of every
// ticket that is shown.
const escalationsLimit = 4 * inboxLimit

// Floor is the work of an agency as a supervisor sees it. It holds nothing that a
// citizen wrote.
type Floor struct {
	Team    []loket.Colleague // everybody who may hold tickets, those at work first
	Tickets []loket.InboxRow  // open, by their turn
	Told    map[loket.TicketID][]loket.Escalation
	Most    int // tickets one may hold by oneself; 0: any number
}

// Survey tells who is at work, what each holds, and how the open tickets stand. It
// refuses who does not look after the work of others.
func (d *Desk) Survey(ctx context.Context, by loket.Staff) (f Floor, err error) {
	if !by.Active() || !by.MayOversee() {
		return f, errMayNotOversee
	}
	if f.Team, err = d.team(ctx, by.Agency); err != nil {
		return f, err
	}
	if f.Tickets, err = d.Ledger.OpenTickets(ctx, by.Agency, inboxLimit); err != nil {
		return f, fmt.Errorf("survey tickets: %w", err)
	}
	for i := range f.Tickets {
		f.Tickets[i].Question = ""
	}
	told, err := d.Floor.Escalations(ctx, by.Agency, escalationsLimit)
	if err != nil {
		return f, fmt.Errorf("survey what was told: %w", err)
	}
	f.Told = map[loket.TicketID][]loket.Escalation{}
	for _, e := range told {
		f.Told[e.Ticket] = append(f.Told[e.Ticket], e)
	}
	if d.Capacity != nil {
		f.Most = d.Capacity(by.Agency)
	}
	return f, nil
}

// team lists the accounts that may hold tickets, whether they ever came or not.
func (d *Desk) team(ctx context.Context, agency loket.AgencyID) ([]loket.Colleague, error) {
	accounts, err := d.Floor.ListStaff(ctx, agency)
	if err != nil {
		return nil, fmt.Errorf("list accounts: %w", err)
	}
	seen, err := d.colleagues(ctx, agency)
	if err != nil {
		return nil, err
	}
	for _, m := range accounts {
		known := slices.ContainsFunc(seen, func(c loket.Colleague) bool { return c.Staff == m.ID })
		if mayServe(m) == nil && !known {
			seen = append(seen, loket.Colleague{Attendance: loket.Attendance{Staff: m.ID, Name: m.Name, Units: m.Units}, Presence: loket.PresenceHome})
		}
	}
	return seen, nil
}

// AtRisk tells whether what a citizen was promised is about to be broken at now:
// as late as the renewal of a promise begins to be looked for.
func (d *Desk) AtRisk(t loket.Ticket, now time.Time) bool {
	by := d.Calendar(t.Agency).Add(now, renewAhead)
	return t.Promise.Owed() && !t.Promise.Passed(now) && !by.IsZero() && !t.Promise.At.After(by)
}
