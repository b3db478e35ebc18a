package main

import (
	"database/sql"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"loket/internal/calendar"
	"loket/internal/loket"
	"loket/internal/loket/lokettest"
	"loket/internal/report"
	"loket/internal/store"
	"loket/internal/store/storetest"
	"loket/internal/web/webtest"
)

// crowded is an office of which the ledger says that it has many rows, so that none have
// to be made.
type crowded struct {
	*counted

	db *sql.DB
}

func newCrowded(t *testing.T) *crowded {
	t.Helper()
	c := &crowded{counted: &counted{t: t, clock: lokettest.NewClock(), agency: lokettest.Agency()}}
	address := storetest.ReadySQLite(t)
	ledger, err := store.Open(t.Context(), address, store.Options{Sealer: storetest.Sealer(t, 1), Now: c.clock.Now})
	c.must(err)
	t.Cleanup(func() { c.must(ledger.Close()) })
	c.ledger = ledger
	c.must(ledger.Register(t.Context(), c.agency, lokettest.Channels()...))
	c.db, err = sql.Open("sqlite", "file:"+strings.TrimPrefix(address, "sqlite:")+"?_pragma=busy_timeout(5000)")
	c.must(err)
	t.Cleanup(func() { c.must(c.db.Close()) })
	office, err := calendar.Default("Asia/Makassar")
	c.must(err)
	c.begins = time.Date(2027, 3, 1, 0, 0, 0, 0, calendar.NewMeter(calendar.History{{Calendar: office}}).Zone())
	return c
}

// holds says of each of some hours since the first that it has so many rows, which are
// not summed up yet.
func (c *crowded) holds(hours, rows int) {
	c.t.Helper()
	_, err := c.db.ExecContext(c.t.Context(), `WITH RECURSIVE i(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM i WHERE n + 1 < $1)
INSERT INTO rollup_hours (agency_id, hour_at, version, waits, built_at, due_at) SELECT $2, $3 + 3600000 * n, 1, $4, 0, 0 FROM i WHERE true
ON CONFLICT (agency_id, hour_at) DO UPDATE SET version = rollup_hours.version + 1, waits = excluded.waits, built_at = 0, due_at = 0`,
		hours, string(c.agency.ID), c.begins.UnixMilli(), rows)
	c.must(err)
}

// since is the query of so many hours from the first on, as of now.
func (c *crowded) since(hours float64) report.Query {
	return report.Query{Agency: c.agency.ID, From: c.at(0), To: c.at(hours)}
}

// exact tells whether the figures of a query were computed from rows.
func (c *crowded) exact(q report.Query) bool {
	c.t.Helper()
	r, err := c.figures().Report(c.t.Context(), q)
	c.must(err)
	text, err := json.Marshal(r)
	c.must(err)
	if told := strings.Contains(string(text), `"exact":true`); told != r.Exact || !told && !strings.Contains(string(text), `"exact":false`) {
		c.t.Errorf("exact is %v, and its JSON tells %s", r.Exact, text)
	}
	return r.Exact
}

// TestFiguresOfAMonthAreExact: a month, even of 31 days and one hour when clocks are put
// back, is computed from rows; what is longer is not, unless only rows can tell.
func TestFiguresOfAMonthAreExact(t *testing.T) {
	t.Parallel()
	c := newCrowded(t)
	const month = 31 * 24
	c.until(1)
	c.asks()
	c.until(3 * month)
	now := c.clock.Now()
	ended := func(q report.Query, to time.Time) report.Query {
		q.To = to
		return q
	}
	for _, of := range []struct {
		name  string
		query report.Query
		want  bool
	}{
		{"a day", c.since(24), true},
		{"31 days", c.since(month), true},
		{"31 days and the hour that comes twice", c.since(month + 1), true},
		{"a second more", ended(c.since(0), c.at(month+1).Add(time.Second)), false},
		{"three months", c.since(3 * month), false},
		{"no beginning", report.Query{Agency: c.agency.ID}, false},
		{"no beginning, until the second day", report.Query{Agency: c.agency.ID, To: c.at(48)}, false},
		{"no end, since yesterday", report.Query{Agency: c.agency.ID, From: now.Add(-24 * time.Hour)}, true},
		{"no end, since long ago", report.Query{Agency: c.agency.ID, From: c.at(0)}, false},
		{"since yesterday until far ahead", report.Query{Agency: c.agency.ID, From: now.Add(-24 * time.Hour), To: now.AddDate(1, 0, 0)}, true},
		{"as it was an hour ago", report.Query{Agency: c.agency.ID, AsOf: now.Add(-time.Hour)}, true},
		{"as it was two minutes ago", report.Query{Agency: c.agency.ID, AsOf: now.Add(-2 * time.Minute)}, true},
		{"as it was this minute", report.Query{Agency: c.agency.ID, AsOf: now.Add(-time.Minute)}, false},
		{"one unit", report.Query{Agency: c.agency.ID, Filter: report.Filter{Unit: loket.DefaultUnit}}, false},
		{"one unit day by day", report.Query{Agency: c.agency.ID, Filter: report.Filter{Unit: loket.DefaultUnit}, By: report.ByDay}, false},
		{"one unit by topic", report.Query{Agency: c.agency.ID, Filter: report.Filter{Unit: loket.DefaultUnit}, By: report.ByTopic}, true},
		{"a unit and a topic", report.Query{Agency: c.agency.ID, Filter: report.Filter{Unit: loket.DefaultUnit, Topic: "ktp"}}, true},
	} {
		if got := c.exact(of.query); got != of.want {
			t.Errorf("%s: exact is %v, want %v", of.name, got, of.want)
		}
	}
}

// TestFiguresAreTheSameEitherWay: with and without sums the one that waits is told alike.
func TestFiguresAreTheSameEitherWay(t *testing.T) {
	t.Parallel()
	c := newCrowded(t)
	c.until(9)
	c.asks()
	c.until(24)
	c.must(c.figures().catchUp(t.Context(), endless))
	for _, summed := range []bool{false, true} {
		if summed {
			c.must(c.figures().sumUpAll(t.Context(), mostSums))
		}
		rows, err := c.figures().Report(t.Context(), c.since(24))
		c.must(err)
		sums, err := c.figures().Report(t.Context(), report.Query{Agency: c.agency.ID})
		c.must(err)
		want, got := rows.All(report.HandOffWait, report.Wall), sums.All(report.HandOffWait, report.Wall)
		if !rows.Exact || sums.Exact || want.Waiting != 1 || got.N != want.N || got.Waiting != 1 || *got.AtLeast.Median != *want.AtLeast.Median {
			t.Errorf("summed up %v: %+v of rows, %+v of sums", summed, *want.Times, *got.Times)
		}
	}
}

// TestFiguresOfManyRows: a short period of more rows than are read in a second is told by
// sums; one row fewer, or a period beside them, is exact.
func TestFiguresOfManyRows(t *testing.T) {
	t.Parallel()
	c := newCrowded(t)
	c.until(48)
	for _, of := range []struct {
		rows int
		want bool
	}{{mostExact / 10, true}, {mostExact/10 + 1, false}} {
		c.holds(10, of.rows)
		if got := c.exact(c.since(24)); got != of.want {
			t.Errorf("ten hours of %d rows: exact is %v, want %v", of.rows, got, of.want)
		}
		if !c.exact(c.since(9)) {
			t.Errorf("nine of ten hours of %d rows are not exact, want them read", of.rows)
		}
		if q := (report.Query{Agency: c.agency.ID, From: c.at(10), To: c.at(40)}); !c.exact(q) {
			t.Errorf("hours after ten of %d rows are not exact, want them read", of.rows)
		}
	}
	brief := c.since(24)
	brief.Brief = true
	for _, of := range []struct {
		rows int
		want bool
	}{{mostBrief / 10, true}, {mostBrief/10 + 1, false}} {
		c.holds(10, of.rows)
		if got := c.exact(brief); got != of.want || !c.exact(c.since(24)) {
			t.Errorf("for a page ten hours of %d rows: exact is %v, want %v; for a report always", of.rows, got, of.want)
		}
	}
	c.holds(10, mostExact/10+1)
	two := c.since(24)
	two.By, two.Filter.Unit = report.ByTopic, loket.DefaultUnit
	if !c.exact(two) {
		t.Error("many rows of two parts at once are not exact, though no sum tells them")
	}
}

// TestFiguresArePutOff: while more rows than can be read are in no sum, a report says that
// it comes later; each time it is asked more is summed up, until it comes.
func TestFiguresArePutOff(t *testing.T) {
	t.Parallel()
	c := newCrowded(t)
	c.until(1000)
	c.holds(900, mostExact/100)
	asked, q := 0, c.since(1000)
	loose := func() int {
		t.Helper()
		now := q
		now.AsOf = c.clock.Now()
		_, loose, err := c.ledger.Size(t.Context(), now)
		c.must(err)
		return loose
	}
	for before := loose(); ; asked++ {
		r, err := c.figures().Report(t.Context(), q)
		if err == nil {
			if r.Exact {
				t.Error("a period of so many rows is exact, want it told by sums")
			}
			break
		}
		after := loose()
		if loket.CodeOf(err) != loket.CodeUnavailable || after <= mostExact || after >= before {
			t.Fatalf("asked %d times, %d of %d rows are still in no sum: %v; want it put off, and fewer", asked+1, after, before, err)
		}
		before = after
	}
	if left := loose(); asked == 0 || left > mostExact {
		t.Errorf("put off %d times, then told with %d rows in no sum; want it put off at first, and %d at most", asked, left, mostExact)
	}
	if !c.exact(report.Query{Agency: c.agency.ID, From: c.at(960), To: c.at(1000)}) {
		t.Error("a day beside so many rows is not exact")
	}
}

// TestDashboardOfManyRows: a page that is drawn from sums says so, and shows the same.
func TestDashboardOfManyRows(t *testing.T) {
	t.Parallel()
	c := newCrowded(t)
	c.until(9)
	c.asks()
	c.until(48)
	shown := func() *webtest.Node {
		return webtest.NewBrowser(boardOf(c.figures(), c.clock.Now, c.agency.ID).Handler()).Get("/laporan").Page(t)
	}
	const rounded = "Median dan persentil tepat sampai 1 %"
	rows := shown()
	c.holds(10, mostBrief)
	sums := shown()
	if strings.Contains(rows.Text(), rounded) || !strings.Contains(sums.Text(), rounded) {
		t.Errorf("few rows, then many: the page says it is rounded %v, then %v", strings.Contains(rows.Text(), rounded), strings.Contains(sums.Text(), rounded))
	}
	for _, chart := range []string{"#antrean", "#sebaran", "#tren", "#hasil-bot", "#jam-sibuk", "#" + report.HandOffWait} {
		want, got := rows.One(chart).Text(), sums.One(chart).Text()
		if want == "" || got != want {
			t.Errorf("%s of sums says %q, want what it says of rows: %q", chart, got, want)
		}
	}
	if text := sums.One("#antrean tbody").Text(); !strings.HasSuffix(text, " 1 0") {
		t.Errorf("the tickets of each day are %q, want one that came and is open", text)
	}
}
