package manage_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"loket/internal/loket"
	"loket/internal/report"
	"loket/internal/web/webtest"
)

// TestImproveIsForWhoMends: an officer is turned away before anything is read; only
// who may read the figures is led to them.
func TestImproveIsForWhoMends(t *testing.T) {
	t.Parallel()
	for role, want := range map[loket.Role]struct{ enters, reports bool }{
		loket.RoleOfficer: {false, false}, loket.RoleCurator: {true, false}, loket.RoleHead: {true, true},
		loket.RoleSupervisor: {true, true}, loket.RoleAdmin: {true, true}, loket.RoleAuditor: {true, true},
	} {
		clock := webtest.NewClock()
		improver := &webtest.Improver{Facts: missing(clock.Now())}
		got := newImproving(improver, clock, role).Get("/laporan/perbaikan")
		if enters := got.Status == http.StatusOK; enters != want.enters || enters != (improver.Asked.Agency != "") {
			t.Errorf("%q enters: %d, asked %+v, want %v and nothing read otherwise", role, got.Status, improver.Asked, want.enters)
		}
		if led := strings.Contains(got.Body, "Laporan waktu tanggap</a></p>"); led != want.reports {
			t.Errorf("%q is led to the figures: %v, want %v", role, led, want.reports)
		}
		if !want.enters && got.Status != http.StatusForbidden {
			t.Errorf("%q = %d, want 403", role, got.Status)
		}
	}
}

// TestImproveReadsNothingInVain: a period that cannot be is told with its cure, and
// neither is anything read for it nor noted that somebody did.
func TestImproveReadsNothingInVain(t *testing.T) {
	t.Parallel()
	for query, cure := range map[string]string{
		"from=2026-11-21&to=2026-11-20": "Tukar keduanya", "from=2020-01-01&to=2026-11-20": "paling banyak tiga tahun",
		"to=2026-02-30": "Tanggal tidak terbaca", "from=%3Cb%3E": "Tanggal tidak terbaca",
	} {
		clock := webtest.NewClock()
		improver := &webtest.Improver{Facts: missing(clock.Now())}
		got := newImproving(improver, clock, loket.RoleSupervisor).Get("/laporan/perbaikan?" + query)
		page := got.Page(t)
		if got.Status != http.StatusBadRequest || !strings.Contains(page.One("p.pesan").Text(), cure) {
			t.Errorf("%s = %d, want 400 and %q", query, got.Status, cure)
		}
		if improver.Texts != nil || improver.Asked.Agency != "" || len(page.All("#pertanyaan")) != 0 {
			t.Errorf("%s: asked %+v, noted %+v, want neither, nor a list", query, improver.Asked, improver.Texts)
		}
	}
}

// TestImproveIsBounded: fifty groups and fifty entries are shown, and how many groups
// are not; whoever may not read texts finds none in the page's source.
func TestImproveIsBounded(t *testing.T) {
	t.Parallel()
	for role, reads := range map[loket.Role]bool{loket.RoleCurator: false, loket.RoleSupervisor: true} {
		for groups, more := range map[int]string{50: "", 53: "Dan 3 kelompok lain"} {
			clock := webtest.NewClock()
			f := missing(clock.Now())
			f.Questions = nil
			for i := range groups {
				at := clock.Now().Add(-time.Hour)
				f.Questions = append(f.Questions, report.Question{
					ID: loket.EventID(fmt.Sprint(i)), At: at, Why: report.NoAnswer, Text: fmt.Sprint("rahasia", i), Traits: []string{fmt.Sprint("kata", i)},
				})
				f.Waits = append(f.Waits, report.Wait{Measure: report.QuoteContested, Detail: fmt.Sprint("jawaban", i), Start: at, End: at, Ended: report.Denied})
			}
			got := newImproving(&webtest.Improver{Facts: f}, clock, role).Get("/laporan/perbaikan")
			page := got.Page(t)
			if rows, entries := len(page.All("#pertanyaan tbody tr")), len(page.All("#jawaban tbody tr")); rows != 50 || entries != 50 {
				t.Errorf("of %d each %d groups and %d entries are shown, want 50", groups, rows, entries)
			}
			if told := strings.Contains(page.Text(), "kelompok lain yang lebih murah"); told != (more != "") || !strings.Contains(page.Text(), more) {
				t.Errorf("of %d groups it says that there are more: %v, want %q", groups, told, more)
			}
			if n := strings.Count(got.Body, "rahasia"); reads && n != 50 || !reads && n != 0 {
				t.Errorf("%s finds %d texts in the source, may read them: %v", role, n, reads)
			}
		}
	}
}
