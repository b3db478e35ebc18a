package desk

import (
	"context"
	"fmt"
	"time"

	"loket/internal/loket"
)

// Claim gives a ticket to a staff member for the lease. loket.ErrTicketHeld:
// a colleague has it; loket.ErrTicketClosed: it is done; loket.ErrTicketReview: it
// was left too often, and only a supervisor may take it. Claiming one's own
// ticket renews the lease under the same epoch, also after it ran out.
func (d *Desk) Claim(ctx context.Context, by loket.Staff, id loket.TicketID) (loket.Ticket, error) {
	return d.claimIf(ctx, by, id, func(loket.Ticket) error { return nil })
}

// claimIf is Claim of a ticket that is as may wants it.
func (d *Desk) claimIf(ctx context.Context, by loket.Staff, id loket.TicketID, may func(loket.Ticket) error) (loket.Ticket, error) {
	var refused error
	t, err := d.step(ctx, by, id, "claim ticket", func(t *loket.Ticket, _ loket.Situation) (change loket.Change, err error) {
		if err := may(*t); err != nil {
			return change, err
		}
		change, refused, err = d.claim(t, by)
		return change, err
	})
	if err == nil && refused != nil {
		err = fmt.Errorf("claim ticket: %w", refused)
	}
	return t, err
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

// claim makes by the holder of t. A claim that is refused because the ticket was
// left once too often is written all the same: refused says so.
func (d *Desk) claim(t *loket.Ticket, by loket.Staff) (change loket.Change, refused, err error) {
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
	change.Events = append(change.Events, d.claimEvents(before, *t, by)...)
	return change, nil, err
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

// Close ends a ticket. Only its holder may, under the epoch it was claimed with.
func (d *Desk) Close(ctx context.Context, by loket.Staff, id loket.TicketID, epoch int64) error {
	if err := mayServe(by); err != nil {
		return err
	}
	t, err := d.Ledger.UpdateTicket(ctx, by.Agency, id, func(t *loket.Ticket, _ loket.Situation) (loket.Change, error) {
		if err := t.MayWrite(by.ID, epoch); err != nil {
			return loket.Change{}, err
		}
		t.End(d.Now(), loket.ByStaff)
		events := append([]loket.Event{d.done(*t, loket.EventClose, by)}, d.broken(t, d.Now())...)
		return loket.Change{Events: events, CloseEpisode: true}, nil
	})
	if err != nil {
		return fmt.Errorf("close ticket: %w", err)
	}
	d.hint(ctx, t, d.Queue.Gone)
	return nil
}
