package calendar_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"loket/internal/calendar"
)

// TestMeter compares with Calendar.Between, and splits a span at a change of hours.
func TestMeter(t *testing.T) {
	t.Parallel()
	old, err := calendar.Default("Asia/Makassar")
	if err != nil {
		t.Fatal(err)
	}
	rules := calendar.Rules{Zone: "Asia/Makassar", Week: calendar.DefaultWeek()}
	for day := range rules.Week {
		if len(rules.Week[day]) > 0 {
			rules.Week[day] = []calendar.Interval{{Open: 7 * 60, Close: 10 * 60}, {Open: 11 * 60, Close: 13 * 60}}
		}
	}
	current, err := calendar.New(rules)
	if err != nil {
		t.Fatal(err)
	}
	start := time.Date(2026, 11, 2, 0, 0, 0, 0, old.Zone())
	change := time.Date(2026, 11, 18, 9, 30, 0, 0, old.Zone())
	one := calendar.NewMeter(calendar.History{{Calendar: old}})
	two := calendar.NewMeter(calendar.History{{From: change, Calendar: current}, {Calendar: old}})
	rapid.Check(t, func(t *rapid.T) {
		a := start.Add(time.Duration(rapid.IntRange(0, 60*24*60).Draw(t, "a")) * time.Minute)
		b := a.Add(time.Duration(rapid.IntRange(0, 30*24*60).Draw(t, "length")) * time.Minute)
		if got, want := one.Between(a, b), old.Between(a, b); got != want {
			t.Errorf("Between(%v, %v) = %v, want %v", a, b, got, want)
		}
		split := func(c time.Time) time.Time { // c, but not before a nor after b
			if c.Before(a) {
				return a
			}
			if c.After(b) {
				return b
			}
			return c
		}
		want := old.Between(a, split(change)) + current.Between(split(change), b)
		if got := two.Between(a, b); got != want {
			t.Errorf("across a change of hours Between(%v, %v) = %v, want %v", a, b, got, want)
		}
	})
	if got := calendar.NewMeter(nil).Between(start, change); got != 0 {
		t.Errorf("without a calendar Between() = %v, want 0", got)
	}
	if got := one.Between(change, start); got != 0 {
		t.Errorf("backwards Between() = %v, want 0", got)
	}
	if got, want := two.AddWorkingDays(start, 3), old.AddWorkingDays(start, 3); !got.Equal(want) {
		t.Errorf("AddWorkingDays() = %v, want %v", got, want)
	}
	if two.Zone().String() != "Asia/Makassar" || calendar.NewMeter(nil).Zone() != time.UTC {
		t.Errorf("Zone() = %v and %v, want the office's and UTC", two.Zone(), calendar.NewMeter(nil).Zone())
	}
}
