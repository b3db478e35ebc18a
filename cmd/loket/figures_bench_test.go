package main

import (
	"cmp"
	"context"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"loket/internal/calendar"
	"loket/internal/loket"
	"loket/internal/report"
	"loket/internal/store"
	"loket/internal/store/storetest"
	"loket/internal/testserver"
	"loket/internal/web"
	"loket/internal/web/manage"
	"loket/internal/web/webtest"
)

// BenchmarkFigures holds the figures to their marks of speed, on both engines, over
// LOKET_FIGURES_EVENTS events (100,000 if nobody says) of a year of one agency, 100,000
// of a month of another, and 10,000 open tickets of a third. On SQLite a ledger that
// was made stays in LOKET_FIGURES_DIR, if that is said, and is taken from there.
func BenchmarkFigures(b *testing.B) {
	b.Run("SQLite", func(b *testing.B) {
		dir := cmp.Or(os.Getenv("LOKET_FIGURES_DIR"), b.TempDir())
		benchmarkFigures(b, "sqlite:"+filepath.Join(dir, "figures.db"))
	})
	b.Run("PostgreSQL", func(b *testing.B) { benchmarkFigures(b, testserver.PostgresFor(b).Database(b)) })
}

// monthTalks is how many conversations an office has in a month of 100,000 events.
const monthTalks = 10_000

// measured is the ledger that is measured.
type measured struct {
	b       *testing.B
	address string
	ledger  *store.Store
	end     time.Time // of the year, and what the clock says
	events  int
	found   bool // the ledger was there; its year may have been cut short
}

func benchmarkFigures(b *testing.B, address string) {
	m := &measured{b: b, address: address, end: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)}
	var err error
	if m.events, err = strconv.Atoi(cmp.Or(os.Getenv("LOKET_FIGURES_EVENTS"), "100000")); err != nil {
		b.Fatal(err)
	}
	m.ledger, err = store.Open(b.Context(), address, store.Options{Sealer: storetest.Sealer(b, 1), Now: func() time.Time { return m.end }})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = m.ledger.Close() })
	m.fill()
	m.reports()
	m.pages()
	m.run("Derive", func(b *testing.B) {
		for b.Loop() {
			if err := m.ledger.RebuildWaits(b.Context(), m.figures().hoursOf(b.Context()), func(int, int) {}); err != nil {
				b.Fatal(err)
			}
		}
	})
	m.run("Rebuild", func(b *testing.B) {
		for b.Loop() {
			if err := m.ledger.RebuildRollups(b.Context(), m.figures().hoursOf(b.Context()), func(int, int) {}); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// run runs a benchmark and tells its processor time as well, which says more of a busy
// machine.
func (m *measured) run(name string, do func(*testing.B)) {
	m.b.Run(name, func(b *testing.B) {
		before := processorTime(b)
		do(b)
		b.ReportMetric(float64((processorTime(b)-before).Milliseconds())/float64(b.N), "cpu-ms/op")
	})
}

func processorTime(b *testing.B) time.Duration {
	var use syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &use); err != nil {
		b.Fatal(err)
	}
	return time.Duration(use.Utime.Nano() + use.Stime.Nano())
}

// reports are those of the year, in every way, and the exact one of a month.
func (m *measured) reports() {
	for _, by := range []report.By{"", report.ByMonth, report.ByDay, report.ByTopic, report.ByStaff} {
		q := report.Query{Agency: "year", From: m.end.AddDate(-1, 0, 0), By: by}
		m.report("Year/"+string(by), q, m.events/storetest.EventsEach, false)
	}
	for _, by := range []report.By{"", report.ByDay, report.ByStaff} {
		q := report.Query{Agency: "month", From: m.end.AddDate(0, -1, 0), By: by}
		m.report("ExactMonth/"+string(by), q, monthTalks, true)
	}
}

// report makes one report over and over.
func (m *measured) report(name string, q report.Query, n int, exact bool) {
	m.run(name, func(b *testing.B) {
		for b.Loop() {
			r, err := m.figures().Report(b.Context(), q)
			if err != nil {
				b.Fatal(err)
			}
			if got := r.All(report.HandOffWait, report.Office); got.N != n && (exact || !m.found) || got.N == 0 || r.Exact != exact {
				b.Fatalf("n = %d, exact %v; want %d, %v", got.N, r.Exact, n, exact)
			}
		}
	})
}

// pages are the dashboard as who opens it first gets it: of seven days, as it opens, and
// of 28.
func (m *measured) pages() {
	for _, agency := range []loket.AgencyID{"year", "month", "open"} {
		for name, href := range map[string]string{"7": "/laporan", "28": "/laporan?from=2025-12-05&to=2026-01-01"} {
			m.run("Dashboard/"+string(agency)+"/"+name, func(b *testing.B) {
				for b.Loop() {
					house := boardOf(m.figures(), func() time.Time { return m.end }, agency)
					if page := webtest.NewBrowser(house.Handler()).Get(href); page.Status != http.StatusOK || !strings.Contains(page.Body, "M-03") {
						b.Fatalf("status %d: %.200s", page.Status, page.Body)
					}
				}
			})
		}
	}
}

// boardOf is a house of nothing but an agency's dashboard, in which its head stands.
func boardOf(f figures, now func() time.Time, agency loket.AgencyID) *web.Server {
	zone := time.FixedZone("WITA", 8*60*60)
	return &web.Server{Gate: openGate{loket.Staff{ID: "p", Agency: agency, Role: loket.RoleHead}}, Log: slog.New(slog.DiscardHandler), Parts: []web.Part{
		&manage.Manage{Figures: f, Counter: counting{dashboard{figures: f}}, Now: now, Zone: func(loket.AgencyID) *time.Location { return zone }},
	}}
}

// openGate lets one member of staff in.
type openGate struct{ who loket.Staff }

func (g openGate) Staff(http.ResponseWriter, *http.Request) (loket.Staff, error) { return g.who, nil }

func (openGate) Ask(http.ResponseWriter, *http.Request) error { return nil }

// counting is a dashboard of an office without a house around it: nobody is at work.
type counting struct{ dashboard }

func (c counting) Live(ctx context.Context, agency loket.AgencyID) (loket.Live, error) {
	return c.ledger.Live(ctx, agency)
}

func (c counting) Choices(ctx context.Context, agency loket.AgencyID) (of manage.Choices, err error) {
	of.Channels, err = c.ledger.ReportNames(ctx, agency)
	return of, err
}

// once does something that is not repeated, and tells how long it took.
func (m *measured) once(name string, do func() error) {
	m.b.Helper()
	began := time.Now()
	if err := do(); err != nil {
		m.b.Fatalf("%s: %v", name, err)
	}
	m.b.Logf("%s: %v", name, time.Since(began).Round(time.Millisecond))
}

// fill writes the events and derives their rows, unless they are there.
func (m *measured) fill() {
	last, err := m.ledger.LastEvent(m.b.Context())
	if err != nil {
		m.b.Fatal(err)
	}
	if m.found = last > 0; m.found {
		m.once("sum up the rest", func() error { return m.figures().sumUpAll(m.b.Context(), endless) })
		return
	}
	year, month := m.end.AddDate(-1, 0, 0), m.end.AddDate(0, -1, 0)
	agency := func(id loket.AgencyID, code string) loket.Agency {
		return loket.Agency{ID: id, Code: code, Name: string(id), Zone: "Asia/Makassar"}
	}
	of := func(n int, from time.Time) time.Duration { return m.end.Add(-time.Hour).Sub(from) / time.Duration(n) }
	for _, c := range []storetest.Conversations{
		{Agency: agency("year", "YR"), First: year, N: m.events / storetest.EventsEach, Every: of(m.events/storetest.EventsEach, year)},
		{Agency: agency("month", "MO"), First: month, N: monthTalks, Every: of(monthTalks, month)},
		{Agency: agency("open", "OP"), First: month, N: monthTalks, Every: of(monthTalks, month), Open: true},
	} {
		m.once("write events of "+string(c.Agency.ID), func() error {
			_, err := c.Write(m.b.Context(), m.ledger, m.address)
			return err
		})
	}
	f := m.figures()
	m.once("derive rows", func() error {
		return m.ledger.RebuildWaits(m.b.Context(), f.hoursOf(m.b.Context()), func(int, int) {})
	})
	m.once("sum up", func() error {
		return m.ledger.RebuildRollups(m.b.Context(), f.hoursOf(m.b.Context()), func(int, int) {})
	})
	m.once("tidy up", func() error { return storetest.Tidy(m.b.Context(), m.address) })
}

func (m *measured) figures() figures {
	return figures{ledger: m.ledger, now: func() time.Time { return m.end }, hours: keptHours{m.ledger, func(loket.AgencyID) (calendar.Calendar, error) {
		return calendar.Default("Asia/Makassar")
	}}.of}
}
