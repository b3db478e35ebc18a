package report_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"loket/internal/calendar"
	"loket/internal/report"
)

// TestGoingOnIsSummingUpAnew sums a day up at one moment and goes on to later ones: each
// time what is kept, with what GoOn says is another, is the sum of all rows at that moment,
// and nothing else is said to be another.
func TestGoingOnIsSummingUpAnew(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		const day = 24 * time.Hour
		rows := began(drawRows(t), midnight(), day)
		since := midnight().Add(time.Duration(rapid.IntRange(24, 60).Draw(t, "since")) * time.Hour)
		kept, due := report.RollUp(midnight(), day, rows, since)
		for range rapid.IntRange(1, 4).Draw(t, "times") {
			at := since.Add(time.Duration(rapid.IntRange(0, 90).Draw(t, "hours")) * time.Hour)
			sums := report.GoOn(kept, since, midnight(), day, at)
			for i := range rows {
				sums.Add(&rows[i])
			}
			others, next := sums.Rollups()
			want, wantNext := report.RollUp(midnight(), day, rows, at)
			if (due.IsZero() || due.After(at)) && len(others) > 0 {
				t.Errorf("%d sums are others at %v, before anything settles on %v", len(others), at, due)
			}
			for _, r := range others {
				same := func(k report.Rollup) bool { return k.Part == r.Part && k.Key == r.Key }
				if i := slices.IndexFunc(kept, same); i >= 0 {
					kept[i] = r
				} else {
					kept = append(kept, r)
				}
			}
			if diff := cmp.Diff(sortedSums(encoded(t, want)), sortedSums(encoded(t, kept))); diff != "" || !next.Equal(wantNext) {
				t.Fatalf("at %v, due %v, want %v (-anew +gone on):\n%s", at, next, wantNext, diff)
			}
			since, due = at, next
		}
	})
}

func sortedSums(texts []string) []string {
	slices.Sort(texts)
	return texts
}

// TestGroupsOfOddZones puts every ten minutes of days on which clocks are changed into
// groups, in zones that are off by a part of an hour: each row is in the group that its
// own clock names.
func TestGroupsOfOddZones(t *testing.T) {
	t.Parallel()
	for zone, first := range map[string]time.Time{
		"Asia/Makassar": time.Date(2026, 11, 1, 12, 0, 0, 0, time.UTC), "Asia/Kathmandu": time.Date(2026, 11, 1, 12, 0, 0, 0, time.UTC),
		"Australia/Lord_Howe": time.Date(2026, 4, 4, 3, 0, 0, 0, time.UTC), "America/St_Johns": time.Date(2026, 10, 31, 20, 0, 0, 0, time.UTC),
	} {
		office, err := calendar.Default(zone)
		if err != nil {
			t.Fatal(err)
		}
		hours := calendar.NewMeter(calendar.History{{Calendar: office}})
		f := report.Facts{Query: report.Query{Agency: "kupang", AsOf: first.AddDate(0, 0, 3)}, Hours: hours}
		for _, layout := range []struct {
			by   report.By
			form string
		}{{report.ByHour, "2006-01-02T15:00"}, {report.ByDay, time.DateOnly}, {report.ByMonth, "2006-01"}} {
			want := map[string]int{}
			f.Waits = f.Waits[:0]
			for at := first; at.Before(first.AddDate(0, 0, 2)); at = at.Add(10 * time.Minute) {
				want[at.In(hours.Zone()).Format(layout.form)]++
				f.Waits = append(f.Waits, report.Wait{Measure: report.HandOffWait, Start: at, End: at, Ended: report.Answered})
			}
			f.By = layout.by
			got := map[string]int{}
			for _, m := range report.Build(f).Of(report.HandOffWait, report.Office)[1:] {
				got[m.Group] = m.N
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s by %s (-want +got):\n%s", zone, layout.by, diff)
			}
		}
	}
}
