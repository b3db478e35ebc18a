package manage_test

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"loket/internal/loket"
	"loket/internal/report"
	"loket/internal/web"
	"loket/internal/web/manage"
	"loket/internal/web/webtest"
)

// drawer is a Sampler over quotes in memory.
type drawer struct {
	quotes []report.Sampled
	asked  report.Query
	n      int
	seed   string
}

func (d *drawer) Sample(_ context.Context, _ loket.Staff, q report.Query, n int, seed string) ([]report.Sampled, map[string]string, error) {
	d.asked, d.n, d.seed = q, n, seed
	return report.Sample(d.quotes, n, seed), map[string]string{"ktp": "KTP <b>hilang</b>"}, nil
}

func (d *drawer) Judge(_ context.Context, _ loket.Staff, quote loket.EventID, how loket.Judgement) error {
	for i := range d.quotes {
		if d.quotes[i].Quote == quote {
			d.quotes[i].Judged = &how
			return nil
		}
	}
	return loket.ErrNotFound
}

func openSamples(d *drawer, role loket.Role) *webtest.Browser {
	house := &web.Server{
		Gate:  gate{loket.Staff{ID: "p", Agency: "kupang", Name: "Rekan", Role: role}},
		Parts: []web.Part{&manage.Samples{Sampler: d, Now: webtest.NewClock().Now, Zone: webtest.WITA}},
		Log:   slog.New(slog.DiscardHandler),
	}
	return webtest.NewBrowser(house.Handler())
}

func drawn(n int) *drawer {
	d := &drawer{}
	for i := range n {
		d.quotes = append(d.quotes, report.Sampled{
			Quote: loket.EventID(fmt.Sprint("k", i)), Entry: "ktp", At: webtest.NewClock().Now().Add(-time.Duration(i) * time.Hour), Question: fmt.Sprintf("tanya <i>%d</i>", i),
		})
	}
	return d
}

func TestSamplePage(t *testing.T) {
	t.Parallel()
	d := drawn(5)
	d.quotes[4].Question = ""
	b := openSamples(d, loket.RoleCurator)
	page := b.Get("/laporan/sampel?from=2026-11-01&to=2026-11-20&n=5&undian=juli").Page(t)
	if got := len(page.All(".sampel li")); got != 5 || d.n != 5 || d.seed != "juli" || d.asked.Agency != "kupang" || !d.asked.To.Equal(dayOf("2026-11-21")) {
		t.Errorf("%d quotes of %+v, n %d, seed %q", got, d.asked, d.n, d.seed)
	}
	first := page.All(".sampel li")[0].Text()
	if !strings.Contains(first, "“tanya <i>0</i>”") || !strings.Contains(first, "KTP <b>hilang</b>") {
		t.Errorf("a quote reads %q, want the question and the title as text", first)
	}
	if last := page.All(".sampel li")[4].Text(); !strings.Contains(last, "tulisan warga tidak ada lagi") {
		t.Errorf("a quote without a text reads %q", last)
	}
	if got := page.One("#hasil-sampel").Text(); got != "0 dari 5 sudah dinilai. Benar: –, selang 95 %: –. Ragu: 0." {
		t.Errorf("before any judgement %q", got)
	}
	for i, how := range []string{"benar", "benar", "salah", "ragu"} {
		got := b.Post("/laporan/sampel", "kutipan", fmt.Sprint("k", i), "nilai", how, "from", "2026-11-01", "to", "2026-11-20", "n", "5", "undian", "juli")
		at, err := url.Parse(got.Location())
		if err != nil || got.Status != http.StatusSeeOther || at.Fragment != fmt.Sprint("k", i) || at.Query().Get("undian") != "juli" || at.Query().Get("n") != "5" || at.Query().Get("from") != "2026-11-01" {
			t.Fatalf("judging %d: status %d to %q, want back to the same sample", i, got.Status, got.Location())
		}
	}
	page = b.Get("/laporan/sampel?from=2026-11-01&to=2026-11-20&n=5&undian=juli").Page(t)
	if got := page.One("#hasil-sampel").Text(); got != "4 dari 5 sudah dinilai. Benar: 66,7 % (2/3), selang 95 %: 20,8 % – 93,9 %. Ragu: 1." {
		t.Errorf("after four %q", got)
	}
	if got := page.All(".sampel li")[2].Text(); !strings.Contains(got, "dinilai salah") {
		t.Errorf("the third reads %q, want its judgement", got)
	}
}

func TestSampleDefaults(t *testing.T) {
	t.Parallel()
	d := &drawer{}
	page := openSamples(d, loket.RoleAdmin).Get("/laporan/sampel").Page(t)
	if d.n != 30 || d.seed != "" || !d.asked.From.Equal(dayOf("2026-10-24")) || !d.asked.To.Equal(dayOf("2026-11-21")) {
		t.Errorf("without a wish n %d, seed %q, %v to %v, want 28 days until yesterday", d.n, d.seed, d.asked.From, d.asked.To)
	}
	if got := page.One(".kosong").Text(); !strings.Contains(got, "Tidak ada kutipan") {
		t.Errorf("of nothing %q", got)
	}
}

// TestSampleRefuses: what cannot be drawn or judged is named, and nothing is kept of it.
func TestSampleRefuses(t *testing.T) {
	t.Parallel()
	for query, want := range map[string]string{
		"n=0": "1 sampai 200", "n=201": "1 sampai 200", "n=banyak": "1 sampai 200", "undian=" + strings.Repeat("x", 41): "paling panjang 40 huruf", "from=kemarin": "",
	} {
		d := drawn(1)
		got := openSamples(d, loket.RoleCurator).Get("/laporan/sampel?" + query)
		if got.Status != http.StatusBadRequest || !strings.Contains(got.Body, want) || d.n != 0 {
			t.Errorf("%s: status %d, drawn %d, want 400 with %q", query, got.Status, d.n, want)
		}
	}
	for name, c := range map[string]struct {
		quote, how string
		status     int
	}{
		"NoJudgement": {"k0", "", http.StatusBadRequest}, "Unknown": {"k0", "bagus", http.StatusBadRequest}, "NoQuote": {"lain", "benar", http.StatusNotFound},
	} {
		d := drawn(1)
		if got := openSamples(d, loket.RoleCurator).Post("/laporan/sampel", "kutipan", c.quote, "nilai", c.how); got.Status != c.status || d.quotes[0].Judged != nil {
			t.Errorf("%s: status %d, judged %v, want %d", name, got.Status, d.quotes[0].Judged, c.status)
		}
	}
	for _, role := range loket.Roles() {
		want := role == loket.RoleCurator || role == loket.RoleAdmin
		if got := openSamples(drawn(1), role).Get("/laporan/sampel").Status; (got == http.StatusOK) != want {
			t.Errorf("%s: status %d, want let in: %v", role, got, want)
		}
	}
}
