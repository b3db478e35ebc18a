package manage_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"testing"

	"loket/faq"
	"loket/internal/loket"
	"loket/internal/web"
	"loket/internal/web/manage"
	"loket/internal/web/webtest"
)

// tries is a gatekeeper and the one candidate there is, and remembers what was asked of it.
type tries struct {
	changes   faq.Changes
	err       error
	tried     int
	published string // "id over number by whom"
	refuse    error
}

func (g *tries) Gate(context.Context, loket.AgencyID, *faq.Catalog) (faq.Changes, error) {
	g.tried++
	return g.changes, g.err
}

func (g *tries) Candidates(context.Context, loket.AgencyID) ([]manage.Candidate, error) {
	return []manage.Candidate{{ID: "publikasi:3", Name: "Publikasi <3>"}}, nil
}

func (g *tries) Candidate(_ context.Context, agency loket.AgencyID, id string) (manage.Candidate, error) {
	if agency != "kupang" || id != "publikasi:3" {
		return manage.Candidate{}, loket.ErrNotFound
	}
	return manage.Candidate{ID: id, Name: "Publikasi <3>", Over: 7, Catalog: &faq.Catalog{}}, nil
}

func (g *tries) PublishCandidate(_ context.Context, by loket.Staff, id string, over int) error {
	if g.refuse == nil {
		g.published = fmt.Sprint(id, " over ", over, " by ", by.ID)
	}
	return g.refuse
}

func newTrying(g *tries, role loket.Role) *webtest.Browser {
	house := &web.Server{
		Gate:  gate{loket.Staff{ID: "p", Agency: "kupang", Name: "Rekan", Role: role}},
		Parts: []web.Part{&manage.Replay{Gatekeeper: g, Candidates: g}}, Log: slog.New(slog.DiscardHandler),
	}
	return webtest.NewBrowser(house.Handler())
}

// shifted are two questions that an entry loses and one that gets its intent.
func shifted() faq.Changes {
	lost := faq.Shift{
		Was: faq.Outcome{What: faq.GotQuote, Entries: []string{"ktp"}}, Now: faq.Outcome{What: faq.GotChoices, Entries: []string{"kk", "kia"}}, N: 2,
		Examples: []string{"kartu <i>hilang</i>"},
	}
	return faq.Changes{Asked: 1000, Changed: 3, Groups: []faq.ChangeGroup{
		{Entry: "ktp", Title: "KTP <b>hilang</b>", N: 2, Changes: []faq.Shift{lost}},
		{N: 1, Changes: []faq.Shift{{Was: faq.Outcome{What: faq.GotStaff}, Now: faq.Outcome{What: faq.GotSpecial, Intent: faq.IntentThanks}, N: 1}}},
	}, Reworded: []faq.Reworded{{Entry: "kk", Title: "KK baru", N: 12}}}
}

// TestReplayPage: what would be answered otherwise stands there, escaped, before the
// button that publishes nevertheless.
func TestReplayPage(t *testing.T) {
	t.Parallel()
	g := &tries{changes: shifted()}
	b := newTrying(g, loket.RoleCurator)
	first := b.Get("/katalog/gerbang").Page(t)
	if link := first.One(`ul.rekan a`); link == nil || link.Attr["href"] != "/katalog/gerbang?calon=publikasi%3a3" || link.Text() != "Publikasi <3>" || g.tried != 0 {
		t.Errorf("the list leads to %v, tried %d times, want the candidate and nothing tried yet", link, g.tried)
	}
	page := b.Get("/katalog/gerbang?calon=publikasi:3").Page(t)
	text := page.Text()
	for _, want := range []string{
		"Dari 1000 pertanyaan terakhir warga, 3 akan dijawab lain.", "KTP <b>hilang</b>", "2 · dijawab ktp → ditawari kk, kia", "“kartu <i>hilang</i>”",
		"Tanpa jawaban (1)", "1 · petugas → maksud khusus thanks", "KK baru kk: 12",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the page lacks %q:\n%s", want, text)
		}
	}
	got := b.Post("/katalog/gerbang", "calon", "publikasi:3", "atas", page.One("input[name=atas]").Attr["value"])
	if got.Status != http.StatusSeeOther || got.Location() != "/katalog/gerbang?terbit=1" || g.published != "publikasi:3 over 7 by p" {
		t.Errorf("published: %d to %q, %q", got.Status, got.Location(), g.published)
	}
	if notice := b.Get(got.Location()).Page(t).One("[role=status]"); notice == nil || !strings.Contains(notice.Text(), "Diterbitkan") {
		t.Error("after publishing the page does not say so")
	}
}

// TestReplayRefusals: each is told with its cure, and nothing is published.
func TestReplayRefusals(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		g      tries
		post   []string // nil: get
		status int
		says   string
		tried  int
	}{
		{"SomebodyPublishedMeanwhile", tries{changes: shifted(), refuse: loket.ErrStale}, []string{"calon", "publikasi:3", "atas", "6"}, 409, "sudah berubah sejak Anda melihatnya", 1},
		{"AFolderIsTheTruth", tries{refuse: loket.Errorf(loket.CodeConflict, "Ubah isi folder itu.")}, []string{"calon", "publikasi:3", "atas", "7"}, 409, "Ubah isi folder itu.", 0},
		{"WithoutANumber", tries{}, []string{"calon", "publikasi:3"}, 400, "Formulir ini tidak lengkap", 0},
		{"LedgerAway", tries{refuse: errors.New("ledger is locked")}, []string{"calon", "publikasi:3", "atas", "7"}, 500, "", 0},
		{"UnknownCandidate", tries{}, nil, 404, "", 0},
		{"SomebodyElseTries", tries{err: loket.Errorf(loket.CodeUnavailable, "sedang dicoba untuk orang lain")}, []string{}, 503, "sedang dicoba untuk orang lain", 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			b := newTrying(&c.g, loket.RoleAdmin)
			var got webtest.Answer
			switch {
			case c.post == nil:
				got = b.Get("/katalog/gerbang?calon=publikasi:99")
			case len(c.post) == 0:
				got = b.Get("/katalog/gerbang?calon=publikasi:3")
			default:
				got = b.Post("/katalog/gerbang", c.post...)
			}
			if got.Status != c.status || !strings.Contains(got.Body, c.says) || strings.Contains(got.Body, "locked") || c.g.published != "" || c.g.tried != c.tried {
				t.Errorf("status %d, tried %d, published %q, want %d, %d, nothing and %q", got.Status, c.g.tried, c.g.published, c.status, c.tried, c.says)
			}
		})
	}
}

// TestReplayIsBounded: fifty entries are shown, and how many are not.
func TestReplayIsBounded(t *testing.T) {
	t.Parallel()
	g := &tries{changes: faq.Changes{Asked: 1000, Changed: 53}}
	for i := range 53 {
		g.changes.Groups = append(g.changes.Groups, faq.ChangeGroup{Entry: fmt.Sprint("e", i), Title: "Jawaban", N: 1, Changes: shifted().Groups[1].Changes})
	}
	page := newTrying(g, loket.RoleCurator).Get("/katalog/gerbang?calon=publikasi:3").Page(t)
	if n := len(page.All("section.angka")); n != 50 || !strings.Contains(page.Text(), "Dan 3 jawaban lain") {
		t.Errorf("%d groups are shown, want 50 and that there are 3 more", n)
	}
}
