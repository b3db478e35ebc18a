package calendar_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"loket/internal/calendar"
)

func TestWithin(t *testing.T) {
	t.Parallel()
	clock := func(hour, minute int) calendar.Clock { return calendar.Clock(60*hour + minute) }
	office, err := calendar.New(calendar.Rules{
		Zone: "Asia/Makassar",
		Week: calendar.Week{
			time.Monday:  {{Open: clock(8, 0), Close: clock(12, 0)}, {Open: clock(13, 0), Close: clock(16, 0)}},
			time.Tuesday: {{Open: clock(8, 0), Close: clock(12, 0)}},
		},
		Exceptions: []calendar.Exception{{
			Date: calendar.Date{Year: 2026, Month: time.November, Day: 30}, Kind: calendar.Closed,
			Hours: []calendar.Interval{{Open: clock(10, 0), Close: clock(11, 0)}}, Reason: "upacara",
		}},
	})
	if err != nil {
		t.Fatal(err)
	}
	shift := office.Within(calendar.Week{
		time.Monday:    {{Open: clock(14, 0), Close: clock(18, 0)}, {Open: clock(7, 0), Close: clock(10, 30)}},
		time.Wednesday: {{Open: clock(8, 0), Close: clock(12, 0)}},
	})
	for day, want := range map[int][]calendar.Interval{
		23: {{Open: clock(8, 0), Close: clock(10, 30)}, {Open: clock(14, 0), Close: clock(16, 0)}},
		24: nil, // the office is open, and it is nobody's day
		25: nil, // the office is closed
		30: {{Open: clock(8, 0), Close: clock(10, 0)}, {Open: clock(14, 0), Close: clock(16, 0)}},
	} {
		date := calendar.Date{Year: 2026, Month: time.November, Day: day}
		if diff := cmp.Diff(want, shift.Hours(date)); diff != "" {
			t.Errorf("Hours(%s) (-want +got):\n%s", date, diff)
		}
	}
	noon := time.Date(2026, time.November, 23, 12, 30, 0, 0, office.Zone())
	if at := shift.NextOpen(noon); at.Hour() != 14 {
		t.Errorf("NextOpen(12.30) = %v, want 14.00", at)
	}
	if shift.Version != office.Version || !office.IsOpen(noon.Add(time.Hour)) {
		t.Error("Within changed the office's own calendar")
	}
}
