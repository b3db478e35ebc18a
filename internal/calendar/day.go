package calendar

import (
	"strings"

	"loket/internal/words"
)

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

// Words writes the date as Name does, in the languages of the pages.
func (d Date) Words() words.Text {
	return words.Both(d.Name(), d.utc(0).Format("Monday 2 January"))
}

// Words writes the hours in the languages of the pages: "08.00–15.00".
func (i Interval) Words() words.Text {
	text := i.Open.String() + "–" + i.Close.String()
	return words.Both(text, strings.ReplaceAll(text, ".", ":"))
}
