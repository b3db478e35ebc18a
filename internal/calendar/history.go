package calendar

import "time"

// Dated is a calendar from a moment on.
type Dated struct {
	From time.Time
	Calendar
}

// History is the calendars of an agency, in any order. A moment is judged by
// the calendar that was in force then, so that a change of hours does not
// change figures of the past.
type History []Dated

// At is the calendar in force at t: the one with the latest From that is not
// after t. Before the first one it is the first one; of an empty History it is
// the zero Calendar.
func (h History) At(t time.Time) Calendar {
	var best Dated
	for i, d := range h {
		switch inForce, bestInForce := !d.From.After(t), !best.From.After(t); {
		case i == 0,
			inForce && (!bestInForce || !d.From.Before(best.From)),
			!inForce && !bestInForce && d.From.Before(best.From):
			best = d
		}
	}
	return best.Calendar
}
