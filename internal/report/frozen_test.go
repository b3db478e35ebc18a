package report_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"loket/internal/loket"
	"loket/internal/report"
	"loket/internal/words"
)

// frozenFacts are ten hand-offs of March that were answered after so many minutes each,
// and one that waits, as of April.
func frozenFacts(minutes ...int) report.Facts {
	first := time.Date(2026, 3, 2, 1, 0, 0, 0, time.UTC)
	f := report.Facts{Query: report.Query{Agency: "a", From: first.AddDate(0, 0, -1), To: first.AddDate(0, 1, -1), AsOf: first.AddDate(0, 2, 0)}}
	for i, n := range minutes {
		took := time.Duration(n) * time.Minute
		at := first.Add(time.Duration(i) * time.Hour)
		f.Waits = append(f.Waits, report.Wait{
			Measure: report.HandOffWait, Agency: "a", Start: at, End: at.Add(took), Ended: report.Answered, Wall: took.Milliseconds(), Unit: "kk", Staff: "s1",
		})
	}
	f.Waits = append(f.Waits, report.Wait{Measure: report.HandOffWait, Agency: "a", Start: first, Ended: report.Waiting, Unit: "kk"})
	return f
}

func ofLate(string) []report.Why { return []report.Why{report.WhyLate} }

// TestNothingToCorrect: the same figures need no correction, however they are told apart.
func TestNothingToCorrect(t *testing.T) {
	t.Parallel()
	for _, part := range report.FrozenParts() {
		f := frozenFacts(5, 10, 15)
		f.By = part
		if got := report.Corrections(report.Build(f), report.Build(f), ofLate); len(got) != 0 {
			t.Errorf("by %q: Corrections() of the same = %+v, want none", part, got)
		}
	}
}

// TestCorrections: each number that is another is told with what it was, what it is, and
// why; numbers that are the same are not.
func TestCorrections(t *testing.T) {
	t.Parallel()
	left, now := report.Build(frozenFacts(5, 10, 15)), report.Build(frozenFacts(5, 10, 15, 20, 25))
	got := report.Corrections(left, now, ofLate)
	told := map[string][2]float64{}
	for _, c := range got {
		if c.ID != report.HandOffWait {
			t.Errorf("%+v: only M-03 changed", c)
		}
		if !slices.Equal(c.Why, []report.Why{report.WhyLate}) {
			t.Errorf("%s %s is because of %v, want late", c.ID, c.Field, c.Why)
		}
		if c.Clock == report.Wall && c.Old != nil && c.New != nil {
			told[c.Field] = [2]float64{*c.Old, *c.New}
		}
	}
	minute := float64(time.Minute.Milliseconds())
	want := map[string][2]float64{"n": {4, 6}, "answered": {3, 5}, "median": {10 * minute, 15 * minute}, "mean": {10 * minute, 15 * minute}}
	if diff := cmp.Diff(want, told); diff != "" {
		t.Errorf("what is told by the wall clock (-want +got):\n%s", diff)
	}
}

// TestCorrectionText: a correction is read in one line, in both languages, and a figure
// that there was none of is a dash.
func TestCorrectionText(t *testing.T) {
	t.Parallel()
	value := func(v float64) *float64 { return &v }
	for _, c := range []struct {
		of            report.Correction
		want, english string
	}{
		{report.Correction{
			ID: report.HandOffWait, Clock: report.Wall, Field: "median", Unit: "ms", Old: value(600_000), New: value(900_000), Why: []report.Why{report.WhyLate},
		}, "median: 10 mnt → 15 mnt (kejadian yang terlambat tercatat)", "median: 10 min → 15 min (recorded late)"},
		{report.Correction{
			ID: report.PromiseKept, Group: "kk", Field: "value", Unit: "share", Old: nil, New: value(0.5), Why: []report.Why{report.WhyImported, report.WhyVersion},
		}, "kk, hasil: – → 50,0 % (riwayat yang diimpor; definisi ukuran berubah)", "kk, result: – → 50.0% (imported history; the measure is defined otherwise)"},
		{report.Correction{
			ID: report.Load, Field: "closes", Unit: "count", Old: value(3), New: value(4), Why: []report.Why{report.WhyErased},
		}, "tiket selesai: 3 → 4 (data warga dihapus)", "tickets closed: 3 → 4 (a citizen's data were erased)"},
	} {
		text := c.of.Text()
		if got := text.In(words.Indonesian); !strings.HasPrefix(got, c.of.ID+" ") || !strings.HasSuffix(got, c.want) {
			t.Errorf("%+v reads %q, want it to end with %q", c.of, got, c.want)
		}
		if got := text.In(words.English); !strings.HasSuffix(got, c.english) {
			t.Errorf("%+v reads %q in English, want it to end with %q", c.of, got, c.english)
		}
	}
}

// TestCorrectionOfAVersion: a measure that is defined otherwise says so, and one of which
// nothing is known that its rows were derived anew.
func TestCorrectionOfAVersion(t *testing.T) {
	t.Parallel()
	left, now := report.Build(frozenFacts(5)), report.Build(frozenFacts(5, 10))
	if left.Outdated() {
		t.Error("figures of today are outdated")
	}
	for i := range left.Measures {
		if left.Measures[i].ID == report.HandOffWait {
			left.Measures[i].Version = 1
		}
	}
	if !left.Outdated() {
		t.Error("figures of an older definition are not outdated")
	}
	for _, c := range []struct {
		left report.Report
		want []report.Why
	}{{left, []report.Why{report.WhyVersion}}, {report.Build(frozenFacts(5)), []report.Why{report.WhyAnew}}} {
		got := report.Corrections(c.left, now, func(string) []report.Why { return nil })
		if len(got) == 0 || !slices.Equal(got[0].Why, c.want) {
			t.Errorf("Corrections() = %+v, want them because of %v", got, c.want)
		}
	}
}

// TestCorrectionsOfGroups: a group that comes or goes is a correction of its own; one
// whose name is hidden is not told, for who it is depends on the others.
func TestCorrectionsOfGroups(t *testing.T) {
	t.Parallel()
	byUnit := func(f report.Facts) report.Report {
		f.By = report.ByUnit
		return report.Build(f)
	}
	one, two := frozenFacts(5, 10), frozenFacts(5, 10)
	for i := range two.Waits {
		two.Waits[i].Unit = "akta"
	}
	groups := map[string]bool{}
	for _, c := range report.Corrections(byUnit(one), byUnit(two), ofLate) {
		groups[c.Group] = true
	}
	if !groups["kk"] || !groups["akta"] || groups[""] {
		t.Errorf("corrected groups are %v, want kk and akta, and not all", groups)
	}
	byStaff := func(f report.Facts) report.Report {
		f.By = report.ByStaff
		return report.Build(f)
	}
	for _, c := range report.Corrections(byStaff(frozenFacts(5)), byStaff(frozenFacts(5, 6)), ofLate) {
		if strings.HasPrefix(c.Group, "hidden-") {
			t.Errorf("%+v tells of somebody hidden", c)
		}
	}
}

// TestCorrectionsOfSums: where one report is not exact, what differs by no more than 1 %
// is the same.
func TestCorrectionsOfSums(t *testing.T) {
	t.Parallel()
	left, now := report.Build(frozenFacts(1000, 1000, 1000)), report.Build(frozenFacts(1005, 1005, 1005))
	if len(report.Corrections(left, now, ofLate)) == 0 {
		t.Error("an exact figure was not corrected")
	}
	left.Exact = false
	if got := report.Corrections(left, now, ofLate); len(got) != 0 {
		t.Errorf("within 1 %%: %+v, want none", got)
	}
	if got := report.Corrections(left, report.Build(frozenFacts(1020, 1020, 1020)), ofLate); len(got) == 0 {
		t.Error("what differs by 2 % was not corrected")
	}
}

// TestSeen: a row seen from before its end is open, with the pauses there were then; seen
// from after it, it is itself.
func TestSeen(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 3, 2, 1, 0, 0, 0, time.UTC)
	w := report.Wait{
		ID: "M-03:1", Measure: report.HandOffWait, Start: at, End: at.Add(time.Hour), Ended: report.Answered, Wall: 3_600_000, Office: 60_000, Value: 3,
		Staff: "s1", Unit: "kk",
		Pauses: []report.Span{{From: at.Add(time.Minute), To: at.Add(2 * time.Minute)}, {From: at.Add(20 * time.Minute), To: at.Add(40 * time.Minute)}},
	}
	if got := w.Seen(at.Add(time.Hour)); !got.Equal(w) {
		t.Errorf("seen from its end it is %+v, want itself", got)
	}
	open := report.Wait{ID: w.ID, Measure: w.Measure, Start: at, Ended: report.Waiting, Unit: "kk", Pauses: []report.Span{w.Pauses[0], {From: at.Add(20 * time.Minute)}}}
	if got := w.Seen(at.Add(30 * time.Minute)); !got.Equal(open) {
		t.Errorf("seen from half an hour it is %+v, want %+v", got, open)
	}
	open.Pauses = open.Pauses[:1]
	if got := w.Seen(at.Add(10 * time.Minute)); !got.Equal(open) {
		t.Errorf("seen from ten minutes it is %+v, want %+v", got, open)
	}
	if len(w.Pauses) != 2 || w.Pauses[1].To.IsZero() {
		t.Errorf("the row itself became %+v", w)
	}
}

// TestMonthOf: only a question about a whole month in the agency's zone, without a filter
// and told apart by what is kept, is one about a closed month.
func TestMonthOf(t *testing.T) {
	t.Parallel()
	zone := time.FixedZone("WITA", 8*3600)
	march := report.Query{From: time.Date(2026, 3, 1, 0, 0, 0, 0, zone), To: time.Date(2026, 4, 1, 0, 0, 0, 0, zone)}
	for name, c := range map[string]struct {
		change func(*report.Query)
		want   bool
	}{
		"a month":                {func(*report.Query) {}, true},
		"in another zone's time": {func(q *report.Query) { q.From, q.To = q.From.UTC(), q.To.UTC() }, true},
		"by topic":               {func(q *report.Query) { q.By = report.ByTopic }, true},
		"by hour":                {func(q *report.Query) { q.By = report.ByHour }, false},
		"a month of another zone": {func(q *report.Query) {
			q.From, q.To = time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC), time.Date(2026, 4, 1, 0, 0, 0, 0, time.UTC)
		}, false},
		"a day less":   {func(q *report.Query) { q.To = q.To.AddDate(0, 0, -1) }, false},
		"two months":   {func(q *report.Query) { q.To = q.To.AddDate(0, 1, 0) }, false},
		"a unit":       {func(q *report.Query) { q.Filter.Unit = "kk" }, false},
		"a kind":       {func(q *report.Query) { q.Filter.Kind = loket.KindComplaint }, false},
		"no beginning": {func(q *report.Query) { q.From = time.Time{} }, false},
	} {
		q := march
		c.change(&q)
		from, ok := q.MonthOf(zone)
		if ok != c.want || ok && !from.Equal(march.From) {
			t.Errorf("%s: MonthOf() = %v, %v, want %v", name, from, ok, c.want)
		}
	}
}

// TestFrozenIsTold: the table begins with when the month was closed and what was
// corrected since, and JSON holds both.
func TestFrozenIsTold(t *testing.T) {
	t.Parallel()
	r := report.Build(frozenFacts(5, 10))
	if len(r.FrozenTexts()) != 0 || r.FrozenText() != "" {
		t.Errorf("a month that is not closed tells %q", r.FrozenTexts())
	}
	r.Frozen = &report.Frozen{At: r.AsOf, Corrections: report.Corrections(r, report.Build(frozenFacts(5, 20)), ofLate)}
	var table strings.Builder
	if err := r.Table(&table); err != nil {
		t.Fatal(err)
	}
	head, _, _ := strings.Cut(table.String(), "\nM-01")
	for _, want := range []string{"Angka bulan ini dibekukan pada 02-05-2026 01.00 UTC. Koreksi sesudah itu: ", "rata-rata: 7 mnt 30 dtk → 12 mnt 30 dtk (kejadian yang terlambat tercatat)"} {
		if !strings.Contains(head, want) {
			t.Errorf("the table begins with\n%s\nwant %q in it", head, want)
		}
	}
	text, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	var back report.Report
	if err := json.Unmarshal(text, &back); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(r.Frozen, back.Frozen); diff != "" || len(r.Frozen.Corrections) == 0 {
		t.Errorf("read again from JSON (-want +got):\n%s", diff)
	}
}

// TestWishOfAClosedMonth: a report is of what a month was left with unless a moment, or
// how things stand now, is asked for.
func TestWishOfAClosedMonth(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 5, 1, 0, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		wish report.Wish
		want bool
	}{{report.Wish{}, true}, {report.Wish{Live: true}, false}, {report.Wish{AsOf: "2026-04-20"}, false}} {
		q, err := c.wish.Query("a", now, time.UTC)
		if err != nil || q.Frozen != c.want {
			t.Errorf("%+v: Frozen is %v, %v; want %v", c.wish, q.Frozen, err, c.want)
		}
	}
}
