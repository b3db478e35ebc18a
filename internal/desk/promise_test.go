package desk_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"loket/internal/calendar"
	"loket/internal/desk"
	"loket/internal/loket/lokettest"
)

// drawOffice is an office that opens at least two hours on Mondays, at whatever
// minute, with a day or two that are not as usual.
func drawOffice(t *rapid.T) calendar.Calendar {
	rules := calendar.Rules{Zone: rapid.SampledFrom([]string{"Asia/Makassar", "Asia/Jayapura", "Asia/Kathmandu", "America/New_York"}).Draw(t, "zone")}
	for day := range rules.Week {
		open := rapid.IntRange(0, 19*60).Draw(t, "open")
		pause := open + rapid.IntRange(0, 119).Draw(t, "pause")
		if day == int(time.Monday) || rapid.Bool().Draw(t, "works") {
			rules.Week[day] = []calendar.Interval{
				{Open: calendar.Clock(open), Close: calendar.Clock(pause + 1)}, {Open: calendar.Clock(pause + 2), Close: calendar.Clock(pause + 122)},
			}
		}
	}
	monday := calendar.DateOf(lokettest.NewClock().Now())
	for range rapid.IntRange(0, 2).Draw(t, "closures") {
		rules.Exceptions = append(rules.Exceptions, calendar.Exception{
			Date: monday.AddDays(rapid.IntRange(0, 9).Draw(t, "closed")), Kind: calendar.Closed, Reason: "uji",
		})
	}
	c, err := calendar.New(rules)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// TestPromiseProperties: a promise leaves half an hour of office time at least,
// stands on a quarter hour within office hours, and is no earlier for who stands
// further back or has fewer staff before them.
func TestPromiseProperties(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		office := drawOffice(t)
		now := lokettest.NewClock().Now().Add(time.Duration(rapid.Int64Range(0, int64(200*time.Hour)).Draw(t, "now")))
		place := rapid.IntRange(0, 500).Draw(t, "place")
		handling := time.Duration(rapid.OneOf(rapid.Just(int64(0)), rapid.Int64Range(0, int64(time.Hour))).Draw(t, "handling"))
		present, renewals := rapid.IntRange(0, 9).Draw(t, "present"), rapid.IntRange(0, 12).Draw(t, "renewals")
		at := func(place, present, renewals int) time.Time {
			return desk.Latest(office, now, desk.Wait(place, handling, present, renewals))
		}
		latest := at(place, present, renewals)
		local := latest.In(office.Zone())
		switch {
		case latest.IsZero():
			t.Fatal("no promise of an office that opens every week")
		case office.Between(now, latest) < 30*time.Minute:
			t.Fatalf("promised %v at %v: %v of office time, want 30m at least", local, now, office.Between(now, latest))
		case !desk.InHours(office, latest):
			t.Fatalf("promised %v, when the office is closed", local)
		case local.Minute()%15 != 0 || local.Second() != 0 || local.Nanosecond() != 0:
			t.Fatalf("promised %v, which is no quarter hour", local)
		case office.Between(now, latest) < desk.Wait(place, handling, present, renewals):
			t.Fatalf("promised %v, before the wait is over", local)
		}
		further := place + rapid.IntRange(0, 20).Draw(t, "further")
		if next := at(further, present, renewals); next.Before(latest) {
			t.Fatalf("place %d is promised %v, place %d %v", further, next, place, latest)
		}
		if more := at(place, present+1, renewals); more.After(latest) {
			t.Fatalf("%d staff promise %v, %d %v", present+1, more, present, latest)
		}
		if again := at(place, present, renewals+1); again.Before(latest) {
			t.Fatalf("renewal %d promises %v, %d %v", renewals+1, again, renewals, latest)
		}
	})
}

func TestLatest(t *testing.T) {
	t.Parallel()
	office, err := calendar.Default("Asia/Makassar")
	if err != nil {
		t.Fatal(err)
	}
	lunch := calendar.DefaultWeek()
	for day := time.Monday; day <= time.Friday; day++ {
		lunch[day] = []calendar.Interval{{Open: 8 * 60, Close: 12 * 60}, {Open: 13 * 60, Close: 15*60 + 10}}
	}
	broken, err := calendar.New(calendar.Rules{Zone: "Asia/Makassar", Week: lunch})
	if err != nil {
		t.Fatal(err)
	}
	odd, err := calendar.New(calendar.Rules{Zone: "Asia/Makassar", Week: calendar.Week{time.Monday: {{Open: 8*60 + 1, Close: 8*60 + 9}}}})
	if err != nil {
		t.Fatal(err)
	}
	cases := []struct {
		name      string
		office    calendar.Calendar
		now, want string // empty: none
		wait      time.Duration
	}{
		{"RoundedUp", office, "2026-11-23 09.01", "2026-11-23 09.45", 30 * time.Minute},
		{"OnTheQuarterAlready", office, "2026-11-23 09.15", "2026-11-23 09.45", 30 * time.Minute},
		{"AtClosing", office, "2026-11-23 15.20", "2026-11-23 16.00", 30 * time.Minute},
		{"TomorrowWhenTodayIsFull", office, "2026-11-23 15.40", "2026-11-24 08.15", 30 * time.Minute},
		{"Night", office, "2026-11-23 22.00", "2026-11-24 08.30", 30 * time.Minute},
		{"OverTheWeekend", office, "2026-11-27 15.59", "2026-11-30 08.30", 30 * time.Minute},
		{"OverChristmas", office, "2026-12-25 10.00", "2026-12-28 08.30", 30 * time.Minute},
		{"OverLunch", broken, "2026-11-23 11.45", "2026-11-23 13.15", 30 * time.Minute},
		{"AQuarterThatTheClosingCutsOff", broken, "2026-11-23 14.35", "2026-11-24 08.00", 32 * time.Minute},
		{"AnOfficeWithoutAQuarterHour", odd, "2026-11-23 08.00", "", 5 * time.Minute},
		{"AnOfficeThatNeverOpens", calendar.Calendar{}, "2026-11-23 08.00", "", 30 * time.Minute},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			now, err := time.ParseInLocation("2006-01-02 15.04", c.now, office.Zone())
			if err != nil {
				t.Fatal(err)
			}
			got := desk.Latest(c.office, now, c.wait)
			if text := got.In(office.Zone()).Format("2006-01-02 15.04"); text != c.want && !(got.IsZero() && c.want == "") {
				t.Errorf("Latest(%s, %v) = %s, want %s", c.now, c.wait, text, c.want)
			}
		})
	}
}

func TestWait(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name                     string
		place, present, renewals int
		handling, want           time.Duration
	}{
		{"AnEmptyQueue", 1, 3, 0, 15 * time.Minute, 30 * time.Minute},
		{"PlaceTimesHandling", 5, 1, 0, 15 * time.Minute, 75 * time.Minute},
		{"DividedAmongStaff", 12, 3, 0, 15 * time.Minute, time.Hour},
		{"NobodyPresentCountsAsOne", 5, 0, 0, 15 * time.Minute, 75 * time.Minute},
		{"TheSecondRenewalDoubles", 1, 1, 1, time.Minute, time.Hour},
		{"FourHoursAreTheMost", 1, 1, 40, time.Minute, 4 * time.Hour},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if got := desk.Wait(c.place, c.handling, c.present, c.renewals); got != c.want {
				t.Errorf("Wait() = %v, want %v", got, c.want)
			}
		})
	}
}
