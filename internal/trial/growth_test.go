package trial_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

const (
	// warmUp is when the caches are full: SQLite's pages (2 MB a connection), the
	// statements, the connections kept, and the heap's first rounds. What memory
	// does until then is filling, what it does afterwards is growing. A short run
	// leaves out its first third.
	warmUp = 10 * time.Minute

	growthLimit  = 1.0              // MiB an hour of resident memory
	decidedAfter = 30 * time.Minute // of samples: only then so small a slope stands out of what the collector does
	coarseLimit  = 8.0              // MiB in all, of a shorter run
	// settlingLimit is how many goroutines a short run may win besides: the
	// connections of 64 calls side by side, kept for those that follow, are made
	// whenever the machine first holds that many up.
	settlingLimit = 256
	movedLimit    = 5.0  // percent of the goroutines
	coarseMoved   = 50.0 // percent, of a shorter run: connections are still being made
)

// growth is what became of a program's figures after the warm-up.
type growth struct {
	span        time.Duration
	samples     int
	rss, heap   float64 // MiB an hour
	rssGrown    float64 // MiB, by the slope over the span
	goroutines  float64 // percent between the first and the last third, by their medians
	least, most float64 // goroutines in any sample
	open        float64 // files, between the first and the last third
	ledger      float64 // MiB an hour
}

// judge computes slopes as the median of those between any two samples, which
// single samples cannot bend.
func judge(all []sample) (g growth) {
	if len(all) < 3 {
		return g
	}
	skip := min(warmUp, all[len(all)-1].at/3)
	kept := slices.DeleteFunc(slices.Clone(all), func(s sample) bool { return s.at < skip })
	g.samples, g.span = len(kept), kept[len(kept)-1].at-kept[0].at
	g.rss = slope(kept, func(s sample) float64 { return s.rss })
	g.heap = slope(kept, func(s sample) float64 { return s.heap })
	g.ledger = slope(kept, func(s sample) float64 { return s.ledger })
	g.rssGrown = g.rss * g.span.Hours()
	threads := func(s sample) float64 { return s.goroutines }
	before, after := thirds(kept, threads)
	g.goroutines = 100 * (after - before) / before
	g.least, g.most = threads(slices.MinFunc(kept, by(threads))), threads(slices.MaxFunc(kept, by(threads)))
	before, after = thirds(kept, func(s sample) float64 { return s.open })
	g.open = after - before
	return g
}

func by(of func(sample) float64) func(a, b sample) int {
	return func(a, b sample) int { return int(of(a) - of(b)) }
}

// slope is the median slope between any two samples, an hour.
func slope(all []sample, of func(sample) float64) float64 {
	var slopes []float64
	for i, a := range all {
		for _, b := range all[i+1:] {
			slopes = append(slopes, (of(b)-of(a))/(b.at-a.at).Hours())
		}
	}
	return median(slopes)
}

// thirds are the medians of the first and the last third.
func thirds(all []sample, of func(sample) float64) (first, last float64) {
	var values []float64
	for _, s := range all {
		values = append(values, of(s))
	}
	n := max(1, len(values)/3)
	return median(values[:n]), median(values[len(values)-n:])
}

func median(values []float64) float64 {
	if len(values) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(values))
	return sorted[len(sorted)/2]
}

// String implements fmt.Stringer.
func (g growth) String() string {
	return fmt.Sprintf("after the warm-up, %d samples over %v: rss %+.2f MiB/h (%+.2f MiB), heap %+.2f MiB/h, goroutines %+.1f %% (%.0f to %.0f), open files %+.0f, ledger %+.1f MiB/h",
		g.samples, g.span.Round(time.Second), g.rss, g.rssGrown, g.heap, g.goroutines, g.least, g.most, g.open, g.ledger)
}

// complaints are what grew.
func (g growth) complaints() (all []string) {
	if g.span >= decidedAfter && g.rss > growthLimit {
		all = append(all, fmt.Sprintf("resident memory grows by %.2f MiB an hour, want at most %.0f", g.rss, growthLimit))
	}
	if g.span < decidedAfter && g.rssGrown > coarseLimit {
		all = append(all, fmt.Sprintf("resident memory grew by %.1f MiB, want at most %.0f", g.rssGrown, coarseLimit))
	}
	limit := movedLimit
	if g.span < decidedAfter {
		limit = coarseMoved
	}
	settling := g.span < decidedAfter && g.most-g.least <= settlingLimit
	if !settling && (g.goroutines > limit || g.goroutines < -limit) {
		all = append(all, fmt.Sprintf("goroutines moved by %.1f %%, want at most %.0f", g.goroutines, limit))
	}
	return all
}

// TestGrowth holds the judge to what it must find and must not.
func TestGrowth(t *testing.T) {
	t.Parallel()
	hour := func(rss, goroutines func(i int) float64) (all []sample) {
		for i := range 360 {
			all = append(all, sample{at: time.Duration(i) * soakSample, rss: rss(i), goroutines: goroutines(i)})
		}
		return all
	}
	saw := func(i int) float64 { return 100 + float64(i%7) }                 // what the collector does
	steady := func(i int) float64 { return 140 + float64(i%5) }              // calls under way
	filling := func(i int) float64 { return saw(i) + float64(min(i, 50)) }   // caches
	leaking := func(i int) float64 { return saw(i) + 1.5*float64(i)/360 }    // 1.5 MiB an hour
	spawning := func(i int) float64 { return steady(i) + 20*float64(i)/360 } // goroutines nobody ends
	one := func(i int) float64 {                                             // a single sample out of line
		if i == 300 {
			return 400
		}
		return saw(i)
	}
	for _, c := range []struct {
		name string
		all  []sample
		want string // a part of the only complaint; empty: none
	}{
		{"Steady", hour(saw, steady), ""},
		{"CachesFill", hour(filling, steady), ""},
		{"OneSampleOutOfLine", hour(one, steady), ""},
		{"Leak", hour(leaking, steady), "resident memory grows by 1.5"},
		{"Goroutines", hour(saw, spawning), "goroutines moved by"},
		{"ShortRun/NoiseIsNoLeak", hour(saw, steady)[:30], ""},
		{"ShortRun/ConnectionsAreNoLeak", hour(saw, func(i int) float64 { return 125 + float64(min(i, 15))*10 })[:30], ""},
		{"ShortRun/CoarseGoroutines", hour(saw, func(i int) float64 { return 125 + 20*float64(i) })[:30], "goroutines moved by"},
		{"ShortRun/CoarseLeak", hour(func(i int) float64 { return float64(i) }, steady)[:30], "resident memory grew by"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got := judge(c.all).complaints()
			if c.want == "" && len(got) > 0 || c.want != "" && (len(got) != 1 || !strings.Contains(got[0], c.want)) {
				t.Errorf("complaints = %q, want %q (%v)", got, c.want, judge(c.all))
			}
		})
	}
}
