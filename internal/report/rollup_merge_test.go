package report_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"loket/internal/loket"
	"loket/internal/report"
)

// drawSpans sums the days of drawn rows up, span by span.
func drawSpans(t *rapid.T) (spans [][]report.Rollup) {
	rows := drawRows(t)
	for i := range rows {
		rows[i].Channel = rapid.SampledFrom([]loket.ChannelID{"wa", "web"}).Draw(t, "channel")
		rows[i].Staff = rapid.SampledFrom([]loket.StaffID{"", "ina"}).Draw(t, "staff")
		rows[i].Kind = rapid.SampledFrom([]loket.TicketKind{loket.KindQuestion, loket.KindComplaint}).Draw(t, "kind")
	}
	span := time.Duration(rapid.SampledFrom([]int{6, 8, 12}).Draw(t, "span")) * time.Hour
	for from := midnight(); from.Before(midnight().Add(threeDays)); from = from.Add(span) {
		rollups, _ := report.RollUp(from, span, began(rows, from, span), midnight().Add(200*time.Hour))
		spans = append(spans, rollups)
	}
	return spans
}

func merged(of ...[]report.Rollup) []report.Rollup {
	return report.Merge(midnight(), threeDays, slices.Concat(of...))
}

// withoutPeaks forgets the one sum that depends on what came before what.
func withoutPeaks(all []report.Rollup) []report.Rollup {
	all = slices.Clone(all)
	for i := range all {
		all[i].Flow.Peak = 0
	}
	return all
}

// TestMergeInAnyGroups promises that days of hours, weeks of days and all at once are
// the same sums.
func TestMergeInAnyGroups(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		spans := drawSpans(t)
		want := encoded(t, merged(spans...))
		cut := rapid.IntRange(0, len(spans)).Draw(t, "cut")
		later := rapid.IntRange(cut, len(spans)).Draw(t, "later cut")
		a, b, c := merged(spans[:cut]...), merged(spans[cut:later]...), merged(spans[later:]...)
		for name, got := range map[string][]report.Rollup{
			"(a b) c": merged(merged(a, b), c), "a (b c)": merged(a, merged(b, c)), "a b c": merged(a, b, c),
			"nothing between": merged(a, nil, b, merged(), c), "merged once more": merged(merged(spans...)),
		} {
			if diff := cmp.Diff(want, encoded(t, got)); diff != "" {
				t.Errorf("%s, cut at %d and %d (-want +got):\n%s", name, cut, later, diff)
			}
		}
	})
}

// TestMergeInAnyOrder promises that all but the most tickets open at once is the same
// whichever span is added first.
func TestMergeInAnyOrder(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		spans := drawSpans(t)
		want := encoded(t, withoutPeaks(merged(spans...)))
		got := encoded(t, withoutPeaks(merged(rapid.Permutation(spans).Draw(t, "order")...)))
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("in another order (-want +got):\n%s", diff)
		}
	})
}

// TestPartsSumUpToAll: of each part the sums of all keys are together those of all rows:
// no row is in two of them, or in none.
func TestPartsSumUpToAll(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		of := map[report.By][]report.Rollup{}
		for _, r := range merged(drawSpans(t)...) {
			part := r.Part
			r.Part, r.Key = "", ""
			of[part] = append(of[part], r)
		}
		want := encoded(t, withoutPeaks(of[""]))
		if len(want) > 1 {
			t.Fatalf("all rows together have %d sums, want one", len(want))
		}
		for _, part := range report.Parts() {
			if diff := cmp.Diff(want, encoded(t, withoutPeaks(merged(of[part])))); diff != "" {
				t.Errorf("by %q (-want +got):\n%s", part, diff)
			}
		}
	})
}

// TestMergedPeak compares with tickets counted one by one: the most above those that were
// open at the start, however the time is cut.
func TestMergedPeak(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var spans []report.Rollup
		open, most, came, went := 0, 0, 0, 0
		for range rapid.IntRange(1, 8).Draw(t, "spans") {
			net, peak, in, out := 0, 0, 0, 0
			for _, comes := range rapid.SliceOfN(rapid.Bool(), 0, 8).Draw(t, "comes") {
				if comes {
					net, in = net+1, in+1
				} else {
					net, out = net-1, out+1
				}
				peak, most = max(peak, net), max(most, open+net)
			}
			spans = append(spans, report.Rollup{Flow: report.Flow{Came: in, Went: out, Peak: peak}})
			open, came, went = open+net, came+in, went+out
		}
		got := merged(spans)
		if want := (report.Flow{Came: came, Went: went, Peak: most}); len(got) != 1 || got[0].Flow != want {
			t.Errorf("merged %+v = %+v, want %+v", spans, got, want)
		}
	})
}

// TestRolledUpStaysTrueUntilNext: sums of a span are the same at any moment until the one
// that was told, and others from then on.
func TestRolledUpStaysTrueUntilNext(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		rows := began(drawRows(t), midnight(), 24*time.Hour)
		at := midnight().Add(time.Duration(rapid.IntRange(24, 300).Draw(t, "at")) * time.Hour)
		sums := func(at time.Time) []string {
			all, _ := report.RollUp(midnight(), 24*time.Hour, rows, at)
			return encoded(t, all)
		}
		want := sums(at)
		_, next := report.RollUp(midnight(), 24*time.Hour, rows, at)
		if next.IsZero() {
			if diff := cmp.Diff(want, sums(at.AddDate(1, 0, 0))); diff != "" {
				t.Errorf("a year later, though nothing was due (-want +got):\n%s", diff)
			}
			return
		}
		if !next.After(at) {
			t.Fatalf("due at %v, which is not after %v", next, at)
		}
		if diff := cmp.Diff(want, sums(next.Add(-time.Millisecond))); diff != "" {
			t.Errorf("just before %v (-want +got):\n%s", next, diff)
		}
		if cmp.Equal(want, sums(next)) {
			t.Errorf("nothing changed at %v, though it was due", next)
		}
	})
}

// TestPartOfAQuery tells which one part answers a query, and which queries are about two.
func TestPartOfAQuery(t *testing.T) {
	t.Parallel()
	filters := map[report.By]report.Filter{
		report.ByUnit: {Unit: "x"}, report.ByChannel: {Channel: "x"}, report.ByTopic: {Topic: "x"}, report.ByStaff: {Staff: "x"}, "kind": {Kind: "x"},
	}
	for _, by := range append(report.Bys(), "") {
		told := by
		if slices.Contains([]report.By{report.ByHour, report.ByDay, report.ByWeek, report.ByMonth}, by) {
			told = "" // spans of time are told by the sums of each part
		}
		if part, key, ok := (report.Query{By: by}).Part(); part != told || key != "" || !ok {
			t.Errorf("by %q: %q of %q, %v; want all keys of %q", by, key, part, ok, told)
		}
		for filtered, filter := range filters {
			q := report.Query{By: by, Filter: filter}
			part, key, ok := q.Part()
			if one := told == "" || told == filtered; ok != one || ok && (part != filtered || key != "x") {
				t.Errorf("by %q of one %q: %q of %q, %v; want it told: %v", by, filtered, key, part, ok, one)
			}
		}
	}
	for name, two := range map[string]report.Filter{
		"unit and channel": {Unit: "x", Channel: "x"}, "topic and kind": {Topic: "x", Kind: "x"}, "channel and staff": {Channel: "x", Staff: "x"},
	} {
		if part, key, ok := (report.Query{Filter: two}).Part(); ok || part != "" || key != "" {
			t.Errorf("%s: %q of %q, %v; want nothing", name, key, part, ok)
		}
	}
	if got := fmt.Sprint(report.Parts()); got != "[ channel unit topic staff kind]" {
		t.Errorf("sums are kept by %s, want by every part that is filtered by", got)
	}
}
