package calendar_test

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"loket/internal/calendar"
)

// hours reads intervals for one day.
func hours(t testing.TB, texts ...string) []calendar.Interval {
	t.Helper()
	var out []calendar.Interval
	for _, text := range texts {
		i, err := calendar.ParseInterval(text)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, i)
	}
	return out
}

func date(t testing.TB, text string) calendar.Date {
	t.Helper()
	d, err := calendar.ParseDate(text)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func build(t testing.TB, rules calendar.Rules) calendar.Calendar {
	t.Helper()
	c, err := calendar.New(rules)
	if err != nil {
		t.Fatalf("New: %v", err)
	}
	return c
}

// weekdays is a week of the same hours from Monday to Thursday, and Friday's.
func weekdays(t testing.TB, usual, friday []calendar.Interval) calendar.Week {
	t.Helper()
	return calendar.Week{nil, usual, usual, usual, usual, friday, nil}
}

// kupang makes the calendars that testdata/calendar.txt describes in its head.
func kupang(t testing.TB) map[string]calendar.Calendar {
	t.Helper()
	usual, err := calendar.Default("Asia/Makassar")
	if err != nil {
		t.Fatal(err)
	}
	holidays, err := calendar.Holidays()
	if err != nil {
		t.Fatal(err)
	}
	day := hours(t, "08.00-16.00")
	breaks := calendar.Rules{Zone: "Asia/Makassar", Holidays: holidays}
	breaks.Week = weekdays(t, hours(t, "08.00-12.00", "13.00-16.00"), hours(t, "08.00-11.30", "13.30-16.00"))
	special := calendar.Rules{Zone: "Asia/Makassar", Holidays: holidays, Week: weekdays(t, day, day)}
	special.Seasons = []calendar.Season{{
		Name: "Ramadan", From: date(t, "2027-02-08"), To: date(t, "2027-03-09"),
		Week: weekdays(t, hours(t, "08.00-15.00"), hours(t, "08.00-15.30")),
	}}
	special.Exceptions = []calendar.Exception{
		{Date: date(t, "2026-11-25"), Kind: calendar.Closed, Hours: hours(t, "09.00-11.00"), Reason: "upacara"},
		{Date: date(t, "2026-11-26"), Kind: calendar.Closed, Reason: "pemadaman listrik"},
		{Date: date(t, "2026-11-28"), Kind: calendar.Extra, Hours: hours(t, "09.00-12.00"), Reason: "layanan Sabtu"},
		{Date: date(t, "2026-12-23"), Kind: calendar.Shortened, Hours: hours(t, "08.00-12.00"), Reason: "persiapan Natal"},
		{Date: date(t, "2026-12-24"), Kind: calendar.Extra, Hours: hours(t, "08.00-12.00"), Reason: "piket cuti bersama"},
	}
	changing := calendar.Rules{Zone: "Asia/Makassar", Holidays: holidays, Week: calendar.DefaultWeek()}
	changing.Seasons = []calendar.Season{
		{Name: "jam Maret", From: date(t, "2027-03-01"), Week: weekdays(t, hours(t, "07.30-15.30"), nil)},
		special.Seasons[0],
		{Name: "jam Januari", From: date(t, "2027-01-04"), Week: weekdays(t, hours(t, "08.00-15.30"), hours(t, "08.00-15.00"))},
	}
	return map[string]calendar.Calendar{
		"berganti": build(t, changing),
		"biasa":    usual, "istirahat": build(t, breaks), "khusus": build(t, special), "kosong": build(t, calendar.Rules{Zone: "Asia/Makassar"}),
	}
}

// at reads a time of the table in the zone of Kupang.
func at(t testing.TB, text string) time.Time {
	t.Helper()
	zone, err := time.LoadLocation("Asia/Makassar")
	if err != nil {
		t.Fatal(err)
	}
	out, err := time.ParseInLocation("2006-01-02 15.04", text, zone)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func moment(t time.Time) string {
	if t.IsZero() {
		return "tidak pernah"
	}
	return calendar.FormatDay(t) + ", " + calendar.FormatClock(t)
}

// duration writes "1j30m".
func duration(d time.Duration) string {
	text := strings.TrimSuffix(strings.ReplaceAll(d.String(), "h", "j"), "0s")
	if strings.HasSuffix(text, "j0m") {
		text = strings.TrimSuffix(text, "0m")
	}
	if text == "" {
		return "0m"
	}
	return text
}

// answer answers one question of the table.
func answer(t testing.TB, c calendar.Calendar, question string) string {
	t.Helper()
	words := strings.Fields(question)
	when := strings.Join(words[len(words)-2:], " ")
	switch {
	case strings.HasPrefix(question, "buka?"):
		if c.IsOpen(at(t, when)) {
			return "ya"
		}
		return "tidak"
	case strings.HasPrefix(question, "kalimat"):
		return calendar.Sentence(c.Status(at(t, when)), at(t, when).UTC())
	case strings.HasPrefix(question, "buka lagi"):
		return moment(c.NextOpen(at(t, when).UTC()))
	case strings.HasPrefix(question, "tambah"):
		d, err := time.ParseDuration(strings.ReplaceAll(words[1], "j", "h"))
		if err != nil {
			t.Fatal(err)
		}
		return moment(c.Add(at(t, when).UTC(), d))
	case strings.HasPrefix(question, "hari kerja"):
		var n int
		if _, err := fmt.Sscan(words[2], &n); err != nil {
			t.Fatal(err)
		}
		return moment(c.AddWorkingDays(at(t, when).UTC(), n))
	case strings.HasPrefix(question, "antara"):
		return duration(c.Between(at(t, words[1]+" "+words[2]), at(t, when).UTC()))
	}
	return "pertanyaan tidak dikenal"
}

func TestTable(t *testing.T) {
	t.Parallel()
	table, err := os.ReadFile("testdata/calendar.txt")
	if err != nil {
		t.Fatal(err)
	}
	calendars, asked := kupang(t), 0
	for line := range strings.Lines(string(table)) {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		part := strings.Split(line, " | ")
		c, known := calendars[part[0]]
		if len(part) != 3 || !known {
			t.Fatalf("line %q: want kalender | pertanyaan | jawaban", line)
		}
		asked++
		if got := answer(t, c, part[1]); got != part[2] {
			t.Errorf("%s, %s\n got %s\nwant %s", part[0], part[1], got, part[2])
		}
	}
	if asked < 60 {
		t.Errorf("%d questions, want at least 60", asked)
	}
}

// jsonRoundTrip decodes text into v and expects the same text back.
func jsonRoundTrip(text string, v any) error {
	if err := json.Unmarshal([]byte(text), v); err != nil {
		return err
	}
	back, err := json.Marshal(v)
	if err == nil && string(back) != text {
		err = fmt.Errorf("round trip of %s: got %s", text, back)
	}
	return err
}
