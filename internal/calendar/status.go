package calendar

import (
	"slices"
	"time"
)

// Status is how things stand at the counter at one moment. Times are in the
// agency's zone.
type Status struct {
	Open   bool
	Until  time.Time // how long it stays so; zero: no end within 400 days
	Next   time.Time // the next opening: when closed Until, when open the one after it; zero: none
	Reason string    // why it is closed, or open at an unusual time, in Indonesian; may be empty when open

	Holiday bool // closed, and Reason is the holiday's name
}

// Reasons for being closed that no holiday and no exception gives.
const (
	reasonWeekend = "akhir pekan"
	reasonBreak   = "istirahat"
	reasonOutside = "di luar jam pelayanan"
	reasonNotADay = "bukan hari pelayanan"
	reasonNoHours = "jam buka belum diatur"
)

// Status tells whether the counter is open at t, until when, and why.
func (c Calendar) Status(t time.Time) Status {
	t = t.In(c.Zone())
	open, ok := c.first(t)
	switch {
	case !ok:
		return Status{Reason: c.closedReason(t, false)}
	case t.Before(open.from):
		reason := c.closedReason(t, true)
		holiday := c.days[DateOf(t)].holiday
		return Status{Until: open.from, Next: open.from, Reason: reason, Holiday: holiday != "" && reason == holiday}
	}
	until, next := c.end(t)
	return Status{Open: true, Until: until, Next: next, Reason: c.openReason(t)}
}

// end is when the opening around t ends, over midnight if need be, and the
// opening after it.
func (c Calendar) end(t time.Time) (until, next time.Time) {
	limit := t.AddDate(0, 0, horizon)
	for open := range c.openings(t) {
		if !until.IsZero() && open.from.After(until) {
			return until, open.from
		}
		if until = open.to; until.After(limit) {
			return time.Time{}, time.Time{}
		}
	}
	return until, time.Time{}
}

// openReason is why the counter is open in an unusual way: what changed the
// day, or the season. A lasting season is the usual by now.
func (c Calendar) openReason(t time.Time) string {
	date, clock := DateOf(t), clockOf(t)
	for _, e := range slices.Backward(c.days[date].exceptions) {
		if e.Kind != Closed && covers(e.Hours, clock) {
			return e.Reason
		}
	}
	if s := c.season(date); s != nil && !s.Lasting() {
		return s.Name
	}
	return ""
}

// closedReason is why the counter is closed at t. What somebody entered for the
// day goes before the holiday, the holiday before the weekend.
func (c Calendar) closedReason(t time.Time, opensAgain bool) string {
	date, clock := DateOf(t), clockOf(t)
	if reason := c.exceptionReason(date, clock); reason != "" {
		return reason
	}
	if name := c.days[date].holiday; name != "" {
		return name
	}
	hours, day := c.Hours(date), date.Weekday()
	switch {
	case !opensAgain:
		return reasonNoHours
	case len(hours) > 0 && clock >= hours[0].Close && clock < hours[len(hours)-1].Open:
		return reasonBreak
	case len(hours) > 0:
		return reasonOutside
	case day == time.Saturday || day == time.Sunday:
		return reasonWeekend
	}
	return reasonNotADay
}

// exceptionReason is the reason of the exception that closes the counter at a
// time of day at which it would be open without it; empty: none does.
func (c Calendar) exceptionReason(date Date, clock Clock) string {
	day := c.days[date]
	for _, e := range slices.Backward(day.exceptions) {
		switch {
		case e.Kind == Closed && (len(e.Hours) == 0 || covers(e.Hours, clock)),
			e.Kind == Shortened && day.holiday == "" && covers(c.weekOf(date)[date.Weekday()], clock):
			return e.Reason
		}
	}
	return ""
}

func clockOf(t time.Time) Clock { return Clock(t.Hour()*60 + t.Minute()) }
