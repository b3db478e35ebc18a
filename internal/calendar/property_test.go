package calendar_test

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"loket/internal/calendar"
)

// zones have fixed time, daylight saving of an hour and of half an hour, a
// midnight that was skipped or came twice, and a day that was skipped.
func zones() []string {
	return []string{"Asia/Makassar", "Asia/Jayapura", "America/New_York", "Australia/Lord_Howe", "America/Sao_Paulo", "Asia/Beirut", "Asia/Amman", "Pacific/Apia", "UTC"}
}

func drawHours(t *rapid.T, label string) []calendar.Interval {
	var out []calendar.Interval
	for from := 0; from < 24*60 && len(out) < 3; {
		open := rapid.IntRange(from, 24*60).Draw(t, label+" open")
		closing := rapid.IntRange(open, 24*60).Draw(t, label+" close")
		if open < closing {
			out = append(out, calendar.Interval{Open: calendar.Clock(open), Close: calendar.Clock(closing)})
		}
		from = closing + 1
	}
	return out
}

func drawTime(t *rapid.T, label string) time.Time {
	low, high := time.Date(2010, 1, 1, 0, 0, 0, 0, time.UTC).Unix(), time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC).Unix()
	return time.Unix(rapid.Int64Range(low, high).Draw(t, label), rapid.Int64Range(0, 999_999_999).Draw(t, label+" ns")).UTC()
}

// drawCalendar makes a calendar that opens at least an hour on Mondays, so that
// nothing drawn lies beyond the century that is searched.
func drawCalendar(t *rapid.T) calendar.Calendar {
	rules := calendar.Rules{Zone: rapid.SampledFrom(zones()).Draw(t, "zone")}
	for day := range rules.Week {
		if rapid.Bool().Draw(t, "open") {
			rules.Week[day] = drawHours(t, "week")
		}
	}
	rules.Week[time.Monday] = []calendar.Interval{{Open: 0, Close: calendar.Clock(rapid.IntRange(60, 24*60).Draw(t, "monday"))}}
	around := drawTime(t, "around")
	for range rapid.IntRange(0, 4).Draw(t, "exceptions") {
		e := calendar.Exception{Date: calendar.DateOf(around).AddDays(rapid.IntRange(-9, 9).Draw(t, "offset")), Reason: "uji"}
		e.Kind = rapid.SampledFrom([]calendar.ExceptionKind{calendar.Closed, calendar.Extra, calendar.Shortened}).Draw(t, "kind")
		if e.Hours = drawHours(t, "exception"); len(e.Hours) == 0 {
			e.Kind = calendar.Closed
		}
		rules.Exceptions = append(rules.Exceptions, e)
	}
	rules.Seasons = drawSeasons(t, calendar.DateOf(around))
	return made(t, rules)
}

func made(t *rapid.T, rules calendar.Rules) calendar.Calendar {
	c, err := calendar.New(rules)
	if err != nil {
		t.Fatalf("New(%+v): %v", rules, err)
	}
	return c
}

// drawSeasons makes seasons that begin around a date, with an end or lasting; a
// lasting one opens at least an hour on Mondays.
func drawSeasons(t *rapid.T, around calendar.Date) []calendar.Season {
	var out []calendar.Season
	for range rapid.IntRange(0, 4).Draw(t, "seasons") {
		s := calendar.Season{Name: "uji", From: around.AddDays(rapid.IntRange(-40, 40).Draw(t, "season from"))}
		s.Week[time.Tuesday] = drawHours(t, "season")
		if rapid.Bool().Draw(t, "season ends") {
			s.To = s.From.AddDays(rapid.IntRange(0, 40).Draw(t, "season days"))
		} else {
			s.Week[time.Monday] = []calendar.Interval{{Open: 0, Close: calendar.Clock(rapid.IntRange(60, 24*60).Draw(t, "season monday"))}}
		}
		out = append(out, s)
	}
	return out
}

// weekAt says by the letter of the rule which week a date goes by: that of the
// last season with an end that holds it, else of the lasting one that began
// last, else the ordinary one.
func weekAt(rules calendar.Rules, d calendar.Date) calendar.Week {
	week, began := rules.Week, calendar.Date{}
	for _, s := range rules.Seasons {
		if s.Lasting() && s.From.Compare(d) <= 0 && s.From.Compare(began) >= 0 {
			week, began = s.Week, s.From
		}
	}
	for _, s := range rules.Seasons {
		if !s.Lasting() && s.From.Compare(d) <= 0 && d.Compare(s.To) <= 0 {
			week = s.Week
		}
	}
	return week
}

// TestSeasonProperties holds seasons to the rule, and to what follows from it.
func TestSeasonProperties(t *testing.T) {
	t.Parallel()
	base := calendar.Date{Year: 2027, Month: time.February, Day: 8}
	draw := func(t *rapid.T) calendar.Rules {
		rules := calendar.Rules{Zone: "Asia/Makassar", Week: calendar.DefaultWeek(), Seasons: drawSeasons(t, base)}
		return rules
	}
	day := func(t *rapid.T) calendar.Date { return base.AddDays(rapid.IntRange(-100, 100).Draw(t, "day")) }
	t.Run("Hours/OfTheWeekInForce", rapid.MakeCheck(func(t *rapid.T) {
		rules, d := draw(t), day(t)
		joined := made(t, calendar.Rules{Zone: rules.Zone, Week: weekAt(rules, d)})
		if got, want := made(t, rules).Hours(d), joined.Hours(d); !slices.Equal(got, want) {
			t.Errorf("Hours(%v) = %v, want %v, with %+v", d, got, want, rules.Seasons)
		}
	}))
	t.Run("Lasting/IsASeasonToTheEndOfTime", rapid.MakeCheck(func(t *rapid.T) {
		rules, x, y := draw(t), drawTime(t, "x"), drawTime(t, "y")
		rules.Seasons = slices.DeleteFunc(rules.Seasons, func(s calendar.Season) bool { return !s.Lasting() })
		ended := rules
		ended.Seasons = slices.SortedStableFunc(slices.Values(rules.Seasons), func(a, b calendar.Season) int { return a.From.Compare(b.From) })
		for i := range ended.Seasons {
			ended.Seasons[i].To = calendar.Date{Year: 9999, Month: time.December, Day: 31}
		}
		if got, want := made(t, rules).Between(x, y), made(t, ended).Between(x, y); got != want {
			t.Errorf("Between(%v, %v) = %v with lasting seasons, %v with the same until 9999", x, y, got, want)
		}
	}))
	t.Run("Announced/TheDaysBeforeStay", rapid.MakeCheck(func(t *rapid.T) {
		rules, d := draw(t), day(t)
		before := made(t, rules)
		announced := calendar.Season{Name: "baru", From: d.AddDays(rapid.IntRange(1, 50).Draw(t, "ahead"))}
		rules.Seasons = append(rules.Seasons, announced)
		if got, want := made(t, rules).Hours(d), before.Hours(d); !slices.Equal(got, want) {
			t.Errorf("Hours(%v) = %v once %v was announced, want %v as before", d, got, announced.From, want)
		}
	}))
}

func TestProperties(t *testing.T) {
	t.Parallel()
	t.Run("Between/OfAdd", rapid.MakeCheck(func(t *rapid.T) {
		c, from := drawCalendar(t), drawTime(t, "from")
		d := time.Duration(rapid.Int64Range(0, int64(500*time.Hour)).Draw(t, "d"))
		to := c.Add(from, d)
		if got := c.Between(from, to); got != d || to.Before(from) {
			t.Errorf("Between(%v, Add(…, %v) = %v) = %v, want %v", from, d, to, got, d)
		}
		if d > 0 && c.Between(from, to.Add(-1)) != d-1 {
			t.Errorf("Add(%v, %v) = %v is not the earliest such moment", from, d, to)
		}
	}))
	t.Run("Between/Additive", rapid.MakeCheck(func(t *rapid.T) {
		c, x, y, z := drawCalendar(t), drawTime(t, "x"), drawTime(t, "y"), drawTime(t, "z")
		if got, want := c.Between(x, y)+c.Between(y, z), c.Between(x, z); got != want {
			t.Errorf("Between(%v, %v) + Between(…, %v) = %v, want %v", x, y, z, got, want)
		}
		if d := c.Between(x, y); x.Before(y) && (d < 0 || d > y.Sub(x)) {
			t.Errorf("Between(%v, %v) = %v, want from 0 to %v", x, y, d, y.Sub(x))
		}
	}))
	t.Run("Add/Monotone", rapid.MakeCheck(func(t *rapid.T) {
		c, from := drawCalendar(t), drawTime(t, "from")
		later := from.Add(time.Duration(rapid.Int64Range(0, int64(200*time.Hour)).Draw(t, "later")))
		d := time.Duration(rapid.Int64Range(0, int64(100*time.Hour)).Draw(t, "d"))
		more := d + time.Duration(rapid.Int64Range(0, int64(100*time.Hour)).Draw(t, "more"))
		if c.Add(later, d).Before(c.Add(from, d)) || c.Add(from, more).Before(c.Add(from, d)) {
			t.Errorf("Add goes back: from %v or %v, %v or %v", from, later, d, more)
		}
		if one, two := c.Add(c.Add(from, d), more), c.Add(from, d+more); d > 0 && more > 0 && !one.Equal(two) {
			t.Errorf("Add(Add(%v, %v), %v) = %v, want %v", from, d, more, one, two)
		}
	}))
	t.Run("NextOpen/First", rapid.MakeCheck(func(t *rapid.T) {
		c, from := drawCalendar(t), drawTime(t, "from")
		next := c.NextOpen(from)
		if next.Before(from) || !c.IsOpen(next) || c.IsOpen(from) != next.Equal(from) || c.Between(from, next) != 0 || c.Between(from, next.Add(1)) != 1 {
			t.Errorf("NextOpen(%v) = %v: want the first open moment", from, next)
		}
	}))
	t.Run("Status/Agrees", rapid.MakeCheck(func(t *rapid.T) {
		c, from := drawCalendar(t), drawTime(t, "from")
		s := c.Status(from)
		if s.Open != c.IsOpen(from) || !s.Open && (!s.Until.Equal(c.NextOpen(from)) || !s.Next.Equal(s.Until) || s.Reason == "") {
			t.Fatalf("Status(%v) = %+v, IsOpen %v, NextOpen %v", from, s, c.IsOpen(from), c.NextOpen(from))
		}
		if s.Open && (c.IsOpen(s.Until) || c.Between(from, s.Until) != s.Until.Sub(from) || !s.Next.Equal(c.NextOpen(s.Until))) {
			t.Errorf("Status(%v) = %+v: want open without a break until it closes", from, s)
		}
	}))
	t.Run("AddWorkingDays/OnePerDay", rapid.MakeCheck(func(t *rapid.T) {
		c, from, n := drawCalendar(t), drawTime(t, "from"), rapid.IntRange(0, 30).Draw(t, "n")
		due, next := c.AddWorkingDays(from, n), c.AddWorkingDays(from, n+1)
		if !due.After(from) || !next.After(due) || c.Between(due, next) <= 0 || c.AddWorkingDays(due.Add(-1), 1) != next {
			t.Errorf("AddWorkingDays(%v, %d) = %v and then %v", from, n, due, next)
		}
	}))
}

func FuzzAdd(f *testing.F) {
	f.Add(int64(1_795_000_000), int64(time.Hour), uint8(0))
	f.Add(int64(-1<<62), int64(1<<62), uint8(2))
	f.Add(int64(1<<55), int64(-5), uint8(3))
	var calendars []calendar.Calendar
	for _, zone := range zones() {
		c, err := calendar.Default(zone)
		if err != nil {
			f.Fatal(err)
		}
		calendars = append(calendars, c)
	}
	calendars = append(calendars, calendar.Calendar{})
	f.Fuzz(func(t *testing.T, seconds, d int64, which uint8) {
		c, from := calendars[int(which)%len(calendars)], time.Unix(seconds, 0)
		to := c.Add(from, time.Duration(d))
		sane := from.Year() >= 1 && from.Year() < 9000
		if sane && !to.IsZero() && (to.Before(from) || c.Between(from, to) != max(time.Duration(d), 0)) {
			t.Errorf("Add(%v, %v) = %v, Between %v", from, time.Duration(d), to, c.Between(from, to))
		}
		calendar.Sentence(c.Status(from), to)
		c.AddWorkingDays(from, int(which))
	})
}

func FuzzParseInterval(f *testing.F) {
	f.Add("08.00-16.00")
	f.Add("8:00 – 24:00")
	f.Add("16.00-08.00")
	f.Fuzz(func(t *testing.T, text string) {
		i, err := calendar.ParseInterval(text)
		if err != nil {
			return
		}
		if again, err := calendar.ParseInterval(i.String()); err != nil || again != i {
			t.Errorf("ParseInterval(%q) = %v, and of that %v, %v", text, i, again, err)
		}
	})
}

func BenchmarkBetween(b *testing.B) {
	c, err := calendar.Default("Asia/Makassar")
	if err != nil {
		b.Fatal(err)
	}
	from := time.Date(2026, 11, 20, 7, 0, 0, 0, time.UTC)
	for b.Loop() {
		c.Between(from, from.Add(72*time.Hour))
	}
}
