package main

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"loket/bot"
	"loket/faq"
	"loket/faq/disdukcapil"
	"loket/internal/config"
	"loket/internal/loket"
	"loket/internal/store"
)

// asks has citizens ask questions that were answered so.
func asks(t testing.TB, ledger *store.Store, a config.Agency, texts ...string) {
	t.Helper()
	for i, text := range texts {
		person := fmt.Sprint("penanya ", i)
		receipts, err := ledger.Ingest(t.Context(), []loket.Inbound{{
			Channel: webChannel(a).ID, OriginKey: "w:" + person, Person: person, Address: person, Kind: loket.MessageText, Text: text,
		}})
		if err != nil {
			t.Fatal(err)
		}
		s, err := ledger.Situation(t.Context(), receipts[0].Conversation)
		if err != nil {
			t.Fatal(err)
		}
		err = ledger.Settle(t.Context(), loket.Decision{
			Agency: a.ID, Channel: webChannel(a).ID, Conversation: s.Conversation.ID,
			Settled: []loket.Settlement{{Message: s.Pending[0].ID, Outcome: loket.OutcomeQuoted}},
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

// replayerOf tries catalogues at an office that answers from one of cards.
func (o *office) replayerOf(catalog *faq.Catalog, before ...[]byte) replayer {
	o.t.Helper()
	book, err := newBook(o.agency, catalog, before...)
	o.must(err)
	turn := make(chan *bot.Book, 1)
	turn <- nil
	return replayer{
		ledger: o.ledger, book: func(loket.AgencyID) (*bot.Book, error) { return book, nil },
		office: func(id loket.AgencyID) (config.Agency, bool) { return o.agency, id == o.agency.ID }, now: o.ledger.Now, turn: turn,
	}
}

// TestReplay: the ledger's questions are put to both catalogues, marks of what was hidden
// left out; the audit log knows who read them, and what was tried is not learned twice.
func TestReplay(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	r := o.replayerOf(o.catalogue(cards("LAMA")))
	withdrawn := o.catalogue(strings.Replace(cards("BARU"), "status: published", "status: withdrawn", 1))
	if got, err := r.Gate(t.Context(), o.agency.ID, withdrawn); err != nil || got.Asked != 0 || got.Groups == nil {
		t.Fatalf("without a question: %+v, %v, want empty lists", got, err)
	}
	asks(t, o.ledger, o.agency, "syarat daftar anggota perpustakaan [NIK ••••0001]", "kartu anggota saya hilang")
	got, err := r.Gate(t.Context(), o.agency.ID, withdrawn)
	o.must(err)
	if got.Asked != 2 || got.Changed != 1 || got.Groups[0].Entry != "kartu-baru" || strings.Contains(got.Groups[0].Changes[0].Examples[0], "NIK") {
		t.Errorf("changes = %+v, want the question of the withdrawn entry alone, without its mark", got)
	}
	tried := <-r.turn
	r.turn <- tried
	again, err := r.Gate(t.Context(), o.agency.ID, withdrawn)
	o.must(err)
	if now := <-r.turn; now != tried || again.Changed != 1 {
		t.Errorf("tried again: %v, %+v, want what was learned before and the same", now == tried, again)
	}
	ctx, stop := context.WithCancel(t.Context())
	stop()
	if _, err := r.Gate(ctx, o.agency.ID, withdrawn); err == nil {
		t.Error("a trial went on while another had the turn")
	}
	if _, err := r.Gate(t.Context(), "lain", withdrawn); err != nil {
		t.Errorf("of an office nobody asked: %v, want no changes", err)
	}
	var log bytes.Buffer
	rows, err := o.ledger.AuditRows(t.Context(), loket.AuditFilter{Agency: o.agency.ID, Limit: 9})
	o.must(err)
	for _, row := range rows {
		_, _ = fmt.Fprintln(&log, row.Action, row.ID)
	}
	if n := strings.Count(log.String(), "gate.view "+withdrawn.Version); n != 3 {
		t.Errorf("the audit log has the look %d times, want 3:\n%s", n, log.String())
	}
}

// TestReplayQuotable: an entry that may not be quoted any more answers nobody, though it
// is recognised as before.
func TestReplayQuotable(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	r := o.replayerOf(o.catalogue(cards("LAMA")))
	asks(t, o.ledger, o.agency, "kartu anggota saya hilang")
	over := o.catalogue(strings.Replace(cards("LAMA"), "answer: Lapor di meja layanan.", "answer: Lapor di meja layanan.\n    valid_until: 2020-01-01", 1))
	got, err := r.replay(t.Context(), o.agency.ID, over)
	o.must(err)
	if got.Changed != 1 || got.Groups[0].Changes[0].Now.What != faq.GotStaff {
		t.Errorf("changes = %+v, want the question of the expired entry with staff", got)
	}
	done := 0
	r.step = func(n, total int) { done += n * 10 / total }
	if got, err := r.replay(t.Context(), o.agency.ID, o.catalogue(cards("LAMA"))); err != nil || got.Changed != 0 || done != 10 {
		t.Errorf("beside itself: %+v, %v, steps %d, want nothing changed in one step", got, err, done)
	}
}

// TestCandidates: a curator goes back to an earlier publication after seeing what that
// changes; the counter then answers from it.
func TestCandidates(t *testing.T) {
	t.Parallel()
	o := openOffices(t, twoOffices, nil)
	a := o.config.Agencies[0]
	shelf := o.shelves[a.ID]
	first := shelf.book.Load().Catalog.Version
	small, err := faq.LoadFiles(map[string][]byte{"kartu.yaml": []byte(cards("BARU"))})
	if err != nil {
		t.Fatal(err)
	}
	admin := loket.Staff{ID: staffAt(a.ID, loket.RoleCurator), Agency: a.ID}
	if err := o.publishCatalogue(t.Context(), admin, small, shelf.number, "uji"); err != nil {
		t.Fatal(err)
	}
	if err := o.publishCatalogue(t.Context(), admin, small, shelf.number, "uji"); err == nil {
		t.Error("a second publication over the same one was written")
	}
	if err := shelf.follow(t.Context()); err != nil {
		t.Fatal(err)
	}
	b := o.signIn(t, a.ID, loket.RoleCurator)
	page := b.Get("/katalog/gerbang?calon=publikasi:1").Page(t)
	if text := page.One("#hasil-gerbang"); text == nil || !strings.Contains(text.Text(), "Dari 1 pertanyaan terakhir warga") {
		t.Fatalf("the page does not tell of the one question: %v", text)
	}
	got := b.Post("/katalog/gerbang", "calon", "publikasi:1", "atas", page.One("input[name=atas]").Attr["value"])
	if got.Status != http.StatusSeeOther {
		t.Fatalf("publish = %d, %s", got.Status, got.Body)
	}
	if err := shelf.follow(t.Context()); err != nil {
		t.Fatal(err)
	}
	if version := shelf.book.Load().Catalog.Version; version != first {
		t.Errorf("the shelf holds %s, want %s again", version, first)
	}
	for _, id := range []string{"publikasi:3", "publikasi:0", "publikasi:x", "draf:1"} {
		if got := b.Get("/katalog/gerbang?calon=" + id); got.Status != http.StatusNotFound {
			t.Errorf("%s = %d, want 404: it is in force, or none", id, got.Status)
		}
	}
	if got := o.signIn(t, o.config.Agencies[1].ID, loket.RoleCurator).Get("/katalog/gerbang?calon=publikasi:2"); got.Status != http.StatusNotFound {
		t.Errorf("another agency's = %d, want 404", got.Status)
	}
}

// BenchmarkReplay tries a changed entry of the shipped catalogue on 1,000 questions, all
// of it: reading, learning, comparing.
func BenchmarkReplay(b *testing.B) {
	o := newOffice(b)
	catalog, err := openCatalogue(o.agency)
	o.must(err)
	var texts []string
	for i := range mostReplayed {
		e := catalog.Entries()[i%len(catalog.Entries())]
		texts = append(texts, e.Questions[i%len(e.Questions)]+" ya pak")
	}
	asks(b, o.ledger, o.agency, texts...)
	r := o.replayerOf(catalog, disdukcapil.Learned())
	for b.Loop() {
		<-r.turn
		r.turn <- nil
		items := catalog.Items()
		for i := range items {
			if items[i].ID == "kk-baru" {
				items[i].Content = bytes.Replace(items[i].Content, []byte(`"questions":[`), []byte(`"questions":["bikin kartu keluarga yang baru sekali",`), 1)
			}
		}
		changed, err := faq.Assemble(items)
		o.must(err)
		got, err := r.replay(b.Context(), o.agency.ID, changed)
		o.must(err)
		if got.Asked != mostReplayed {
			b.Fatalf("%d questions were tried, want %d", got.Asked, mostReplayed)
		}
	}
}
