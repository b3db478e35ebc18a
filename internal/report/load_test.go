package report_test

import (
	"math"
	"strings"
	"testing"
	"time"

	"loket/internal/report"
)

// lives makes M-18's rows: tickets of Monday, 23 November, from and to hours of that
// day in Kupang; to 0: open.
func lives(spans ...[2]float64) (rows []report.Wait) {
	for _, s := range spans {
		w := report.Wait{Measure: report.Load, Start: mondayAt(s[0]), Ended: report.Waiting}
		if s[1] != 0 {
			w.End, w.Ended = mondayAt(s[1]), report.Closed
		}
		rows = append(rows, w)
	}
	return rows
}

// mondayAt is an hour of Monday, 23 November 2026 in Kupang, when the office is open
// from 8 to 16.
func mondayAt(hour float64) time.Time {
	return time.Date(2026, 11, 23, 0, 0, 0, 0, opening().Location()).Add(time.Duration(hour * float64(time.Hour)))
}

// TestLoad reckons M-18 of a Monday from 8 on by hand.
func TestLoad(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		from, to, asOf float64
		tickets        [][2]float64
		want           string
	}{
		"Nothing":         {8, 16, 12, nil, "arrivals 0 closes 0 open 0 most 0 office 14400 projected none"},
		"NoneClosed":      {8, 16, 12, [][2]float64{{9, 0}, {10, 0}}, "arrivals 2 closes 0 open 2 most 2 office 14400 projected none"},
		"OneAfterAnother": {8, 16, 12, [][2]float64{{9, 10}, {10, 11}}, "arrivals 2 closes 2 open 0 most 1 office 14400 projected 0"},
		"AtOnce":          {8, 16, 12, [][2]float64{{9, 11}, {10, 11}, {10.5, 0}}, "arrivals 3 closes 2 open 1 most 3 office 14400 projected 7200"},
		"OpenBefore":      {8, 16, 12, [][2]float64{{7, 0}, {7.5, 9}, {10, 0}}, "arrivals 1 closes 1 open 2 most 2 office 14400 projected 28800"},
		"ClosedBefore":    {8, 16, 12, [][2]float64{{6, 7}, {10, 0}}, "arrivals 1 closes 0 open 1 most 1 office 14400 projected none"},
		"ClosesLater":     {8, 16, 12, [][2]float64{{9, 13}, {9, 10}}, "arrivals 2 closes 1 open 1 most 2 office 14400 projected 14400"},
		"ComesLater":      {8, 16, 12, [][2]float64{{9, 0}, {13, 14}}, "arrivals 1 closes 0 open 1 most 1 office 14400 projected none"},
		"AfterThePeriod":  {8, 10, 16, [][2]float64{{9, 11}, {10, 12}}, "arrivals 1 closes 0 open 1 most 1 office 7200 projected none"},
		"NoOfficeTime":    {17, 20, 21, [][2]float64{{18, 19}, {18, 0}}, "arrivals 2 closes 1 open 1 most 2 office 0 projected none"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := report.Build(report.Facts{
				Query: report.Query{From: mondayAt(c.from), To: mondayAt(c.to), AsOf: mondayAt(c.asOf)}, Waits: lives(c.tickets...), Hours: kupang(),
			}).All(report.Load, "")
			if got := figure(m); got != "M-18 "+c.want {
				t.Errorf("figures:\n got %s\nwant M-18 %s", got, c.want)
			}
		})
	}
}

// TestLoadRates: what came and went in an office hour; without office time nothing is
// divided by it.
func TestLoadRates(t *testing.T) {
	t.Parallel()
	day := report.Query{From: mondayAt(8), To: mondayAt(16), AsOf: mondayAt(12)}
	l := report.Build(report.Facts{Query: day, Waits: lives([2]float64{9, 10}, [2]float64{9, 0}, [2]float64{11, 0}), Hours: kupang()}).All(report.Load, "").Load
	if l.ArrivalsPH == nil || l.ClosesPH == nil || *l.ArrivalsPH != 0.75 || *l.ClosesPH != 0.25 {
		t.Errorf("rates = %v and %v, want 3 and 1 in 4 hours", l.ArrivalsPH, l.ClosesPH)
	}
	if l = report.Build(report.Facts{Query: day, Waits: lives([2]float64{9, 10})}).All(report.Load, "").Load; l.ArrivalsPH != nil || l.Projected != nil {
		t.Errorf("of an office that never opens: %+v, want no rates", l)
	}
}

// TestLoadCells: the hours of the week are the office's, each row counts where it
// began, and what began outside of the period counts nowhere.
func TestLoadCells(t *testing.T) {
	t.Parallel()
	var rows []report.Wait
	for hour, measure := range map[float64]string{7.9: report.Load, 8: report.ChannelDelay, 8.5: report.BotOutcome, 8.99: report.Load, 23.5: report.ChannelDelay, 24.5: report.BotOutcome, 33: report.Load} {
		rows = append(rows, report.Wait{Measure: measure, Start: mondayAt(hour).UTC(), Ended: report.Waiting})
	}
	q := report.Query{From: mondayAt(8), To: mondayAt(32), AsOf: mondayAt(40)}
	got := report.Build(report.Facts{Query: q, Waits: rows, Hours: kupang()}).All(report.Load, "").Load.Cells
	want := []report.Cell{
		{Weekday: 1, Hour: 8, Messages: 1, Episodes: 1, Tickets: 1}, {Weekday: 1, Hour: 23, Messages: 1}, {Weekday: 2, Hour: 0, Episodes: 1},
	}
	if len(got) != len(want) {
		t.Fatalf("cells = %+v, want %+v", got, want)
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("cell %d = %+v, want %+v", i, got[i], want[i])
		}
	}
}

// TestShareEdges: a share of nothing has no value, and an interval stays between 0 and
// 1, holds its share and narrows with n.
func TestShareEdges(t *testing.T) {
	t.Parallel()
	if s := report.ShareOf(0, 0); s.Value != nil || s.Interval != nil {
		t.Errorf("ShareOf(0, 0) = %+v, want no value", s)
	}
	if got := report.Wilson(1, -1); got != (report.Interval{Low: 0, High: 1}) {
		t.Errorf("Wilson(1, -1) = %+v, want everything", got)
	}
	width := 1.0
	for _, n := range []int{1, 2, 10, 1000, 1_000_000, math.MaxInt32} {
		none, half, all := report.Wilson(0, n), report.Wilson(n/2, n), report.Wilson(n, n)
		if none.Low != 0 || all.High != 1 || math.Abs(none.High-(1-all.Low)) > 1e-9 {
			t.Errorf("of %d: none is in %+v, all in %+v; want 0 and 1 inside, mirrored", n, none, all)
		}
		if p := float64(n/2) / float64(n); half.Low > p || half.High < p {
			t.Errorf("Wilson(%d, %d) = %+v without the share itself", n/2, n, half)
		}
		if none.High >= width {
			t.Errorf("of %d: none is below %v, want less than of fewer, %v", n, none.High, width)
		}
		width = none.High
	}
}

// TestTableOfLoad shows that a wait that cannot be foreseen is not written as none.
func TestTableOfLoad(t *testing.T) {
	t.Parallel()
	for want, tickets := range map[string][]report.Wait{
		"Semua 1 0 1 1 0,2 0,0 – M-19":     lives([2]float64{9, 0}),
		"Semua 2 1 1 2 0,5 0,2 4 jam M-19": lives([2]float64{9, 0}, [2]float64{9, 10}),
	} {
		r := report.Build(report.Facts{Query: report.Query{From: mondayAt(8), AsOf: mondayAt(12)}, Waits: tickets, Hours: kupang()})
		var out strings.Builder
		if err := r.Table(&out); err != nil || !strings.Contains(strings.Join(strings.Fields(out.String()), " "), want) {
			t.Errorf("table:\n%s\n%v, want the line\n%s", out.String(), err, want)
		}
	}
}
