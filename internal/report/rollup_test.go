package report_test

import (
	"bytes"
	"fmt"
	"math/bits"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"loket/internal/loket"
	"loket/internal/report"
)

// threeDays is the period of the drawn rollups; what is drawn may begin before it and
// end after it.
const threeDays = 72 * time.Hour

func midnight() time.Time { return time.Date(2026, 11, 2, 0, 0, 0, 0, kupang().Zone()) }

// drawRows draws rows of every kind of measure: times that end in every way, shares
// that are known at once and later, and tickets.
func drawRows(t *rapid.T) (rows []report.Wait) {
	for i := range rapid.IntRange(1, 60).Draw(t, "n") {
		w := report.Wait{
			ID: fmt.Sprint(i), Agency: "kupang", Start: midnight().Add(time.Duration(rapid.Int64Range(-3600, 72*3600).Draw(t, "start")) * time.Second),
			Unit: loket.UnitID(rapid.SampledFrom([]string{"", "umum", "kk"}).Draw(t, "unit")), Topic: rapid.SampledFrom([]string{"", "ktp"}).Draw(t, "topic"),
		}
		kinds := map[string][]report.Ending{
			report.BotAnswer: {report.Answered, report.Waiting}, report.HandOffWait: {report.Answered, report.Answered, report.Waiting, report.ClosedUnanswered, report.Withdrawn},
			report.NextReply: {report.Answered, report.Remark}, report.ChannelDelay: {report.Answered, report.Undated},
			report.Resolution: {report.Answered, report.Waiting}, report.ReopenRate: {report.Lasted, report.Reopened},
			report.BotOutcome: {report.OutcomeAnswered, report.OutcomeNone}, report.QuoteContested: {report.Helped, report.Denied},
			report.EntryEffect:  {report.Offered, report.Resembled},
			report.Satisfaction: {report.Rated, report.Silent}, report.Load: {report.Closed, report.Waiting}, report.DeadlinesMet: {report.Met, report.Missed},
		}
		w.Measure = rapid.SampledFrom([]string{
			report.BotAnswer, report.HandOffWait, report.HandOffWait, report.NextReply, report.ChannelDelay, report.Resolution, report.ReopenRate,
			report.BotOutcome, report.QuoteContested, report.EntryEffect, report.Satisfaction, report.Load, report.Load, report.DeadlinesMet,
		}).Draw(t, "measure")
		w.Ended = rapid.SampledFrom(kinds[w.Measure]).Draw(t, "ended")
		if w.Ended != report.Waiting {
			w.Wall = rapid.Int64Range(0, 40*3600*1000).Draw(t, "wall")
			w.Office = w.Wall / 3
			w.End = w.Start.Add(time.Duration(w.Wall) * time.Millisecond)
		}
		w.Value, w.Detail = rapid.Int64Range(1, 4).Draw(t, "value"), rapid.SampledFrom([]string{"a", "b"}).Draw(t, "entry")
		if w.Measure == report.BotAnswer {
			w.Value = rapid.Int64Range(0, 40_000).Draw(t, "held")
		}
		rows = append(rows, w)
	}
	return rows
}

// began are the rows of one span, and the tickets that end in it.
func began(rows []report.Wait, from time.Time, span time.Duration) (of []report.Wait) {
	in := func(at time.Time) bool { return !at.Before(from) && at.Before(from.Add(span)) }
	for _, w := range rows {
		if in(w.Start) || w.Measure == report.Load && !w.End.IsZero() && in(w.End) {
			of = append(of, w)
		}
	}
	return of
}

// encoded are rollups as they are kept.
func encoded(t *rapid.T, all []report.Rollup) (texts []string) {
	for _, r := range all {
		var again report.Rollup
		if err := again.Decode(r.Encode()); err != nil || !bytes.Equal(again.Encode(), r.Encode()) {
			t.Fatalf("a rollup read again = %+v, %v, want %+v", again, err, r)
		}
		texts = append(texts, fmt.Sprintf("%s %q %x", r.Part, r.Key, r.Encode()))
	}
	return texts
}

// TestAnySplitSumsUpAlike splits a day at any hours, and merges: it is the sum of the
// day.
func TestAnySplitSumsUpAlike(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		rows, at := drawRows(t), midnight().Add(100*time.Hour)
		whole, next := report.RollUp(midnight(), 24*time.Hour, began(rows, midnight(), 24*time.Hour), at)
		var parts []report.Rollup
		var first time.Time
		for from := 0; from < 24; {
			hours := rapid.IntRange(1, 24-from).Draw(t, "hours")
			start, span := midnight().Add(time.Duration(from)*time.Hour), time.Duration(hours)*time.Hour
			rollups, due := report.RollUp(start, span, began(rows, start, span), at)
			parts, from = append(parts, rollups...), from+hours
			if !due.IsZero() && (first.IsZero() || due.Before(first)) {
				first = due
			}
		}
		merged := report.Merge(midnight(), 24*time.Hour, parts)
		if diff := cmp.Diff(encoded(t, whole), encoded(t, merged)); diff != "" || !first.Equal(next) {
			t.Errorf("a day by its parts (-want +got), due %v, want %v:\n%s", first, next, diff)
		}
	})
}

// rounded is a time as a rollup keeps it: its first eight bits.
func rounded(ms int64) int64 {
	shift := max(0, bits.Len64(uint64(ms))-8)
	return ms>>shift<<shift + int64(1)<<shift/2
}

// TestRolledUpIsExactOfRoundedTimes makes the same report out of rows, and out of
// rollups of some hours or days and the rows of the others.
func TestRolledUpIsExactOfRoundedTimes(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		rows := drawRows(t)
		q := report.Query{
			Agency: "kupang", From: midnight(), To: midnight().Add(threeDays), AsOf: midnight().Add(time.Duration(rapid.IntRange(72, 300).Draw(t, "as of")) * time.Hour),
			By: rapid.SampledFrom([]report.By{"", report.ByDay, report.ByUnit, report.ByTopic}).Draw(t, "by"),
		}
		if rapid.Bool().Draw(t, "early end") {
			q.To = q.To.Add(-24 * time.Hour)
		}
		if q.By != report.ByTopic && rapid.Bool().Draw(t, "filter") {
			q.Filter.Unit = "umum"
		}
		facts := report.Facts{Query: q, Hours: kupang(), Rolled: true}
		rolled := map[int64]bool{} // hours since 1970
		part, key, ok := q.Part()
		for from := q.From; from.Before(q.AsOf); from = from.Add(24 * time.Hour) {
			span := time.Duration(rapid.SampledFrom([]int{0, 1, 24}).Draw(t, "span")) * time.Hour
			for at := from; span > 0 && at.Before(from.Add(24*time.Hour)) && !at.Add(span).After(q.AsOf); at = at.Add(span) {
				all, _ := report.RollUp(at, span, began(rows, at, span), q.AsOf)
				for h := at; h.Before(at.Add(span)); h = h.Add(time.Hour) {
					rolled[h.Unix()/3600] = true
				}
				for _, r := range all {
					if key == "" && r.Part == "" || r.Part == part && (key == "" || r.Key == key) {
						facts.Rollups = append(facts.Rollups, r)
					}
				}
			}
		}
		exact := report.Facts{Query: q, Hours: kupang()}
		for _, w := range rows {
			summed := rolled[w.Start.Unix()/3600] && !w.Settles().IsZero() && !w.Settles().After(q.AsOf)
			tickets := w.Measure == report.Load && !w.End.IsZero() && rolled[w.Start.Unix()/3600] && rolled[w.End.Unix()/3600]
			if (w.Measure != report.Load && !summed) || w.Measure == report.Load && !tickets {
				facts.Waits = append(facts.Waits, w)
			}
			if summed {
				w.Wall, w.Office = rounded(w.Wall), rounded(w.Office)
				if w.Measure == report.BotAnswer {
					w.Value = rounded(w.Value)
				}
			}
			exact.Waits = append(exact.Waits, w)
		}
		want, got := report.Build(exact), report.Build(facts)
		if !ok || got.Exact || !want.Exact {
			t.Fatalf("exact = %v and %v, want true and false", want.Exact, got.Exact)
		}
		if diff := cmp.Diff(comparableOf(want), comparableOf(got), cmpopts.IgnoreFields(report.Times{}, "Mean", "AtLeast"), cmpopts.IgnoreFields(report.Holding{}, "Mean")); diff != "" {
			t.Errorf("rolled up %+v (-want +got):\n%s", q, diff)
		}
	})
}

// comparableOf are the measures that rollups tell too.
func comparableOf(r report.Report) (all []report.Measure) {
	for _, m := range r.Measures {
		if m.ID == report.Load && m.Group != "" && r.By == report.ByDay {
			continue
		}
		all = append(all, m)
	}
	return all
}

func TestBinsAreWithinOnePercent(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		ms := rapid.Int64Range(0, 1<<45).Draw(t, "ms")
		w := report.Wait{Measure: report.HandOffWait, Start: midnight(), End: midnight().Add(time.Duration(ms) * time.Millisecond), Ended: report.Answered, Wall: ms}
		all, _ := report.RollUp(midnight(), time.Hour, []report.Wait{w}, w.End)
		q := report.Query{From: midnight(), To: midnight().Add(time.Hour), AsOf: w.End.Add(time.Hour)}
		m := report.Build(report.Facts{Query: q, Rolled: true, Rollups: all[:1], Hours: kupang()}).All(report.HandOffWait, report.Wall)
		if off := *m.Median - ms; off*256 > ms || -off*256 > ms || *m.Mean != ms {
			t.Errorf("median of %d ms = %d, mean %d, want within 1/256 and the mean exact", ms, *m.Median, *m.Mean)
		}
	})
}

func TestDecodeRefusesOtherBytes(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"", "\x02", "\x01", "\x01\xff\xff\xff", "\x01\x02\x7f"} {
		if err := new(report.Rollup).Decode([]byte(text)); err == nil {
			t.Errorf("Decode(%q) = nil, want an error", text)
		}
	}
}

func FuzzDecode(f *testing.F) {
	f.Add((&report.Rollup{Times: []report.Spread{{Measure: "M-03", Answered: []report.Bin{{At: 3, N: 1}}}}}).Encode())
	f.Fuzz(func(t *testing.T, in []byte) {
		var r report.Rollup
		if r.Decode(in) != nil {
			return
		}
		var again report.Rollup
		if err := again.Decode(r.Encode()); err != nil {
			t.Errorf("what was read of %x cannot be read again: %v", in, err)
		}
	})
}
