package manage_test

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"loket/internal/loket"
	"loket/internal/report"
	"loket/internal/web/webtest"
)

// drawOffice draws an office of any figures, from nothing to years of waiting.
func drawOffice(t *rapid.T, clock *webtest.Clock) *counter {
	office := quietOffice(clock)
	timed := []report.Ending{report.Answered, report.ClosedUnanswered, report.Withdrawn}
	endings := map[string][]report.Ending{
		report.HandOffWait: timed, report.HandlingTime: timed, report.ChannelDelay: {report.Answered}, report.Load: {report.Closed},
		report.BotOutcome: {report.OutcomeAnswered, report.OutcomeFailed, report.OutcomeGuarded}, report.Deflection: {report.Deflected, report.HandedOff},
		report.PromiseKept: {report.Kept, report.Broken}, report.StatuteMet: {report.Met, report.Missed},
	}
	for _, measure := range slices.Sorted(maps.Keys(endings)) {
		for i := range rapid.IntRange(0, 25).Draw(t, "rows of "+measure) {
			took := time.Duration(rapid.Int64Range(0, 3*366*24*3600_000).Draw(t, "took")) >> rapid.IntRange(0, 40).Draw(t, "shorter") * time.Millisecond
			w := report.Wait{
				ID: fmt.Sprintf("%s:%d", measure, i), Measure: measure, Ended: report.Waiting,
				Start: clock.Now().Add(-time.Duration(rapid.IntRange(0, 400*24).Draw(t, "hours ago")) * time.Hour),
				Staff: rapid.SampledFrom([]loket.StaffID{"", "s1", "s2", "s3"}).Draw(t, "staff"), Topic: fmt.Sprintf("t%d", rapid.IntRange(0, 14).Draw(t, "topic")),
			}
			if rapid.IntRange(0, 3).Draw(t, "over") > 0 {
				w.Ended, w.End = rapid.SampledFrom(endings[measure]).Draw(t, "ending"), w.Start.Add(took)
				w.Wall, w.Office = took.Milliseconds(), took.Milliseconds()/rapid.Int64Range(1, 9).Draw(t, "open")
			}
			office.waits = append(office.waits, w)
		}
	}
	return office
}

// place reads a coordinate of a shape.
func place(t *rapid.T, n *webtest.Node, name string) float64 {
	at, err := strconv.ParseFloat(n.Attr[name], 64)
	if err != nil || math.IsNaN(at) || math.IsInf(at, 0) {
		t.Fatalf("<%s> stands at %s=%q", n.Name, name, n.Attr[name])
	}
	return at
}

// pictures are the charts of a page that are drawn, by their ids.
func pictures(page *webtest.Node) map[string]*webtest.Node {
	of := map[string]*webtest.Node{}
	for _, f := range page.All(".gambar figure") {
		if svg := f.One("svg[role=img]"); svg != nil {
			of[f.Attr["id"]] = svg
		}
	}
	return of
}

// TestShapesStayOnThePaper: whatever the figures are, no shape and no word begins or ends
// outside of its picture.
func TestShapesStayOnThePaper(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		clock := webtest.NewClock()
		office := drawOffice(rt, clock)
		days := rapid.SampledFrom([]int{0, 1, 6, 34, 35, 99, 100, 239, 240, 400}).Draw(rt, "days")
		from := clock.Now().AddDate(0, 0, -days).Format(time.DateOnly)
		page := office.shown(t, clock, "from="+from+"&to=2026-11-21"+rapid.SampledFrom([]string{"", "&staff=s1", "&topic=t3"}).Draw(rt, "filter"))
		for id, svg := range pictures(page) {
			var width, height float64
			if _, err := fmt.Sscanf(svg.Attr["viewBox"], "0 0 %g %g", &width, &height); err != nil {
				rt.Fatalf("%s has no paper: %v", id, svg.Attr)
			}
			inside := func(n *webtest.Node, x, y float64) {
				const rounded = 0.1
				if x < 0 || y < 0 || x > width+rounded || y > height+rounded {
					rt.Errorf("<%s class=%q> of %s reaches %g, %g on a paper of %g × %g", n.Name, n.Attr["class"], id, x, y, width, height)
				}
			}
			for _, n := range svg.All("rect") {
				x, y, w, h := place(rt, n, "x"), place(rt, n, "y"), place(rt, n, "width"), place(rt, n, "height")
				if w < 0 || h < 0 {
					rt.Errorf("a box of %s is %g × %g", id, w, h)
				}
				inside(n, x, y)
				inside(n, x+w, y+h)
			}
			for _, n := range svg.All("line") {
				inside(n, place(rt, n, "x1"), place(rt, n, "y1"))
				inside(n, place(rt, n, "x2"), place(rt, n, "y2"))
			}
			for _, n := range svg.All("text") {
				inside(n, place(rt, n, "x"), place(rt, n, "y"))
			}
		}
	})
}

// sumOf adds up some columns of the table beside a chart.
func sumOf(t *rapid.T, chart *webtest.Node, columns ...int) (sum int) {
	for _, row := range chart.All("tbody tr") {
		for _, i := range columns {
			n, err := strconv.Atoi(row.All("td")[i].Text())
			if err != nil {
				t.Fatalf("column %d of %q: %v", i, row.Text(), err)
			}
			sum += n
		}
	}
	return sum
}

// TestTablesSumToN: the tables beside the charts hold every row once.
func TestTablesSumToN(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		clock := webtest.NewClock()
		office := drawOffice(rt, clock)
		page := office.shown(t, clock, "from=2026-09-01&to=2026-11-21")
		built := report.Build(office.facts(report.Query{Agency: "kupang", From: dayOf("2026-09-01"), To: dayOf("2026-11-22")}))
		wait, bot, load := built.All(report.HandOffWait, report.Wall), built.All(report.BotOutcome, ""), built.All(report.Load, "").Load
		for _, c := range []struct {
			id      string
			want    int
			columns []int
		}{
			{"sebaran", wait.N, []int{0, 1, 2}}, {"tren", wait.N, []int{2}}, {"hasil-bot", bot.N, []int{0}}, {"antrean", load.Arrivals, []int{0}},
		} {
			if got := sumOf(rt, page.One("#"+c.id), c.columns...); got != c.want {
				rt.Errorf("the table of %s sums to %d, want %d", c.id, got, c.want)
			}
		}
		messages := 0
		for _, cell := range load.Cells {
			messages += cell.Messages
		}
		if chart := page.One("#jam-sibuk"); messages > 0 && sumOf(rt, chart, 0, 1, 2, 3, 4, 5, 6) != messages {
			rt.Errorf("the hours sum to %d messages, want %d", sumOf(rt, chart, 0, 1, 2, 3, 4, 5, 6), messages)
		}
	})
}

// TestColumnsAreAsLongAsWaits: a column is as high as its day's median, and the days of
// fewer than ten are pale in the picture and in the table.
func TestColumnsAreAsLongAsWaits(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		clock := webtest.NewClock()
		office := quietOffice(clock)
		var took []time.Duration
		var longest time.Duration
		pale := 0
		for day := range 7 {
			n := rapid.IntRange(1, 14).Draw(rt, "n")
			if n < 10 {
				pale++
			}
			took = append(took, time.Duration(rapid.IntRange(10, 600).Draw(rt, "minutes"))*time.Minute)
			longest = max(longest, took[day])
			office.waited(n, "s1", "", time.Duration(6-day)*24*time.Hour+11*time.Hour, took[day])
		}
		trend := office.shown(t, clock, "from=2026-11-15&to=2026-11-21").One("#tren")
		columns := trend.All("svg[role=img] .batang")
		if len(columns) != 7 {
			rt.Fatalf("%d columns of a week", len(columns))
		}
		for i, c := range columns {
			if got, want := place(rt, c, "height"), 124*float64(took[i])/float64(longest); math.Abs(got-want) > 0.06 {
				rt.Errorf("the column of %v is %g high, want %g", took[i], got, want)
			}
		}
		if got, rows := len(trend.All("svg[role=img] .pucat")), len(trend.All("tbody .pucat")); got != pale || rows != pale {
			rt.Errorf("%d days and %d lines are pale, want %d", got, rows, pale)
		}
	})
}

// TestNobodyBelowFiveIsNamed: whoever answered how many, no name stands beside fewer than
// five, and nobody's answers are left out of the sum.
func TestNobodyBelowFiveIsNamed(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		clock := webtest.NewClock()
		office := quietOffice(clock)
		total, named := 0, 0
		for i := range 6 {
			n := rapid.IntRange(0, 9).Draw(rt, "answers")
			office.waited(n, loket.StaffID(fmt.Sprintf("rekan-%d", i)), "", 5*time.Hour, time.Hour)
			if total += n; n >= 5 {
				named++
			}
		}
		chart := office.shown(t, clock, "").One("#petugas")
		if got := sumOf(rt, chart, 2); got != total {
			rt.Errorf("the table sums to %d answers, want %d", got, total)
		}
		names := 0
		for _, row := range chart.All("tbody tr") {
			if strings.Contains(row.One("th").Text(), "tidak ditampilkan") {
				continue
			}
			names++
			if n, err := strconv.Atoi(row.All("td")[2].Text()); err != nil || n < 5 {
				rt.Errorf("%q is named", row.Text())
			}
		}
		if bars := len(chart.All("svg[role=img] .alas")); names != named || named > 0 && bars != named {
			rt.Errorf("%d are named and %d drawn, want %d", names, bars, named)
		}
	})
}
