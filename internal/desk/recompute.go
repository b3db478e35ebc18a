package desk

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"loket/internal/loket"
)

// recomputePage is how many tickets are read at a time.
const recomputePage = 500

// Recompute brings the times of a channel's open tickets to the hours and the policy
// as they are now, those that were computed by others: deadlines and the law's
// times that are still ahead, and the next step of the ladder. What moves is told
// by an event and to the queue. Whose promise fell into a closing is told a new
// time with it, by day; until then their ticket is looked at again.
func (d *Desk) Recompute(ctx context.Context, agency loket.AgencyID, channel loket.ChannelID) error {
	served := map[loket.AgencyID]bool{agency: true}
	for _, to := range d.Destinations(agency) {
		served[to.Agency] = true
	}
	var failed []error
	for agency := range served {
		failed = append(failed, d.recomputeAll(ctx, agency, channel))
	}
	return errors.Join(failed...)
}

func (d *Desk) recomputeAll(ctx context.Context, agency loket.AgencyID, channel loket.ChannelID) error {
	var failed []error
	for after := loket.TicketID(""); ; {
		page, err := d.Ladder.Outdated(ctx, channel, agency, d.version(agency), after, recomputePage)
		if err != nil {
			return err
		}
		failed = append(failed, each(page, func(t loket.Ticket) error { return d.recomputeOne(ctx, t) }))
		if len(page) < recomputePage {
			return errors.Join(failed...)
		}
		after = page[len(page)-1].ID
	}
}

// sideBySide bounds the tickets that are written at a time: what waits for the disk
// together shares a commit.
const sideBySide = 16

// each does something with every ticket, some side by side.
func each(all []loket.Ticket, do func(loket.Ticket) error) error {
	failed := make([]error, len(all))
	turns := make(chan struct{}, sideBySide)
	var done sync.WaitGroup
	for i, t := range all {
		turns <- struct{}{}
		done.Go(func() {
			defer func() { <-turns }()
			failed[i] = do(t)
		})
	}
	done.Wait()
	return errors.Join(failed...)
}

// recomputeOne recomputes a ticket.
func (d *Desk) recomputeOne(ctx context.Context, read loket.Ticket) error {
	now := d.Now()
	latest, err := d.afterClosing(ctx, read, now)
	if err != nil {
		return err
	}
	var before loket.Ticket
	var owed []loket.Send
	t, err := d.Ledger.UpdateTicket(ctx, read.Agency, read.ID, func(t *loket.Ticket, s loket.Situation) (loket.Change, error) {
		before, owed = *t, nil
		if !t.Open() || t.Ladder.ComputedBy == d.version(t.Agency) {
			return loket.Change{}, errSettled
		}
		change := d.adjust(t, now)
		tries := !latest.IsZero() && t.Promise == read.Promise
		if tries {
			told, ok := d.later(t, s, latest, now)
			if ok {
				owed = told.Answers[0].Sends
			}
			change.Answers, change.Events = told.Answers, append(change.Events, told.Events...)
		}
		if !tries && d.lostPromise(*t, now) {
			t.Ladder.ComputedBy = before.Ladder.ComputedBy // its citizen is still to be told
		}
		if *t == before {
			return loket.Change{}, errSettled
		}
		return change, nil
	})
	switch {
	case errors.Is(err, errSettled):
		return nil
	case err != nil:
		return fmt.Errorf("recompute ticket: %w", err)
	}
	d.Owe(owed...)
	if !t.DueAt.Equal(before.DueAt) {
		d.place(ctx, t)
	}
	return nil
}

// lostPromise tells whether a promised time that is ahead fell into a closing.
func (d *Desk) lostPromise(t loket.Ticket, now time.Time) bool {
	return t.Promise.Owed() && !t.Promise.Passed(now) && !InHours(d.Calendar(t.Agency), t.Promise.At)
}

// afterClosing is the time that is told to a citizen whose promise fell into a
// closing; zero: it did not, or they may not be told now.
func (d *Desk) afterClosing(ctx context.Context, t loket.Ticket, now time.Time) (time.Time, error) {
	if !d.lostPromise(t, now) || !mayTell(d.Calendar(t.Agency), t.Promise, now) {
		return time.Time{}, nil
	}
	outlook, err := d.Outlook(ctx, t)
	return outlook.Latest, err
}

// adjust computes the times of a ticket by the hours and the policy as they are
// now, and tells what moved. Doing it again changes nothing.
func (d *Desk) adjust(t *loket.Ticket, now time.Time) (change loket.Change) {
	if due := d.deadlineOf(*t); t.Ladder.Climbing() && t.DueAt.After(now) && t.Priority < loket.PriorityEmergency && !due.Equal(t.DueAt) {
		moved := d.moved(*t, loket.EventRecomputed)
		moved.Until, moved.Value = due, t.DueAt.UnixMilli()
		change.Events, t.DueAt = append(change.Events, moved), due
	}
	if legal := d.stillAhead(*t, now); legal != t.Legal {
		t.Legal = legal
		moved := d.moved(*t, loket.EventDeadline)
		moved.Revision, moved.Until = string(t.Kind), t.CloseDue
		change.Events = append(change.Events, moved)
	}
	t.Ladder.NextAt, t.Ladder.ComputedBy = d.nextStep(*t), d.version(t.Agency)
	return change
}

// moved is an event about a time that is another one now.
func (d *Desk) moved(t loket.Ticket, kind loket.EventKind) loket.Event {
	e := d.event(t, kind)
	e.ActorKind, e.CalendarVersion = loket.ByBot, d.Calendar(t.Agency).Version
	return e
}

// stillAhead is what the law gives a ticket by the hours as they are now; what is
// over stays as it was.
func (d *Desk) stillAhead(t loket.Ticket, now time.Time) loket.Legal {
	was, is := t.Legal, d.legal(t.Agency, t.Kind, t.OpenedAt)
	if law := t.Kind.Statute(); was.Extended {
		is.CloseDue = d.workingDays(t.Agency, t.OpenedAt, law.Close+law.Extend)
	}
	keep := func(was, is time.Time) time.Time {
		if !was.After(now) || is.Equal(was) {
			return was
		}
		return is
	}
	return loket.Legal{
		VerifyDue: keep(was.VerifyDue, is.VerifyDue), FollowUpDue: keep(was.FollowUpDue, is.FollowUpDue),
		CloseDue: keep(was.CloseDue, is.CloseDue), Extended: was.Extended,
	}
}

// version names the hours and the policy of an agency as they are now.
func (d *Desk) version(agency loket.AgencyID) string {
	return d.Calendar(agency).Version + "/" + d.Policy(agency).Version
}

// answer is how long a ticket's answer may take by the policy.
func (d *Desk) answer(t loket.Ticket) time.Duration {
	return d.Policy(t.Agency).Answer(t, t.Ladder.From)
}

// deadlineOf is by when a ticket should be answered whose wait has begun.
func (d *Desk) deadlineOf(t loket.Ticket) time.Time {
	return d.Due(t.Agency, t.Ladder.From, d.answer(t))
}

// NextDue is the deadline of a wait of a ticket that begins at now.
func (d *Desk) NextDue(t loket.Ticket, now time.Time) time.Time {
	t.Ladder = loket.BeginLadder(now)
	if t.Priority >= loket.PriorityEmergency {
		return now
	}
	return d.deadlineOf(t)
}
