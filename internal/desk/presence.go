package desk

import (
	"slices"
	"time"

	"loket/internal/calendar"
	"loket/internal/loket"
)

// shiftOf is when a member serves: at hours of their own within those of the
// office, or whenever it is open.
func shiftOf(office calendar.Calendar, own []loket.Shift) calendar.Calendar {
	if len(own) == 0 {
		return office
	}
	var week calendar.Week
	for _, h := range own {
		week[h.Day] = append(week[h.Day], calendar.Interval{Open: calendar.Clock(h.From), Close: calendar.Clock(h.To)})
	}
	return office.Within(week)
}

// standing is a member's presence at now. What they said holds on its day and
// goes before what is gathered: on their shift a page of theirs or a lease they
// hold is enough, outside of it they must have worked.
func standing(a loket.Attendance, office calendar.Calendar, now time.Time) loket.Presence {
	onShift := shiftOf(office, a.Shift).IsOpen(now)
	left := a.Said == loket.PresenceAway || a.Said == loket.PresenceHome
	if sameDay(a.SaidAt, now, office) && (left || a.Said == loket.PresenceWork && onShift) {
		return a.Said
	}
	sign := a.WorkedAt
	if onShift {
		sign = a.ActiveAt
	}
	switch {
	case left && !sign.After(a.SaidAt):
		return loket.PresenceHome
	case lately(sign, office, now), onShift && holds(a, now, nil):
		return loket.PresenceWork
	case sameDay(a.ActiveAt, now, office):
		return loket.PresenceAway
	}
	return loket.PresenceHome
}

// present counts the staff of a unit at now. While the office is closed nobody is
// at work, and a promise counts from its next opening: then those count who were
// there when it closed, whatever they said on leaving.
func present(all []loket.Attendance, unit loket.UnitID, office calendar.Calendar, now time.Time) (n int) {
	open := office.IsOpen(now)
	for _, a := range all {
		there := lately(a.ActiveAt, office, now)
		if open {
			there = standing(a, office, now) == loket.PresenceWork
		}
		if there && !a.Disabled && serves(a, unit, office, now) {
			n++
		}
	}
	return n
}

// serves tells whether a member who is at work counts in a unit: who has their
// hands free does in each of theirs, else only where they work.
func serves(a loket.Attendance, unit loket.UnitID, office calendar.Calendar, now time.Time) bool {
	mine := loket.Staff{Units: a.Units}.Serves(unit)
	worked := a.Unit != "" && lately(a.WorkedAt, office, now)
	here := func(h loket.Hold) bool { return h.Unit == unit }
	return worked && a.Unit == unit || holds(a, now, here) || mine && !worked && !holds(a, now, nil)
}

// holds tells whether a member has a lease that runs, of those that fit; nil: of
// any.
func holds(a loket.Attendance, now time.Time, fits func(loket.Hold) bool) bool {
	return slices.ContainsFunc(a.Holds, func(h loket.Hold) bool { return h.Until.After(now) && (fits == nil || fits(h)) })
}

// lately tells whether something happened within the last fifteen minutes of
// office time.
func lately(at time.Time, office calendar.Calendar, now time.Time) bool {
	return !at.IsZero() && !at.Before(office.Ago(now, presence))
}

// sameDay tells whether two moments lie on one day of the office's.
func sameDay(a, b time.Time, office calendar.Calendar) bool {
	return !a.IsZero() && calendar.DateOf(a.In(office.Zone())) == calendar.DateOf(b.In(office.Zone()))
}
