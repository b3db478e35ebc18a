package desk

import (
	"context"
	"errors"
	"fmt"
	"time"

	"loket/internal/calendar"
	"loket/internal/loket"
)

// shiftGrace is how long after the end of their shift, and after their last sign
// of life, a member may be silent before their tickets go back: long enough to
// finish a reply, short enough that nobody's question lies there overnight.
const shiftGrace = 15 * time.Minute

// EndShifts sends the members of an agency home whose shift is over and who have
// been silent for a quarter of an hour, and returns how many: their tickets wait
// for others, at their old places.
func (d *Desk) EndShifts(ctx context.Context, agency loket.AgencyID) (ended int, err error) {
	all, err := d.Team.Attendance(ctx, agency)
	if err != nil {
		return 0, fmt.Errorf("look for shifts that are over: %w", err)
	}
	var failed []error
	for _, a := range all {
		if !shiftOver(a, d.Calendar(agency), d.Now()) {
			continue
		}
		_, err := d.sendHome(ctx, loket.ClockOut{Agency: agency, Staff: a.Staff, Silent: a})
		switch {
		case err == nil:
			ended++
		case !errors.Is(err, loket.ErrNotFound):
			failed = append(failed, fmt.Errorf("end the shift of %s: %w", a.Staff, err))
		}
	}
	return ended, errors.Join(failed...)
}

// shiftOver tells whether a member is to be sent home at now. An account that was
// ended has nothing to hold any more.
func shiftOver(a loket.Attendance, office calendar.Calendar, now time.Time) bool {
	last := a.ActiveAt
	switch gone := a.Said == loket.PresenceHome && (!last.After(a.SaidAt) || sameDay(last, a.SaidAt, office)); {
	case a.Disabled:
		return len(a.Holds) > 0
	case gone, last.IsZero():
		return false
	}
	end := shiftEnd(shiftOf(office, a.Shift), last)
	if last.After(end) {
		end = last
	}
	return !now.Before(end.Add(shiftGrace))
}

// shiftEnd is the end of the last hours on the day of a moment: on a later day
// when they go on through midnight, the beginning of the day when it has none.
func shiftEnd(shift calendar.Calendar, at time.Time) time.Time {
	const midnight = calendar.Clock(24 * 60)
	date := calendar.DateOf(at.In(shift.Zone()))
	end := momentOf(shift, date, 0)
	for day := range 7 {
		hours := shift.Hours(date.AddDays(day))
		if len(hours) == 0 || day > 0 && hours[0].Open > 0 {
			break
		}
		closes := hours[len(hours)-1].Close
		if end = momentOf(shift, date.AddDays(day), closes); closes < midnight {
			break
		}
	}
	return end
}

func momentOf(c calendar.Calendar, d calendar.Date, clock calendar.Clock) time.Time {
	return time.Date(d.Year, d.Month, d.Day, int(clock)/60, int(clock)%60, 0, 0, c.Zone())
}

// GoHome ends a member's work for the day, by themselves or by a supervisor: every
// ticket they hold waits for others at its old place, with its promise, and words
// written under the old lease are refused. It returns how many went back.
// loket.ErrNotFound: whoever is meant was never seen at this agency.
func (d *Desk) GoHome(ctx context.Context, by loket.Staff, whom loket.StaffID) (returned int, err error) {
	if err := mayServe(by); err != nil {
		return 0, err
	}
	if whom != by.ID && !by.MaySupervise() {
		return 0, errNotSupervisor
	}
	return d.sendHome(ctx, loket.ClockOut{Agency: by.Agency, Staff: whom, By: by.ID})
}

var errNotSupervisor = loket.Errorf(loket.CodeForbidden, "Hanya penyelia yang dapat memulangkan rekan. Minta penyelia Anda.")

func (d *Desk) sendHome(ctx context.Context, h loket.ClockOut) (returned int, err error) {
	tickets, err := d.Team.SendHome(ctx, h, func(t *loket.Ticket, _ loket.Situation) (loket.Change, error) {
		if err := t.Release(h.Staff, t.LeaseEpoch); err != nil {
			return loket.Change{}, err
		}
		e := d.done(*t, loket.EventRelease, loket.Staff{ID: h.By})
		if h.By == "" {
			e.ActorKind, e.ActorID = loket.ByTimeout, string(h.Staff)
		}
		return only(e), nil
	})
	if err != nil {
		return 0, fmt.Errorf("send home: %w", err)
	}
	for _, t := range tickets {
		d.place(ctx, t)
	}
	return len(tickets), nil
}
