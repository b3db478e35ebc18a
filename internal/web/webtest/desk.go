package webtest

import (
	"context"
	"slices"
	"sync"
	"time"

	"loket/internal/loket"
)

// Lease is how long a claim of Desk lasts.
const Lease = 5 * time.Minute

// Desk is a desk in memory, with the rules loket.Ticket keeps by itself.
type Desk struct {
	Now   func() time.Time
	Guard func(text string) error                                     // refuses replies; nil: none
	Quote func(agency loket.AgencyID, q loket.Quoted) (string, error) // nil: no entry can be sent

	// Attached is what a citizen sent; nil: nothing.
	Attached func(l loket.Look) (loket.File, error)

	mu      sync.Mutex
	tickets []*loket.TicketView // guarded by mu
	folders []loket.Folder      // guarded by mu
	err     error               // guarded by mu: what every call returns, when set
	blocked loket.Block         // guarded by mu: of whoever the tickets are with
	reasons []string            // guarded by mu: for which they were unmasked
	ready   []loket.ReadyReply  // guarded by mu
	named   []loket.Mention     // guarded by mu
	files   []loket.Upload      // guarded by mu: that replies brought
	forms   []string            // guarded by mu: that were sent
}

// Put adds a ticket.
func (d *Desk) Put(view loket.TicketView) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.tickets = append(d.tickets, &view)
}

// Break makes every call return err; nil mends it.
func (d *Desk) Break(err error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.err = err
}

// Inbox lists the open tickets of the member's agency.
func (d *Desk) Inbox(_ context.Context, staff loket.Staff) ([]loket.InboxRow, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	var rows []loket.InboxRow
	for _, t := range d.tickets {
		if t.Ticket.Agency == staff.Agency && t.Ticket.Open() {
			rows = append(rows, t.InboxRow)
		}
	}
	return rows, d.err
}

// Attention lists the tickets whose delay the member is told of.
func (d *Desk) Attention(ctx context.Context, staff loket.Staff) ([]loket.InboxRow, error) {
	rows, err := d.Inbox(ctx, staff)
	return slices.DeleteFunc(rows, func(r loket.InboxRow) bool { return !staff.Hears(r.Ticket.Ladder.Level) }), err
}

// View returns one ticket.
func (d *Desk) View(_ context.Context, staff loket.Staff, id loket.TicketID) (loket.TicketView, error) {
	var view loket.TicketView
	err := d.with(staff, id, func(t *loket.TicketView) error {
		view = *t
		return nil
	})
	return view, err
}

// Claim makes the member the holder.
func (d *Desk) Claim(_ context.Context, staff loket.Staff, id loket.TicketID) (loket.Ticket, error) {
	var ticket loket.Ticket
	err := d.with(staff, id, func(t *loket.TicketView) error {
		now := d.Now()
		if err := t.Ticket.Claim(staff.ID, now, now.Add(Lease)); err != nil {
			return err
		}
		t.Holder, ticket = staff.Name, t.Ticket
		return nil
	})
	return ticket, err
}

// Next makes the member the holder of the first ticket that may be claimed.
func (d *Desk) Next(ctx context.Context, staff loket.Staff, unit loket.UnitID) (loket.Ticket, error) {
	d.mu.Lock()
	var first *loket.Ticket
	for _, t := range d.tickets {
		mine := t.Ticket.Agency == staff.Agency && (unit == "" && staff.Serves(t.Ticket.Unit) || t.Ticket.Unit == unit) && t.Ticket.Claimable(d.Now())
		if mine && (first == nil || t.Ticket.Before(*first) < 0) {
			first = &t.Ticket
		}
	}
	err := d.err
	d.mu.Unlock()
	switch {
	case err != nil:
		return loket.Ticket{}, err
	case first == nil:
		return loket.Ticket{}, loket.ErrNotFound
	}
	return d.Claim(ctx, staff, first.ID)
}

// Reply adds the member's words to the conversation.
func (d *Desk) Reply(ctx context.Context, staff loket.Staff, id loket.TicketID, epoch int64, text string) error {
	return d.Answer(ctx, staff, id, epoch, loket.Reply{Text: text})
}

// Answer adds the member's words, or what Quote says, to the conversation.
func (d *Desk) Answer(_ context.Context, staff loket.Staff, id loket.TicketID, epoch int64, r loket.Reply) error {
	text := r.Text
	if r.Entry != (loket.Quoted{}) {
		var err error
		if text, err = d.Quote(staff.Agency, r.Entry); err != nil {
			return err
		}
	} else if r.Form != "" {
		text = "Formulir " + r.Form
	} else if err := d.check(text); err != nil {
		return err
	}
	return d.with(staff, id, func(t *loket.TicketView) error {
		if err := t.Ticket.MayWrite(staff.ID, epoch); err != nil {
			return err
		}
		if r.File != nil {
			d.files = append(d.files, *r.File)
		}
		if r.Form != "" {
			d.forms = append(d.forms, r.Form)
		}
		now := d.Now()
		t.Ticket.FirstReplyAt, t.Ticket.LeaseUntil = now, now.Add(Lease)
		t.Lines = append(t.Lines, loket.Line{
			At: now, Answer: loket.AnswerReply, State: loket.SendOwed, Author: staff.Name, Staff: staff.ID, Text: text,
			Entry: r.Entry.Entry, Revision: r.Entry.Revision, Facet: r.Entry.Facet,
		})
		if r.Close {
			t.Ticket.State, t.Ticket.ClosedAt, t.Ticket.ClosedBy = loket.TicketClosed, now, "staff"
		}
		return nil
	})
}

func (d *Desk) check(text string) error {
	if d.Guard == nil {
		return nil
	}
	return d.Guard(text)
}

// Close ends the ticket.
func (d *Desk) Close(_ context.Context, staff loket.Staff, id loket.TicketID, epoch int64) error {
	return d.with(staff, id, func(t *loket.TicketView) error {
		if err := t.Ticket.MayWrite(staff.ID, epoch); err != nil {
			return err
		}
		t.Ticket.State, t.Ticket.ClosedAt, t.Ticket.ClosedBy = loket.TicketClosed, d.Now(), "staff"
		return nil
	})
}

// Release gives the ticket back.
func (d *Desk) Release(_ context.Context, staff loket.Staff, id loket.TicketID, epoch int64) error {
	return d.with(staff, id, func(t *loket.TicketView) error { return t.Ticket.Release(staff.ID, epoch) })
}

// Note adds the words to the ticket's notes.
func (d *Desk) Note(_ context.Context, staff loket.Staff, id loket.TicketID, text string) error {
	return d.with(staff, id, func(t *loket.TicketView) error {
		if text == "" {
			return loket.Errorf(loket.CodeInvalid, "Isian masih kosong.")
		}
		t.Notes = append(t.Notes, loket.Note{Author: staff.ID, Name: staff.Name, At: d.Now(), Text: text})
		return nil
	})
}

// Pause puts the ticket aside for an hour, whatever was asked for, or until the
// date of the pause.
func (d *Desk) Pause(_ context.Context, staff loket.Staff, id loket.TicketID, epoch int64, p loket.Pause) error {
	return d.with(staff, id, func(t *loket.TicketView) error {
		until := d.Now().Add(time.Hour)
		switch p.Kind {
		case loket.PauseCitizen:
			return t.Ticket.Await(staff.ID, epoch, until)
		case loket.PauseDate:
			until = p.Date
		case loket.PauseReply, loket.PauseHour, loket.PauseTomorrow:
		default:
			return loket.Errorf(loket.CodeInvalid, "Pilih sampai kapan.")
		}
		return t.Ticket.Snooze(staff.ID, epoch, until)
	})
}

// Transfer gives the ticket away, with the reason as a note.
func (d *Desk) Transfer(
	_ context.Context, staff loket.Staff, id loket.TicketID, epoch int64, to loket.Destination, reason string,
) error {
	return d.with(staff, id, func(t *loket.TicketView) error {
		t.Notes = append(t.Notes, loket.Note{Kind: loket.NoteTransfer, Name: staff.Name, At: d.Now(), Text: reason})
		return t.Ticket.Transfer(staff.ID, epoch, to)
	})
}

// Reopen opens a closed ticket again.
func (d *Desk) Reopen(_ context.Context, staff loket.Staff, id loket.TicketID) error {
	return d.with(staff, id, func(t *loket.TicketView) error { return t.Ticket.Reopen(d.Now(), t.Ticket.Episode) })
}

// with runs do on a ticket of the member's agency.
func (d *Desk) with(staff loket.Staff, id loket.TicketID, do func(*loket.TicketView) error) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.err != nil {
		return d.err
	}
	for _, t := range d.tickets {
		if t.Ticket.ID == id && t.Ticket.Agency == staff.Agency {
			return do(t)
		}
	}
	return loket.ErrNotFound
}
