package calendar_test

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"loket/internal/calendar"
	"loket/internal/loket"
)

func closureOf(t *testing.T, from, until string) loket.Closure {
	t.Helper()
	zone, err := time.LoadLocation("Asia/Makassar")
	if err != nil {
		t.Fatal(err)
	}
	read := func(text string) time.Time {
		at, err := time.ParseInLocation("2006-01-02 15.04", text, zone)
		if err != nil {
			t.Fatal(err)
		}
		return at.UTC()
	}
	return loket.Closure{From: read(from), Until: read(until), Reason: "listrik padam", By: "penyelia"}
}

// TestClosing: a closing is cut into the days it touches, whole ones without hours.
func TestClosing(t *testing.T) {
	t.Parallel()
	zone, err := time.LoadLocation("Asia/Makassar")
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		from, until string
		want        []string
	}{
		"WithinADay":     {"2026-11-23 10.00", "2026-11-23 13.00", []string{"2026-11-23 10.00-13.00"}},
		"TheRestOfADay":  {"2026-11-23 10.00", "2026-11-24 00.00", []string{"2026-11-23 10.00-24.00"}},
		"AWholeDay":      {"2026-11-23 00.00", "2026-11-24 00.00", []string{"2026-11-23 "}},
		"IntoAThirdDay":  {"2026-11-23 10.00", "2026-11-25 09.00", []string{"2026-11-23 10.00-24.00", "2026-11-24 ", "2026-11-25 00.00-09.00"}},
		"OfNothing":      {"2026-11-23 10.00", "2026-11-23 10.00", nil},
		"BeforeItsStart": {"2026-11-23 10.00", "2026-11-22 10.00", nil},
	} {
		var got []string
		for _, e := range calendar.Closing(closureOf(t, c.from, c.until), zone) {
			line := e.Date.String() + " "
			for _, h := range e.Hours {
				line += h.String()
			}
			if got = append(got, line); e.Kind != calendar.Closed || e.Reason != "listrik padam" || e.By != "penyelia" {
				t.Errorf("%s: %+v, want it closed, with the reason and who", name, e)
			}
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

// TestClosingCloses: no moment of a closing is open, and every other is as it was, in
// any zone, where its clock moves too.
func TestClosingCloses(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		rules := calendar.Rules{Zone: rapid.SampledFrom([]string{"Asia/Makassar", "Asia/Jayapura", "UTC"}).Draw(t, "zone")}
		for day := range rules.Week {
			rules.Week[day] = drawHours(t, "week")
		}
		before := made(t, rules)
		c := loket.Closure{From: drawTime(t, "from").Truncate(time.Minute), Reason: "uji"}
		c.Until = c.From.Add(time.Duration(rapid.IntRange(0, 5*24*60).Draw(t, "minutes")) * time.Minute)
		after := made(t, rules.WithClosures([]loket.Closure{c}, before.Zone()))
		at := c.From.Add(time.Duration(rapid.IntRange(-24*60, 6*24*60).Draw(t, "at")) * time.Minute)
		inside := !at.Before(c.From) && at.Before(c.Until)
		if got, want := after.IsOpen(at), before.IsOpen(at) && !inside; got != want {
			t.Fatalf("open at %v, closed from %v until %v: %v, want %v", at, c.From, c.Until, got, want)
		}
	})
}

// TestLifting: whatever is closed, lifted before it took any time, or as a mistake, it
// leaves every deadline as it was; lifted later, a deadline moves by the office time
// that was lost until then, and by no more.
func TestLifting(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		rules := calendar.Rules{Zone: "Asia/Makassar"}
		for day := range rules.Week {
			rules.Week[day] = drawHours(t, "week")
		}
		rules.Week[time.Monday] = []calendar.Interval{{Open: 0, Close: 60}}
		before := made(t, rules)
		minutes := func(label string, most int) time.Duration {
			return time.Duration(rapid.IntRange(1, most).Draw(t, label)) * time.Minute
		}
		c := loket.Closure{From: drawTime(t, "from").Truncate(time.Minute), Reason: "uji"}
		c.Until = c.From.Add(minutes("closed", 20*24*60))
		began, within := c.From.Add(-minutes("before", 3*24*60)), minutes("within", 30*60)
		mistake := rapid.Bool().Draw(t, "mistake")
		after := c.From.Add(minutes("lifted after", 20*24*60) - minutes("less", 60))
		lifted, err := c.Lifted(after, mistake)
		if err != nil { // it was over
			return
		}
		office := made(t, rules.WithClosures([]loket.Closure{lifted}, before.Zone()))
		due, now := before.Add(began, within), office.Add(began, within)
		if mistake || !after.After(c.From) {
			if office.Version != before.Version || !now.Equal(due) {
				t.Fatalf("due %v, want as before %v", now, due)
			}
			return
		}
		if lost := before.Between(began, now) - within; lost < 0 || lost > before.Between(c.From, lifted.Until) {
			t.Fatalf("a deadline moved by %v of office time, want at most what was lost, %v", lost, before.Between(c.From, lifted.Until))
		}
	})
}

func TestDay(t *testing.T) {
	t.Parallel()
	holidays, err := calendar.Holidays()
	if err != nil {
		t.Fatal(err)
	}
	date := func(text string) calendar.Date {
		d, err := calendar.ParseDate(text)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	rules := calendar.Rules{
		Zone: "Asia/Makassar", Week: calendar.DefaultWeek(), Holidays: holidays,
		Seasons: []calendar.Season{{Name: "Ramadan", From: date("2027-02-08"), To: date("2027-03-09"), Week: calendar.Week{time.Monday: {{Open: 9 * 60, Close: 14 * 60}}}}},
	}
	office, err := calendar.New(rules.WithClosures([]loket.Closure{closureOf(t, "2026-11-23 10.00", "2026-11-24 00.00")}, time.FixedZone("WITA", 8*3600)))
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]string{
		"2026-11-23": "Senin 23 November [08.00-10.00] listrik padam",
		"2026-12-25": "Jumat 25 Desember [] Kelahiran Yesus Kristus (Natal)",
		"2026-11-24": "Selasa 24 November [08.00-16.00] ",
		"2027-02-15": "Senin 15 Februari [09.00-14.00] Ramadan",
	} {
		day := office.Day(date(text))
		hours := ""
		for _, h := range day.Hours {
			hours += h.String()
		}
		if got := day.Date.Name() + " [" + hours + "] " + day.Notes; got != want {
			t.Errorf("Day(%s) = %q, want %q", text, got, want)
		}
	}
}
