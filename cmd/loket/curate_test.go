package main

import (
	"errors"
	"log/slog"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"loket/bot"
	"loket/faq"
	"loket/internal/config"
	"loket/internal/loket"
	"loket/internal/web/curate"
)

// workshop is an office whose curators write, over a small catalogue that was imported.
type workshop struct {
	*office
	*curating
	shelf *shelf
}

func newWorkshop(t *testing.T, text string, tables ...string) *workshop {
	t.Helper()
	o := newOffice(t)
	o.imports(text, tables...)
	all, err := o.open()
	o.must(err)
	zone, err := time.LoadLocation(o.agency.Zone)
	o.must(err)
	h := &house{
		config: config.Config{DataDir: o.dir, Agencies: []config.Agency{o.agency}}, ledger: o.ledger, shelves: all, now: time.Now,
		log: slog.New(slog.DiscardHandler), zones: map[loket.AgencyID]*time.Location{o.agency.ID: zone},
	}
	return &workshop{o, &curating{house: h, read: map[loket.AgencyID]assembled{}}, all[o.agency.ID]}
}

func (w *workshop) who(name string) loket.Staff {
	return loket.Staff{ID: loket.StaffID(name), Agency: w.agency.ID, Login: name, Role: loket.RoleCurator}
}

// entry is one in force.
func (w *workshop) entry(id string) faq.Entry {
	w.t.Helper()
	catalog, _, err := w.Live(w.t.Context(), w.agency.ID)
	w.must(err)
	e, _ := catalog.Entry(id)
	return e
}

// writes has ani write a draft and send it.
func (w *workshop) writes(id loket.DraftID, base string, e faq.Entry) loket.Draft {
	w.t.Helper()
	ctx, ani := w.t.Context(), w.who("ani")
	w.must(w.ledger.AddDraft(ctx, ani, loket.Draft{ID: id, Kind: loket.KindEntry, Entry: e.ID, Base: base, Content: e.Content(), Note: "lebih jelas"}))
	_, err := w.ledger.UpdateDraft(ctx, ani, id, func(d *loket.Draft, _ time.Time) error { return d.Send(1) })
	w.must(err)
	return w.draft(id)
}

func (w *workshop) draft(id loket.DraftID) loket.Draft {
	w.t.Helper()
	d, err := w.ledger.Draft(w.t.Context(), w.agency.ID, id)
	w.must(err)
	return d
}

// publishes has somebody publish a draft as it stands now.
func (w *workshop) publishes(by string, id loket.DraftID) error {
	return w.Publish(w.t.Context(), w.who(by), id, w.draft(id).Version)
}

// told is what a citizen would be told now.
func (w *workshop) told(question string) string {
	w.t.Helper()
	w.must(w.shelf.follow(w.t.Context()))
	return bot.Preview(w.shelves.book(w.agency.ID), w.agency.Agency, time.Now(), faq.Query{Text: question})
}

func TestPublishDraft(t *testing.T) {
	t.Parallel()
	w := newWorkshop(t, cards("LAMA"))
	before := w.entry("kartu-hilang")
	changed := before
	changed.Answer = "Lapor di meja informasi."
	w.writes("d1", before.Revision, changed)
	if got := w.told("kartu anggota saya hilang"); !strings.Contains(got, "meja layanan") {
		t.Fatalf("before anything is published a citizen is told %q, want what is in force", got)
	}
	w.must(w.publishes("ani", "d1"))
	if got := w.told("kartu anggota saya hilang"); !strings.Contains(got, "Lapor di meja informasi.") {
		t.Errorf("a citizen is told %q, want the new words", got)
	}
	w.published("import/2", "curator/1")
	if d := w.draft("d1"); d.State != loket.DraftPublished || d.Publication != 2 {
		t.Errorf("draft = %+v, want it ended with publication 2", d)
	}
	all, err := w.ledger.Publications(t.Context(), w.agency.ID, 1)
	w.must(err)
	if p := all[0]; p.By != "ani" || p.Note != "lebih jelas" {
		t.Errorf("publication = %+v, want who and why", p)
	}
	if err := w.publishes("ani", "d1"); !errors.Is(err, loket.ErrDraftClosed) && !errors.Is(err, loket.ErrDraftStale) {
		t.Errorf("publishing it again = %v, want it refused", err)
	}
}

func TestPublishDraftIsRefused(t *testing.T) {
	t.Parallel()
	w := newWorkshop(t, cards("LAMA"))
	base := w.entry("kartu-baru")
	with := func(change func(*faq.Entry)) faq.Entry {
		e := base
		change(&e)
		return e
	}
	for _, tt := range []struct {
		name string
		base string
		e    faq.Entry
		by   string
		want error
	}{
		{"Fee/ByItsAuthor", base.Revision, with(func(e *faq.Entry) { e.Facets.Fee = "Rp5.000." }), "ani", loket.ErrDraftSecond},
		{"Mistakes", base.Revision, with(func(e *faq.Entry) { e.Answer = "Kirim NIK Anda ke sini." }), "budi", curate.ErrMistakes},
		{"Guarded", base.Revision, with(func(e *faq.Entry) { e.Answer = "Transfer dulu ke rekening 1234567890 atas nama petugas." }), "budi", curate.ErrMistakes},
		{"IDTaken", "", base, "budi", curate.ErrTaken},
		{"BaseGone", "ffffffffffff", base, "budi", loket.ErrDraftStale},
	} {
		id := loket.DraftID(tt.name)
		w.writes(id, tt.base, tt.e)
		if err := w.publishes(tt.by, id); !errors.Is(err, tt.want) {
			t.Errorf("%s: %v, want %v", tt.name, err, tt.want)
		}
		if d := w.draft(id); d.State != loket.DraftReview {
			t.Errorf("%s: state %s, want the draft as it was", tt.name, d.State)
		}
	}
	w.published("import/2")
	w.must(w.publishes("budi", "Fee/ByItsAuthor"))
	if got := w.told("syarat daftar anggota perpustakaan"); !strings.Contains(got, "Rp5.000.") {
		t.Errorf("approved by somebody else, a citizen is told %q", got)
	}
}

// TestPublishDraftOverAnother: what was published meanwhile is not written over, and the
// draft goes on from it.
func TestPublishDraftOverAnother(t *testing.T) {
	t.Parallel()
	w := newWorkshop(t, cards("LAMA"))
	old := w.entry("kartu-baru")
	mine := old
	mine.Questions = append(mine.Questions[:2:2], "mau jadi anggota baru")
	w.writes("d1", old.Revision, mine)
	w.imports(cards("BARU"))
	if err := w.publishes("budi", "d1"); !errors.Is(err, loket.ErrDraftStale) {
		t.Fatalf("publishing over another revision = %v, want %v", err, loket.ErrDraftStale)
	}
	now := w.entry("kartu-baru")
	merged := now
	merged.Questions = mine.Questions
	_, err := w.ledger.UpdateDraft(t.Context(), w.who("ani"), "d1", func(d *loket.Draft, at time.Time) error {
		if err := d.Write("ani", at, d.Version, loket.Draft{Entry: d.Entry, Base: now.Revision, Content: merged.Content()}); err != nil {
			return err
		}
		return d.Send(d.Version)
	})
	w.must(err)
	w.must(w.publishes("budi", "d1"))
	if e := w.entry("kartu-baru"); !strings.Contains(e.Answer, "BARU") || len(e.Questions) != 3 {
		t.Errorf("in force = %+v, want both changes", e)
	}
}

// TestPublishDraftsAtOnce: of drafts that are published at once each goes live.
func TestPublishDraftsAtOnce(t *testing.T) {
	t.Parallel()
	w := newWorkshop(t, cards("LAMA"))
	ids := []loket.DraftID{"a", "b", "c", "d"}
	for _, id := range ids {
		e := faq.Entry{ID: "baru-" + string(id), Title: "Layanan " + string(id), Questions: []string{"tanya " + string(id)}, Answer: "Jawab.", Status: faq.Published}
		w.writes(id, "", e)
	}
	errs := make([]error, len(ids))
	var all sync.WaitGroup
	for i, id := range ids {
		version := w.draft(id).Version
		all.Go(func() { errs[i] = w.Publish(t.Context(), w.who("budi"), id, version) })
	}
	all.Wait()
	w.must(errors.Join(errs...))
	for _, id := range ids {
		if e := w.entry("baru-" + string(id)); e.ID == "" {
			t.Errorf("draft %s was published and is not in force", id)
		}
	}
	w.published("import/2", "curator/1", "curator/1", "curator/1", "curator/1")
}

func TestPublishDraftNotHere(t *testing.T) {
	t.Parallel()
	t.Run("TheLastOne", func(t *testing.T) {
		t.Parallel()
		w := newWorkshop(t, "entries:\n  - {id: a, title: Satu, questions: [satu dua tiga], answer: Ya., status: published}\n")
		e := w.entry("a")
		base := e.Revision
		e.Status = faq.Withdrawn
		w.writes("d1", base, e)
		if err := w.publishes("budi", "d1"); !errors.Is(err, curate.ErrLast) {
			t.Errorf("withdrawing the last answer = %v, want %v", err, curate.ErrLast)
		}
	})
	t.Run("AFolder", func(t *testing.T) {
		t.Parallel()
		w := newWorkshop(t, cards("LAMA"))
		w.config.Agencies[0].Catalogue = "/srv/katalog"
		e := w.entry("kartu-baru")
		w.writes("d1", e.Revision, e)
		if err := w.publishes("budi", "d1"); loket.CodeOf(err) != loket.CodeConflict || !strings.Contains(err.Error(), "/srv/katalog") {
			t.Errorf("publishing where a folder is the truth = %v, want the folder named", err)
		}
		if _, folder, err := w.Live(t.Context(), w.agency.ID); folder != "/srv/katalog" || err != nil {
			t.Errorf("Live = %q, %v, want the folder", folder, err)
		}
	})
	t.Run("NoSuchDraft", func(t *testing.T) {
		t.Parallel()
		w := newWorkshop(t, cards("LAMA"))
		if err := w.Publish(t.Context(), w.who("budi"), "x", 1); !errors.Is(err, loket.ErrNotFound) {
			t.Errorf("publishing what is not there = %v, want %v", err, loket.ErrNotFound)
		}
	})
}

// TestTryDraft: a question is asked of a bot that has learned the draft, and of the one at
// work, which has not.
func TestTryDraft(t *testing.T) {
	t.Parallel()
	w := newWorkshop(t, cards("LAMA"))
	e := faq.Entry{
		ID: "ruang-rapat", Title: "Sewa ruang rapat", Questions: []string{"sewa ruang rapat", "bisa pinjam ruang rapat perpustakaan", "pesan ruang rapat"},
		Answer: "Ruang rapat dipesan di meja layanan.", Status: faq.Published,
	}
	trial, err := w.Try(t.Context(), w.agency.ID, e, "mau pesan ruang rapat")
	w.must(err)
	if len(trial.Now.Parts) > 0 && trial.Now.Parts[0].Verdict == faq.Sure {
		t.Errorf("the bot at work makes %+v of it, want nothing sure", trial.Now.Parts[0])
	}
	best := trial.Then.Result.Parts[0]
	if len(best.Candidates) == 0 || best.Candidates[0].Entry != "ruang-rapat" || trial.Then.Parts[0].Why == "" {
		t.Errorf("with the draft: %+v, want it to be the best, with a reason", best)
	}
	learned := w.learned.matcher
	if _, err := w.Try(t.Context(), w.agency.ID, e, "lain"); err != nil || w.learned.matcher != learned {
		t.Errorf("asked again of the same draft, it was learned anew (%v)", err)
	}
	if _, err := w.Try(t.Context(), w.agency.ID, faq.Entry{}, "apa"); !errors.Is(err, curate.ErrNothingToTry) {
		t.Errorf("trying an empty draft = %v, want %v", err, curate.ErrNothingToTry)
	}
	if _, ok := w.shelves.book(w.agency.ID).Catalog.Entry("ruang-rapat"); ok {
		t.Error("the bot at work answers from the draft")
	}
}

func TestShowDraft(t *testing.T) {
	t.Parallel()
	w := newWorkshop(t, cards("LAMA"))
	e := w.entry("kartu-baru")
	e.Facets.Cases = []string{"Kartu patah? Tukar di loket."}
	shown, err := w.Show(t.Context(), w.agency.ID, e, faq.Fee)
	w.must(err)
	if len(shown.Answer) != 1 || !strings.HasPrefix(shown.Answer[0].Text, "Biaya — ") || len(shown.Answer[0].Buttons) == 0 {
		t.Errorf("asked for the fee: %+v, want it first, with buttons", shown.Answer)
	}
	if len(shown.Whole) != 1 || !strings.Contains(shown.Whole[0].Text, "Kartu patah?") {
		t.Errorf("all of it: %+v, want the special case", shown.Whole)
	}
	e.Status, e.Facets.Hours = faq.Withdrawn, "Setiap hari kerja."
	shown, err = w.Show(t.Context(), w.agency.ID, e, faq.Whole)
	w.must(err)
	if len(shown.Answer) != 2 {
		t.Errorf("with hours: %d messages, want the clerk's own sentence behind it, as the bot says it", len(shown.Answer))
	}
	if shown, err = w.Show(t.Context(), w.agency.ID, faq.Entry{}, faq.Whole); err != nil || len(shown.Answer) != 0 {
		t.Errorf("of nothing: %+v, %v, want nothing", shown, err)
	}
}

// TestDraftIsACandidate: a draft is tried on what citizens asked, and published from
// there, by the rules of drafts.
func TestDraftIsACandidate(t *testing.T) {
	t.Parallel()
	w := newWorkshop(t, cards("LAMA"))
	before := w.entry("kartu-hilang")
	changed := before
	changed.Answer = "Lapor di meja informasi."
	d := w.writes("d1", before.Revision, changed)
	c, budi := candidates{w.house}, w.who("budi")
	found, err := c.Candidate(t.Context(), w.agency.ID, "rancangan:d1:"+strconv.Itoa(d.Version))
	w.must(err)
	if e, _ := found.Catalog.Entry("kartu-hilang"); e.Answer != changed.Answer || found.Over != 1 {
		t.Errorf("the candidate says %q over publication %d, want the draft over 1", e.Answer, found.Over)
	}
	for id, want := range map[string]error{
		"rancangan:d1:1": loket.ErrDraftMoved, "rancangan:d1": loket.ErrNotFound, "rancangan:d1:x": loket.ErrNotFound, "rancangan:d9:1": loket.ErrNotFound,
	} {
		if _, err := c.Candidate(t.Context(), w.agency.ID, id); !errors.Is(err, want) {
			t.Errorf("Candidate(%s) = %v, want %v", id, err, want)
		}
	}
	if err := c.PublishCandidate(t.Context(), budi, found.ID, 0); !errors.Is(err, loket.ErrStale) {
		t.Errorf("over another publication: %v, want %v", err, loket.ErrStale)
	}
	w.must(c.PublishCandidate(t.Context(), budi, found.ID, found.Over))
	if got := w.told("kartu anggota saya hilang"); !strings.Contains(got, "Lapor di meja informasi.") {
		t.Errorf("a citizen is told %q, want the new words", got)
	}
	if err := c.PublishCandidate(t.Context(), budi, found.ID, 2); !errors.Is(err, loket.ErrDraftClosed) {
		t.Errorf("published again: %v, want %v", err, loket.ErrDraftClosed)
	}
}
