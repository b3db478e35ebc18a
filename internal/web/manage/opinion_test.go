package manage_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"testing"

	"loket/internal/loket"
	"loket/internal/report"
	"loket/internal/web"
	"loket/internal/web/manage"
	"loket/internal/web/webtest"
)

// polled is a house with the page of the survey, and what was asked of it last.
type polled struct {
	*webtest.Browser
	asked  report.Wish
	agency loket.AgencyID
	facts  report.OpinionFacts
	err    error
	on     bool
}

func newPolled(role loket.Role) *polled {
	p, clock := &polled{on: true}, webtest.NewClock()
	house := &web.Server{
		Gate: gate{loket.Staff{ID: "p", Agency: "kupang", Name: "Rekan", Role: role}},
		Parts: []web.Part{&manage.Opinions{
			Opinion: func(_ context.Context, agency loket.AgencyID, wish report.Wish) (report.Opinion, error) {
				p.agency, p.asked = agency, wish
				o, err := report.OpinionOf(p.facts)
				return o, errors.Join(err, p.err)
			},
			Units: func(loket.AgencyID) []report.Name {
				return []report.Name{{ID: "umum", Text: "Umum"}, {ID: "akta", Text: "Seksi <Akta>"}}
			},
			Offered: func(loket.AgencyID) bool { return p.on }, Now: clock.Now, Zone: webtest.WITA,
		}},
		Log: slog.New(slog.DiscardHandler),
	}
	p.facts = report.OpinionFacts{Query: report.Query{AsOf: clock.Now()}, Served: 1000, Titles: map[string]string{"ktp": "KTP <b>hilang</b>"}}
	for i, scores := range [][9]int{{4, 3, 2, 4, 3, 3, 4, 2, 3}, {3, 3, 3, 4, 3, 3, 4, 3, 3}, {4, 4, 2, 4, 3, 3, 3, 2, 2}, {3, 3, 3, 4, 3, 3, 4, 2, 3}} {
		p.facts.Sheets = append(p.facts.Sheets, loket.Survey{
			ID: loket.SurveyID(fmt.Sprint(i)), State: loket.SurveyDone, Scores: scores, Topic: "ktp", Profile: loket.Profile{2},
		})
	}
	p.Browser = webtest.NewBrowser(house.Handler())
	return p
}

// TestOpinionPage shows what the survey comes to: the index and its grade, each element,
// who answered, the sample, and where the files are.
func TestOpinionPage(t *testing.T) {
	t.Parallel()
	p := newPolled(loket.RoleHead)
	answer := p.Get("/laporan/ikm")
	page := answer.Page(t)
	if answer.Status != http.StatusOK || p.agency != "kupang" || p.asked != (report.Wish{From: "2025-11-22", To: "2026-11-21"}) {
		t.Errorf("status %d; asked %s for %+v, want kupang's last year", answer.Status, p.agency, p.asked)
	}
	for section, wants := range map[string][]string{
		"#ikm":       {"IKM 77,78", "B (Baik)", "4 (n kecil)", "belum cukup: perlu 278 dari 1.000", "U8 Penanganan pengaduan", "M-15"},
		"#unsur":     {"U1 Persyaratan 14 3,500 0,389", "U9 Sarana dan prasarana 11 2,750 0,306"},
		"#responden": {"Jenis kelamin Perempuan 4", "Jenis kelamin Laki-laki 0", "Jenis layanan KTP <b>hilang</b> 4"},
	} {
		for _, want := range wants {
			if text := page.One(section).Text(); !strings.Contains(text, want) {
				t.Errorf("%s = %q, want %q in it", section, text, want)
			}
		}
	}
	for _, format := range []string{"xlsx", "pdf", "csv", "html", "json"} {
		want := "/laporan/unduh?baris=ikm&format=" + format + "&from=2025-11-22&to=2026-11-21"
		if !strings.Contains(answer.Body, strings.ReplaceAll(want, "&", "&amp;")) {
			t.Errorf("nothing leads to %s", want)
		}
	}
	if strings.Contains(page.Text(), "tidak ditawarkan") {
		t.Error("a survey that is offered is said not to be")
	}
}

// TestOpinionPageAsked reads what a reader asks for; what is wrong with it is told on the
// page, with nothing computed.
func TestOpinionPageAsked(t *testing.T) {
	t.Parallel()
	t.Run("PeriodAndUnit", func(t *testing.T) {
		t.Parallel()
		p := newPolled(loket.RoleAuditor)
		answer := p.Get("/laporan/ikm?from=2026-01-01&to=2026-06-30&unit=akta")
		if p.asked != (report.Wish{From: "2026-01-01", To: "2026-06-30", Unit: "akta"}) {
			t.Errorf("asked for %+v", p.asked)
		}
		page := answer.Page(t)
		if got := page.One("option[selected]").Text(); got != "Seksi <Akta>" {
			t.Errorf("the unit chosen is %q", got)
		}
		if !strings.Contains(answer.Body, "&amp;to=2026-06-30&amp;unit=akta") {
			t.Error("the files are of another unit")
		}
	})
	t.Run("Off", func(t *testing.T) {
		t.Parallel()
		p := newPolled(loket.RoleSupervisor)
		p.on = false
		if text := p.Get("/laporan/ikm").Page(t).Text(); !strings.Contains(text, "sedang tidak ditawarkan") || !strings.Contains(text, "77,78") {
			t.Errorf("%q, want it told, and the figures all the same", text)
		}
	})
	t.Run("Nobody", func(t *testing.T) {
		t.Parallel()
		p := newPolled(loket.RoleSupervisor)
		p.facts.Sheets, p.facts.Served = nil, 0
		if text := p.Get("/laporan/ikm").Page(t).Text(); !strings.Contains(text, "belum ada warga yang dilayani") || strings.Contains(text, "NaN") {
			t.Errorf("%q, want it said that nobody was served", text)
		}
	})
	for name, c := range map[string]struct {
		query  string
		err    error
		status int
		says   string
	}{
		"Day":     {"?from=kemarin", nil, http.StatusBadRequest, "Tanggal tidak terbaca"},
		"Reverse": {"?from=2026-02-01&to=2026-01-01", nil, http.StatusBadRequest, "Tukar keduanya"},
		"Unit":    {"?unit=lain", loket.Errorf(loket.CodeInvalid, `unit "lain" tidak ada`), http.StatusBadRequest, `unit "lain" tidak ada`},
		"Busy":    {"", loket.Errorf(loket.CodeUnavailable, "Sedang ramai."), http.StatusServiceUnavailable, "Sedang ramai"},
		"Broken":  {"", errors.New("the ledger is gone"), http.StatusInternalServerError, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newPolled(loket.RoleHead)
			p.err = c.err
			answer := p.Get("/laporan/ikm" + c.query)
			if answer.Status != c.status || !strings.Contains(answer.Page(t).Text(), c.says) || strings.Contains(answer.Body, "ledger is gone") || strings.Contains(answer.Body, "77,78") {
				t.Errorf("status %d: %s, want %d and %q", answer.Status, answer.Page(t).Text(), c.status, c.says)
			}
		})
	}
}
