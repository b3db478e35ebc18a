package desk

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"loket/internal/loket"
)

// TeamLedger is what the desk needs of the store to know who is at work and who
// holds how much.
type TeamLedger interface {
	// Attend notes a sign of life.
	Attend(ctx context.Context, by loket.Staff) error
	// Say notes what a member says of their presence.
	Say(ctx context.Context, by loket.Staff, said loket.Presence) error
	// Attendance returns what is known of an agency's staff, by name.
	Attendance(ctx context.Context, agency loket.AgencyID) ([]loket.Attendance, error)
	// SendHome notes that a member has gone home and lets release decide on every
	// ticket they hold, in one transaction; loket.ErrNotFound: there is nobody to
	// send. It may run again.
	SendHome(
		ctx context.Context, h loket.ClockOut, release func(*loket.Ticket, loket.Situation) (loket.Change, error),
	) ([]loket.Ticket, error)
	// ClaimTicket is Ledger.UpdateTicket for who takes a ticket; change is told how
	// many others they hold that are no emergencies, which holds to the commit.
	ClaimTicket(
		ctx context.Context, by loket.Staff, id loket.TicketID,
		change func(t *loket.Ticket, s loket.Situation, held int) (loket.Change, error),
	) (loket.Ticket, error)
	// ClaimNext is ClaimTicket for the ticket of a unit, of any of the member's for an
	// empty one, whose turn it is at now; loket.ErrNotFound: none waits.
	ClaimNext(
		ctx context.Context, by loket.Staff, unit loket.UnitID, now time.Time,
		change func(t *loket.Ticket, s loket.Situation, held int) (loket.Change, error),
	) (loket.Ticket, error)
}

// ViewerLedger is where the desk keeps who has which ticket's page open.
type ViewerLedger interface {
	// Look notes that a member has a ticket's page open.
	Look(ctx context.Context, by loket.Staff, ticket loket.TicketID, doing loket.Doing) error
	// Viewers returns who else had it open at since or later.
	Viewers(ctx context.Context, by loket.Staff, ticket loket.TicketID, since time.Time) ([]loket.Viewer, error)
}

// viewing is how long somebody counts as having a page open after it last told
// so, which it does every 30 s: one call may be lost.
const viewing = 75 * time.Second

var errSaid = loket.Errorf(loket.CodeInvalid, "Pilih Mulai bekerja, Istirahat, atau Pulang.")

// Attend notes that a page of a member's is open or was asked for. Nobody is kept
// from their work by a failure, which is logged.
func (d *Desk) Attend(ctx context.Context, by loket.Staff) {
	if err := d.Team.Attend(ctx, by); err != nil && ctx.Err() == nil {
		d.Log.Warn("note who is at work", "err", err)
	}
}

// Say takes a member's word that they are at work, or away for a while; for
// going home there is GoHome. Leases stay as they are.
func (d *Desk) Say(ctx context.Context, by loket.Staff, said loket.Presence) error {
	if err := mayServe(by); err != nil {
		return err
	}
	if said != loket.PresenceWork && said != loket.PresenceAway {
		return errSaid
	}
	return d.Team.Say(ctx, by, said)
}

// Colleagues lists the staff of a member's agency that were ever at work,
// themselves among them: those at work first, then by name.
func (d *Desk) Colleagues(ctx context.Context, by loket.Staff) ([]loket.Colleague, error) {
	if err := mayServe(by); err != nil {
		return nil, err
	}
	return d.colleagues(ctx, by.Agency)
}

func (d *Desk) colleagues(ctx context.Context, agency loket.AgencyID) ([]loket.Colleague, error) {
	all, err := d.Team.Attendance(ctx, agency)
	if err != nil {
		return nil, fmt.Errorf("list colleagues: %w", err)
	}
	var out []loket.Colleague
	for _, a := range all {
		if !a.Disabled {
			out = append(out, loket.Colleague{Attendance: a, Presence: standing(a, d.Calendar(agency), d.Now())})
		}
	}
	order := []loket.Presence{loket.PresenceWork, loket.PresenceAway, loket.PresenceHome}
	slices.SortStableFunc(out, func(a, b loket.Colleague) int {
		return cmp.Compare(slices.Index(order, a.Presence), slices.Index(order, b.Presence))
	})
	return out, nil
}

// AtWork tells how many of an agency's staff are at work.
func (d *Desk) AtWork(ctx context.Context, agency loket.AgencyID) (n int, err error) {
	all, err := d.colleagues(ctx, agency)
	for _, c := range all {
		if c.Presence == loket.PresenceWork {
			n++
		}
	}
	return n, err
}

// Look notes what a member does on a ticket's page, keeps the lease the page was
// made under while they do something, and tells who else has it open. A failure
// is logged: the page stands without.
func (d *Desk) Look(ctx context.Context, by loket.Staff, s loket.Sight) (w loket.Watch) {
	err := d.Viewers.Look(ctx, by, s.Ticket, s.Doing)
	if s.Epoch > 0 && s.Doing != loket.DoingIdle {
		err = errors.Join(err, d.keep(ctx, by, s, &w))
	}
	others, reading := d.Viewers.Viewers(ctx, by, s.Ticket, d.Now().Add(-viewing))
	if err := errors.Join(err, reading); err != nil && ctx.Err() == nil {
		d.Log.Warn("note who looks at a ticket", "ticket", s.Ticket, "err", err)
	}
	w.Others = others
	return w
}

// keep renews the lease of a page that is worked on.
func (d *Desk) keep(ctx context.Context, by loket.Staff, s loket.Sight, w *loket.Watch) error {
	t, err := d.Renew(ctx, by, s.Ticket, s.Epoch)
	switch {
	case loket.CodeOf(err) != "":
		w.Lost = true
		return nil
	case err != nil:
		return err
	}
	w.Until = t.LeaseUntil
	return nil
}
