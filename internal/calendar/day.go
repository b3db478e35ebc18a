package calendar

import "strings"

// Day is how one day stands, for who plans ahead.
type Day struct {
	Date  Date
	Hours []Interval // none: closed
	Notes string     // what sets it apart: a holiday, a season, what was entered for it; empty: nothing
}

// Day tells how a date stands.
func (c Calendar) Day(d Date) Day {
	day := Day{Date: d, Hours: c.Hours(d)}
	var notes []string
	if s := c.season(d); s != nil && !s.Lasting() {
		notes = append(notes, s.Name)
	}
	special := c.days[d]
	if special.holiday != "" {
		notes = append(notes, special.holiday)
	}
	for _, e := range special.exceptions {
		notes = append(notes, e.Reason)
	}
	day.Notes = strings.Join(notes, "; ")
	return day
}

// Name writes the date in Indonesian: "Senin 23 November".
func (d Date) Name() string { return formatDayOfYear(d.utc(0)) }
