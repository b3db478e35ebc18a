package report

import (
	"strconv"
	"strings"
	"time"
)

// Section is one measure as a document shows it: a table under its name and meaning.
type Section struct {
	Definition
	Heads []string
	Lines [][]string
	Notes []string // under the table
}

// Sections are the measures of a report in its order; those without a line are left
// out.
func (r Report) Sections() []Section {
	var all []Section
	for _, d := range Definitions() {
		var of []Measure
		for _, m := range r.Measures {
			if m.ID == d.ID {
				of = append(of, m)
			}
		}
		if len(of) == 0 {
			continue
		}
		s := Section{Definition: d, Heads: d.heads(of), Notes: notes(of)}
		for _, m := range of {
			s.Lines = append(s.Lines, m.cells()...)
		}
		if len(s.Lines) > 0 {
			all = append(all, s)
		}
	}
	return all
}

// PeriodText is the period as people read it, both days included:
// "1–28 November 2026".
func (r Report) PeriodText() string {
	if r.From.IsZero() || r.To.IsZero() {
		return r.period()
	}
	return DaysText(r.From, r.To.Add(-1))
}

// AsOfText is the moment a report is made as of, as people read it.
func (r Report) AsOfText() string { return DayText(r.AsOf) + ", " + r.AsOf.Format("15.04 MST") }

// DayText writes a day in its own zone: "16 November 2026".
func DayText(t time.Time) string {
	return strconv.Itoa(t.Day()) + " " + monthName(t.Month()) + " " + strconv.Itoa(t.Year())
}

// DaysText writes days from the first to the last without saying anything twice:
// "2–15 November 2026".
func DaysText(first, last time.Time) string {
	day := strconv.Itoa(first.Day())
	switch {
	case first.Year() != last.Year():
		return DayText(first) + " – " + DayText(last)
	case first.Month() != last.Month():
		return day + " " + monthName(first.Month()) + " – " + DayText(last)
	case first.Day() != last.Day():
		return day + "–" + DayText(last)
	}
	return DayText(last)
}

func monthName(m time.Month) string {
	return [...]string{"Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober", "November", "Desember"}[m-1]
}

// dayName names the day of the week of a moment.
func dayName(t time.Time) string {
	return [...]string{"Minggu", "Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu"}[t.Weekday()]
}

// Grouped writes a whole number with a dot between thousands: "12.345".
func Grouped[T int | int64](n T) string {
	text := strconv.FormatInt(int64(max(n, -n)), 10)
	var b strings.Builder
	if n < 0 {
		b.WriteByte('-')
	}
	for i, digit := range text {
		if i > 0 && (len(text)-i)%3 == 0 {
			b.WriteByte('.')
		}
		b.WriteRune(digit)
	}
	return b.String()
}
