package main

import (
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"loket/internal/calendar"
	"loket/internal/config"
	"loket/internal/report"
)

// meterOf makes the hours of an office of rules.
func meterOf(t rapid.TB, rules calendar.Rules) *calendar.Meter {
	t.Helper()
	made, err := calendar.New(rules)
	if err != nil {
		t.Fatal(err)
	}
	return calendar.NewMeter(calendar.History{{Calendar: made}})
}

// dueIn asks every ten minutes from a day on and returns what fell due, each once, as
// "2026-12-01 08:00 day" in the office's zone.
func dueIn(d config.Digest, from time.Time, days int, hours report.Hours) (all []string) {
	for now := from; now.Before(from.AddDate(0, 0, days)); now = now.Add(10 * time.Minute) {
		for _, due := range dueDigests(d, now.UTC(), hours) {
			line := due.at.In(hours.Zone()).Format("2006-01-02 15:04 ") + string(due.period)
			if !slices.Contains(all, line) {
				all = append(all, line)
			}
		}
	}
	return all
}

// TestDueOverAMonth lives through the end of 2026, with the holidays of the calendar
// and a Monday on which the office is shut.
func TestDueOverAMonth(t *testing.T) {
	t.Parallel()
	holidays, err := calendar.Holidays()
	if err != nil {
		t.Fatal(err)
	}
	hours := meterOf(t, calendar.Rules{
		Zone: "Asia/Makassar", Week: calendar.DefaultWeek(), Holidays: holidays,
		Exceptions: []calendar.Exception{
			{Date: calendar.Date{Year: 2026, Month: 12, Day: 14}, Kind: calendar.Closed, Reason: "upacara", By: "x"},
			{Date: calendar.Date{Year: 2026, Month: 12, Day: 19}, Kind: calendar.Extra, Hours: []calendar.Interval{{Open: 9 * 60, Close: 12 * 60}}, Reason: "jemput bola", By: "x"},
		},
	})
	got := dueIn(config.Digest{Daily: "08.00", Weekly: "08.30", Monthly: "09.00"}, time.Date(2026, 11, 28, 0, 0, 0, 0, hours.Zone()), 34, hours)
	var want []string
	for _, day := range []string{
		"11-30 w", "12-01 m", "12-02", "12-03", "12-04", "12-07 w", "12-08", "12-09", "12-10", "12-11",
		"12-15 w", "12-16", "12-17", "12-18", "12-19", "12-21 w", "12-22", "12-23", "12-28 w", "12-29", "12-30", "12-31",
	} {
		date, first, _ := strings.Cut(day, " ")
		want = append(want, "2026-"+date+" 08:00 day")
		switch first {
		case "w":
			want = append(want, "2026-"+date+" 08:30 week")
		case "m":
			want = append(want, "2026-"+date+" 09:00 month")
		}
	}
	if !slices.Equal(got, want) {
		t.Errorf("due:\n%s\nwant:\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// TestDueInAnyMonth promises, whatever days an office is shut: each open day has one
// digest; each week and each month has one, on its first open day, or none.
func TestDueInAnyMonth(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		rules := calendar.Rules{Zone: rapid.SampledFrom([]string{"Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura"}).Draw(t, "zone"), Week: calendar.DefaultWeek()}
		first := calendar.Date{Year: 2026, Month: 2, Day: 1 + 7*rapid.IntRange(0, 40).Draw(t, "weeks")}
		zone, err := time.LoadLocation(rules.Zone)
		if err != nil {
			t.Fatal(err)
		}
		from := time.Date(first.Year, first.Month, first.Day+1, 0, 0, 0, 0, zone) // a Monday
		shut := rapid.SliceOfN(rapid.Bool(), 42, 42).Draw(t, "shut")
		open := map[string]bool{}
		for i := range shut {
			day := from.AddDate(0, 0, i)
			if shut[i] {
				rules.Exceptions = append(rules.Exceptions, calendar.Exception{Date: calendar.DateOf(day), Kind: calendar.Closed, Reason: "tutup", By: "x"})
			}
			open[day.Format(time.DateOnly)] = !shut[i] && rules.Week[day.Weekday()] != nil
		}
		clock := rapid.SampledFrom([]string{"00.00", "07.30", "12.10", "23.50"}).Draw(t, "clock")
		var want []string
		weeks, months := map[int]bool{}, map[time.Month]bool{from.Month(): from.Day() > 1} // a month begun before is not asked about
		for i := range shut {
			day := from.AddDate(0, 0, i)
			if !open[day.Format(time.DateOnly)] {
				continue
			}
			at := day.Format(time.DateOnly) + " " + strings.ReplaceAll(clock, ".", ":")
			want = append(want, at+" day")
			if !weeks[i/7] {
				want = append(want, at+" week")
			}
			if !months[day.Month()] {
				want = append(want, at+" month")
			}
			weeks[i/7], months[day.Month()] = true, true
		}
		hours := meterOf(t, rules)
		var got []string
		for _, line := range dueIn(config.Digest{Daily: clock, Weekly: clock, Monthly: clock}, from, len(shut), hours) {
			if began := from.Day() > 1 && strings.HasSuffix(line, "month") && strings.HasPrefix(line, from.Format("2006-01")); !began {
				got = append(got, line)
			}
		}
		if !slices.Equal(got, want) {
			t.Fatalf("from %v, shut %v: due\n%v\nwant\n%v", from, shut, got, want)
		}
	})
}

// TestDueInAChangedZone has an office move from WITA to WIT: from then on its clocks
// are those of WIT, and no day is owed twice.
func TestDueInAChangedZone(t *testing.T) {
	t.Parallel()
	var history calendar.History
	moved := time.Date(2026, 12, 8, 15, 0, 0, 0, time.UTC) // midnight in WIT
	for zone, from := range map[string]time.Time{"Asia/Makassar": {}, "Asia/Jayapura": moved} {
		made, err := calendar.New(calendar.Rules{Zone: zone, Week: calendar.DefaultWeek()})
		if err != nil {
			t.Fatal(err)
		}
		history = append(history, calendar.Dated{From: from, Calendar: made})
	}
	hours := calendar.NewMeter(history)
	settings := config.Digest{Daily: "08.00"}
	for at, want := range map[string]int{
		"2026-12-08T22:59:00Z": 0, // 07.59 WIT
		"2026-12-08T23:00:00Z": 1, // 08.00 WIT, 07.00 WITA
		"2026-12-09T14:59:00Z": 1,
		"2026-12-09T15:00:00Z": 0, // the next day has begun
	} {
		now, err := time.Parse(time.RFC3339, at)
		if err != nil {
			t.Fatal(err)
		}
		if due := dueDigests(settings, now, hours); len(due) != want {
			t.Errorf("at %s due %v, want %d", at, due, want)
		}
	}
	spans := map[time.Time]string{}
	for now := moved; now.Before(moved.AddDate(0, 0, 7)); now = now.Add(time.Hour) {
		for _, due := range dueDigests(settings, now, hours) {
			of, _ := due.period.Span(due.at, hours)
			if before, seen := spans[of.From]; seen && before != due.at.String() {
				t.Errorf("the digest of %v is due at %s and at %s", of.From, before, due.at)
			}
			spans[of.From] = due.at.String()
		}
	}
	if len(spans) != 5 {
		t.Errorf("a week of five open days has %d digests", len(spans))
	}
}
