package curate_test

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"testing"
	"testing/fstest"
	"time"

	"loket/faq"
	"loket/internal/loket"
	"loket/internal/loket/lokettest"
	"loket/internal/report"
	"loket/internal/store"
	"loket/internal/store/storetest"
	"loket/internal/web"
	"loket/internal/web/curate"
	"loket/internal/web/webtest"
)

const small = `
entries:
  - id: kartu-baru
    title: Kartu anggota baru
    group: keanggotaan
    questions: [bagaimana cara membuat kartu anggota, syarat daftar anggota perpustakaan]
    answer: Bawa KTP-el.
    facets: {fee: Gratis.}
    basis: [{rule: Perda 3/2020, article: Pasal 7}]
    valid_until: 2026-12-01
    status: published
  - id: kartu-hilang
    title: Kartu anggota hilang
    group: keanggotaan
    questions: [kartu anggota saya hilang]
    answer: Lapor di meja layanan.
    risk: sensitive
    verified: {by_role: Kepala Bidang, on: 2026-11-01}
    status: published
  - id: denda
    title: Denda
    group: lain
    questions: [berapa dendanya]
    answer: Ditutup.
    status: withdrawn
`

// bench is the room with a real ledger behind it, and a shelf that reads it as the
// program's does, without a bot.
type bench struct {
	t       *testing.T
	clock   *lokettest.Clock
	ledger  *store.Store
	improve *webtest.Improver
	folder  string
	refusal error // of the next publication
	number  int

	settings  map[string]string // values of facts
	rescued   curate.Rescued
	days      int // for how many it was counted last
	suggested []report.Suggestion
	decided   []decision
	assistant curate.Assistant // nil: none
}

func newBench(t *testing.T) *bench {
	t.Helper()
	clock := lokettest.NewClock()
	ledger, err := store.Open(t.Context(), storetest.ReadySQLite(t), store.Options{Sealer: storetest.Sealer(t, 1), Now: clock.Now})
	if err != nil {
		t.Fatal(err)
	}
	b := &bench{t: t, clock: clock, ledger: ledger, improve: &webtest.Improver{}}
	t.Cleanup(func() { b.must(ledger.Close()) })
	b.must(ledger.Register(t.Context(), lokettest.Agency(), lokettest.Channels()...))
	for _, name := range []string{"ani", "budi"} {
		b.must(ledger.AddStaff(t.Context(), b.member(name, loket.RoleCurator)))
	}
	catalog, err := faq.Load(fstest.MapFS{"kartu.yaml": {Data: []byte(small)}})
	b.must(err)
	b.puts(catalog, loket.SourceImport, "ani")
	return b
}

func (b *bench) must(err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
}

func (b *bench) member(name string, role loket.Role) loket.Staff {
	return loket.Staff{ID: loket.StaffID(name), Agency: lokettest.Agency().ID, Login: name, Name: "Rekan " + name, Role: role, PasswordHash: "x"}
}

// puts publishes every entry of a catalogue.
func (b *bench) puts(catalog *faq.Catalog, source, by string) {
	b.t.Helper()
	b.number++
	b.must(b.ledger.Publish(b.t.Context(), loket.Publication{
		Agency: lokettest.Agency().ID, Number: b.number, Version: catalog.Version, By: by, Source: source, Note: "catatan", Items: catalog.Items(),
	}))
}

// Live implements curate.Shelf.
func (b *bench) Live(ctx context.Context, agency loket.AgencyID) (*faq.Catalog, string, error) {
	items, _, err := b.ledger.Catalogue(ctx, agency)
	if errors.Is(err, loket.ErrNotFound) {
		return nil, "", nil
	}
	if err != nil {
		return nil, "", err
	}
	catalog, err := faq.Assemble(items)
	return catalog, b.folder, err
}

// Lint implements curate.Shelf.
func (b *bench) Lint(ctx context.Context, agency loket.AgencyID, e faq.Entry) ([]faq.Remark, error) {
	catalog, _, err := b.Live(ctx, agency)
	return catalog.LintEntry(e, faq.LintOptions{Now: b.clock.Now()}), err
}

// Show implements curate.Shelf.
func (*bench) Show(_ context.Context, _ loket.AgencyID, e faq.Entry, need faq.Facet) (curate.Shown, error) {
	return curate.Shown{
		Answer: []loket.Content{{Text: e.Render(need, true), Buttons: [][]loket.Button{{{Label: "Rincian"}}, {{Label: "Petugas"}}}}},
		Whole:  []loket.Content{{Text: e.RenderDetail()}},
	}, nil
}

// Try implements curate.Shelf.
func (b *bench) Try(ctx context.Context, agency loket.AgencyID, e faq.Entry, question string) (trial curate.Trial, err error) {
	if e.Answer == "" {
		return trial, curate.ErrNothingToTry
	}
	catalog, _, err := b.Live(ctx, agency)
	if err != nil {
		return trial, err
	}
	if catalog, err = catalog.With(e); err != nil {
		return trial, err
	}
	matcher, err := faq.NewMatcher(catalog)
	if err != nil {
		return trial, err
	}
	trial.Then = matcher.Explain(faq.Query{Text: question})
	return trial, nil
}

// Publish implements curate.Shelf: it puts the draft into the catalogue.
func (b *bench) Publish(ctx context.Context, by loket.Staff, id loket.DraftID, version int) error {
	if b.refusal != nil {
		return b.refusal
	}
	d, err := b.ledger.Draft(ctx, by.Agency, id)
	if err != nil {
		return err
	}
	item := loket.CatalogueItem{Kind: d.Kind, ID: d.Entry, Content: d.Content}
	if !d.OfTable() {
		e, err := faq.ReadEntry(d.Content)
		if err != nil {
			return err
		}
		item.Revision, item.Content = e.Revision, e.Content()
	}
	p := loket.Publication{
		Agency: by.Agency, Number: b.number + 1, Version: "v", By: string(by.ID), Source: loket.SourceCurator, Note: d.Note, Items: []loket.CatalogueItem{item},
	}
	return b.ledger.PublishDraft(ctx, by, id, p, func(d *loket.Draft, now time.Time) error { return d.Approve(by.ID, now, version, false) })
}

func (b *bench) room() *curate.Curate {
	return &curate.Curate{
		Shelf: b, Tables: b, Drafts: b.ledger, Improver: b.improve, Suggester: b, Assistant: b.assistant, Now: b.clock.Now,
		Who:  func(_ context.Context, by string) string { return "Rekan " + by },
		Zone: func(loket.AgencyID) *time.Location { return time.FixedZone("WITA", 8*3600) },
	}
}

// as opens the room for a member.
func (b *bench) as(name string, role loket.Role) *webtest.Browser {
	house := &web.Server{Gate: gate{b.member(name, role)}, Parts: []web.Part{b.room()}, Log: slog.New(slog.NewTextHandler(b.t.Output(), &slog.HandlerOptions{Level: slog.LevelError}))}
	return webtest.NewBrowser(house.Handler())
}

// gate lets one member in.
type gate struct{ staff loket.Staff }

// Staff implements web.Gate.
func (g gate) Staff(http.ResponseWriter, *http.Request) (loket.Staff, error) { return g.staff, nil }

// Ask implements web.Gate.
func (gate) Ask(w http.ResponseWriter, _ *http.Request) error {
	w.WriteHeader(http.StatusUnauthorized)
	return nil
}

// begins has somebody begin a draft and returns its address.
func (b *bench) begins(by *webtest.Browser, fields ...string) string {
	b.t.Helper()
	a := by.Post("/katalog/rancangan", fields...)
	if a.Status != http.StatusSeeOther {
		b.t.Fatalf("begin a draft: status %d, want it begun\n%s", a.Status, a.Body)
	}
	return a.Location()
}

// fill fills in the form of a draft as it stands, but for some fields.
func fill(t *testing.T, by *webtest.Browser, draft string, fields ...string) webtest.Answer {
	t.Helper()
	page := by.Get(draft).Page(t)
	all := []string{}
	given := map[string]bool{}
	for i := 0; i < len(fields); i += 2 {
		given[fields[i]] = true
	}
	form := page.One("#isi-rancangan")
	for _, box := range form.All("select") {
		for _, option := range box.All("option") {
			if _, chosen := option.Attr["selected"]; chosen && !given[box.Attr["name"]] {
				all = append(all, box.Attr["name"], option.Attr["value"])
				given[box.Attr["name"]] = true
			}
		}
	}
	given["kirim"] = true // the button, unless it is pressed
	for _, box := range form.All("[name]") {
		name, value := box.Attr["name"], box.Attr["value"]
		if box.Name == "textarea" {
			value = box.Raw()
		}
		if !given[name] {
			all = append(all, name, value)
		}
	}
	return by.Post(form.Attr["action"], append(all, fields...)...)
}
