package desk

import (
	"context"
	"errors"
	"fmt"
	"time"

	"loket/internal/calendar"
	"loket/internal/loket"
)

const (
	// renewAhead is how much office time before a promise breaks a later time is
	// told: long enough for a notice to arrive, short enough to leave staff nearly
	// all of the time to keep it.
	renewAhead = 15 * time.Minute
	// renewLimit bounds the promises one look renews; the next takes the rest.
	renewLimit = 200
	// watchPause is between two looks.
	watchPause = 30 * time.Second

	// Outside office hours a citizen is told only that the hours changed under
	// their promise, and only by day, on the office's clock.
	dayBegins, dayEnds = 7, 20
)

// Watch looks after a channel's tickets until ctx ends: after what their citizens
// were promised, and after delays that somebody must be told of. Whoever owns the
// channel runs it; should two, the ticket's version lets only one of them tell.
func (d *Desk) Watch(ctx context.Context, agency loket.AgencyID, channel loket.ChannelID) {
	tick := time.NewTicker(watchPause)
	defer tick.Stop()
	for {
		if err := d.watchOnce(ctx, agency, channel); err != nil && ctx.Err() == nil {
			d.Log.Error("look after promises and deadlines", "channel", channel, "err", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// watchOnce brings times to the hours as they are now before it judges by them: whose
// promise fell into a closing hears of it once.
func (d *Desk) watchOnce(ctx context.Context, agency loket.AgencyID, channel loket.ChannelID) error {
	return errors.Join(d.Recompute(ctx, agency, channel), d.RenewDue(ctx, agency, channel), d.EscalateDue(ctx, channel))
}

// RenewDue tells a later time to every citizen of a channel whose promise is
// about to break, and apologises for those that are broken. It tells nobody
// while the office is closed, unless the office's hours changed under a promise.
func (d *Desk) RenewDue(ctx context.Context, agency loket.AgencyID, channel loket.ChannelID) error {
	now := d.Now()
	office := d.Calendar(agency)
	by := office.Add(now, renewAhead)
	if by.IsZero() {
		return nil
	}
	due, err := d.Promises.Ledger.PromisesDue(ctx, channel, by, renewLimit)
	if err != nil {
		return err
	}
	var failed []error
	for _, t := range due {
		if mayTell(d.Calendar(t.Agency), t.Promise, now) {
			failed = append(failed, d.renew(ctx, t, now))
		}
	}
	return errors.Join(failed...)
}

// mayTell tells whether a citizen may hear of a new time now.
func mayTell(office calendar.Calendar, p loket.Promise, now time.Time) bool {
	if office.IsOpen(now) {
		return true
	}
	hour := now.In(office.Zone()).Hour()
	return !InHours(office, p.At) && hour >= dayBegins && hour < dayEnds
}

// errSettled says that nothing is to be told any more.
var errSettled = errors.New("the promise was settled meanwhile")

// renew promises a later time, if the promise is still as it was read.
func (d *Desk) renew(ctx context.Context, read loket.Ticket, now time.Time) error {
	outlook, err := d.Outlook(ctx, read)
	if err != nil {
		return err
	}
	var owed []loket.Send
	_, err = d.Ledger.UpdateTicket(ctx, read.Agency, read.ID, func(t *loket.Ticket, s loket.Situation) (loket.Change, error) {
		if !t.Open() || t.Promise != read.Promise {
			return loket.Change{}, errSettled
		}
		change, ok := d.later(t, s, outlook.Latest, now)
		if !ok {
			return loket.Change{}, errSettled
		}
		owed = change.Answers[0].Sends
		return change, nil
	})
	switch {
	case errors.Is(err, errSettled):
		return nil
	case err != nil:
		return fmt.Errorf("renew a promise: %w", err)
	}
	d.Owe(owed...)
	return nil
}

// later makes the notice and the events of a promise that is told anew.
func (d *Desk) later(t *loket.Ticket, s loket.Situation, at, now time.Time) (loket.Change, bool) {
	before, late := t.Promise.At, t.Promise.Passed(now)
	var change loket.Change
	if late {
		change.Events = d.broken(t, now)
	}
	if !t.Promise.Renew(now, at) {
		return change, false
	}
	notice, told := d.notice(*t, s, d.Words.Delay(*t, late, now))
	for i := range notice.Sends {
		notice.Sends[i].ExpiresAt = t.Promise.At // the time it tells is over then
	}
	renewed := d.promiseEvent(*t, loket.EventPromiseRenewed)
	renewed.ActorKind, renewed.Answer, renewed.Value = loket.ByBot, notice.ID, before.UnixMilli()
	change.Answers = []loket.Answer{notice}
	change.Events = append(change.Events, renewed, told)
	return change, true
}

// answered tells what a human's words made of the promise.
func (d *Desk) answered(t *loket.Ticket, by loket.AnswerID, staff loket.Staff) []loket.Event {
	now := d.Now()
	switch t.Promise.Answer(now) {
	case loket.PromiseKept:
		kept := d.promiseEvent(*t, loket.EventPromiseKept)
		kept.ActorKind, kept.ActorID, kept.Answer = loket.ByStaff, string(staff.ID), by
		return []loket.Event{kept}
	case loket.PromiseBroken:
		return []loket.Event{d.breach(*t, now)}
	default:
		return nil
	}
}

// broken ends a promise that stands, without a human's words: closing a ticket
// is no answer.
func (d *Desk) broken(t *loket.Ticket, now time.Time) []loket.Event {
	if !t.Promise.Break() {
		return nil
	}
	return []loket.Event{d.breach(*t, now)}
}

// breach tells that a promise was not kept, at the time that was promised or
// before.
func (d *Desk) breach(t loket.Ticket, now time.Time) loket.Event {
	e := d.promiseEvent(t, loket.EventPromiseBroken)
	e.ActorKind = loket.ByTimeout
	if e.At = now; t.Promise.Passed(now) {
		e.At = t.Promise.At
	}
	return e
}

func (d *Desk) promiseEvent(t loket.Ticket, kind loket.EventKind) loket.Event {
	e := d.event(t, kind)
	e.Until, e.Value = t.Promise.At, int64(t.Promise.Renewals)
	e.CalendarVersion = d.Calendar(t.Agency).Version
	return e
}
