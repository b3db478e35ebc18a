package main

import (
	"context"
	"fmt"
	"log/slog"
	"maps"
	"reflect"
	"slices"
	"strings"
	"sync/atomic"

	"loket/bot"
	"loket/faq"
	"loket/internal/config"
	"loket/internal/loket"
	"loket/internal/words"
)

// reloader takes a changed configuration while the counter is open: the hours,
// seasons, closures, deadlines, facts, survey and catalogue folder of every office and
// whether it quotes what it has not verified, all at once or not at all. Whatever else it says counts from the next start on.
type reloader struct {
	load    func() (config.Config, error)
	started config.Config
	shelves shelves
	log     *slog.Logger
	note    func(ctx context.Context) error // has the audit log say so

	refused atomic.Pointer[string] // why the last one was refused; nil: it was not
}

// once reads the configuration. A bad one changes nothing, and is told until a good
// one is read.
func (r *reloader) once(ctx context.Context) {
	c, err := r.load()
	if err == nil {
		err = r.shelves.reload(ctx, c.Agencies)
	}
	if err != nil {
		text := strings.Join(explain(err), " ")
		r.refused.Store(&text)
		r.log.Error("the new configuration is refused; the one before stays", "err", err)
		return
	}
	r.refused.Store(nil)
	r.log.Info("configuration replaced")
	if err := r.note(ctx); err != nil {
		r.log.Error("note the new configuration in the audit log", "err", err)
	}
	if !reflect.DeepEqual(fixed(c), fixed(r.started)) {
		r.log.Warn("some of the new settings count from the next start on")
	}
}

// noteReload has the audit log say that another configuration counts, and which: by
// the SHA-256 of its file.
func (h *house) noteReload(ctx context.Context) error {
	sum, err := config.Sum(h.configFile)
	if err != nil {
		return err
	}
	return h.ledger.Audit(ctx, loket.AuditEntry{
		Actor: loket.ByStaff, ActorID: "operator", Action: "config.reload", Object: "config", ID: sum, Origin: "SIGHUP",
	})
}

// problem is what staff read of a configuration that was refused; "" when the last
// was not.
func (r *reloader) problem() words.Text {
	if text := r.refused.Load(); text != nil {
		return words.Say("Pengaturan atau katalog baru ditolak, yang lama tetap dipakai: %s", *text)
	}
	return ""
}

// fixed is the part of a configuration that a running counter does not take.
func fixed(c config.Config) config.Config {
	c.Agencies = slices.Clone(c.Agencies)
	for i := range c.Agencies {
		a := &c.Agencies[i]
		a.Unverified, a.Catalogue, a.Facts, a.Hours, a.Seasons, a.Closures = "", "", nil, nil, nil, nil
		a.Policy, a.OnCall, a.Survey = nil, "", loket.SurveyPolicy{}
	}
	return c
}

// reload makes the books of every office before it puts the first on its shelf.
func (all shelves) reload(ctx context.Context, agencies []config.Agency) error {
	puts := map[loket.AgencyID]func() error{}
	for _, a := range agencies {
		s := all[a.ID]
		if s == nil {
			return loket.Errorf(loket.CodeInvalid, fmt.Sprintf("Instansi %s baru: jalankan ulang Loket untuk membukanya.", a.ID))
		}
		put, err := s.prepare(ctx, a)
		if err != nil {
			return err
		}
		puts[a.ID] = put
	}
	for id := range all {
		if puts[id] == nil {
			return loket.Errorf(loket.CodeInvalid, fmt.Sprintf("Instansi %s tidak ada lagi: jalankan ulang Loket untuk menutupnya.", id))
		}
	}
	for _, id := range slices.Sorted(maps.Keys(puts)) {
		if err := puts[id](); err != nil {
			return err
		}
	}
	return nil
}

// prepare makes the book of an office whose settings changed, and returns what puts
// it on the shelf.
func (s *shelf) prepare(ctx context.Context, a config.Agency) (put func() error, err error) {
	files, err := filesOf(a)
	if err != nil {
		return nil, err
	}
	hash, err := hashFiles(files)
	if err != nil {
		return nil, err
	}
	items, latest, err := s.ledger.Catalogue(ctx, a.ID)
	if err != nil {
		return nil, err
	}
	catalog, p, err := s.changed(a, items, latest, hash)
	if err != nil {
		return nil, err
	}
	book, err := s.bookFor(a, catalog, p.Number)
	if err != nil {
		return nil, err
	}
	policy, err := a.Deadlines()
	if err != nil {
		return nil, err
	}
	rules, err := rulesOf(a)
	if err != nil {
		return nil, err
	}
	return func() error {
		if p.Number != latest.Number {
			if err := s.ledger.Publish(ctx, p); err != nil {
				return fmt.Errorf("publish the catalogue's files: %w", err)
			}
		}
		s.agency = a
		terms := deskTermsOf(a)
		s.desk.Store(&terms)
		s.policy.set(policy)
		if err := s.hours.set(rules); err != nil {
			return err
		}
		s.put(book, p.Number)
		s.warn()
		return nil
	}, nil
}

// changed is an office's catalogue: what its folder says, with the publication that
// makes it so, when that is news; else the latest publication.
func (s *shelf) changed(
	a config.Agency, items []loket.CatalogueItem, latest loket.Publication, hash string,
) (*faq.Catalog, loket.Publication, error) {
	if a.Catalogue == "" || latest.Source == loket.SourceFolder && latest.SourceHash == hash {
		catalog, err := s.assemble(items)
		return catalog, latest, err
	}
	catalog, err := s.read(a, hash)
	if err != nil {
		return nil, latest, err
	}
	return catalog, publicationOf(a, catalog, items, latest, hash), nil
}

// bookFor makes a book, with the matcher that is there when it has learned the same
// publication.
func (s *shelf) bookFor(a config.Agency, catalog *faq.Catalog, number int) (*bot.Book, error) {
	if number == s.number {
		return bookOf(a, catalog, s.book.Load().Matcher)
	}
	return s.newBook(a, catalog)
}
