package calendar

import (
	"slices"
	"time"
)

// Add is the earliest moment by which d of office time has passed since t: t
// itself when d is not positive. Where it falls on a closing it is that
// closing, not the next opening. It is zero when the calendar does not hold d
// within a century, or has no opening for 400 days.
func (c Calendar) Add(t time.Time, d time.Duration) time.Time {
	if d <= 0 {
		return t.In(c.Zone())
	}
	for open := range c.openings(t) {
		from := later(open.from, t)
		if length := open.to.Sub(from); d > length {
			d -= length
			continue
		}
		return from.Add(d)
	}
	return time.Time{}
}

// Ago is the latest moment from which d of office time passed until t: t itself
// when d is not positive. It is zero when the calendar does not hold d in the 400
// days before t.
func (c Calendar) Ago(t time.Time, d time.Duration) time.Time {
	t = t.In(c.Zone())
	if d <= 0 {
		return t
	}
	date := DateOf(t).AddDays(1)
	for range horizon {
		for _, i := range slices.Backward(c.Hours(date)) {
			open := c.opening(date, i)
			to := earlier(open.to, t)
			length := to.Sub(open.from)
			if length >= d {
				return to.Add(-d)
			}
			d -= max(length, 0)
		}
		date = date.AddDays(-1)
	}
	return time.Time{}
}

// AddWorkingDays is the end of office hours on the n-th working day after t's.
// A working day is one on which the counter opens. What comes in before the
// last closing of a working day counts from that day, else from the next. It
// is zero when there is no such day; a negative n counts as 0.
func (c Calendar) AddWorkingDays(t time.Time, n int) time.Time {
	n = max(n, 0)
	var date Date
	var end time.Time
	day := -1 // working days seen since t's, which is 0
	for open := range c.openings(t) {
		if d := DateOf(open.from); d != date {
			if day == n {
				return end
			}
			date, day = d, day+1
		}
		end = open.to
	}
	if day == n {
		return end
	}
	return time.Time{}
}

// Between is the office time from a to b; negative when b is before a. Over
// more than a century it counts the first one only.
func (c Calendar) Between(a, b time.Time) time.Duration {
	if b.Before(a) {
		return -c.Between(b, a)
	}
	var sum time.Duration
	date, last := DateOf(a.In(c.Zone())).AddDays(-1), DateOf(b.In(c.Zone())).AddDays(1)
	for range century {
		for _, i := range c.Hours(date) {
			open := c.opening(date, i)
			if from, to := later(open.from, a), earlier(open.to, b); from.Before(to) {
				sum += to.Sub(from)
			}
		}
		if date = date.AddDays(1); date.Compare(last) > 0 {
			break
		}
	}
	return sum
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b.In(a.Location())
}

func earlier(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}
