package calendar

import (
	"time"

	"loket/internal/loket"
)

// Closing is a closing of the office as exceptions of the days it touches, on the
// clock of a zone: whole days where it covers them.
func Closing(c loket.Closure, zone *time.Location) (all []Exception) {
	from, until := c.From.In(zone), c.Until.In(zone)
	for day := DateOf(from); from.Before(until) && day.Compare(DateOf(until)) <= 0; day = day.AddDays(1) {
		hours := Interval{0, midnight}
		if day == DateOf(from) {
			hours.Open = clockOf(from)
		}
		if day == DateOf(until) {
			hours.Close = clockOf(until)
		}
		e := Exception{Date: day, Kind: Closed, Reason: c.Reason, By: string(c.By)}
		switch {
		case hours.Open >= hours.Close:
			continue
		case hours != Interval{0, midnight}:
			e.Hours = []Interval{hours}
		}
		all = append(all, e)
	}
	return all
}

// WithClosures is rules with closings entered while the counter runs: they come
// last, and close whatever the rules open.
func (r Rules) WithClosures(all []loket.Closure, zone *time.Location) Rules {
	exceptions := r.Exceptions[:len(r.Exceptions):len(r.Exceptions)]
	for _, c := range all {
		exceptions = append(exceptions, Closing(c, zone)...)
	}
	r.Exceptions = exceptions
	return r
}
