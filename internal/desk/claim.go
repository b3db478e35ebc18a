package desk

import (
	"context"
	"fmt"
	"time"

	"loket/internal/loket"
)

// Claim gives a ticket to a staff member for the lease. loket.ErrTicketHeld:
// a colleague has it; loket.ErrTicketClosed: it is done; loket.ErrTicketReview: it
// was left too often, and only a supervisor may take it; loket.ErrCapacity: they
// hold as many as one may, which emergencies neither count for nor obey. Claiming
// one's own ticket renews the lease under the same epoch, also after it ran out.
func (d *Desk) Claim(ctx context.Context, by loket.Staff, id loket.TicketID) (loket.Ticket, error) {
	return d.claimIf(ctx, by, id, func(loket.Ticket) error { return nil })
}

// claimIf is Claim of a ticket that is as may wants it.
func (d *Desk) claimIf(ctx context.Context, by loket.Staff, id loket.TicketID, may func(loket.Ticket) error) (loket.Ticket, error) {
	if err := mayServe(by); err != nil {
		return loket.Ticket{}, err
	}
	var refused error
	t, err := d.Team.ClaimTicket(ctx, by, id, func(t *loket.Ticket, _ loket.Situation, held int) (change loket.Change, err error) {
		if err := may(*t); err != nil {
			return loket.Change{}, err
		}
		if change, refused, err = d.claim(t, by, held); err != nil {
			return loket.Change{}, err
		}
		return change, nil
	})
	if err == nil {
		d.place(ctx, t)
		err = refused
	}
	if err != nil {
		return t, fmt.Errorf("claim ticket: %w", err)
	}
	return t, nil
}

// until is the end of a lease that begins, or goes on, now.
func (d *Desk) until(agency loket.AgencyID, now time.Time) time.Time {
	if d.Terms.Office {
		return d.Due(agency, now, d.Terms.Lease)
	}
	return now.Add(d.Terms.Lease)
}

// later is the later of two times: a sign of life from one desk never shortens
// what another gave.
func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// claim makes by, who holds so many others, the holder of t. A claim that is
// refused because the ticket was left once too often is written all the same:
// refused says so.
func (d *Desk) claim(t *loket.Ticket, by loket.Staff, held int) (change loket.Change, refused, err error) {
	now := d.Now()
	until := d.until(t.Agency, now)
	if t.MayWrite(by.ID, t.LeaseEpoch) == nil {
		return change, nil, t.Renew(by.ID, t.LeaseEpoch, later(t.LeaseUntil, until))
	}
	if t.State == loket.TicketReview && by.MaySupervise() {
		if err := t.Readmit(); err != nil {
			return change, nil, err
		}
		change.Events = append(change.Events, d.done(*t, loket.EventReadmit, by))
	}
	before := *t
	err = t.Claim(by.ID, now, until)
	if before.State == loket.TicketClaimed && t.State == loket.TicketReview {
		review := d.event(*t, loket.EventReview)
		review.ActorKind, review.Value = loket.ByTimeout, t.LeaseEpoch
		return only(d.lost(before), review), err, nil
	}
	if err == nil {
		err = d.room(*t, held)
	}
	change.Events = append(change.Events, d.claimEvents(before, *t, by)...)
	return change, nil, err
}

// room tells whether somebody who holds so many tickets may take one more.
func (d *Desk) room(t loket.Ticket, held int) error {
	if d.Capacity == nil || t.Priority >= loket.PriorityEmergency {
		return nil
	}
	if most := d.Capacity(t.Agency); held >= most {
		return loket.ErrCapacity(most)
	}
	return nil
}

// claimEvents tells of a new claim, and of the lease it ended.
func (d *Desk) claimEvents(before, after loket.Ticket, by loket.Staff) (events []loket.Event) {
	if before.State == loket.TicketClaimed {
		events = append(events, d.lost(before))
	}
	claim := d.done(after, loket.EventClaim, by)
	claim.Until = after.LeaseUntil
	return append(events, claim)
}

// lost is the event of a lease that ran out and was taken over.
func (d *Desk) lost(of loket.Ticket) loket.Event {
	e := d.event(of, loket.EventLeaseLost)
	e.ActorKind, e.ActorID, e.Value = loket.ByTimeout, string(of.Staff), of.LeaseEpoch
	return e
}

func (d *Desk) event(t loket.Ticket, kind loket.EventKind) loket.Event {
	return loket.Event{
		Agency: t.Agency, At: d.Now(), Kind: kind, Episode: t.Episode, Conversation: t.Conversation, Ticket: t.ID,
		Message: t.Message, Channel: t.Channel, Unit: t.Unit, Topic: t.Topic,
	}
}
