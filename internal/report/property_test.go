package report_test

import (
	"math/big"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"loket/internal/report"
)

// horizon is the moment the drawn reports are made, 1,000 s after opening.
func horizon() time.Time { return opening().Add(1000 * time.Second) }

// drawWaits draws waits of every ending. Few distinct times make many ties.
func drawWaits(t *rapid.T, endings ...report.Ending) []report.Wait {
	n := rapid.IntRange(1, 60).Draw(t, "n")
	var waits []report.Wait
	for range n {
		how := rapid.SampledFrom(endings).Draw(t, "ending")
		seconds := rapid.IntRange(0, 40).Draw(t, "seconds")
		if how == report.Waiting {
			waits = append(waits, open(horizon(), seconds))
			continue
		}
		waits = append(waits, ended(how, seconds))
	}
	return waits
}

func allEndings() []report.Ending {
	return []report.Ending{report.Answered, report.Answered, report.Answered, report.Waiting, report.ClosedUnanswered, report.Withdrawn}
}

// worse tells whether b claims at least the wait that a claims: a quantile no
// longer reached is the worst of all.
func worse(a, b *int64) bool { return b == nil || a != nil && *b >= *a }

func TestIgnoringNeverImproves(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		waits := drawWaits(t, allEndings()...)
		before := handOff(horizon(), waits...)
		i := rapid.IntRange(0, len(waits)-1).Draw(t, "ignored")
		if waits[i].Ended != report.Answered {
			return
		}
		if rapid.Bool().Draw(t, "closed") {
			waits[i].Ended = report.ClosedUnanswered
		} else {
			waits[i].Ended, waits[i].End = report.Waiting, time.Time{}
		}
		after := handOff(horizon(), waits...)
		if !worse(before.Median, after.Median) || !worse(before.P90, after.P90) || !worse(before.P95, after.P95) {
			t.Errorf("ignoring wait %d improved a quantile: before %s, after %s", i, shown(before), shown(after))
		}
	})
}

func TestClosingIsNotAnswering(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		waits := drawWaits(t, allEndings()...)
		before := handOff(horizon(), waits...)
		for i := range waits {
			if waits[i].Ended == report.Waiting {
				waits[i].Ended, waits[i].End = report.ClosedUnanswered, horizon()
			}
		}
		after := handOff(horizon(), waits...)
		if !worse(before.Median, after.Median) || !worse(before.P90, after.P90) || !worse(before.P95, after.P95) {
			t.Errorf("closing what waits improved a quantile: before %s, after %s", shown(before), shown(after))
		}
	})
}

func TestCountsSum(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		waits := drawWaits(t, allEndings()...)
		for i := range waits {
			if rapid.Bool().Draw(t, "web") {
				waits[i].Channel = "c2"
			}
		}
		all := build(horizon(), waits...).Of(report.HandOffWait, report.Wall)[0]
		parts := report.Build(report.Facts{
			Query: report.Query{AsOf: horizon(), By: report.ByChannel}, Waits: waits, Hours: kupang(),
		}).Of(report.HandOffWait, report.Wall)
		perChannel := 0
		for i, m := range parts {
			if sum := m.Answered + m.Waiting + m.ClosedUnanswered + m.Withdrawn; sum != m.N {
				t.Errorf("counts of %q sum to %d, n = %d", m.Group, sum, m.N)
			}
			if i > 0 {
				perChannel += m.N
			}
		}
		if perChannel != len(waits) || all.N != len(waits) {
			t.Errorf("n over all = %d, over channels = %d, want %d", all.N, perChannel, len(waits))
		}
	})
}

func TestNearestRankWithoutCensoring(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		waits := drawWaits(t, report.Answered)
		var times []int64
		for _, w := range waits {
			times = append(times, w.End.Sub(w.Start).Milliseconds())
		}
		slices.Sort(times)
		rank := func(percent int) int64 { return times[(percent*len(times)+99)/100-1] }
		m := handOff(horizon(), waits...)
		if *m.Median != rank(50) || *m.P90 != rank(90) || *m.P95 != rank(95) {
			t.Errorf("of %v ms: %s, want nearest ranks %d, %d, %d", times, shown(m), rank(50), rank(90), rank(95))
		}
	})
}

// TestExactCurve compares with the textbook estimator in exact fractions.
func TestExactCurve(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		waits := drawWaits(t, allEndings()...)
		m := handOff(horizon(), waits...)
		for _, q := range []struct {
			percent int64
			got     *int64
		}{{50, m.Median}, {90, m.P90}, {95, m.P95}} {
			want := textbook(waits, q.percent)
			if (want == nil) != (q.got == nil) || want != nil && *want != *q.got {
				t.Errorf("p%d = %s, want %v", q.percent, shown(m), want)
			}
		}
	})
}

// textbook returns the smallest answered time t, in ms, with S(t) ≤ 1 − q,
// where S is the product over distinct answer times of 1 − answers/at risk.
func textbook(waits []report.Wait, percent int64) *int64 {
	lasted := func(w report.Wait) int64 {
		if w.Ended == report.Waiting {
			return horizon().Sub(w.Start).Milliseconds()
		}
		return w.End.Sub(w.Start).Milliseconds()
	}
	var times []int64
	for _, w := range waits {
		if w.Ended == report.Answered {
			times = append(times, lasted(w))
		}
	}
	slices.Sort(times)
	survival, limit := big.NewRat(1, 1), big.NewRat(100-percent, 100)
	for _, at := range slices.Compact(times) {
		risk, events := int64(0), int64(0)
		for _, w := range waits {
			if w.Ended == report.ClosedUnanswered || lasted(w) >= at {
				risk++
			}
			if w.Ended == report.Answered && lasted(w) == at {
				events++
			}
		}
		survival.Mul(survival, big.NewRat(risk-events, risk))
		if survival.Cmp(limit) <= 0 {
			return &at
		}
	}
	return nil
}
