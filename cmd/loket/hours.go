package main

import (
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
