package desk

import (
	"context"
	"fmt"

	"loket/internal/loket"
)

// Claim gives a ticket to a staff member for the lease. loket.ErrTicketHeld:
// a colleague has it; loket.ErrTicketClosed: it is done. Claiming one's own
// ticket renews the lease under the same epoch, also after it ran out.
func (d *Desk) Claim(ctx context.Context, by loket.Staff, id loket.TicketID) (loket.Ticket, error) {
	if err := mayServe(by); err != nil {
		return loket.Ticket{}, err
	}
	t, err := d.Ledger.UpdateTicket(ctx, by.Agency, id, func(t *loket.Ticket, _ loket.Situation) (loket.Change, error) {
		before := *t
		now := d.Now()
		until := now.Add(d.Terms.Lease)
		if t.MayWrite(by.ID, t.LeaseEpoch) == nil {
			t.LeaseUntil = until
			return loket.Change{}, nil
		}
		if err := t.Claim(by.ID, now, until); err != nil {
			return loket.Change{}, err
		}
		return loket.Change{Events: d.claimEvents(before, *t, by)}, nil
	})
	if err != nil {
		return t, fmt.Errorf("claim ticket: %w", err)
	}
	d.hint(ctx, t, d.Queue.Taken)
	return t, nil
}

// claimEvents tells of a new claim, and of the lease it ended. A renewal is no
// event.
func (d *Desk) claimEvents(before, after loket.Ticket, by loket.Staff) []loket.Event {
	if after.LeaseEpoch == before.LeaseEpoch {
		return nil
	}
	var events []loket.Event
	if before.State == loket.TicketClaimed {
		lost := d.event(before, loket.EventLeaseLost)
		lost.ActorKind, lost.ActorID, lost.Value = loket.ByTimeout, string(before.Staff), before.LeaseEpoch
		events = append(events, lost)
	}
	claim := d.done(after, loket.EventClaim, by)
	claim.Until = after.LeaseUntil
	return append(events, claim)
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
		return loket.Change{Events: []loket.Event{d.done(*t, loket.EventClose, by)}, CloseEpisode: true}, nil
	})
	if err != nil {
		return fmt.Errorf("close ticket: %w", err)
	}
	d.hint(ctx, t, d.Queue.Gone)
	return nil
}
