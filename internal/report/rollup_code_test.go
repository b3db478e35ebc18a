package report_test

import (
	"encoding/binary"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"loket/internal/report"
)

// drawRollup draws a rollup of any content that can be encoded, not only of what rows
// can sum up to.
func drawRollup(t *rapid.T) (r report.Rollup) {
	some := rapid.IntRange(0, 1<<40)
	list := func(name string) (all []report.Bin) {
		at := rapid.SliceOfNDistinct(rapid.IntRange(0, 7295), 0, 6, rapid.ID[int]).Draw(t, name)
		slices.Sort(at)
		for _, bin := range at {
			all = append(all, report.Bin{At: bin, N: rapid.IntRange(1, 1<<30).Draw(t, "times")})
		}
		return all
	}
	for range rapid.IntRange(0, 4).Draw(t, "spreads") {
		r.Times = append(r.Times, report.Spread{
			Measure: rapid.SampledFrom([]string{report.BotAnswer, report.NextReply, report.Resolution}).Draw(t, "time"),
			Clock:   rapid.SampledFrom([]report.Clock{report.Wall, report.Office}).Draw(t, "clock"), Answered: list("answered"), Withdrawn: list("withdrawn"),
			Closed: some.Draw(t, "closed"), Sum: int64(some.Draw(t, "sum")), Latest: int64(some.Draw(t, "latest")),
			Remarks: some.Draw(t, "remarks"), Undated: some.Draw(t, "undated"),
		})
	}
	for range rapid.IntRange(0, 4).Draw(t, "tallies") {
		r.Counts = append(r.Counts, report.Tally{
			Measure: rapid.SampledFrom([]string{report.ReopenRate, report.QuoteContested, report.StatuteMet}).Draw(t, "share"),
			Ending:  report.Ending(rapid.String().Draw(t, "ending")), Value: rapid.Int64().Draw(t, "score"),
			Detail: rapid.String().Draw(t, "detail"), N: some.Draw(t, "rows"),
		})
	}
	for range rapid.IntRange(0, 4).Draw(t, "hours") {
		r.Hours = append(r.Hours, report.Hour{
			Start: rapid.Int64().Draw(t, "hour"), Messages: some.Draw(t, "messages"), Episodes: some.Draw(t, "episodes"), Tickets: some.Draw(t, "tickets"),
		})
	}
	r.Flow = report.Flow{Came: some.Draw(t, "came"), Went: some.Draw(t, "went"), Peak: some.Draw(t, "peak")}
	return r
}

// TestRollupReadAsWritten promises that nothing of what is summed up is lost or changed
// on its way through the ledger, and that reading leaves alone what it is the sum of.
func TestRollupReadAsWritten(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		want := drawRollup(t)
		want.Start, want.Span, want.Part, want.Key = midnight(), time.Hour, report.ByTopic, "ktp"
		got := report.Rollup{
			Start: want.Start, Span: want.Span, Part: want.Part, Key: want.Key,
			Times: []report.Spread{{Measure: "old"}}, Counts: []report.Tally{{N: 7}}, Hours: []report.Hour{{Start: 7}}, Flow: report.Flow{Came: 7},
		}
		if err := got.Decode(want.Encode()); err != nil {
			t.Fatalf("Decode() = %v, want what was written", err)
		}
		if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("read again (-want +got):\n%s", diff)
		}
	})
}

// TestRollupCutShortIsRefused: of bytes that end too early, or go on after the end, none
// are read as a smaller or another sum.
func TestRollupCutShortIsRefused(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		r := drawRollup(t)
		whole := r.Encode()
		for n := range whole {
			if err := new(report.Rollup).Decode(whole[:n]); err == nil {
				t.Fatalf("%d of %d bytes of %x were read", n, len(whole), whole)
			}
		}
		more := rapid.SliceOfN(rapid.Byte(), 1, 5).Draw(t, "more")
		if err := new(report.Rollup).Decode(slices.Concat(whole, more)); err == nil {
			t.Errorf("%x was read with %x after its end", whole, more)
		}
	})
}

// TestRollupChangedBytes: whatever one changed byte is read as, figures can be made of
// it without a panic, and it is written as it was read.
func TestRollupChangedBytes(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		r := drawRollup(t)
		in := r.Encode()
		in[rapid.IntRange(0, len(in)-1).Draw(t, "byte")] ^= rapid.ByteRange(1, 255).Draw(t, "change")
		read := report.Rollup{Start: midnight(), Span: time.Hour}
		if read.Decode(in) != nil {
			return
		}
		var again report.Rollup
		if err := again.Decode(read.Encode()); err != nil {
			t.Fatalf("what was read of %x cannot be read again: %v", in, err)
		}
		again.Start, again.Span = read.Start, read.Span
		if diff := cmp.Diff(read, again); diff != "" {
			t.Errorf("what was read of %x, read again (-want +got):\n%s", in, diff)
		}
		report.Build(report.Facts{
			Query: report.Query{AsOf: midnight().Add(time.Hour)}, Hours: kupang(), Rolled: true,
			Rollups: report.Merge(midnight(), time.Hour, []report.Rollup{read, again}),
		})
	})
}

// TestRollupImpossibleIsRefused writes numbers that no rollup has, each where another
// would have been read.
func TestRollupImpossibleIsRefused(t *testing.T) {
	t.Parallel()
	written := func(numbers ...int64) []byte {
		out := []byte{1}
		for _, n := range numbers {
			out = binary.AppendVarint(out, n)
		}
		return out
	}
	const longest = 7296 // no time is in a later bin
	for _, c := range []struct {
		name    string
		numbers []int64
		ok      bool
	}{
		{"nothing", []int64{0, 0, 0, 0, 0, 0}, true},
		{"one time", []int64{1, 3, 0, 1, 5, 2, 0, 0, 10, 5, 0, 0, 0, 0, 1, 0, 1}, true},
		{"fewer than no times", []int64{-1, 0, 0, 0, 0, 0}, false},
		{"more times than bytes", []int64{100, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}, false},
		{"measure 0", []int64{1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}, false},
		{"measure 22", []int64{1, 22, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}, false},
		{"measure 21", []int64{1, 21, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}, true},
		{"fewer than no bins", []int64{1, 3, 0, -1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}, false},
		{"bin before the first", []int64{1, 3, 0, 1, -1, 2, 0, 0, 10, 5, 0, 0, 0, 0, 0, 0, 0}, false},
		{"bin of the longest time", []int64{1, 3, 0, 1, longest, 2, 0, 0, 10, 5, 0, 0, 0, 0, 0, 0, 0}, true},
		{"bin after it", []int64{1, 3, 0, 1, longest + 1, 2, 0, 0, 10, 5, 0, 0, 0, 0, 0, 0, 0}, false},
		{"second bin after it", []int64{1, 3, 0, 2, longest, 2, 1, 1, 0, 0, 10, 5, 0, 0, 0, 0, 0, 0, 0}, false},
		{"bins beyond all numbers", []int64{1, 3, 0, 2, longest, 2, 1<<63 - 1, 1, 0, 0, 10, 5, 0, 0, 0, 0, 0, 0, 0}, false},
		{"held, of messages to the bot", []int64{1, 1, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}, true},
		{"clock of no kind", []int64{1, 3, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}, false},
		{"fewer than none in a bin", []int64{1, 3, 0, 1, 5, -2, 0, 0, 10, 5, 0, 0, 0, 0, 0, 0, 0}, false},
		{"fewer than none closed", []int64{1, 3, 0, 0, 0, -1, 10, 5, 0, 0, 0, 0, 0, 0, 0}, false},
		{"fewer than no remarks", []int64{1, 3, 0, 0, 0, 0, 10, 5, -1, 0, 0, 0, 0, 0, 0}, false},
		{"fewer than none without a date", []int64{1, 3, 0, 0, 0, 0, 10, 5, 0, -1, 0, 0, 0, 0, 0}, false},
		{"fewer than none of a kind", []int64{0, 1, 9, 0, 0, 0, -1, 0, 0, 0, 0}, false},
		{"fewer than no messages in an hour", []int64{0, 0, 1, 7, -1, 0, 0, 0, 0, 0}, false},
		{"fewer than no tickets in an hour", []int64{0, 0, 1, 7, 0, 0, -1, 0, 0, 0}, false},
		{"fewer than none came", []int64{0, 0, 0, -1, 0, 0}, false},
		{"fewer than none at most", []int64{0, 0, 0, 0, 0, -1}, false},
		{"ending longer than the rest", []int64{0, 1, 9, 90, 0, 0, 0, 0, 0, 0, 0}, false},
		{"detail of less than nothing", []int64{0, 1, 9, 0, 0, -1, 0, 0, 0, 0, 0}, false},
		{"more hours than bytes", []int64{0, 0, 50, 1, 1, 1, 1, 0, 0, 0}, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if err := new(report.Rollup).Decode(written(c.numbers...)); (err == nil) != c.ok {
				t.Errorf("Decode(%v) = %v, want it read: %v", c.numbers, err, c.ok)
			}
		})
	}
	for _, form := range []byte{0, 2, 255} {
		in := written(0, 0, 0, 0, 0, 0)
		in[0] = form
		if err := new(report.Rollup).Decode(in); err == nil {
			t.Errorf("Decode() of form %d = nil, want it refused", form)
		}
	}
}

// TestRollupBytesKnowNoOrder: the same rows in any order give the same bytes, so that
// two sums are compared by them.
func TestRollupBytesKnowNoOrder(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		rows, at := drawRows(t), midnight().Add(200*time.Hour)
		texts := func() (all []string) {
			rollups, next := report.RollUp(midnight(), threeDays, began(rows, midnight(), threeDays), at)
			return append(encoded(t, rollups), fmt.Sprint(next.UnixMilli()))
		}
		want := texts()
		rows = rapid.Permutation(rows).Draw(t, "another order")
		if diff := cmp.Diff(want, texts()); diff != "" {
			t.Errorf("rows in another order (-want +got):\n%s", diff)
		}
	})
}
