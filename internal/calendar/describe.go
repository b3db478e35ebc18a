package calendar

import (
	"strings"
	"time"
)

// Describe tells the ordinary hours of the week in force at t, days of the same
// hours together: "Jam buka: Senin–Kamis 08.00–15.00, Jumat 08.00–15.30 WITA.
// Sabtu dan Minggu tutup." A season with an end is named.
func (c Calendar) Describe(t time.Time) string {
	t = t.In(c.Zone())
	head, week := "Jam buka", c.week
	if s := c.season(DateOf(t)); s != nil {
		week = s.Week
		if !s.Lasting() {
			head += " selama " + s.Name
		}
	}
	var open []string
	var closed []time.Weekday
	for _, run := range runs(week) {
		if run.hours == "" {
			closed = append(closed, run.days...)
			continue
		}
		open = append(open, formatDays(run.days)+" "+run.hours)
	}
	if len(open) == 0 {
		return "Kantor tidak punya jam buka tetap."
	}
	text := head + ": " + strings.Join(open, ", ") + strings.TrimPrefix(FormatClock(t), t.Format("15.04")) + "."
	if len(closed) > 0 {
		text += " " + formatDays(closed) + " tutup."
	}
	return text
}

// run is days that follow each other and have the same hours.
type run struct {
	days  []time.Weekday
	hours string // empty: closed
}

// runs divides a week, from Monday on.
func runs(week Week) (all []run) {
	for i := range week {
		day := time.Weekday((i + 1) % len(week))
		var hours []string
		for _, h := range merged(week[day]) {
			hours = append(hours, h.Open.String()+"–"+h.Close.String())
		}
		text := strings.Join(hours, " dan ")
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
func formatDays(days []time.Weekday) string {
	names := weekdays()
	var parts []string
	for len(days) > 0 {
		n := 1
		for n < len(days) && days[n] == (days[n-1]+1)%7 {
			n++
		}
		switch first, last := names[days[0]], names[days[n-1]]; n {
		case 1:
			parts = append(parts, first)
		case 2:
			parts = append(parts, first, last)
		default:
			parts = append(parts, first+"–"+last)
		}
		days = days[n:]
	}
	if n := len(parts); n > 1 {
		return strings.Join(parts[:n-1], ", ") + " dan " + parts[n-1]
	}
	return strings.Join(parts, "")
}
