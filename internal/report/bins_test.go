package report_test

import (
	"math/rand/v2"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"loket/internal/report"
)

// lasting is an answered wait that took so long by each clock.
func lasting(at time.Time, wall, office int64) report.Wait {
	return report.Wait{Measure: report.HandOffWait, Start: at, End: at.Add(time.Second), Ended: report.Answered, Wall: wall, Office: office}
}

// summed is the figure of rows that begin within a day, from sums of its hours alone.
func summed(clock report.Clock, rows []report.Wait) report.Measure {
	q := report.Query{From: midnight(), To: midnight().Add(24 * time.Hour), AsOf: midnight().Add(48 * time.Hour)}
	var hours []report.Rollup
	for at := q.From; at.Before(q.To); at = at.Add(time.Hour) {
		all, _ := report.RollUp(at, time.Hour, began(rows, at, time.Hour), q.AsOf)
		for _, r := range all {
			if r.Part == "" {
				hours = append(hours, r)
			}
		}
	}
	day := report.Merge(q.From, 24*time.Hour, hours)
	return report.Build(report.Facts{Query: q, Rolled: true, Rollups: day, Hours: kupang()}).All(report.HandOffWait, clock)
}

// TestTimesAtTheEdgesOfBins: short times are exact, no time is off by more than 1/256,
// and a longer one never reads as a shorter.
func TestTimesAtTheEdgesOfBins(t *testing.T) {
	t.Parallel()
	var times []int64
	for ms := range int64(520) {
		times = append(times, ms)
	}
	for power := int64(1 << 10); power <= 1<<50; power *= 2 {
		times = append(times, power-1, power, power+1, power+power/128-1, power+power/128, power+power/2)
	}
	before := int64(0)
	for _, ms := range times {
		got := *summed(report.Wall, []report.Wait{lasting(midnight(), ms, 0)}).Median
		switch off := max(got-ms, ms-got); {
		case ms < 256 && off != 0:
			t.Errorf("%d ms reads as %d, want it exact", ms, got)
		case off > ms/256+1:
			t.Errorf("%d ms reads as %d, want it within 1/256", ms, got)
		case got < before:
			t.Errorf("%d ms reads as %d, less than a shorter time", ms, got)
		}
		before = got
	}
	if m := summed(report.Wall, []report.Wait{lasting(midnight(), -5, 0)}); *m.Median != 0 || *m.Mean != 0 {
		t.Errorf("a clock that ran backwards reads as %d, mean %d, want 0", *m.Median, *m.Mean)
	}
}

// shapesOfTimes draw times in ms as offices have them, and as none has.
func shapesOfTimes() map[string]func(*rand.Rand) int64 {
	hour := float64(time.Hour.Milliseconds())
	return map[string]func(*rand.Rand) int64{
		"all alike":        func(*rand.Rand) int64 { return 90_000 },
		"nothing":          func(*rand.Rand) int64 { return 0 },
		"below a second":   func(r *rand.Rand) int64 { return r.Int64N(1000) },
		"even":             func(r *rand.Rand) int64 { return r.Int64N(8 * 3_600_000) },
		"exponential":      func(r *rand.Rand) int64 { return int64(r.ExpFloat64() * hour) },
		"around an hour":   func(r *rand.Rand) int64 { return int64(max(0, hour+r.NormFloat64()*hour/10)) },
		"a long tail":      func(r *rand.Rand) int64 { return int64(60_000 / (1.0001 - r.Float64())) },
		"every magnitude":  func(r *rand.Rand) int64 { return 1<<r.IntN(40) + r.Int64N(1000) },
		"bot and human":    func(r *rand.Rand) int64 { return [2]int64{800 + r.Int64N(50), 7_200_000 + r.Int64N(9000)}[r.IntN(2)] },
		"one in a hundred": func(r *rand.Rand) int64 { return [2]int64{1000, 30 * 86_400_000}[r.IntN(100)/99] },
		"powers of two":    func(r *rand.Rand) int64 { return 1 << r.IntN(45) },
	}
}

// TestQuantilesOfManyShapes compares sums with the rows they were made of: no quantile is
// off by more than 1 %, and counts, mean and what is not reached are exact.
func TestQuantilesOfManyShapes(t *testing.T) {
	t.Parallel()
	for name, shape := range shapesOfTimes() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, n := range []int{1, 2, 10, 101, 1000} {
				for _, unanswered := range []int{0, n / 20, n} {
					dice := rand.New(rand.NewPCG(uint64(n), uint64(unanswered)))
					var rows []report.Wait
					for i := range n + unanswered {
						w := lasting(midnight().Add(time.Duration(dice.IntN(86_000))*time.Second), shape(dice), shape(dice))
						if i >= n {
							w.Ended = report.ClosedUnanswered
						}
						rows = append(rows, w)
					}
					for _, clock := range []report.Clock{report.Wall, report.Office} {
						nearlyAlike(t, rows, clock)
					}
				}
			}
		})
	}
}

// nearlyAlike compares the figure of rows with that of their sums.
func nearlyAlike(t *testing.T, rows []report.Wait, clock report.Clock) {
	t.Helper()
	want := report.Build(report.Facts{Query: report.Query{AsOf: midnight().Add(48 * time.Hour)}, Waits: rows, Hours: kupang()}).All(report.HandOffWait, clock)
	got := summed(clock, rows)
	if got.N != want.N || got.Answered != want.Answered || got.ClosedUnanswered != want.ClosedUnanswered || *got.Mean != *want.Mean || got.Reached != want.Reached {
		t.Errorf("%d rows by the %s clock: %s, mean %d; want %s, mean %d", len(rows), clock, shown(got), *got.Mean, shown(want), *want.Mean)
		return
	}
	for _, q := range []struct {
		name                           string
		got, want, atLeast, wantBounds *int64
	}{
		{"median", got.Median, want.Median, got.AtLeast.Median, want.AtLeast.Median},
		{"p90", got.P90, want.P90, got.AtLeast.P90, want.AtLeast.P90},
		{"p95", got.P95, want.P95, got.AtLeast.P95, want.AtLeast.P95},
		{"p99", got.P99, want.P99, got.AtLeast.P99, want.AtLeast.P99},
	} {
		switch {
		case q.want == nil && *q.atLeast != *q.wantBounds:
			t.Errorf("%s of %d rows by the %s clock is at least %d, want %d", q.name, len(rows), clock, *q.atLeast, *q.wantBounds)
		case q.want != nil && 100*max(*q.got-*q.want, *q.want-*q.got) > *q.want:
			t.Errorf("%s of %d rows by the %s clock = %d, want within 1 %% of %d", q.name, len(rows), clock, *q.got, *q.want)
		}
	}
}

// TestManyTimesInAnHour: of many times that fall in few bins each is counted, once, a row
// at a time as well as all at once.
func TestManyTimesInAnHour(t *testing.T) {
	t.Parallel()
	const each, different = 50, 250
	sums, end := report.NewSumming(midnight(), time.Hour, midnight().Add(time.Hour)), midnight().Add(time.Minute)
	var rows []report.Wait
	for i := range each * different {
		w := lasting(midnight(), int64(i%different), 0)
		w.End = end
		rows = append(rows, w)
		sums.Add(&w)
	}
	whole, _ := report.RollUp(midnight(), time.Hour, rows, midnight().Add(time.Hour))
	got, _ := sums.Rollups()
	if diff := cmp.Diff(whole, got); diff != "" {
		t.Errorf("all at once and one by one differ:\n%s", diff)
	}
	for _, spread := range got[0].Times {
		if spread.Clock != report.Wall {
			continue
		}
		if len(spread.Answered) != different {
			t.Fatalf("%d bins, want %d", len(spread.Answered), different)
		}
		for _, bin := range spread.Answered {
			if bin.N != each {
				t.Errorf("bin %d holds %d times, want %d", bin.At, bin.N, each)
			}
		}
	}
}
