package webtest

import (
	"context"
	"time"

	"loket/internal/loket"
)

// Person is who every ticket is with: somebody called Maria, masked, and every
// other ticket of the agency is theirs.
func (d *Desk) Person(_ context.Context, staff loket.Staff, id loket.TicketID) (loket.Person, error) {
	p := loket.Person{Channel: loket.Telegram, Since: d.Now().Add(-time.Hour), Name: "••••• Loe", External: "•••••6789", Address: "•••••6789"}
	err := d.with(staff, id, func(t *loket.TicketView) error {
		p.Ticket, p.BlockedUntil, p.BlockedReason = t.Ticket, d.blocked.Until, d.blocked.Reason
		for _, other := range d.tickets {
			if other != t && other.Ticket.Agency == staff.Agency {
				p.Earlier = append(p.Earlier, other.InboxRow)
			}
		}
		return nil
	})
	return p, err
}

// Unmask tells who they are, and remembers the reason. A short one is refused.
func (d *Desk) Unmask(_ context.Context, staff loket.Staff, id loket.TicketID, reason string) (full loket.Unmasked, err error) {
	err = d.with(staff, id, func(t *loket.TicketView) error {
		switch {
		case len(reason) < loket.LeastReason:
			return loket.Errorf(loket.CodeInvalid, "Tulis alasannya.")
		case t.Ticket.Staff != staff.ID && !staff.MaySupervise():
			return loket.Errorf(loket.CodeForbidden, "Ambil tiketnya dahulu.")
		}
		d.reasons = append(d.reasons, reason)
		full = loket.Unmasked{Name: "Maria <b>Loe", External: "123456789", Address: "123456789"}
		return nil
	})
	return full, err
}

// Reasons are those that unmasked somebody.
func (d *Desk) Reasons() []string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.reasons
}

// Block remembers the block.
func (d *Desk) Block(_ context.Context, staff loket.Staff, id loket.TicketID, epoch int64, days int, reason string) error {
	return d.with(staff, id, func(t *loket.TicketView) error {
		if days < 1 {
			return loket.Errorf(loket.CodeInvalid, "Pilih lama blokir.")
		}
		d.blocked = loket.Block{Until: d.Now().AddDate(0, 0, days), Reason: reason}
		return t.Ticket.MayWrite(staff.ID, epoch)
	})
}

// Unblock forgets the block.
func (d *Desk) Unblock(_ context.Context, staff loket.Staff, id loket.TicketID) error {
	return d.with(staff, id, func(*loket.TicketView) error {
		d.blocked = loket.Block{}
		return nil
	})
}
