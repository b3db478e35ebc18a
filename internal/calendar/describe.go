package calendar

import (
	"strings"
	"time"

	"loket/internal/words"
)

// Describe tells the ordinary hours of the week in force at t, days of the same
// hours together: "Jam buka: Senin–Kamis 08.00–15.00, Jumat 08.00–15.30 WITA.
// Sabtu dan Minggu tutup." A season with an end is named.
func (c Calendar) Describe(t time.Time) string { return c.Week(t).String() }

// Week tells the hours as Describe does, in the languages of the pages.
func (c Calendar) Week(t time.Time) words.Text {
	t = t.In(c.Zone())
	head, week := words.Text("Jam buka"), c.week
	if s := c.season(DateOf(t)); s != nil {
		week = s.Week
		if !s.Lasting() {
			head = words.Say("Jam buka selama %s", s.Name)
		}
	}
	var open []words.Text
	var closed []time.Weekday
	for _, run := range runs(week) {
		if run.hours == "" {
			closed = append(closed, run.days...)
			continue
		}
		open = append(open, words.Say("%s %s", formatDays(run.days), run.hours))
	}
	if len(open) == 0 {
		return "Kantor tidak punya jam buka tetap."
	}
	zone := strings.TrimPrefix(FormatClock(t), t.Format("15.04")) + "."
	text := words.Say("%s: %s%s", head, words.Join(open, ", "), zone)
	if len(closed) > 0 {
		return words.Say("%s %s tutup.", text, formatDays(closed))
	}
	return text
}

// run is days that follow each other and have the same hours.
type run struct {
	days  []time.Weekday
	hours words.Text // empty: closed
}

// runs divides a week, from Monday on.
func runs(week Week) (all []run) {
	for i := range week {
		day := time.Weekday((i + 1) % len(week))
		var hours []words.Text
		for _, h := range merged(week[day]) {
			hours = append(hours, h.Words())
		}
		text := Listed(hours)
		if n := len(all); n > 0 && all[n-1].hours == text {
			all[n-1].days = append(all[n-1].days, day)
			continue
		}
		all = append(all, run{[]time.Weekday{day}, text})
	}
	return all
}

// formatDays names days: "Senin", "Sabtu dan Minggu", "Senin–Jumat" for three
// and more in a row, and days apart with commas.
func formatDays(days []time.Weekday) words.Text {
	var parts []words.Text
	for len(days) > 0 {
		n := 1
		for n < len(days) && days[n] == (days[n-1]+1)%7 {
			n++
		}
		switch first, last := dayWords(days[0]), dayWords(days[n-1]); n {
		case 1:
			parts = append(parts, first)
		case 2:
			parts = append(parts, first, last)
		default:
			parts = append(parts, words.Join([]words.Text{first, last}, "–"))
		}
		days = days[n:]
	}
	return Listed(parts)
}

func dayWords(d time.Weekday) words.Text { return words.Both(weekdays()[d], d.String()) }

// Listed joins what is said one after the other: "Senin, Selasa dan Rabu".
func Listed(parts []words.Text) words.Text {
	if n := len(parts); n > 1 {
		return words.Say("%s dan %s", words.Join(parts[:n-1], ", "), parts[n-1])
	}
	return words.Join(parts, "")
}
