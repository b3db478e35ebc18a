package webtest

import (
	"context"
	"slices"

	"loket/internal/loket"
)

// Merge ends one ticket and lets it go on in another.
func (d *Desk) Merge(_ context.Context, staff loket.Staff, from loket.TicketID, epoch int64, into loket.TicketID) error {
	var other *loket.Ticket
	if err := d.with(staff, into, func(t *loket.TicketView) error {
		other = &t.Ticket
		return nil
	}); err != nil {
		return err
	}
	return d.with(staff, from, func(t *loket.TicketView) error { return t.Ticket.Merge(staff.ID, epoch, other, d.Now()) })
}

// Classify makes a ticket one of another kind, without times of the law.
func (d *Desk) Classify(_ context.Context, staff loket.Staff, id loket.TicketID, epoch int64, kind loket.TicketKind) error {
	return d.with(staff, id, func(t *loket.TicketView) error { return t.Ticket.Classify(staff.ID, epoch, kind, loket.Legal{}) })
}

// Prioritise sets a ticket's priority.
func (d *Desk) Prioritise(_ context.Context, staff loket.Staff, id loket.TicketID, epoch int64, p loket.Priority) error {
	return d.with(staff, id, func(t *loket.TicketView) error { return t.Ticket.Prioritise(epoch, p, d.Now()) })
}

// Resend owes an uncertain line once more.
func (d *Desk) Resend(_ context.Context, staff loket.Staff, id loket.TicketID, send loket.SendID) error {
	return d.with(staff, id, func(t *loket.TicketView) error {
		for i, line := range t.Lines {
			if line.Send == send && line.State == loket.SendUncertain {
				t.Lines[i].State = loket.SendOwed
				return nil
			}
		}
		return loket.ErrNotUncertain
	})
}

// Name tells the member's colleagues of a ticket, as a note would.
func (d *Desk) Name(m loket.Mention) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.named = append(d.named, m)
}

// Mentioned lists what Name told of, to everybody.
func (d *Desk) Mentioned(context.Context, loket.Staff) ([]loket.Mention, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return slices.Clone(d.named), d.err
}

// ReadyReplies lists what was saved, of whatever unit.
func (d *Desk) ReadyReplies(context.Context, loket.Staff, loket.UnitID) ([]loket.ReadyReply, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return slices.Clone(d.ready), d.err
}

// SaveReady keeps a ready reply that the guard lets pass.
func (d *Desk) SaveReady(_ context.Context, staff loket.Staff, r loket.ReadyReply) error {
	if err := d.check(r.Text); err != nil {
		return err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if r.ID == "" {
		r.ID = loket.NewID[loket.ReadyID]()
	}
	r.ChangedBy, r.ChangedAt = staff.Name, d.Now()
	if i := slices.IndexFunc(d.ready, func(one loket.ReadyReply) bool { return one.ID == r.ID }); i >= 0 {
		d.ready[i] = r
		return d.err
	}
	d.ready = append(d.ready, r)
	return d.err
}

// DropReady forgets a ready reply.
func (d *Desk) DropReady(_ context.Context, _ loket.Staff, id loket.ReadyID) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.ready = slices.DeleteFunc(d.ready, func(one loket.ReadyReply) bool { return one.ID == id })
	return d.err
}
