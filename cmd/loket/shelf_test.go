package main

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"testing/synctest"
	"time"

	"loket/bot"
	"loket/faq"
	"loket/internal/calendar"
	"loket/internal/config"
	"loket/internal/desk"
	"loket/internal/loket"
	"loket/internal/store"
	"loket/internal/store/storetest"
)

// office is an agency with a ledger and a folder of its own, and the short
// words the tests of the shelf are written in.
type office struct {
	t      testing.TB
	ledger *store.Store
	agency config.Agency
	dir    string // of the data
	log    strings.Builder
}

func newOffice(t testing.TB) *office {
	t.Helper()
	o := &office{t: t, agency: config.Default().Agencies[0], dir: t.TempDir()}
	ledger, err := store.Open(t.Context(), storetest.ReadySQLiteIn(t, o.dir), store.Options{Sealer: storetest.Sealer(t, 1)})
	o.must(err)
	t.Cleanup(func() { o.must(ledger.Close()) })
	o.must(ledger.Register(t.Context(), o.agency.Agency, channelsOf(o.agency, false)...))
	o.ledger = ledger
	return o
}

func (o *office) must(err error) {
	o.t.Helper()
	if err != nil {
		o.t.Fatal(err)
	}
}

// cards is a catalogue of two entries whose first says a word twice: in its
// answer and in a part of it.
func cards(word string) string {
	return fmt.Sprintf(`
entries:
  - id: kartu-baru
    title: Kartu anggota baru
    questions: [bagaimana cara membuat kartu anggota, syarat daftar anggota perpustakaan]
    answer: Bawa KTP-el, %[1]s.
    facets: {fee: "Gratis, %[1]s."}
    status: published
  - id: kartu-hilang
    title: Kartu anggota hilang
    questions: [kartu anggota saya hilang, mau ganti kartu yang hilang]
    answer: Lapor di meja layanan.
    status: published
`, word)
}

// catalogue loads entries, and tables given by the name of their file and their text.
func (o *office) catalogue(text string, tables ...string) *faq.Catalog {
	o.t.Helper()
	files := fstest.MapFS{"kartu.yaml": {Data: []byte(text)}}
	for i := 0; i < len(tables); i += 2 {
		files[tables[i]] = &fstest.MapFile{Data: []byte(tables[i+1])}
	}
	catalog, err := faq.Load(files)
	o.must(err)
	return catalog
}

// folder gives the agency a folder with this catalogue in it.
func (o *office) folder(text string) {
	o.t.Helper()
	if o.agency.Catalogue == "" {
		o.agency.Catalogue = o.t.TempDir()
	}
	o.must(os.WriteFile(filepath.Join(o.agency.Catalogue, "kartu.yaml"), []byte(text), 0o600))
}

// imports publishes a catalogue as an import does, and returns it.
func (o *office) imports(text string, tables ...string) *faq.Catalog {
	o.t.Helper()
	catalog := o.catalogue(text, tables...)
	items, latest, err := o.ledger.Catalogue(o.t.Context(), o.agency.ID)
	if latest.Number > 0 {
		o.must(err)
	}
	o.must(o.ledger.Publish(o.t.Context(), loket.Publication{
		Agency: o.agency.ID, Number: latest.Number + 1, Version: catalog.Version, By: "kurator", Source: loket.SourceImport,
		Items: changedItems(items, catalog.Items()),
	}))
	return catalog
}

func (o *office) open() (shelves, error) {
	c := config.Config{DataDir: o.dir, Agencies: []config.Agency{o.agency}}
	return openShelves(o.t.Context(), o.ledger, c, slog.New(slog.NewTextHandler(&o.log, nil)))
}

// opens opens the shelf and holds it to a version.
func (o *office) opens(version string) *shelf {
	o.t.Helper()
	all, err := o.open()
	o.must(err)
	o.holds(all[o.agency.ID], version)
	return all[o.agency.ID]
}

func (o *office) holds(s *shelf, version string) {
	o.t.Helper()
	if got := s.book.Load().Catalog.Version; got != version {
		o.t.Errorf("the shelf holds version %s, want %s", got, version)
	}
}

// published tells the publications as "source/changes", the first one first.
func (o *office) published(want ...string) {
	o.t.Helper()
	all, err := o.ledger.Publications(o.t.Context(), o.agency.ID, 0)
	o.must(err)
	var got []string
	for _, p := range all {
		got = append([]string{fmt.Sprintf("%s/%d", p.Source, len(p.Items))}, got...)
	}
	if strings.Join(got, " ") != strings.Join(want, " ") {
		o.t.Errorf("publications = %v, want %v", got, want)
	}
}

func TestShelfOpens(t *testing.T) {
	t.Parallel()
	t.Run("Folder/IsPublishedOnceForEveryContent", func(t *testing.T) {
		t.Parallel()
		o := newOffice(t)
		o.folder(cards("LAMA"))
		o.opens(o.catalogue(cards("LAMA")).Version)
		o.opens(o.catalogue(cards("LAMA")).Version)
		o.published("folder/2")
		o.folder(cards("BARU"))
		o.opens(o.catalogue(cards("BARU")).Version)
		o.published("folder/2", "folder/1")
		o.folder("# keterangan\n" + cards("BARU"))
		o.opens(o.catalogue(cards("BARU")).Version)
		o.published("folder/2", "folder/1", "folder/0")
	})
	t.Run("Folder/UnchangedIsNotRead", func(t *testing.T) {
		t.Parallel()
		o := newOffice(t)
		o.folder(cards("LAMA"))
		files, err := filesOf(o.agency)
		o.must(err)
		hash, err := hashFiles(files)
		o.must(err)
		other := o.catalogue(cards("BARU")) // not what the files say
		o.must(o.ledger.Publish(t.Context(), loket.Publication{
			Agency: o.agency.ID, Number: 1, Version: other.Version, Source: loket.SourceFolder, SourceHash: hash, Items: other.Items(),
		}))
		o.opens(other.Version)
	})
	t.Run("Folder/WinsOverTheLedger", func(t *testing.T) {
		t.Parallel()
		o := newOffice(t)
		o.imports(cards("BARU"))
		o.folder(cards("LAMA"))
		o.opens(o.catalogue(cards("LAMA")).Version)
		o.published("import/2", "folder/1")
	})
	t.Run("Folder/WithAMistakeIsRefusedAndNothingPublished", func(t *testing.T) {
		t.Parallel()
		o := newOffice(t)
		o.folder("entries: [{id: A}]")
		if _, err := o.open(); loket.CodeOf(err) != loket.CodeInvalid || !strings.Contains(err.Error(), "kartu.yaml:1") {
			t.Errorf("open = %v, want the mistakes with their places", err)
		}
		o.published()
	})
	t.Run("Folder/Missing", func(t *testing.T) {
		t.Parallel()
		o := newOffice(t)
		o.agency.Catalogue = filepath.Join(t.TempDir(), "tidak-ada")
		if _, err := o.open(); loket.CodeOf(err) != loket.CodeInvalid || !strings.Contains(err.Error(), "Periksa catalogue") {
			t.Errorf("open = %v, want the cure", err)
		}
	})
	t.Run("Folder/NobodyCanAnswerFromItIsNotPublished", func(t *testing.T) {
		t.Parallel()
		o := newOffice(t)
		o.folder(strings.ReplaceAll(cards("LAMA"), "published", "draft"))
		if _, err := o.open(); err == nil {
			t.Error("a catalogue without a published entry was taken")
		}
		o.published()
	})
	t.Run("Ledger/WinsOverWhatIsShipped", func(t *testing.T) {
		t.Parallel()
		o := newOffice(t)
		o.opens(o.imports(cards("BARU")).Version)
		o.published("import/2")
		if log := o.log.String(); strings.Count(log, "loket faq history --shipped --agency disdukcapil-kota-kupang") != 1 {
			t.Errorf("the log does not name the command once:\n%s", log)
		}
	})
	t.Run("Shipped/ANewerOneFollowsAnOlderOne", func(t *testing.T) {
		t.Parallel()
		o := newOffice(t)
		older := o.catalogue(cards("LAMA"))
		o.must(o.ledger.Publish(t.Context(), loket.Publication{
			Agency: o.agency.ID, Number: 1, Source: loket.SourceShipped, SourceHash: "rilis sebelumnya", Items: older.Items(),
		}))
		shipped, err := openCatalogue(o.agency)
		o.must(err)
		o.opens(shipped.Version)
		o.published("shipped/2", fmt.Sprintf("shipped/%d", len(shipped.Items())+2)) // its own, and two gone
		o.opens(shipped.Version)
		o.published("shipped/2", fmt.Sprintf("shipped/%d", len(shipped.Items())+2))
	})
}

func TestShelfFollows(t *testing.T) {
	t.Parallel()
	t.Run("WithinASecond", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			o := newOffice(t)
			o.imports(cards("LAMA"))
			all, err := o.open()
			o.must(err)
			ctx, stop := context.WithCancel(t.Context())
			done := make(chan error, 1)
			go func() { done <- all.Run(ctx, nil, nil) }()
			version := o.imports(cards("BARU")).Version
			<-time.After(followEvery) // of the bubble's clock
			synctest.Wait()
			o.holds(all[o.agency.ID], version)
			stop()
			o.must(<-done)
		})
	})
	t.Run("WhatCannotBeUsedIsRefusedOnce", func(t *testing.T) {
		t.Parallel()
		o := newOffice(t)
		kept := o.imports(cards("LAMA")).Version
		s := o.opens(kept)
		broken := loket.CatalogueItem{Kind: "entry", ID: "kartu-baru", Revision: "x", Content: []byte(`{"title": 1}`)}
		o.must(o.ledger.Publish(t.Context(), loket.Publication{Agency: o.agency.ID, Number: 2, Items: []loket.CatalogueItem{broken}}))
		if err := s.follow(t.Context()); err == nil {
			t.Error("a publication that cannot be read was taken")
		}
		o.holds(s, kept)
		if err := s.follow(t.Context()); err != nil {
			t.Errorf("follow() again = %v, want it to be done with", err)
		}
		items, _, err := o.ledger.Catalogue(t.Context(), o.agency.ID)
		o.must(err)
		mended := o.catalogue(cards("BARU"))
		o.must(o.ledger.Publish(t.Context(), loket.Publication{
			Agency: o.agency.ID, Number: 3, Source: loket.SourceCurator, Items: changedItems(items, mended.Items()),
		}))
		o.must(s.follow(t.Context()))
		o.holds(s, mended.Version)
	})
	t.Run("TheAgencysFactsStay", func(t *testing.T) {
		t.Parallel()
		o := newOffice(t)
		o.agency.Facts = map[string]string{"salah-ketik": "0380"}
		o.opens(o.imports(cards("LAMA")).Version)
		if !strings.Contains(o.log.String(), "salah-ketik") {
			t.Errorf("the log does not name the fact nobody asks for:\n%s", &o.log)
		}
	})
}

// watched is a ledger that tells of every message that was settled.
type watched struct {
	*store.Store
	settled chan struct{}
}

func (w watched) Settle(ctx context.Context, d loket.Decision) error {
	err := w.Store.Settle(ctx, d)
	if err == nil {
		for range d.Settled {
			w.settled <- struct{}{}
		}
	}
	return err
}

// TestMemory holds what was learned to being a help and never a condition.
func TestMemory(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	o.folder(cards("LAMA"))
	m := memoryOf(config.Config{DataDir: o.dir}, o.agency)
	learned := o.opens(o.catalogue(cards("LAMA")).Version).book.Load().Matcher.Learned()
	kept := func() []byte { all := m.recall(); return all[len(all)-1] }
	if !bytes.Equal(kept(), learned) {
		t.Error("what the matcher learned is not kept")
	}
	o.must(os.WriteFile(m.path, []byte("rusak"), 0o600))
	o.opens(o.catalogue(cards("LAMA")).Version)
	if !bytes.Equal(kept(), learned) {
		t.Error("what is kept was not mended by learning anew")
	}
	o.must(os.RemoveAll(filepath.Dir(m.path)))
	o.must(os.WriteFile(filepath.Dir(m.path), nil, 0o600)) // in the directory's place
	o.opens(o.catalogue(cards("LAMA")).Version)
	if !strings.Contains(o.log.String(), "the next start will take longer") {
		t.Errorf("nobody is told that nothing can be kept:\n%s", &o.log)
	}
}

// counter is a clerk on the office's ledger whose answers stay owed, where a
// test can read them.
type counter struct {
	*office
	bot     *bot.Bot
	settled chan struct{}
}

func (o *office) counter(all shelves) *counter {
	log := slog.New(slog.DiscardHandler)
	c := &counter{office: o, settled: make(chan struct{}, 1000)}
	c.bot = &bot.Bot{
		Ledger: watched{o.ledger, c.settled}, Outbox: bot.NewOutbox(o.ledger, time.Now, log), Book: all.book,
		Desk: &desk.Desk{
			Ledger: o.ledger, Team: o.ledger, Viewers: o.ledger, People: o.ledger, Terms: desk.DefaultTerms(),
			Policy: func(loket.AgencyID) loket.Policy { return loket.Policy{} }, Now: time.Now, Log: log,
			Due:      func(_ loket.AgencyID, now time.Time, within time.Duration) time.Time { return now.Add(within) },
			Calendar: func(id loket.AgencyID) calendar.Calendar { return all.book(id).Calendar },
			Promises: &desk.Promises{Ledger: o.ledger, Handling: func(loket.AgencyID) time.Duration { return time.Minute }},
		},
		Channels: []loket.ChannelID{webChannel(o.agency).ID}, Settings: bot.DefaultSettings(), Now: time.Now, Log: log,
		Epoch: func(loket.ChannelID) (int64, bool) { return 0, true },
	}
	return c
}

// ask lets some people ask, each in a conversation of their own.
func (c *counter) ask(round string, people int) (asked []loket.ConversationID) {
	for i := range people {
		person := fmt.Sprintf("%s-%d", round, i)
		receipts, err := c.bot.Receive(c.t.Context(), []loket.Inbound{{
			Channel: webChannel(c.agency).ID, OriginKey: "w:" + person + ":1", Person: person, Address: person,
			Kind: loket.MessageText, Text: "bagaimana cara membuat kartu anggota",
		}})
		if err != nil {
			c.t.Error(err)
			return nil
		}
		asked = append(asked, receipts[0].Conversation)
	}
	return asked
}

// wait returns when so many messages more were settled.
func (c *counter) wait(messages int) {
	for range messages {
		<-c.settled
	}
}

// quotes returns the word each conversation was quoted. It checks that an
// answer says one word only: that of the revision it was recorded with.
func (c *counter) quotes(words map[string]string) map[loket.ConversationID]string {
	c.t.Helper()
	owed, err := c.ledger.Owed(c.t.Context(), webChannel(c.agency).ID, time.Now(), 10_000)
	c.must(err)
	texts := map[loket.AnswerID]string{}
	for _, s := range owed {
		texts[s.Answer] += s.Content.Text
	}
	events, err := c.ledger.Events(c.t.Context(), 0, 100_000)
	c.must(err)
	quoted := map[loket.ConversationID]string{}
	for _, e := range events {
		if e.Kind != loket.EventQuote {
			continue
		}
		quoted[e.Conversation] = words[e.Revision]
		for _, word := range words {
			want := 0
			if word == words[e.Revision] {
				want = 2
			}
			if strings.Count(texts[e.Answer], word) != want {
				c.t.Errorf("an answer recorded as %s reads:\n%s", words[e.Revision], texts[e.Answer])
			}
		}
	}
	return quoted
}

// TestPublishWhileAnswering publishes a changed entry while people ask for it:
// every answer is wholly of one revision, and once the shelf holds the new one
// nobody gets the old.
func TestPublishWhileAnswering(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	revision := func(c *faq.Catalog) string { e, _ := c.Entry("kartu-baru"); return e.Revision }
	words := map[string]string{revision(o.imports(cards("LAMA"))): "LAMA"}
	all, err := o.open()
	o.must(err)
	c := o.counter(all)
	ctx, stop := context.WithCancel(t.Context())
	var clerk, crowd sync.WaitGroup
	clerk.Go(func() {
		if err := c.bot.Run(ctx); err != nil {
			t.Error(err)
		}
	})
	before := c.ask("sebelum", 3)
	c.wait(len(before))
	const crowds, each = 4, 25
	for i := range crowds {
		crowd.Go(func() { c.ask(fmt.Sprint("selama-", i), each) })
	}
	words[revision(o.imports(cards("BARU")))] = "BARU"
	o.must(all[o.agency.ID].follow(t.Context()))
	after := c.ask("sesudah", 3)
	crowd.Wait()
	c.wait(crowds*each + len(after))
	stop()
	clerk.Wait()

	quoted := c.quotes(words)
	if want := len(before) + crowds*each + len(after); len(quoted) != want {
		t.Errorf("%d conversations were quoted to, want %d", len(quoted), want)
	}
	for _, id := range before {
		if quoted[id] != "LAMA" {
			t.Errorf("before publishing: %q, want LAMA", quoted[id])
		}
	}
	for _, id := range after {
		if quoted[id] != "BARU" {
			t.Errorf("after publishing: %q, want BARU", quoted[id])
		}
	}
}
