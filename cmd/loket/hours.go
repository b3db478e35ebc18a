package main

import (
	"loket/internal/calendar"
	"loket/internal/config"
)

// openCalendar makes the agency's calendar: its own hours or the default ones,
// its seasons and closures, and the national holidays.
func openCalendar(a config.Agency) (calendar.Calendar, error) {
	rules, err := a.Office()
	if err != nil {
		return calendar.Calendar{}, err
	}
	if rules.Holidays, err = calendar.Holidays(); err != nil {
		return calendar.Calendar{}, err
	}
	return calendar.New(rules)
}
