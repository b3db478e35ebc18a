package report_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"loket/internal/report"
)

// TestEdgesGrow: bins begin at nothing and each where the one before ends, for a measure of
// seconds below ten minutes and for one of hours from there on.
func TestEdgesGrow(t *testing.T) {
	t.Parallel()
	for longest, second := range map[time.Duration]time.Duration{
		0: time.Second, 10*time.Minute - time.Millisecond: time.Second, 10 * time.Minute: 5 * time.Minute, 90 * 24 * time.Hour: 5 * time.Minute,
	} {
		edges := report.Edges(longest)
		if edges[0] != 0 || edges[1] != second {
			t.Errorf("with a longest of %v bins begin at %v, want at 0 and %v", longest, edges[:2], second)
		}
		for i := 1; i < len(edges); i++ {
			if edges[i] <= edges[i-1] {
				t.Errorf("with a longest of %v a bin begins at %v after %v", longest, edges[i], edges[i-1])
			}
		}
	}
}

// TestEdgeBelongsToTheBinItBegins: a length on an edge is in the bin that begins there,
// and one a millisecond shorter in the bin before.
func TestEdgeBelongsToTheBinItBegins(t *testing.T) {
	t.Parallel()
	for _, longest := range []time.Duration{time.Minute, time.Hour} {
		for i, edge := range report.Edges(longest)[1:] {
			if edge > longest {
				break
			}
			bins := report.BarsOf([]report.Row{
				{Counts: report.Answered, WallMS: longest.Milliseconds()},
				{Counts: report.Withdrawn, WallMS: edge.Milliseconds()},
				{Counts: report.ClosedUnanswered, WallMS: edge.Milliseconds() - 1},
			}, report.Wall)
			if bins[i+1].Waiting != 1 || bins[i].Never != 1 {
				t.Errorf("about %v: %d in the bin it begins, %d in the one before, want 1 and 1", edge, bins[i+1].Waiting, bins[i].Never)
			}
		}
	}
}

// TestPlaceGrows: a longer wait never stands left of a shorter one, and none beside the axis.
func TestPlaceGrows(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		bins := report.BarsOf([]report.Row{{Counts: report.Answered, WallMS: rapid.Int64Range(0, 1e9).Draw(t, "longest")}}, report.Wall)
		a := time.Duration(rapid.Int64Range(0, 1e9).Draw(t, "a")) * time.Millisecond
		b := a + time.Duration(rapid.Int64Range(0, 1e9).Draw(t, "longer by"))*time.Millisecond
		at, after := report.Place(bins, a), report.Place(bins, b)
		if at < 0 || after >= float64(len(bins)) || at > after {
			t.Errorf("%v stands at %g, %v at %g of %d bins", a, at, b, after, len(bins))
		}
	})
}

// TestRowsInOrder: rows stand as they began, those of one moment by their ids, in whatever
// order they were read.
func TestRowsInOrder(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var waits []report.Wait
		for i := range 12 {
			waits = append(waits, report.Wait{
				ID: string(rune('a' + i)), Measure: report.HandOffWait, Ended: report.Waiting,
				Start: opening().Add(time.Duration(rapid.IntRange(0, 3).Draw(t, "minute")) * time.Minute),
			})
		}
		f := report.Facts{Query: report.Query{AsOf: horizon()}, Waits: rapid.Permutation(waits).Draw(t, "order"), Hours: kupang()}
		rows := report.Rows(f, report.HandOffWait)
		for i := 1; i < len(rows); i++ {
			a, b := rows[i-1], rows[i]
			if a.Start.After(b.Start) || a.Start.Equal(b.Start) && a.ID >= b.ID {
				t.Errorf("%s of %v stands before %s of %v", a.ID, a.Start, b.ID, b.Start)
			}
		}
		if len(rows) != len(waits) {
			t.Errorf("%d rows of %d", len(rows), len(waits))
		}
	})
}

// TestBeforeIsAsManyDays: the days before end where the period begins, begin at a midnight,
// and are as many, over any change of clocks; asked again they go on without a gap.
func TestBeforeIsAsManyDays(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.SampledFrom([]string{"Asia/Makassar", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe"}).Draw(t, "zone")
		zone, err := time.LoadLocation(name)
		if err != nil {
			t.Fatal(err)
		}
		days := rapid.IntRange(1, 400).Draw(t, "days")
		from := time.Date(2026, 1, rapid.IntRange(1, 366).Draw(t, "first"), 0, 0, 0, 0, zone)
		q := report.Query{Agency: "kupang", From: from.UTC(), To: from.AddDate(0, 0, days).UTC(), By: report.ByDay}
		before := q.Before(zone)
		if want := from.AddDate(0, 0, -days); !before.To.Equal(from) || !before.From.Equal(want) {
			t.Errorf("before %d days from %v in %s: %v to %v, want from %v", days, from, name, before.From, before.To, want)
		}
		if hour, minute, _ := before.From.In(zone).Clock(); hour != 0 || minute != 0 || before.Agency != q.Agency || before.By != q.By {
			t.Errorf("the days before are %+v, want the same question from a midnight", before)
		}
		if again := before.Before(zone); !again.To.Equal(before.From) {
			t.Errorf("the days before those end at %v, want %v", again.To, before.From)
		}
	})
}
