package calendar_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"loket/internal/calendar"
	"loket/internal/loket"
)

func TestHolidays(t *testing.T) {
	t.Parallel()
	holidays, err := calendar.Holidays()
	if err != nil {
		t.Fatalf("Holidays: %v", err)
	}
	got := map[string]int{}
	for i, h := range holidays {
		got[h.Date.String()[:4]+" "+string(h.Kind)]++
		if i > 0 && holidays[i-1].Date.Compare(h.Date) >= 0 {
			t.Errorf("%s does not follow %s", h.Date, holidays[i-1].Date)
		}
	}
	want := map[string]int{"2026 libur_nasional": 17, "2026 cuti_bersama": 8, "2027 libur_nasional": 18, "2027 cuti_bersama": 8}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("days off (-decreed +listed):\n%s", diff)
	}
}

func TestNew(t *testing.T) {
	t.Parallel()
	day := calendar.Date{Year: 2026, Month: time.November, Day: 23}
	good := []calendar.Interval{{Open: 480, Close: 960}}
	for name, broken := range map[string]calendar.Rules{
		"no zone":         {},
		"local zone":      {Zone: "Local"},
		"unknown zone":    {Zone: "Asia/Kupang"},
		"closes first":    {Zone: "UTC", Week: calendar.Week{1: {{Open: 960, Close: 480}}}},
		"beyond the day":  {Zone: "UTC", Week: calendar.Week{1: {{Open: 960, Close: 1441}}}},
		"before the day":  {Zone: "UTC", Week: calendar.Week{1: {{Open: -1, Close: 60}}}},
		"overlap":         {Zone: "UTC", Week: calendar.Week{1: {{Open: 480, Close: 720}, {Open: 719, Close: 960}}}},
		"season ends":     {Zone: "UTC", Seasons: []calendar.Season{{Name: "x", From: day, To: day.AddDays(-1)}}},
		"season from":     {Zone: "UTC", Seasons: []calendar.Season{{Name: "x", To: day}}},
		"season no days":  {Zone: "UTC", Seasons: []calendar.Season{{Name: "x"}}},
		"season to":       {Zone: "UTC", Seasons: []calendar.Season{{Name: "x", From: day, To: calendar.Date{Year: 2027, Month: 2, Day: 29}}}},
		"season no name":  {Zone: "UTC", Seasons: []calendar.Season{{From: day, To: day}}},
		"season hours":    {Zone: "UTC", Seasons: []calendar.Season{{Name: "x", From: day, To: day, Week: calendar.Week{0: {{Open: 1, Close: 1}}}}}},
		"holiday kind":    {Zone: "UTC", Holidays: []calendar.Holiday{{Date: day, Kind: "libur", Name: "x"}}},
		"holiday name":    {Zone: "UTC", Holidays: []calendar.Holiday{{Date: day, Kind: calendar.SharedLeave}}},
		"no such day":     {Zone: "UTC", Holidays: []calendar.Holiday{{Date: calendar.Date{Year: 2026, Month: 2, Day: 30}, Kind: calendar.SharedLeave, Name: "x"}}},
		"no reason":       {Zone: "UTC", Exceptions: []calendar.Exception{{Date: day, Kind: calendar.Closed}}},
		"extra no hours":  {Zone: "UTC", Exceptions: []calendar.Exception{{Date: day, Kind: calendar.Extra, Reason: "x"}}},
		"exception kind":  {Zone: "UTC", Exceptions: []calendar.Exception{{Date: day, Kind: "tutup", Reason: "x", Hours: good}}},
		"exception hours": {Zone: "UTC", Exceptions: []calendar.Exception{{Date: day, Kind: calendar.Closed, Reason: "x", Hours: []calendar.Interval{{Open: 5, Close: 4}}}}},
	} {
		if _, err := calendar.New(broken); loket.CodeOf(err) != loket.CodeInvalid {
			t.Errorf("New(%s): %v, want a refusal a person may read", name, err)
		}
	}
	_, err := calendar.New(calendar.Rules{Zone: "Asia/Kupang", Week: calendar.Week{1: {{Open: 960, Close: 480}}}})
	if err == nil || !strings.Contains(err.Error(), "Asia/Kupang") || !strings.Contains(err.Error(), "16.00-08.00 pada jam biasa, Senin") {
		t.Errorf("New(two mistakes): %v, want both named", err)
	}
}

func TestVersion(t *testing.T) {
	t.Parallel()
	rules := calendar.Rules{Zone: "Asia/Makassar", Week: calendar.Week{1: hours(t, "08.00-16.00")}}
	same, changed := build(t, rules), rules
	changed.Week[1] = hours(t, "08.00-15.00")
	if one, two := build(t, rules).Version, same.Version; one != two || len(one) != 12 {
		t.Errorf("equal calendars have versions %q and %q", one, two)
	}
	if one, two := same.Version, build(t, changed).Version; one == two {
		t.Errorf("different calendars have the same version %q", one)
	}
}

func TestZeroCalendar(t *testing.T) {
	t.Parallel()
	var c calendar.Calendar
	now := time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)
	if c.IsOpen(now) || !c.NextOpen(now).IsZero() || !c.Add(now, time.Hour).IsZero() || !c.AddWorkingDays(now, 1).IsZero() || c.Between(now, now.AddDate(1, 0, 0)) != 0 {
		t.Error("the zero Calendar opens")
	}
	if got, want := calendar.Sentence(c.Status(now), now), "Sekarang tutup (jam buka belum diatur)."; got != want {
		t.Errorf("Sentence = %q, want %q", got, want)
	}
	if got := c.Add(now, 0); !got.Equal(now) {
		t.Errorf("Add(now, 0) = %v, want now", got)
	}
}

func TestAlwaysOpen(t *testing.T) {
	t.Parallel()
	all := calendar.Rules{Zone: "America/New_York"}
	for day := range all.Week {
		all.Week[day] = hours(t, "00.00-24.00")
	}
	c := build(t, all)
	from := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	if got, want := c.Between(from, from.AddDate(3, 0, 0)), from.AddDate(3, 0, 0).Sub(from); got != want {
		t.Errorf("Between over three years of daylight saving = %v, want every hour, %v", got, want)
	}
	if s := c.Status(from); !s.Open || !s.Until.IsZero() || calendar.Sentence(s, from) != "Sekarang buka." {
		t.Errorf("Status = %+v, %q: want open without an end", s, calendar.Sentence(s, from))
	}
}

// TestSkippedHours is a day whose clocks skip a part of the hours: what is
// skipped is no office time, and what is left counts once.
func TestSkippedHours(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, zone, day string
		hours           []string
		want            time.Duration
	}{
		{"Midnight", "Asia/Beirut", "2010-03-28", []string{"00.00-00.01", "00.02-00.03", "01.00-01.01"}, time.Minute},
		{"MidnightWithin", "Asia/Beirut", "2010-03-28", []string{"00.30-02.00"}, time.Hour},
		{"ClosesInTheGap", "America/New_York", "2026-03-08", []string{"00.00-02.30"}, 2 * time.Hour},
		{"OpensInTheGap", "America/New_York", "2026-03-08", []string{"02.30-04.00"}, time.Hour},
		{"HalfAnHour", "Australia/Lord_Howe", "2026-10-04", []string{"02.10-03.00"}, 30 * time.Minute},
		{"WholeDay", "Pacific/Apia", "2011-12-30", []string{"08.00-16.00"}, 0},
		{"HourTwice", "America/New_York", "2026-11-01", []string{"00.00-03.00"}, 4 * time.Hour},
	} {
		day := date(t, c.day)
		rules := calendar.Rules{Zone: c.zone}
		rules.Exceptions = []calendar.Exception{{Date: day, Kind: calendar.Extra, Reason: "uji", Hours: hours(t, c.hours...)}}
		office := build(t, rules)
		from := time.Date(day.Year, day.Month, day.Day-3, 0, 0, 0, 0, time.UTC)
		if got := office.Between(from, from.AddDate(0, 0, 6)); got != c.want {
			t.Errorf("%s: office time of %v on %s in %s = %v, want %v", c.name, c.hours, c.day, c.zone, got, c.want)
		}
		if end := office.Add(from, c.want); office.Between(from, end) != c.want {
			t.Errorf("%s: Add(%v) = %v, want the last closing", c.name, c.want, end)
		}
	}
}

func TestHistory(t *testing.T) {
	t.Parallel()
	march, june := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC), time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC)
	old, current := calendar.Calendar{Version: "old"}, calendar.Calendar{Version: "new"}
	for _, history := range []calendar.History{{{march, old}, {june, current}}, {{june, current}, {march, old}}} {
		for when, want := range map[time.Time]string{
			march.AddDate(-1, 0, 0): "old", march: "old", june.Add(-1): "old", june: "new", june.AddDate(1, 0, 0): "new",
		} {
			if got := history.At(when).Version; got != want {
				t.Errorf("At(%v) = %q, want %q", when, got, want)
			}
		}
	}
	if got := (calendar.History{}).At(june).Version; got != "" {
		t.Errorf("At of no history = %q, want the zero Calendar", got)
	}
}

func TestFormat(t *testing.T) {
	t.Parallel()
	moment := time.Date(2026, 11, 23, 0, 5, 0, 0, time.UTC)
	for zone, want := range map[string]string{
		"Asia/Jakarta": "Senin 23 November 2026 07.05 WIB", "Asia/Makassar": "Senin 23 November 2026 08.05 WITA", "Asia/Jayapura": "Senin 23 November 2026 09.05 WIT",
		"America/Sao_Paulo": "Minggu 22 November 2026 21.05 UTC-03",
	} {
		in, err := time.LoadLocation(zone)
		if err != nil {
			t.Fatal(err)
		}
		if got := calendar.FormatDay(moment.In(in)) + " " + calendar.FormatClock(moment.In(in)); got != want {
			t.Errorf("in %s %q, want %q", zone, got, want)
		}
	}
}

func TestParse(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"08.00-16.00": "08.00-16.00", "8:00 - 24:00": "08.00-24.00", "00.00–00.01": "00.00-00.01",
	} {
		if got, err := calendar.ParseInterval(text); err != nil || got.String() != want {
			t.Errorf("ParseInterval(%q) = %v, %v, want %s", text, got, err, want)
		}
	}
	for _, text := range []string{"", "08.00", "16.00-08.00", "08.00-08.00", "08.60-09.00", "08.00-24.01", "8-16", "+8.00-16.00", "08.00-16.00-17.00", "a.bc-d.ef"} {
		got, err := calendar.ParseInterval(text)
		if err == nil {
			t.Errorf("ParseInterval(%q) = %v, want an error", text, got)
		}
		backwards := text == "16.00-08.00" || text == "08.00-08.00"
		if errors.Is(err, calendar.ErrBackwards) != backwards {
			t.Errorf("ParseInterval(%q): %v; is ErrBackwards: %v, want %v", text, err, !backwards, backwards)
		}
	}
	for _, text := range []string{"", "2026-02-30", "0000-01-01", "23-11-2026", "2026-11-23T00:00"} {
		if got, err := calendar.ParseDate(text); err == nil {
			t.Errorf("ParseDate(%q) = %v, want an error", text, got)
		}
	}
	var rules struct {
		Date  calendar.Date
		Hours []calendar.Interval
	}
	for _, text := range []string{`{"Date":"2026-11-23","Hours":["08.00-12.00","13.00-16.00"]}`, `{"Date":"","Hours":null}`} {
		if err := jsonRoundTrip(text, &rules); err != nil {
			t.Error(err)
		}
	}
}
