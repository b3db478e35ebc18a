package desk

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"loket/internal/loket"
	"loket/internal/words"
)

// assignedFor is the office time for which a ticket stays with whom a supervisor
// gave it to, as long as a claim from the staff group: they may not be there yet.
const assignedFor = GroupLease

// mostMoved bounds the tickets that are moved at once.
const mostMoved = 100

// Assignment is what a supervisor decides of tickets.
type Assignment struct {
	Tickets []loket.TicketID
	To      loket.StaffID // empty: back to the queue
	Reason  string        // as colleagues read it
}

// Assigned is what came of an Assignment.
type Assigned struct {
	To      loket.Staff // its zero value: the queue
	Moved   []loket.Ticket
	Refused []Refusal
	Holds   int // tickets that To has now, emergencies and what is put aside not among them
	Most    int // as one may hold by oneself; 0: any number
}

// Refusal is a ticket that was not moved, and why.
type Refusal struct {
	Ticket loket.TicketID
	Number string // empty: there is no such ticket
	Why    error
}

// What a supervisor's move is refused for.
var (
	errNothingMoved = loket.Errorf(loket.CodeInvalid, "Belum ada tiket yang dipilih. Centang tiketnya, lalu ulangi.")
	errTooManyMoved = loket.Errorf(loket.CodeInvalid, "Paling banyak 100 tiket sekali pindah. Kurangi centangnya, lalu ulangi.")
	errNoColleague  = loket.Errorf(loket.CodeInvalid, "Rekan itu tidak dapat memegang tiket di instansi ini. Pilih dari daftar, lalu ulangi.")
	errMayNotMove   = loket.Errorf(loket.CodeForbidden, "Hanya penyelia yang dapat memindahkan tiket rekan. Minta penyelia Anda.")
)

// Reassign gives tickets to a named colleague, at work or not, or takes them back to
// the queue at their old places, each in a transaction of its own with an event and
// a note of the reason. How many a colleague holds is told, and forbids nothing.
// What the former holder writes is refused with that reason.
func (d *Desk) Reassign(ctx context.Context, by loket.Staff, a Assignment) (out Assigned, err error) {
	if !by.Active() || !by.MaySupervise() {
		return out, errMayNotMove
	}
	switch {
	case len(a.Tickets) == 0:
		return out, errNothingMoved
	case len(a.Tickets) > mostMoved:
		return out, errTooManyMoved
	}
	if out.To, err = d.colleague(ctx, by.Agency, a.To); err != nil {
		return out, err
	}
	if _, err := d.newNote(by, loket.NoteReassign, a.Reason); err != nil {
		return out, err
	}
	for _, id := range slices.Compact(slices.Sorted(slices.Values(a.Tickets))) {
		t, err := d.reassign(ctx, by, id, a)
		switch {
		case err == nil:
			out.Moved = append(out.Moved, t)
		case loket.CodeOf(err) == "" || errors.Is(err, loket.ErrNoLedger):
			return out, err
		default:
			out.Refused = append(out.Refused, Refusal{id, t.Number, err})
		}
	}
	return out, d.burden(ctx, by.Agency, &out)
}

// colleague is the account that tickets may be given to; none for nobody.
func (d *Desk) colleague(ctx context.Context, agency loket.AgencyID, id loket.StaffID) (loket.Staff, error) {
	if id == "" {
		return loket.Staff{}, nil
	}
	m, err := d.Floor.StaffByID(ctx, id)
	switch {
	case errors.Is(err, loket.ErrNotFound), err == nil && (m.Agency != agency || mayServe(m) != nil):
		return loket.Staff{}, errNoColleague
	case err != nil:
		return m, fmt.Errorf("find a colleague: %w", err)
	}
	return m, nil
}

// reassign moves one ticket. It is claimed at a time read before its note is
// written, so that whyLost finds the note that belongs to the claim.
func (d *Desk) reassign(ctx context.Context, by loket.Staff, id loket.TicketID, a Assignment) (loket.Ticket, error) {
	now := d.Now()
	note, err := d.newNote(by, loket.NoteReassign, a.Reason)
	if err != nil {
		return loket.Ticket{}, err
	}
	var left loket.Ticket
	t, err := d.Ledger.UpdateTicket(ctx, by.Agency, id, func(t *loket.Ticket, _ loket.Situation) (loket.Change, error) {
		left = *t
		take := t.TakeBack
		if a.To != "" {
			take = func() error { return t.Assign(a.To, now, d.Due(t.Agency, now, assignedFor)) }
		}
		if err := take(); err != nil {
			return loket.Change{}, err
		}
		e := d.done(*t, loket.EventReassign, by)
		e.Revision, e.Until = string(a.To), t.LeaseUntil
		return loket.Change{Notes: []loket.Note{note}, Events: []loket.Event{e}}, nil
	})
	if err != nil {
		return t, fmt.Errorf("reassign ticket: %w", err)
	}
	d.hint(ctx, left, d.Queue.Gone) // which leaves a leased ticket where it is
	d.place(ctx, t)
	return t, nil
}

// burden counts what the colleague holds now.
func (d *Desk) burden(ctx context.Context, agency loket.AgencyID, out *Assigned) error {
	if out.To.ID == "" || d.Capacity == nil {
		return nil
	}
	out.Most = d.Capacity(agency)
	rows, err := d.Ledger.OpenTickets(ctx, agency, inboxLimit)
	if err != nil {
		return fmt.Errorf("count what a colleague holds: %w", err)
	}
	for _, row := range rows {
		if t := row.Ticket; t.State == loket.TicketClaimed && t.Staff == out.To.ID && t.Priority < loket.PriorityEmergency {
			out.Holds++
		}
	}
	return nil
}

// whyLost adds a supervisor's reason to the refusal of a lost lease, where that is
// what ended it.
func (d *Desk) whyLost(ctx context.Context, by loket.Staff, id loket.TicketID, err error) error {
	if !errors.Is(err, loket.ErrLeaseLost) {
		return err
	}
	view, reading := d.Ledger.Ticket(ctx, by.Agency, id)
	if reading != nil {
		return err
	}
	for _, n := range slices.Backward(view.Notes) {
		if n.Kind != loket.NoteReassign {
			continue
		}
		if n.At.Before(view.Ticket.ClaimedAt.Truncate(time.Millisecond)) {
			break
		}
		return errors.Join(movedText(n, view), err)
	}
	return err
}

// movedText is what the former holder of a ticket reads.
func movedText(n loket.Note, view loket.TicketView) error {
	who, where := words.Name(n.Name), words.Text("dikembalikan ke antrean")
	if who == "" {
		who = "penyelia"
	}
	if view.Ticket.State == loket.TicketClaimed {
		where = words.Say("diberikan kepada %s", view.Holder)
	}
	return loket.Sayf(loket.CodeConflict, "Tiket ini %s oleh %s: \"%s\". Balasan Anda tidak dikirim.", where, who, n.Text)
}
