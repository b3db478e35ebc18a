package public_test

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"loket/internal/loket"
	"loket/internal/loket/lokettest"
	"loket/internal/report"
	"loket/internal/web"
	"loket/internal/web/public"
	"loket/internal/web/webtest"
)

// openHouse is an office whose figures everybody may read, or not.
type openHouse struct {
	*webtest.Browser
	clock    *webtest.Clock
	since    time.Time
	computed atomic.Int32
	from, to time.Time // last asked for
	survey   *report.OpenSurvey
	err      error
}

func newOpenHouse() *openHouse {
	h := &openHouse{clock: webtest.NewClock()}
	h.since = h.clock.Now()
	house := &web.Server{Log: slog.New(slog.DiscardHandler), Parts: []web.Part{&public.Open{
		Since: func(context.Context, loket.AgencyID) (time.Time, error) { return h.since, h.err },
		Figures: func(_ context.Context, a loket.Agency, from, to time.Time) (report.Open, error) {
			h.computed.Add(1)
			h.from, h.to = from, to
			o := report.OpenOf(report.Report{Agency: a.ID, From: from, To: to}, a.Name+" <b>", nil)
			o.Survey = h.survey
			return o, h.err
		},
		Agency: func(id loket.AgencyID) (loket.Agency, bool) { return lokettest.Agency(), id == lokettest.Agency().ID },
		Now:    h.clock.Now, Zone: webtest.WITA,
	}}}
	h.Browser = webtest.NewBrowser(house.Handler())
	return h
}

func openPath() string { return "/transparansi/" + string(lokettest.Agency().ID) }

func TestOpenPage(t *testing.T) {
	t.Parallel()
	h := newOpenHouse()
	page := h.Get(openPath()).Page(t)
	text := page.Text()
	for _, want := range []string{"24 Okt 2026 – 20 Nov 2026", "Tiket kepada petugas", "kurang dari 5", "CC BY 4.0", report.Define(report.PromiseKept).Text, "<b>"} {
		if !strings.Contains(text, want) {
			t.Errorf("the page lacks %q:\n%s", want, text)
		}
	}
	if len(page.All("#angka tbody tr")) != 11 {
		t.Errorf("the page has %d figures, want 11", len(page.All("#angka tbody tr")))
	}
	if want := 28 * 24 * time.Hour; h.to.Sub(h.from) != want || h.to.Hour() != 0 || h.to.After(h.clock.Now()) {
		t.Errorf("figures of %v to %v, want the 28 days until yesterday", h.from, h.to)
	}
}

// TestOpenSurvey shows the survey beside the figures, where there is one.
func TestOpenSurvey(t *testing.T) {
	t.Parallel()
	for _, n := range []int{-1, 3, 12} {
		h := newOpenHouse()
		day := h.clock.Now()
		f := report.OpinionFacts{Query: report.Query{From: day.AddDate(-1, 0, 0), To: day}}
		for i := range n {
			f.Sheets = append(f.Sheets, loket.Survey{ID: loket.SurveyID(rune('a' + i)), Scores: [9]int{4, 4, 4, 4, 4, 4, 4, 4, 3}})
		}
		o, err := report.OpinionOf(f)
		if err != nil {
			t.Fatal(err)
		}
		h.survey = report.OpenSurveyOf(o)
		page, data := h.Get(openPath()).Page(t), h.Get(openPath()+"/data.json").Body
		if shown := len(page.All("#ikm")) == 1; shown != (n > 0) || strings.Contains(data, `"survey"`) != shown {
			t.Fatalf("%d citizens: the survey is shown: %v; data:\n%s", n, shown, data)
		}
		if n < 0 {
			continue
		}
		text := page.One("#ikm").Text()
		for _, want := range map[int][]string{
			3:  {"21 Nov 2025 – 20 Nov 2026", "tidak ditampilkan (kurang dari 10 responden)", "kurang dari 5"},
			12: {"97,22 · A (Sangat Baik)", "Responden 12", "U9 Sarana dan prasarana 3,000"},
		}[n] {
			if !strings.Contains(text, want) {
				t.Errorf("%d citizens: %q, want %q in it", n, text, want)
			}
		}
		if n < 10 && (strings.Contains(text, "97,22") || strings.Contains(data, "97.22")) {
			t.Errorf("%d citizens are told of: %q\n%s", n, text, data)
		}
	}
}

func TestOpenData(t *testing.T) {
	t.Parallel()
	h := newOpenHouse()
	for path, kind := range map[string]string{"/data.csv": "text/csv; charset=utf-8", "/data.json": "application/json"} {
		got := h.Get(openPath() + path)
		if got.Status != http.StatusOK || got.Header.Get("Content-Type") != kind || got.Header.Get("Access-Control-Allow-Origin") != "*" {
			t.Errorf("%s = %d %s, want data that any site may take", path, got.Status, got.Header.Get("Content-Type"))
		}
		if !strings.Contains(got.Body, "CC BY 4.0") || !strings.Contains(got.Body, "2026-10-24") {
			t.Errorf("%s lacks its license or its days:\n%s", path, got.Body)
		}
		if !strings.Contains(got.Header.Get("Link"), "creativecommons.org") || got.Header.Get("Cache-Control") != "public, max-age=3600" {
			t.Errorf("%s: headers %v, want the license and an hour in caches", path, got.Header)
		}
	}
}

// TestOpenIsComputedOncePerDay: a crowd costs one computation, and so does the next day.
func TestOpenIsComputedOncePerDay(t *testing.T) {
	t.Parallel()
	h := newOpenHouse()
	var crowd sync.WaitGroup
	for range 50 {
		crowd.Go(func() { h.Clone().Get(openPath()) })
	}
	crowd.Wait()
	h.Get(openPath() + "/data.csv")
	if n := h.computed.Load(); n != 1 {
		t.Errorf("figures were computed %d times in a day, want once", n)
	}
	h.clock.Move(10 * time.Hour)
	h.Get(openPath())
	h.Get(openPath() + "/data.json")
	if n := h.computed.Load(); n != 2 {
		t.Errorf("figures were computed %d times in two days, want twice", n)
	}
}

func TestOpenIsOffUntilTurnedOn(t *testing.T) {
	t.Parallel()
	h := newOpenHouse()
	h.Get(openPath()) // was on
	h.since = time.Time{}
	for _, path := range []string{openPath(), openPath() + "/data.csv", openPath() + "/data.json", "/transparansi/lain", "/transparansi/lain/data.csv"} {
		if got := h.Get(path); got.Status != http.StatusNotFound || !strings.Contains(got.Body, "belum membuka angka layanannya") {
			t.Errorf("%s = %d, want 404: off and unknown look alike", path, got.Status)
		}
	}
	if n := h.computed.Load(); n != 1 {
		t.Errorf("figures were computed %d times, want none while it is off", n)
	}
	h.since, h.err = h.clock.Now(), errors.New("ledger is locked")
	if got := h.Get(openPath()); got.Status != http.StatusInternalServerError || strings.Contains(got.Body, "ledger") {
		t.Errorf("without a ledger = %d, want 500 without its words", got.Status)
	}
}

// TestOpenFailureIsNotKept: what failed once is computed again.
func TestOpenFailureIsNotKept(t *testing.T) {
	t.Parallel()
	h := newOpenHouse()
	h.err = loket.Errorf(loket.CodeUnavailable, "Angka laporan masih disusun.")
	if got := h.Get(openPath()); got.Status != http.StatusServiceUnavailable {
		t.Errorf("while figures are made = %d, want 503", got.Status)
	}
	h.err = nil
	if got := h.Get(openPath()); got.Status != http.StatusOK {
		t.Errorf("afterwards = %d, want 200", got.Status)
	}
}
