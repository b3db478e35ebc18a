package report_test

import (
	"math/big"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"loket/internal/loket"
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

// drawStory draws what happens in one conversation: any events in any order that the
// desk and the bot may write, at whole seconds.
func drawStory(t *rapid.T, name string) *story {
	s := tale(name).begin("kk")
	second := 8 * 3600
	for range rapid.IntRange(1, 14).Draw(t, "events") {
		second += rapid.SampledFrom([]int{0, 1, 60, 600, 5400}).Draw(t, "later")
		clock := clockOf(second)
		switch what := rapid.SampledFrom([]string{
			"says", "quote", "ask", "hands", "claim", "reply", "unsent", "close", "reopen", "abandon", "await", "again", "promise", "rating",
		}).Draw(t, "what"); what {
		case "says":
			s.says(clock)
		case "quote":
			s.owes(loket.EventQuote, clock, clock, entry("ktp"))
		case "ask":
			s.owes(loket.EventAsk, clock, clock)
		case "hands":
			s.hands(clock, "unknown", clockOf(second+1800), clock)
		case "claim":
			s.does(clock, loket.EventClaim)
		case "reply":
			s.replies(clock)
		case "unsent":
			s.owes(loket.EventReply, clock, "", s.ofTicket, by("ina"))
		case "close":
			s.does(clock, loket.EventClose)
		case "reopen":
			s.does(clock, loket.EventReopen)
		case "abandon":
			s.does(clock, loket.EventAbandon)
		case "await":
			s.does(clock, loket.EventAwait)
		case "promise":
			s.does(clock, loket.EventPromiseRenewed)
		case "rating":
			s.rated(clock, int64(rapid.IntRange(1, 4).Draw(t, "score")))
		default:
			s.begin(rapid.SampledFrom([]string{"kk", "ktp", ""}).Draw(t, "topic"))
		}
	}
	return s
}

// clockOf is a moment so many seconds after Monday, 2 November began.
func clockOf(second int) string {
	return time.Date(2026, 11, 2, 0, 0, second, 0, time.UTC).Format("02 15:04:05")
}

// storyFacts are the rows of stories, long afterwards.
func storyFacts(stories ...*story) report.Facts {
	f := nineFacts()
	f.Waits = nil
	for _, s := range stories {
		f.Waits = append(f.Waits, s.rows()...)
	}
	return f
}

// TestNeverWritingNeverImproves takes away what staff wrote, wherever they wrote: the
// ignored citizen's waits may only become longer.
func TestNeverWritingNeverImproves(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		stories := []*story{drawStory(t, "a"), drawStory(t, "b"), drawStory(t, "c")}
		before := report.Build(storyFacts(stories...))
		ignored := *stories[0]
		ignored.events = slices.DeleteFunc(slices.Clone(ignored.events), func(e loket.Event) bool { return e.Kind == loket.EventReply })
		after := report.Build(storyFacts(&ignored, stories[1], stories[2]))
		for _, id := range []string{report.HandOffWait, report.TotalWait} {
			for _, clock := range []report.Clock{report.Wall, report.Office} {
				a, b := before.All(id, clock), after.All(id, clock)
				if a.N != b.N || !worse(a.Median, b.Median) || !worse(a.P90, b.P90) || !worse(a.P95, b.P95) {
					t.Errorf("%s %s: ignoring a citizen made %s of %s", id, clock, figure(b), figure(a))
				}
			}
		}
		for _, id := range []string{report.PromiseKept, report.DeadlinesMet} {
			a, b := before.All(id, ""), after.All(id, "")
			if b.Denominator == a.Denominator && b.Numerator > a.Numerator {
				t.Errorf("%s: ignoring a citizen made %s of %s", id, figure(b), figure(a))
			}
		}
	})
}

// TestSharesSum holds every share's parts to its n, and every episode to one outcome.
func TestSharesSum(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		f := storyFacts(drawStory(t, "a"), drawStory(t, "b"))
		for _, m := range report.Build(f).Measures {
			sum := 0
			for _, p := range m.Parts {
				sum += p.N
			}
			if m.Share != nil && (sum != m.N || m.Numerator > m.Denominator || m.Denominator > m.N) {
				t.Errorf("%s: parts sum to %d, want n", figure(m), sum)
			}
			if m.Share != nil && m.Value != nil && (*m.Value < m.Interval.Low || *m.Value > m.Interval.High) {
				t.Errorf("%s: %v is outside its interval %v", m.ID, *m.Value, *m.Interval)
			}
		}
		episodes := map[loket.EpisodeID]int{}
		for _, w := range f.Waits {
			if w.Measure == report.BotOutcome {
				episodes[w.Episode]++
			}
		}
		for id, n := range episodes {
			if n != 1 {
				t.Errorf("episode %s has %d outcomes, want one", id, n)
			}
		}
	})
}

// TestFiltersChangeNoDefinition recombines what filters take apart: the rows of the
// parts are those of the whole, and so are their counts.
func TestFiltersChangeNoDefinition(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		f := storyFacts(drawStory(t, "a"), drawStory(t, "b"))
		topics := map[string]bool{}
		for i := range f.Waits {
			f.Waits[i].Topic = rapid.SampledFrom([]string{"kk", "ktp", "akta"}).Draw(t, "topic")
			topics[f.Waits[i].Topic] = true
		}
		whole := report.Build(f).Measures
		counts := make([][3]int, len(whole))
		for topic := range topics {
			part := f
			part.Filter.Topic = topic
			grouped := f
			grouped.By = report.ByTopic
			r := report.Build(part)
			for i, m := range r.Measures {
				add := [3]int{m.N}
				if m.Share != nil {
					add[1], add[2] = m.Numerator, m.Denominator
				}
				for k := range add {
					counts[i][k] += add[k]
				}
				for _, g := range report.Build(grouped).Of(m.ID, m.Clock) {
					if g.Group == topic && m.Load == nil && figure(g) != figure(m) {
						t.Errorf("told apart %s, filtered %s", figure(g), figure(m))
					}
				}
			}
		}
		for i, m := range whole {
			want := [3]int{m.N}
			if m.Share != nil {
				want[1], want[2] = m.Numerator, m.Denominator
			}
			if counts[i] != want {
				t.Errorf("%s: parts sum to %v, want %v", figure(m), counts[i], want)
			}
		}
	})
}

// TestAsOfIsThePast derives rows from what was known at a moment, and looks at all rows
// as of it: nobody who waited then is forgotten, and nothing later is known.
func TestAsOfIsThePast(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := drawStory(t, "a")
		then := s.at(clockOf(rapid.IntRange(8*3600, 20*3600).Draw(t, "then")))
		past, now := storyFacts(), storyFacts(s)
		past.AsOf, now.AsOf = then, then
		past.Waits = report.Derive("a", report.Known(s.events, then), past.Hours)
		a, b := report.Build(past), report.Build(now)
		for _, clock := range []report.Clock{report.Wall, report.Office} {
			if x, y := a.All(report.HandOffWait, clock), b.All(report.HandOffWait, clock); figure(x) != figure(y) {
				t.Errorf("known then %s, seen from now %s", figure(x), figure(y))
			}
		}
	})
}
