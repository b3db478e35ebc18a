package report_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"loket/internal/calendar"
	"loket/internal/report"
)

// opening is when every hand-made day begins: a Saturday in Kupang.
func opening() time.Time {
	return time.Date(2026, time.November, 21, 8, 0, 0, 0, time.FixedZone("WITA", 8*3600))
}

// ended makes a wait of M-03 that began at opening and ended after the given seconds.
func ended(how report.Ending, seconds int) report.Wait {
	return report.Wait{
		Measure: report.HandOffWait, Channel: "c1", Start: opening(), End: opening().Add(time.Duration(seconds) * time.Second),
		Ended: how, Wall: int64(seconds) * 1000,
	}
}

// open makes a wait that has lasted the given seconds at asOf.
func open(asOf time.Time, seconds int) report.Wait {
	return report.Wait{
		Measure: report.HandOffWait, Channel: "c1", Start: asOf.Add(-time.Duration(seconds) * time.Second), Ended: report.Waiting,
	}
}

func answered(seconds ...int) []report.Wait {
	var waits []report.Wait
	for _, s := range seconds {
		waits = append(waits, ended(report.Answered, s))
	}
	return waits
}

// kupang measures the hours of Kota Kupang: Monday to Friday, 08.00 to 16.00 WITA.
func kupang() *calendar.Meter {
	office, err := calendar.Default("Asia/Makassar")
	if err != nil {
		panic(err)
	}
	return calendar.NewMeter(calendar.History{{Calendar: office}})
}

// build makes a report over rows as they stand at asOf.
func build(asOf time.Time, waits ...report.Wait) report.Report {
	return report.Build(report.Facts{Query: report.Query{Agency: "kupang", AsOf: asOf}, Waits: waits, Hours: kupang()})
}

// handOff builds a report over hand-offs and returns M-03 over all, by the wall clock.
func handOff(asOf time.Time, waits ...report.Wait) report.Measure {
	return build(asOf, waits...).Of(report.HandOffWait, report.Wall)[0]
}

// shown writes the figures of a measure in seconds: "median 20 p90 ≥100".
func shown(m report.Measure) string {
	one := func(name string, value, atLeast *int64) string {
		switch {
		case value != nil:
			return name + " " + time.Duration(*value*int64(time.Millisecond)).String()
		case atLeast != nil:
			return name + " ≥" + time.Duration(*atLeast*int64(time.Millisecond)).String()
		}
		return name + " none"
	}
	return strings.Join([]string{
		one("median", m.Median, m.AtLeast.Median), one("p90", m.P90, m.AtLeast.P90),
		one("p95", m.P95, m.AtLeast.P95), one("mean", m.Mean, nil),
	}, ", ")
}

func TestQuantile(t *testing.T) {
	t.Parallel()
	asOf := opening().Add(100 * time.Second)
	closed := ended(report.ClosedUnanswered, 5)
	cases := []struct {
		name  string
		waits []report.Wait
		want  string
	}{
		{"Nothing", nil, "median none, p90 none, p95 none, mean none"},
		{"One", answered(7), "median 7s, p90 7s, p95 7s, mean 7s"},
		{"NearestRank/Ten", answered(10, 9, 8, 7, 6, 5, 4, 3, 2, 1), "median 5s, p90 9s, p95 10s, mean 5.5s"},
		{
			"NearestRank/Twenty", answered(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20),
			"median 10s, p90 18s, p95 19s, mean 10.5s",
		},
		{"Ties", answered(3, 3, 3, 9), "median 3s, p90 9s, p95 9s, mean 4.5s"},

		// At risk 4, 3, 2 for the answers at 10, 20 and 60, with one censored
		// at 30: S = 3/4, 1/2, then 1/2 · (1 − 1/1) = 0.
		{
			"KaplanMeier/CensoredBetween", append(answered(10, 20, 60), ended(report.Withdrawn, 30)),
			"median 20s, p90 1m0s, p95 1m0s, mean 30s",
		},

		// S = 4/5 at 10, one censored at 15, then 4/5 · 2/3 = 8/15 at 20 and
		// 4/15 at 40; the last is open at 100: p90 is not reached.
		{
			"KaplanMeier/HandComputed", append(answered(10, 20, 40), ended(report.Withdrawn, 15), open(asOf, 100)),
			"median 40s, p90 ≥1m40s, p95 ≥1m40s, mean 23.333s",
		},

		// An answer and a censoring at one moment: the censored one is still
		// at risk. S = 1/2 at 10.
		{
			"KaplanMeier/TieWithCensoring", append(answered(10), ended(report.Withdrawn, 10)),
			"median 10s, p90 ≥10s, p95 ≥10s, mean 10s",
		},

		{
			"NobodyAnswered",
			[]report.Wait{open(asOf, 30), open(asOf, 90)},
			"median ≥1m30s, p90 ≥1m30s, p95 ≥1m30s, mean none",
		},

		// Closed after 5 s, but it counts as longer than the answers: S = 3/4,
		// 1/2, 1/4 and never less.
		{
			"ClosedNeverEnds", append(answered(10, 20, 30), closed),
			"median 20s, p90 ≥30s, p95 ≥30s, mean 20s",
		},
		{"ClosedOnly", []report.Wait{closed}, "median ≥5s, p90 ≥5s, p95 ≥5s, mean none"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if got := shown(handOff(asOf, c.waits...)); got != c.want {
				t.Errorf("figures of %d waits:\n got %s\nwant %s", len(c.waits), got, c.want)
			}
		})
	}
}

func TestBuild(t *testing.T) {
	t.Parallel()
	asOf := opening().Add(time.Hour)
	web := ended(report.Answered, 40)
	web.Channel = "c2"

	t.Run("Groups/EachUnderEachMeasure", func(t *testing.T) {
		t.Parallel()
		bot := ended(report.Answered, 1)
		bot.Measure, bot.Channel = report.BotAnswer, ""
		r := report.Build(report.Facts{
			Query: report.Query{AsOf: asOf, By: report.ByChannel}, Waits: append(answered(1, 2), web, bot), Hours: kupang(),
			Names: []report.Name{{ID: "c1", Text: "Telegram"}, {ID: "c2", Text: "Chat situs"}},
		})
		var got []string
		for _, id := range []string{report.BotAnswer, report.HandOffWait} {
			for _, m := range r.Of(id, report.Office) {
				got = append(got, m.ID+" "+m.GroupText().String()+" n="+string(rune('0'+m.N)))
			}
		}
		want := []string{
			"M-01 Semua n=1", "M-01 - n=1", "M-01 Chat situs n=0", "M-01 Telegram n=0",
			"M-03 Semua n=3", "M-03 - n=0", "M-03 Chat situs n=1", "M-03 Telegram n=2",
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("measures (-want +got):\n%s", diff)
		}
	})
	t.Run("Period/DatedByStart", func(t *testing.T) {
		t.Parallel()
		before, first, last, after := web, web, web, web
		before.Start = opening().Add(-time.Millisecond)
		last.Start = opening().Add(30*time.Minute - time.Millisecond)
		last.End = opening().Add(50 * time.Minute)
		after.Start = opening().Add(30 * time.Minute)
		r := report.Build(report.Facts{
			Query: report.Query{From: opening(), To: opening().Add(30 * time.Minute), AsOf: asOf},
			Waits: []report.Wait{before, first, last, after}, Hours: kupang(),
		})
		if got := r.Of(report.HandOffWait, report.Wall)[0].N; got != 2 {
			t.Errorf("n of a period = %d, want 2: the wait that begins with it and the one that begins at its last moment", got)
		}
	})
	t.Run("AsOf/LaterIsNotKnown", func(t *testing.T) {
		t.Parallel()
		soon := opening().Add(20 * time.Second)
		late := ended(report.Answered, 10)
		late.Start, late.End = soon.Add(time.Second), soon.Add(2*time.Second)
		m := handOff(soon, append(answered(10, 30), late, ended(report.ClosedUnanswered, 25))...)
		if m.N != 3 || m.Answered != 1 || m.Waiting != 2 || m.ClosedUnanswered != 0 {
			t.Errorf("as of 20 s: n %d, answered %d, waiting %d, closed %d, want 3, 1, 2, 0",
				m.N, m.Answered, m.Waiting, m.ClosedUnanswered)
		}
	})
	t.Run("BrokenFacts/NeverFlatter", func(t *testing.T) {
		t.Parallel()
		noEnd := report.Wait{Measure: report.HandOffWait, Start: opening(), Ended: report.Answered}
		unknown := report.Wait{Measure: report.HandOffWait, Start: opening(), End: opening().Add(time.Second), Ended: "selesai", Wall: 1000}
		backwards := ended(report.Answered, -3)
		m := handOff(asOf, noEnd, unknown, backwards)
		if m.Waiting != 2 || m.Answered != 1 || *m.Mean != 0 {
			t.Errorf("waiting %d, answered %d, mean %d ms, want 2, 1, 0", m.Waiting, m.Answered, *m.Mean)
		}
	})
}

func TestJSON(t *testing.T) {
	t.Parallel()
	asOf := opening().Add(100 * time.Second)
	waits := append(answered(10, 20), ended(report.ClosedUnanswered, 5), ended(report.Withdrawn, 30), open(asOf, 90))
	r := report.Build(report.Facts{
		Query: report.Query{Agency: "kupang", From: opening(), To: opening().Add(24 * time.Hour), AsOf: asOf, By: report.ByChannel},
		Waits: waits, Hours: kupang(), Names: []report.Name{{ID: "c1", Text: "Telegram"}},
	})
	got, err := json.Marshal(report.Report{Agency: r.Agency, From: r.From, To: r.To, AsOf: r.AsOf, Exact: r.Exact, Measures: r.Of("M-03", report.Wall)})
	if err != nil {
		t.Fatalf("marshal report: %v", err)
	}
	figures := `"n":5,"answered":2,"waiting":1,"closed_unanswered":1,"withdrawn":1,` +
		`"median":null,"p90":null,"p95":null,"p99":null,"mean":15000,"reached":{"median":false,"p90":false,"p95":false,"p99":false},` +
		`"at_least":{"median":90000,"p90":90000,"p95":90000,"p99":90000}}`
	want := `{"agency":"kupang","from":"2026-11-21T08:00:00+08:00","to":"2026-11-22T08:00:00+08:00",` +
		`"as_of":"2026-11-21T08:01:40+08:00","exact":true,"measures":[` +
		`{"id":"M-03","version":2,"clock":"wall","unit":"ms",` + figures + `,` +
		`{"id":"M-03","version":2,"clock":"wall","unit":"ms","group":"c1","group_name":"Telegram",` + figures + `]}`
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Errorf("JSON of a report (-want +got):\n%s", diff)
	}

	t.Run("Reached/NoAtLeast", func(t *testing.T) {
		t.Parallel()
		raw, err := json.Marshal(handOff(asOf, answered(10)...))
		if err != nil || strings.Contains(string(raw), "at_least") || !strings.Contains(string(raw), `"median":10000`) {
			t.Errorf("JSON of one answer = %s, %v, want a median and no at_least", raw, err)
		}
	})
}

func TestDefinitions(t *testing.T) {
	t.Parallel()
	for _, d := range report.Definitions() {
		if d.Version < 1 || d.Unit == "" || d.Name == "" || d.Text == "" || d.NameEN == "" || d.TextEN == "" || d.Counting == "" {
			t.Errorf("definition of %q = %+v, want every part", d.ID, d)
		}
		if got := report.Define(d.ID); got.Text != d.Text {
			t.Errorf("Define(%q) is another definition than the list's", d.ID)
		}
		if got := len(d.Clocks()); (d.Unit == "ms") != (got == 2) {
			t.Errorf("%s in %s is computed by %d clocks", d.ID, d.Unit, got)
		}
	}
	if got := report.Define("M-99"); got.ID != "" {
		t.Errorf("Define(M-99) = %+v, want none", got)
	}
}

// TestBuildEach: reports that are built together are those built one by one, from rows
// and from sums.
func TestBuildEach(t *testing.T) {
	t.Parallel()
	f := frozenFacts(5, 10, 15, 20, 25, 30)
	f.Waits[1].Unit, f.Waits[2].Staff = "akta", "s2"
	sums, _ := report.RollUp(f.From, f.To.Sub(f.From), f.Waits, f.AsOf)
	for name, facts := range map[string]report.Facts{
		"rows": f, "sums": {Query: f.Query, Rolled: true, Rollups: sums}, "nothing": {Query: f.Query},
	} {
		parts := append([]report.By{""}, report.Bys()...)
		for i, got := range report.BuildEach(facts, parts...) {
			facts.By = parts[i]
			if diff := cmp.Diff(report.Build(facts), got); diff != "" {
				t.Errorf("%s by %q (-alone +together):\n%s", name, parts[i], diff)
			}
		}
	}
}
