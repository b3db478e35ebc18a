package desk

import (
	"context"
	"errors"
	"fmt"
	"time"

	"loket/internal/calendar"
	"loket/internal/loket"
)

// What a pause is refused for.
var (
	errPause     = loket.Errorf(loket.CodeInvalid, "Pilih sampai kapan tiket ditunda, lalu kirim lagi.")
	errPauseDate = loket.Errorf(loket.CodeInvalid, "Pilih tanggal antara besok dan 30 hari ke depan, lalu kirim lagi.")
)

// Pause puts a ticket aside that its holder has under epoch: the citizen owes
// something, or it is the office's turn only later. A citizen's message ends
// the pause; otherwise Wake does, when its time has come.
func (d *Desk) Pause(ctx context.Context, by loket.Staff, id loket.TicketID, epoch int64, p loket.Pause) error {
	until, err := d.pauseEnd(by.Agency, p)
	if err != nil {
		return err
	}
	_, err = d.step(ctx, by, id, "pause ticket", func(t *loket.Ticket, _ loket.Situation) (loket.Change, error) {
		kind, pause := loket.EventSnooze, t.Snooze
		if p.Kind == loket.PauseCitizen {
			kind, pause = loket.EventAwait, t.Await
		}
		if err := pause(by.ID, epoch, until); err != nil {
			return loket.Change{}, err
		}
		paused := d.done(*t, kind, by)
		paused.Until = until
		return only(paused), nil
	})
	return err
}

// pauseEnd is when a pause ends by itself.
func (d *Desk) pauseEnd(agency loket.AgencyID, p loket.Pause) (time.Time, error) {
	now := d.Now()
	switch p.Kind {
	case loket.PauseCitizen:
		return d.Due(agency, now, d.Terms.Citizen), nil
	case loket.PauseReply:
		return now.Add(loket.MostPause), nil
	case loket.PauseHour:
		return now.Add(time.Hour), nil
	case loket.PauseTomorrow:
		return d.openingOn(agency, now, 1), nil
	case loket.PauseDate:
		if at := d.openingOn(agency, p.Date, 0); at.After(now) && at.Sub(now) <= loket.MostPause {
			return at, nil
		}
		return time.Time{}, errPauseDate
	}
	return time.Time{}, errPause
}

// openingOn is when the counter opens on the day some days after that of t, or
// next after it; the beginning of that day when it does not open for 400 days.
func (d *Desk) openingOn(agency loket.AgencyID, t time.Time, days int) time.Time {
	office := d.Calendar(agency)
	date := calendar.DateOf(t.In(office.Zone())).AddDays(days)
	begin := time.Date(date.Year, date.Month, date.Day, 0, 0, 0, 0, office.Zone())
	if open := office.NextOpen(begin); !open.IsZero() {
		return open.UTC()
	}
	return begin.UTC()
}

// wakeLimit bounds the tickets of one Wake.
const wakeLimit = 500

// errAwake says that a ticket's pause was over before Wake came to it.
var errAwake = errors.New("not paused any more")

// Wake ends the pauses whose time has come: the tickets wait for staff again, or,
// if Terms.CloseSilent says so, those whose citizen kept silent are closed and
// the citizen is told so. It returns how many it ended.
func (d *Desk) Wake(ctx context.Context) (ended int, err error) {
	all, err := d.Ledger.PastPause(ctx, d.Now(), wakeLimit)
	if err != nil {
		return 0, fmt.Errorf("look for ended pauses: %w", err)
	}
	var failed []error
	for _, t := range all {
		switch err := d.wake(ctx, t); {
		case err == nil:
			ended++
		case !errors.Is(err, errAwake):
			failed = append(failed, fmt.Errorf("end the pause of %s: %w", t.ID, err))
		}
	}
	return ended, errors.Join(failed...)
}

func (d *Desk) wake(ctx context.Context, of loket.Ticket) error {
	var owed []loket.Send
	t, err := d.Ledger.UpdateTicket(ctx, of.Agency, of.ID, func(t *loket.Ticket, s loket.Situation) (loket.Change, error) {
		now := d.Now()
		if !t.Overdue(now) {
			return loket.Change{}, errAwake
		}
		if t.State == loket.TicketWaitingCitizen && d.Terms.CloseSilent {
			change := d.closeSilent(t, s)
			owed = change.Answers[0].Sends
			return change, nil
		}
		if err := t.Wake(now, d.NextDue(*t, now)); err != nil {
			return loket.Change{}, err
		}
		woken := d.event(*t, loket.EventWake)
		woken.ActorKind, woken.Until, woken.Value = loket.ByTimeout, t.DueAt, t.LeaseEpoch
		return only(woken), nil
	})
	if err != nil {
		return err
	}
	d.Owe(owed...)
	d.place(ctx, t)
	return nil
}

// closeSilent ends a ticket whose citizen did not write within the limit, and
// tells them how to go on.
func (d *Desk) closeSilent(t *loket.Ticket, s loket.Situation) loket.Change {
	t.End(d.Now(), loket.ByTimeout)
	closed := d.event(*t, loket.EventClose)
	closed.ActorKind, closed.Value = loket.ByTimeout, t.LeaseEpoch
	notice, told := d.notice(*t, s, loket.Content{Text: d.Words.Silent(t.Number)})
	return loket.Change{Answers: []loket.Answer{notice}, Events: []loket.Event{closed, told}, CloseEpisode: true}
}
