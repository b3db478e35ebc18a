package desk

import (
	"context"
	"fmt"
	"strings"

	"loket/internal/loket"
)

// PersonLedger is what the desk needs of the store to show who a ticket is with.
// What they return
// stands in the audit log before.
type PersonLedger interface {
	// Person returns them masked; loket.ErrNotFound.
	Person(ctx context.Context, by loket.Staff, id loket.TicketID) (loket.Person, error)
	// Unmask returns their contact data in full, or what may has against it;
	// loket.ErrNotFound.
	Unmask(ctx context.Context, by loket.Staff, id loket.TicketID, reason string, may func(loket.Ticket) error) (loket.Unmasked, error)
}

// mostReason bounds a reason, in characters.
const mostReason = 300

var (
	errShortReason = loket.Sayf(loket.CodeInvalid, "Tulis alasannya, paling sedikit %d karakter: alasan dicatat "+
		"dan dibaca auditor.", loket.LeastReason)
	errWordyReason = loket.Sayf(loket.CodeInvalid, "Alasan terlalu panjang: paling banyak %d karakter.", mostReason)
	errNotTheirs   = loket.Errorf(loket.CodeForbidden, "Data kontak hanya untuk pemegang tiket ini atau penyelia. Ambil tiketnya dahulu.")
)

// Person returns who a ticket of the staff member's agency is with, masked.
func (d *Desk) Person(ctx context.Context, by loket.Staff, id loket.TicketID) (loket.Person, error) {
	if err := mayServe(by); err != nil {
		return loket.Person{}, err
	}
	p, err := d.People.Person(ctx, by, id)
	if err != nil {
		return p, fmt.Errorf("look up a person: %w", err)
	}
	return p, nil
}

// MayUnmask tells whether a member of staff may read the contact data of who a
// ticket is with: its holder, and supervisors.
func MayUnmask(by loket.Staff, t loket.Ticket) bool {
	return by.Active() && (by.MaySupervise() || by.MayServe() && t.State == loket.TicketClaimed && t.Staff == by.ID)
}

// Unmask returns the contact data of who a ticket is with. The reason stands in
// the audit log; what in it is personal data is hidden there.
func (d *Desk) Unmask(ctx context.Context, by loket.Staff, id loket.TicketID, reason string) (loket.Unmasked, error) {
	if err := mayServe(by); err != nil {
		return loket.Unmasked{}, err
	}
	reason = strings.Join(strings.Fields(reason), " ")
	full, err := d.People.Unmask(ctx, by, id, d.Redactor.Redact(reason).Text, func(t loket.Ticket) error {
		if !MayUnmask(by, t) {
			return errNotTheirs
		}
		return checkReason(reason)
	})
	if err != nil {
		return full, fmt.Errorf("unmask a person: %w", err)
	}
	return full, nil
}
