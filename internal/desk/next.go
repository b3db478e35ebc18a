package desk

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"time"

	"loket/internal/loket"
)

const (
	// queueTries is how often the queue may offer what the ledger refuses before
	// the ledger itself is asked.
	queueTries = 3
	// queueTime is how long the queue may take in all.
	queueTime = 250 * time.Millisecond
	// reviewsPassed is how many tickets may turn out to be for a supervisor before
	// somebody is told so.
	reviewsPassed = 20
)

// ErrNobodyWaits is what who asks for the next ticket hears when there is none.
var ErrNobodyWaits = loket.Errorf(loket.CodeNotFound, "Tidak ada tiket yang menunggu. Semua sudah dipegang atau dijawab.")

// errNobodyInUnits is ErrNobodyWaits for who takes the tickets of some units only.
var errNobodyInUnits = loket.Errorf(loket.CodeNotFound, "Tidak ada tiket yang menunggu di bagian Anda. "+
	"Tiket bagian lain dapat diambil dari antrean: buka tiketnya, lalu tekan Ambil.")

// Next gives a staff member the ticket whose turn it is in a unit, in any of theirs
// for an empty one, and returns it: the queue finds it, the ledger decides. When the queue
// is away, behind or says that nobody waits, the ledger finds it as well.
// ErrNobodyWaits: there is none.
func (d *Desk) Next(ctx context.Context, by loket.Staff, unit loket.UnitID) (loket.Ticket, error) {
	if err := mayServe(by); err != nil {
		return loket.Ticket{}, err
	}
	t, found, err := d.nextInQueue(ctx, by, unit)
	if found || err != nil {
		return t, err
	}
	return d.nextInLedger(ctx, by, unit)
}

// nextInQueue claims what the queue offers; not found: ask the ledger.
func (d *Desk) nextInQueue(ctx context.Context, by loket.Staff, unit loket.UnitID) (loket.Ticket, bool, error) {
	asking, cancel := context.WithTimeout(ctx, queueTime)
	defer cancel()
	request := rand.Text()
	for range queueTries {
		offered, ok, err := d.Queue.Next(asking, by, unit, request, d.Now().Add(d.Terms.Lease))
		if err != nil || !ok {
			return loket.Ticket{}, false, nil
		}
		t, err := d.claimOffered(ctx, by, offered)
		if !passed(err) {
			if err != nil {
				d.putBack(ctx, t)
			}
			return t, err == nil, err
		}
		d.hint(ctx, offered, d.Queue.Gone)
	}
	return loket.Ticket{}, false, nil
}

// claimOffered claims a ticket if it is in the offered place and may be taken.
func (d *Desk) claimOffered(ctx context.Context, by loket.Staff, offered loket.Ticket) (loket.Ticket, error) {
	var refused error
	t, err := d.Team.ClaimTicket(ctx, by, offered.ID, func(t *loket.Ticket, _ loket.Situation, held int) (change loket.Change, err error) {
		if t.Unit != offered.Unit || !t.Claimable(d.Now()) {
			return change, loket.ErrTicketHeld
		}
		change, refused, err = d.claim(t, by, held)
		return change, err
	})
	if err == nil {
		d.place(ctx, t)
		err = refused
	}
	return t, err
}

// putBack tells the queue that a ticket it offered was not taken.
func (d *Desk) putBack(ctx context.Context, t loket.Ticket) {
	if t.ID == "" {
		return
	}
	d.hint(ctx, t, d.Queue.Gone)
	d.hint(ctx, t, d.Queue.Waiting)
}

// passed tells whether the ledger refused an offer, so that the next one counts.
func passed(err error) bool {
	return errors.Is(err, loket.ErrTicketHeld) || errors.Is(err, loket.ErrTicketClosed) ||
		errors.Is(err, loket.ErrTicketReview) || errors.Is(err, loket.ErrNotFound)
}

// nextInLedger claims the first in the ledger, passing over what was left once too
// often.
func (d *Desk) nextInLedger(ctx context.Context, by loket.Staff, unit loket.UnitID) (t loket.Ticket, err error) {
	for range reviewsPassed {
		var refused error
		t, err = d.Team.ClaimNext(ctx, by, unit, d.Now(), func(t *loket.Ticket, _ loket.Situation, held int) (change loket.Change, err error) {
			change, refused, err = d.claim(t, by, held)
			return change, err
		})
		if err == nil {
			d.place(ctx, t)
			err = refused
		}
		if !errors.Is(err, loket.ErrTicketReview) {
			break
		}
	}
	if errors.Is(err, loket.ErrNotFound) {
		err = ErrNobodyWaits
		if unit == "" && len(by.Units) > 0 {
			err = errNobodyInUnits
		}
	}
	if err != nil {
		return t, fmt.Errorf("claim the next ticket: %w", err)
	}
	return t, nil
}
