package main

import (
	"time"

	"loket/internal/calendar"
	"loket/internal/config"
)

// openCalendar makes the agency's calendar: its own hours or the default ones,
// its seasons and closures, and the national holidays.
func openCalendar(a config.Agency) (calendar.Calendar, error) {
	rules, err := rulesOf(a)
	if err != nil {
		return calendar.Calendar{}, err
	}
	return calendar.New(rules)
}

// rulesOf are all that makes the agency's calendar, but for closings that staff enter
// while the counter runs.
func rulesOf(a config.Agency) (calendar.Rules, error) {
	rules, err := a.Office()
	if err != nil {
		return rules, err
	}
	rules.Holidays, err = calendar.Holidays()
	return rules, err
}

// officeDue is when some office time has passed since a moment; on the clock, if the office
// never opens.
func officeDue(hours calendar.Calendar, at time.Time, within time.Duration) time.Time {
	due := hours.Add(at, within)
	if due.IsZero() {
		return at.Add(within)
	}
	return due.UTC()
}
