package main

import (
	"errors"
	"strings"
	"testing"
	"time"

	"loket/faq"
	"loket/internal/loket"
	"loket/internal/report"
	"loket/internal/web/curate"
)

// tabledCards is a small catalogue whose entries rest on tables.
const tabledCards = `
entries:
  - id: kartu-baru
    title: Kartu anggota baru
    questions: [bagaimana cara membuat kartu anggota, syarat daftar anggota perpustakaan]
    answer: Isi formulir P-1 di meja layanan.
    facets: {forms: [P-1]}
    local: [alamat]
    status: published
  - id: kartu-hilang
    title: Kartu anggota hilang
    questions: [kartu anggota saya hilang, mau ganti kartu yang hilang]
    answer: Lapor di meja layanan.
    risk: sensitive
    local: [tarif]
    status: published
`

// newTables is a workshop over it, with an address in the settings.
func newTables(t *testing.T) *workshop {
	t.Helper()
	w := newWorkshop(t, tabledCards, "forms.yaml", "forms:\n  - {code: P-1, use: pendaftaran}\n",
		"facts.yaml", "facts:\n  - {id: alamat, about: Alamat kantor, facet: where}\n  - {id: tarif, about: Tarif ganti, facet: fee}\n",
		"words.yaml", "slang:\n  hilang: [ilang]\n")
	settings := map[string]string{"alamat": "Jl. Lama 1"}
	w.config.Agencies[0].Facts, w.shelf.agency.Facts = settings, settings
	book := *w.shelf.book.Load()
	book.Catalog = book.Catalog.WithFacts(settings)
	w.shelf.book.Store(&book)
	return w
}

// sets has ani change a table in a draft and send it.
func (w *workshop) sets(id loket.DraftID, kind string, edit func(*faq.Catalog) (*faq.Catalog, error)) {
	w.t.Helper()
	live, _, err := w.Live(w.t.Context(), w.agency.ID)
	w.must(err)
	next, err := edit(live)
	w.must(err)
	ctx, ani := w.t.Context(), w.who("ani")
	w.must(w.ledger.AddDraft(ctx, ani, loket.Draft{ID: id, Kind: kind, Base: live.Table(kind).Revision, Content: next.Table(kind).Content, Note: "tabel"}))
	_, err = w.ledger.UpdateDraft(ctx, ani, id, func(d *loket.Draft, _ time.Time) error { return d.Send(1) })
	w.must(err)
}

func word(form, meaning string) func(*faq.Catalog) (*faq.Catalog, error) {
	return func(c *faq.Catalog) (*faq.Catalog, error) {
		return c.SetWord("", faq.Word{Form: form, Meaning: meaning})
	}
}

func fact(f faq.Fact) func(*faq.Catalog) (*faq.Catalog, error) {
	return func(c *faq.Catalog) (*faq.Catalog, error) { return c.SetFact(f.ID, f) }
}

// TestPublishWord: a word goes live by publication only, and the bot then reads it.
func TestPublishWord(t *testing.T) {
	t.Parallel()
	w := newTables(t)
	const question = "kartu anggota saya melayang"
	w.sets("t1", faq.WordsKind, word("melayang", "hilang"))
	trial, err := w.TryTable(t.Context(), w.agency.ID, faq.WordsKind, w.draft("t1").Content, question)
	w.must(err)
	if got := trial.Then.Result.Parts[0]; got.Entry != "kartu-hilang" {
		t.Errorf("with the draft: %+v, want the entry", got)
	}
	if w.shelves.book(w.agency.ID).Catalog.Version == w.learned.version {
		t.Error("the bot at work has learned the draft")
	}
	found, err := candidates{w.house}.Candidate(t.Context(), w.agency.ID, "rancangan:t1:2")
	w.must(err)
	if found.Catalog.Version != w.learned.version && len(found.Catalog.WordList()) != 2 || found.Name == "" {
		t.Errorf("the candidate %q has words %v, want the new one", found.Name, found.Catalog.WordList())
	}
	w.must(w.publishes("ani", "t1")) // no entry is read otherwise: one may
	w.published("import/5", "curator/1")
	w.must(w.shelf.follow(t.Context()))
	if got := w.shelves.book(w.agency.ID).Catalog.WordList(); len(got) != 2 {
		t.Errorf("the bot reads by %v, want both words", got)
	}
	w.sets("t2", faq.WordsKind, word("ganti", "tukar"))
	if err := w.publishes("ani", "t2"); !errors.Is(err, loket.ErrDraftSecond) {
		t.Errorf("where a sensitive entry is read otherwise its author publishes: %v, want %v", err, loket.ErrDraftSecond)
	}
	w.sets("t3", faq.WordsKind, word("raib", "hilang"))
	w.must(w.publishes("budi", "t2"))
	if err := w.publishes("budi", "t3"); !errors.Is(err, loket.ErrDraftStale) {
		t.Errorf("over another table: %v, want %v", err, loket.ErrDraftStale)
	}
}

// TestPublishForm: a code that is changed once is told wherever it was.
func TestPublishForm(t *testing.T) {
	t.Parallel()
	w := newTables(t)
	w.sets("t1", faq.FormsKind, func(c *faq.Catalog) (*faq.Catalog, error) {
		return c.SetForm("P-1", faq.Form{Code: "P-2", Use: "pendaftaran"})
	})
	w.must(w.publishes("ani", "t1"))
	w.published("import/5", "curator/2") // the table, and the entry that named it
	if got := w.told("bagaimana cara membuat kartu anggota"); !strings.Contains(got, "Isi formulir P-2") {
		t.Errorf("a citizen is told %q, want the new code", got)
	}
	if e := w.entry("kartu-baru"); e.Facets.Forms[0] != "P-2" {
		t.Errorf("forms = %v, want the new code", e.Facets.Forms)
	}
}

// TestPublishFact: a value stands before that of the settings; what citizens must not be
// told is refused, and a fee needs two people.
func TestPublishFact(t *testing.T) {
	t.Parallel()
	w := newTables(t)
	w.sets("t1", faq.FactsKind, fact(faq.Fact{ID: "alamat", About: "Alamat kantor", Facet: faq.Where, Value: "Jl. Baru 2"}))
	if e, _ := w.shelves.book(w.agency.ID).Catalog.Entry("kartu-baru"); !strings.Contains(e.RenderDetail(), "Jl. Lama 1") {
		t.Fatalf("before: %q, want the address of the settings", e.RenderDetail())
	}
	w.must(w.publishes("ani", "t1"))
	w.must(w.shelf.follow(t.Context()))
	if e, _ := w.shelves.book(w.agency.ID).Catalog.Entry("kartu-baru"); !strings.Contains(e.RenderDetail(), "Alamat kantor: Jl. Baru 2") {
		t.Errorf("after: %q, want the published address", e.RenderDetail())
	}
	w.sets("t2", faq.FactsKind, fact(faq.Fact{ID: "tarif", About: "Tarif ganti", Facet: faq.Fee, Value: "Rp5.000"}))
	change, err := w.Change(t.Context(), w.agency.ID, faq.FactsKind, w.draft("t2").Content)
	w.must(err)
	if len(change.Touched) != 1 || change.Touched[0].After.ID != "kartu-hilang" || len(change.Second) != 2 {
		t.Errorf("change = %+v needs %v, want the sensitive entry and its fee", change.Touched, change.Second)
	}
	if err := w.publishes("ani", "t2"); !errors.Is(err, loket.ErrDraftSecond) {
		t.Errorf("a fee by its author: %v, want %v", err, loket.ErrDraftSecond)
	}
	w.must(w.publishes("budi", "t2"))
	w.sets("t3", faq.FactsKind, fact(faq.Fact{ID: "alamat", About: "Alamat kantor", Facet: faq.Where, Value: "Transfer dulu ke rekening 1234567890."}))
	change, err = w.Change(t.Context(), w.agency.ID, faq.FactsKind, w.draft("t3").Content)
	w.must(err)
	if !faq.Failed(change.Remarks) || !strings.Contains(change.Remarks[0].Text, `Bot tidak akan mengutip "Kartu anggota baru" lagi.`) {
		t.Errorf("remarks = %+v, want the guard's", change.Remarks)
	}
	if err := w.publishes("budi", "t3"); !errors.Is(err, curate.ErrMistakes) {
		t.Errorf("what the bot would not quote: %v, want %v", err, curate.ErrMistakes)
	}
	if got := w.Settings(w.agency.ID)["alamat"]; got != "Jl. Lama 1" {
		t.Errorf("settings = %q, want them as they are", got)
	}
}

func TestPublishTableFromAFolder(t *testing.T) {
	t.Parallel()
	w := newTables(t)
	w.sets("t1", faq.WordsKind, word("raib", "hilang"))
	w.config.Agencies[0].Catalogue = "/srv/katalog"
	if err := w.publishes("budi", "t1"); loket.CodeOf(err) != loket.CodeConflict || !strings.Contains(err.Error(), "/srv/katalog") {
		t.Errorf("publishing where a folder is the truth = %v, want the folder named", err)
	}
}

func TestRescued(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	catalog := o.catalogue(cards("LAMA"))
	catalog, err := catalog.SetWord("", faq.Word{Form: "melayang", Meaning: "hilang"})
	o.must(err)
	catalog, err = catalog.SetWord("", faq.Word{Form: "kartu perpus", Meaning: "kartu anggota", Name: true})
	o.must(err)
	r := o.replayerOf(catalog)
	asks(t, o.ledger, o.agency, "kartu anggota saya hilang", "kartu perpus saya melayang", "kartu perpus [NIK ••••0001] melayang")
	got, err := r.rescued(t.Context(), o.agency.ID, 28, 10)
	o.must(err)
	if got.Asked != 3 || got.More || len(got.Words) != 2 || got.Words[0].Heard != 2 || got.From.Hour() != 0 {
		t.Errorf("rescued = %+v, want both words heard twice since a midnight", got)
	}
	if got, err = r.rescued(t.Context(), o.agency.ID, 28, 2); err != nil || got.Asked != 2 || !got.More {
		t.Errorf("of two: %+v, %v, want to be told that there were more", got, err)
	}
	r.now = func() time.Time { return o.ledger.Now().AddDate(0, 0, 40) }
	if got, err = r.rescued(t.Context(), o.agency.ID, 28, 10); err != nil || got.Asked != 0 || len(got.Words) != 0 {
		t.Errorf("forty days later: %+v, %v, want nothing", got, err)
	}
	if _, err := r.rescued(t.Context(), "lain", 28, 10); !errors.Is(err, errNoOffice) {
		t.Errorf("of another office: %v, want %v", err, errNoOffice)
	}
}

// asksBack has the bot ask a citizen back, who picks an entry by what they type, or by a
// button where that is empty.
func (w *workshop) asksBack(person, question string, choices []string, reply, entry string) {
	w.t.Helper()
	says := func(kind loket.MessageKind, key, text string, answer loket.AnswerKind, outcome loket.Outcome, revision, entry string) {
		receipts, err := w.ledger.Ingest(w.t.Context(), []loket.Inbound{{
			Channel: webChannel(w.agency).ID, OriginKey: "w:" + person + key, Person: person, Address: person, Kind: kind, Text: text,
		}})
		w.must(err)
		s, err := w.ledger.Situation(w.t.Context(), receipts[0].Conversation)
		w.must(err)
		id := s.Pending[0].ID
		w.must(w.ledger.Settle(w.t.Context(), loket.Decision{
			Agency: w.agency.ID, Channel: webChannel(w.agency).ID, Conversation: s.Conversation.ID,
			Settled: []loket.Settlement{{Message: id, Outcome: outcome}},
			Events: []loket.Event{{
				Agency: w.agency.ID, At: w.ledger.Now(), Kind: loket.EventKind(answer), Episode: s.Conversation.Episode, Conversation: s.Conversation.ID,
				Message: id, Channel: webChannel(w.agency).ID, ActorKind: loket.ByBot, Revision: revision, Entry: entry,
			}},
		}))
	}
	kind := loket.MessageText
	if reply == "" {
		kind = loket.MessageButton
	}
	says(loket.MessageText, "1", question, loket.AnswerAsk, loket.OutcomeAsked, strings.Join(choices, " "), choices[0])
	says(kind, "2", reply, loket.AnswerQuote, loket.OutcomeQuoted, "r", entry)
}

// TestSuggestions: what citizens picked is suggested until a curator decides, and no longer
// once it is among the entry's questions.
func TestSuggestions(t *testing.T) {
	t.Parallel()
	w := newTables(t)
	both := []string{"kartu-baru", "kartu-hilang"}
	w.asksBack("a", "kartu beta [NIK ••••0001] jatuh", both, "", "kartu-hilang")
	w.asksBack("b", "kartu beta jatuh!", both, "hilang", "kartu-hilang")
	w.asksBack("c", "mau jadi anggota", both, "", "kartu-baru")
	w.asksBack("d", "lain lagi", both, "bagaimana cara membuat kartu anggota sekarang juga ya pak", "kartu-baru") // a question of its own
	w.asksBack("e", "Kartu anggota saya ilang", both, "", "kartu-hilang")                                         // known already
	suggested := func() []report.Suggestion {
		got, err := w.Suggestions(t.Context(), w.agency.ID, w.ledger.Now().AddDate(0, 0, -28))
		w.must(err)
		return got
	}
	got := suggested()
	if len(got) != 2 || got[0].Entry != "kartu-hilang" || got[0].N != 2 || strings.Contains(got[0].Text, "NIK") || got[1].Text != "mau jadi anggota" {
		t.Fatalf("suggested %+v, want two ways to ask, the one of two citizens first, without what was hidden", got)
	}
	w.must(w.DecidePattern(t.Context(), w.who("ani"), got[0].Entry, got[0].Messages, loket.PatternDismissed))
	w.asksBack("f", "kartu beta jatuh", both, "", "kartu-hilang")
	if got = suggested(); len(got) != 1 || got[0].Entry != "kartu-baru" {
		t.Errorf("after it was dismissed: %+v, want it gone for good", got)
	}
	e := w.entry("kartu-baru")
	base := e.Revision
	e.Questions = append(e.Questions, "mau jadi anggota")
	w.writes("d1", base, e)
	w.must(w.publishes("budi", "d1"))
	if got = suggested(); len(got) != 0 {
		t.Errorf("once it is a way to ask: %+v, want nothing", got)
	}
}
