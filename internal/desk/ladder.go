package desk

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"loket/internal/loket"
)

// LadderLedger is what telling of delays needs of the store.
type LadderLedger interface {
	// StepsDue returns a channel's open tickets, none of them put aside, whose next
	// level is due by a time: emergencies first.
	StepsDue(ctx context.Context, channel loket.ChannelID, by time.Time, limit int) ([]loket.Ticket, error)
	// Outdated returns open tickets of an agency and a channel whose times were not
	// computed by a version, in an order of its own, those after one of them.
	Outdated(
		ctx context.Context, channel loket.ChannelID, agency loket.AgencyID, version string, after loket.TicketID, limit int,
	) ([]loket.Ticket, error)
}

// stepsLimit bounds the tickets of one look; the next takes the rest.
const stepsLimit = 500

// EscalateDue takes the steps of a channel's tickets that are due, in their order,
// each with an event of its own. Delays are told while the office is open;
// emergencies at any hour.
func (d *Desk) EscalateDue(ctx context.Context, channel loket.ChannelID) error {
	now := d.Now()
	due, err := d.Ladder.StepsDue(ctx, channel, now, stepsLimit)
	if err != nil {
		return err
	}
	due = slices.DeleteFunc(due, func(t loket.Ticket) bool { return !d.mayRaise(t, now) })
	return each(due, func(t loket.Ticket) error { return d.raise(ctx, t) })
}

// mayRaise tells whether somebody may be told of a ticket's delay now.
func (d *Desk) mayRaise(t loket.Ticket, now time.Time) bool {
	return t.Priority >= loket.PriorityEmergency || d.Calendar(t.Agency).IsOpen(now)
}

// raise takes the steps of a ticket that are due. Should two processes come to it,
// the ticket's version lets one of them take each step, and the other finds none.
func (d *Desk) raise(ctx context.Context, read loket.Ticket) error {
	_, err := d.Ledger.UpdateTicket(ctx, read.Agency, read.ID, func(t *loket.Ticket, _ loket.Situation) (loket.Change, error) {
		now := d.Now()
		if !d.mayRaise(*t, now) {
			return loket.Change{}, errSettled
		}
		var change loket.Change
		for at := t.Ladder.NextAt; t.Raise(now, d.nextStep); at = t.Ladder.NextAt {
			change.Events = append(change.Events, d.escalated(*t, at))
		}
		if len(change.Events) == 0 {
			return loket.Change{}, errSettled
		}
		return change, nil
	})
	if err != nil && !errors.Is(err, errSettled) {
		return fmt.Errorf("escalate ticket: %w", err)
	}
	return nil
}

// escalated is the event of a level that was due at a time.
func (d *Desk) escalated(t loket.Ticket, due time.Time) loket.Event {
	e := d.event(t, loket.EventEscalate)
	e.ActorKind, e.Revision, e.Value, e.Until = loket.ByTimeout, t.Ladder.Level.Name(), int64(t.Ladder.Level), due
	e.CalendarVersion = d.Calendar(t.Agency).Version
	return e
}

// nextStep is when the next level of a ticket is due: when its share of the time
// until the deadline has passed in office time since the wait began, or on the
// clock for an emergency. Zero: no level is left, or the office never opens.
func (d *Desk) nextStep(t loket.Ticket) time.Time {
	l := t.Ladder
	if !l.Climbing() || l.Level >= loket.LevelHead {
		return time.Time{}
	}
	within := d.answer(t) * time.Duration((l.Level + 1).Share(t.Priority)) / 100
	if t.Priority >= loket.PriorityEmergency {
		return l.From.Add(within)
	}
	at := d.Calendar(t.Agency).Add(l.From, within)
	if at.IsZero() {
		return at
	}
	return at.UTC()
}
