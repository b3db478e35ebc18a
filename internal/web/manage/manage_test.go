package manage_test

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"loket/internal/loket"
	"loket/internal/report"
	"loket/internal/web"
	"loket/internal/web/manage"
	"loket/internal/web/webtest"
)

// gate lets one member of staff in, whoever asks.
type gate struct{ staff loket.Staff }

func (g gate) Staff(http.ResponseWriter, *http.Request) (loket.Staff, error) { return g.staff, nil }

func (g gate) Ask(http.ResponseWriter, *http.Request) error { return nil }

// newOffice opens a house with the figures alone, for the head of office.
func newOffice(figures manage.Figures, clock *webtest.Clock) *webtest.Browser {
	return openOffice(figures, &counter{}, loket.RoleHead, clock)
}

func openOffice(figures manage.Figures, office manage.Counter, role loket.Role, clock *webtest.Clock) *webtest.Browser {
	house := &web.Server{
		Gate:  gate{loket.Staff{ID: "p", Agency: "kupang", Name: "Rekan", Role: role}},
		Parts: []web.Part{&manage.Manage{Figures: figures, Counter: office, Now: clock.Now, Zone: webtest.WITA}},
		Log:   slog.New(slog.DiscardHandler),
	}
	return webtest.NewBrowser(house.Handler())
}

// facts are eleven bot answers on two channels and two hand-offs, one of them
// still waiting for three hours.
func facts(now time.Time) report.Facts {
	wait := func(measure string, channel loket.ChannelID, ago, took time.Duration) report.Wait {
		w := report.Wait{Measure: measure, Channel: channel, Start: now.Add(-ago), Ended: report.Waiting}
		if took > 0 {
			w.Ended, w.End, w.Wall = report.Answered, w.Start.Add(took), took.Milliseconds()
		}
		return w
	}
	f := report.Facts{
		Query: report.Query{Agency: "kupang", AsOf: now},
		Names: []report.Name{{ID: "c1", Text: "Telegram <b>"}, {ID: "c2", Text: "Chat situs"}},
	}
	for i := range 10 {
		f.Waits = append(f.Waits, wait(report.BotAnswer, "c1", 5*time.Hour, time.Duration(i+1)*time.Second))
	}
	f.Waits = append(f.Waits, wait(report.BotAnswer, "c2", 5*time.Hour, 1200*time.Millisecond),
		wait(report.HandOffWait, "c1", 5*time.Hour, 200*time.Second), wait(report.HandOffWait, "c2", 3*time.Hour, 0))
	return f
}

// TestWarnings: what a channel lost, and that texts go abroad, stands above the figures.
func TestWarnings(t *testing.T) {
	t.Parallel()
	clock := webtest.NewClock()
	figures := &webtest.Figures{Facts: facts(clock.Now())}
	gap := loket.ChannelGap{ChannelName: "Telegram <b>", From: clock.Now()}
	figures.Facts.Outages = []report.Outage{report.OutageOf(gap, time.UTC)}
	got := newOffice(figures, clock).Get("/laporan")
	if got, want := got.Page(t).One(".pesan").Text(), "Perhatian: "+figures.Facts.Outages[0].Text().String(); got != want {
		t.Errorf("above the figures = %q, want %q", got, want)
	}
	figures.Facts.Outages, figures.Facts.Abroad = nil, "Kepala Dinas <b>"
	abroad := newOffice(figures, clock).Get("/laporan").Page(t).One(".pesan").Text()
	if !strings.HasPrefix(abroad, "Perhatian: teks warga") || !strings.HasSuffix(abroad, "di luar negeri, atas keputusan Kepala Dinas <b>.") {
		t.Errorf("above the figures of who sends texts abroad = %q", abroad)
	}
	if !strings.Contains(got.Body, "15 Nov 2026 – 21 Nov 2026") || !strings.Contains(got.Body, "keadaan per 21 Nov, 14.05 WITA") {
		t.Errorf("the page does not name its period and its moment:\n%s", got.Body)
	}
}

func TestPeriod(t *testing.T) {
	t.Parallel()
	clock := webtest.NewClock()
	for address, want := range map[string]string{
		"/laporan":                                    "15-11 22-11", // seven days with today
		"/laporan?from=2026-11-21&to=2026-11-21":      "21-11 22-11",
		"/laporan?from=2026-11-01":                    "01-11 02-11",
		"/laporan?to=2026-11-01":                      "01-11 02-11",
		"/laporan?from=2026-10-30&to=2026-11-02":      "30-10 03-11",
		"/laporan?from=2024-02-29&to=2024-02-29&x=%2": "29-02 01-03",
	} {
		figures := &webtest.Figures{}
		got := newOffice(figures, clock).Get(address)
		if asked := figures.Asked.From.Format("02-01") + " " + figures.Asked.To.Format("02-01"); asked != want || got.Status != http.StatusOK {
			t.Errorf("%s asks for [%s), status %d, want [%s)", address, asked, got.Status, want)
		}
		if figures.Asked.From.Format("15:04 MST") != "00:00 WITA" || figures.Asked.Agency != "kupang" {
			t.Errorf("%s begins at %v for %q, want midnight in the agency's zone, for its own agency", address, figures.Asked.From, figures.Asked.Agency)
		}
	}
	for address, says := range map[string]string{
		"/laporan?from=2026-11-22&to=2026-11-21": "Tanggal awal lebih lambat daripada tanggal akhir. Tukar keduanya.",
		"/laporan?from=kemarin&to=2026-11-21":    "Tanggal tidak terbaca. Tulis seperti 2026-11-21.",
		"/laporan?from=2026-11-21&to=21/11/2026": "Tanggal tidak terbaca. Tulis seperti 2026-11-21.",
		"/laporan?from=2020-01-01&to=2026-11-21": "Periode terlalu panjang: paling banyak tiga tahun.",
		"/laporan?kind=surat":                    "Jenis tiket tidak dikenal. Pilih dari daftar.",
	} {
		figures := &webtest.Figures{}
		got := newOffice(figures, clock).Get(address)
		if text := got.Page(t).One("[role=alert]").Text(); got.Status != http.StatusBadRequest || text != says || figures.Asked.Agency != "" {
			t.Errorf("%s: status %d, %q, want 400, %q and no figures asked for", address, got.Status, text, says)
		}
	}
	t.Run("Links", func(t *testing.T) {
		t.Parallel()
		b := newOffice(&webtest.Figures{}, clock)
		page := b.Get("/laporan").Page(t)
		var links []string
		for _, a := range page.All(".tab a") {
			links = append(links, a.Attr["href"])
		}
		want := []string{
			"/laporan?from=2026-11-21&to=2026-11-21", "/laporan?from=2026-11-15&to=2026-11-21", "/laporan?from=2026-10-25&to=2026-11-21",
			"/laporan?from=2026-10-01&to=2026-10-31",
		}
		if diff := cmp.Diff(want, links); diff != "" {
			t.Errorf("periods one click away (-want +got):\n%s", diff)
		}
		for _, link := range links {
			if got := b.Get(link).Page(t).One(".tab [aria-current=page]"); got == nil || got.Attr["href"] != link {
				t.Errorf("%s is not marked as the current period", link)
			}
		}
	})
}

func TestReportFails(t *testing.T) {
	t.Parallel()
	clock := webtest.NewClock()
	got := newOffice(&webtest.Figures{Err: errors.New("ledger is locked")}, clock).Get("/laporan")
	if got.Status != http.StatusInternalServerError || strings.Contains(got.Body, "locked") {
		t.Errorf("figures without ledger: status %d, want 500 without the reason", got.Status)
	}
	empty := newOffice(figuresFunc(func() report.Report { return report.Report{AsOf: clock.Now()} }), clock).Get("/laporan")
	if empty.Status != http.StatusOK || len(empty.Page(t).All("table")) != 0 {
		t.Errorf("a report without measures: status %d, want a page without tables", empty.Status)
	}
}

// figuresFunc answers every period with what the function makes.
type figuresFunc func() report.Report

func (f figuresFunc) Report(context.Context, report.Query) (report.Report, error) {
	return f(), nil
}

func (f figuresFunc) Reports(ctx context.Context, q report.Query, parts ...report.By) ([]report.Report, error) {
	return each(ctx, f.Report, q, parts)
}

// FuzzPeriod: whatever stands in the address, the page asks for an ordered
// span of whole days, or refuses.
func FuzzPeriod(f *testing.F) {
	f.Add("2026-11-01", "2026-11-21")
	f.Add("9999-12-31", "9999-12-31")
	f.Add("", "x")
	clock := webtest.NewClock()
	f.Fuzz(func(t *testing.T, from, to string) {
		figures := &webtest.Figures{}
		b := newOffice(figures, clock)
		r := urlOf(from, to)
		got := b.Get(r)
		switch got.Status {
		case http.StatusBadRequest:
		case http.StatusOK:
			if !figures.Asked.From.Before(figures.Asked.To) || figures.Asked.To.Sub(figures.Asked.From)%(24*time.Hour) != 0 {
				t.Errorf("%s asks for [%v, %v)", r, figures.Asked.From, figures.Asked.To)
			}
		default:
			t.Errorf("%s: status %d, want 200 or 400", r, got.Status)
		}
	})
}
