package manage_test

import (
	"errors"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	"loket/internal/loket"
	"loket/internal/report"
	"loket/internal/web"
	"loket/internal/web/manage"
	"loket/internal/web/webtest"
)

// newImproving opens a house with the page of what to fix, for one role.
func newImproving(improver *webtest.Improver, clock *webtest.Clock, role loket.Role) *webtest.Browser {
	house := &web.Server{
		Gate:  gate{loket.Staff{ID: "p", Agency: "kupang", Name: "Rekan", Role: role}},
		Parts: []web.Part{&manage.Improve{Improver: improver, Now: clock.Now, Zone: webtest.WITA}},
		Log:   slog.New(slog.DiscardHandler),
	}
	return webtest.NewBrowser(house.Handler())
}

// missing are three questions about parking that nobody has taken up, an entry that
// failed once and a publication that helped nobody yet.
func missing(now time.Time) report.GapFacts {
	f := report.GapFacts{
		Agency: "kupang", From: now.AddDate(0, 0, -28), To: now, AsOf: now, Bound: 2000, Titles: map[string]string{"ktp": "KTP <b>hilang</b>"},
		Publications: []report.Published{{Entry: "ktp", At: now.Add(-time.Hour)}},
		Waits: []report.Wait{
			{Measure: report.QuoteContested, Detail: "ktp", Start: now.Add(-2 * time.Hour), End: now.Add(-2 * time.Hour), Ended: report.HandedOff},
			{Measure: report.EntryEffect, Detail: "ktp", Start: now.Add(-2 * time.Hour), End: now.Add(-2 * time.Hour), Ended: report.Offered},
			{Measure: report.Load, Start: now.Add(-2 * time.Hour), Ended: report.Waiting},
		},
	}
	for i, text := range []string{"parkir <i>di mana</i>", "parkir di mana", "parkir"} {
		f.Questions = append(f.Questions, report.Question{
			ID: loket.EventID(rune('a' + i)), At: now.Add(-time.Duration(i+1) * time.Hour), Why: report.NoAnswer, Text: text, Traits: []string{"parkir"}, Best: "ktp", Likely: true,
		})
	}
	return f
}

func TestImprovePage(t *testing.T) {
	t.Parallel()
	for role, reads := range map[loket.Role]bool{
		loket.RoleSupervisor: true, loket.RoleAdmin: true, loket.RoleHead: false, loket.RoleCurator: false, loket.RoleAuditor: false,
	} {
		t.Run(string(role), func(t *testing.T) {
			t.Parallel()
			clock := webtest.NewClock()
			improver := &webtest.Improver{Facts: missing(clock.Now())}
			got := newImproving(improver, clock, role).Get("/laporan/perbaikan")
			page := got.Page(t)
			if row := page.One("#pertanyaan tbody tr").Text(); !strings.Contains(row, "parkir") || !strings.Contains(row, "3 tidak dikenali") {
				t.Errorf("the group = %q, want its word and why", row)
			}
			if shown := strings.Contains(page.One("#pertanyaan tbody").Text(), "“parkir <i>di mana</i>”"); shown != reads {
				t.Errorf("citizens' words are shown: %v, want %v", shown, reads)
			}
			if noted := improver.Texts != nil && improver.Texts.ActorID == "p" && improver.Texts.Actor == loket.ByStaff; noted != reads {
				t.Errorf("noted for the audit log: %+v, want it only when words are read, with who", improver.Texts)
			}
			for section, want := range map[string]string{"#jawaban": "KTP <b>hilang</b> 100,0 % (1/1)", "#hasil": "KTP <b>hilang</b> 21 Nov 2026", "#ditanyakan": "KTP <b>hilang</b> 2 1 1 0 0 0 1", "#jam": "04.00–05.00 1"} {
				if text := page.One(section + " tbody").Text(); !strings.Contains(text, want) {
					t.Errorf("%s = %q, want %q", section, text, want)
				}
			}
			if q := improver.Asked; q.Agency != "kupang" || q.To.Sub(q.From) != 28*24*time.Hour {
				t.Errorf("asked for %+v, want 28 days of the reader's agency", q)
			}
		})
	}
}

func TestImprovePageWithoutAnything(t *testing.T) {
	t.Parallel()
	clock := webtest.NewClock()
	improver := &webtest.Improver{}
	b := newImproving(improver, clock, loket.RoleHead)
	text := b.Get("/laporan/perbaikan?from=2026-11-20&to=2026-11-21").Page(t).Text()
	for _, want := range []string{"Tidak ada pertanyaan yang luput", "Tidak ada jawaban yang gagal", "Tidak ada jawaban yang ditanyakan", "Tidak ada tiket", "20 Nov 2026 – 21 Nov 2026"} {
		if !strings.Contains(text, want) {
			t.Errorf("the empty page lacks %q", want)
		}
	}
	if got := b.Get("/laporan/perbaikan?from=kemarin"); got.Status != http.StatusBadRequest || !strings.Contains(got.Body, "Tanggal tidak terbaca") {
		t.Errorf("a day that cannot be read = %d, want 400 and the cure", got.Status)
	}
	improver.Err = loket.Errorf(loket.CodeUnavailable, "Daftar perbaikan sedang disusun.")
	if got := b.Get("/laporan/perbaikan"); got.Status != http.StatusServiceUnavailable || !strings.Contains(got.Body, "sedang disusun") {
		t.Errorf("while another list is made = %d, want 503 and why", got.Status)
	}
	improver.Err = errors.New("ledger is locked")
	if got := b.Get("/laporan/perbaikan"); got.Status != http.StatusInternalServerError || strings.Contains(got.Body, "ledger") {
		t.Errorf("without a ledger = %d, want 500 without its words", got.Status)
	}
}
