package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"loket/bot"
	"loket/faq"
	"loket/internal/config"
	"loket/internal/loket"
	"loket/internal/store"
)

// shelf holds what one agency's clerk answers from and follows the ledger: a
// turn keeps the book it took, a new publication replaces the book as a whole.
type shelf struct {
	id     loket.AgencyID
	agency config.Agency
	ledger *store.Store
	memory memory
	shared *shared // with the house's other offices
	log    *slog.Logger

	book   atomic.Pointer[bot.Book]
	desk   atomic.Pointer[deskTerms] // what the desk works by, taken with the book
	hours  officeHours               // instead of the book's own
	policy officePolicy
	number int // the publication last taken or refused; of whoever opens, then of Run
}

// shelves are those of every agency.
type shelves map[loket.AgencyID]*shelf

// openAtOnce is how many catalogues are read at the same time: each takes some megabytes
// until it is read.
const openAtOnce = 8

// openShelves fills every agency's shelf. What the files of a catalogue say is
// published first where the ledger does not have it yet.
func openShelves(ctx context.Context, ledger *store.Store, c config.Config, log *slog.Logger) (shelves, error) {
	all, common := shelves{}, &shared{}
	var opening errgroup.Group
	opening.SetLimit(openAtOnce)
	for _, a := range c.Agencies {
		s := &shelf{id: a.ID, agency: a, ledger: ledger, memory: memoryOf(c, a), shared: common, log: log}
		all[a.ID] = s
		opening.Go(func() error { return s.open(ctx) })
	}
	if err := opening.Wait(); err != nil {
		return nil, err
	}
	return all, nil
}

// book is what an agency's clerk answers from now; nil: no such agency.
func (all shelves) book(id loket.AgencyID) *bot.Book {
	s := all[id]
	if s == nil {
		return nil
	}
	book := s.book.Load()
	if hours := s.hours.calendar(); book != nil && hours != nil {
		now := *book
		now.Calendar = *hours
		return &now
	}
	return book
}

// followEvery is how often the ledger is asked for a new publication.
const followEvery = time.Second

// Run follows the ledger until ctx ends, and reloads when it is asked to. What
// cannot be read or used is logged, and the agency keeps its book.
func (all shelves) Run(ctx context.Context, asked <-chan os.Signal, reload func(context.Context)) error {
	tick := time.NewTicker(followEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-asked:
			reload(ctx)
		case <-tick.C:
		}
		for id, s := range all {
			if err := s.follow(ctx); err != nil && ctx.Err() == nil {
				s.log.Error("follow the catalogue; the one before stays", "agency", id, "err", err)
			}
		}
	}
}

// publishTries is how often files are published anew because somebody else
// published meanwhile.
const publishTries = 5

// open fills the shelf at the start.
func (s *shelf) open(ctx context.Context) error {
	policy, err := s.agency.Deadlines()
	if err != nil {
		return err
	}
	terms := deskTermsOf(s.agency)
	s.desk.Store(&terms)
	s.policy.set(policy)
	if _, err := s.followPolicy(ctx); err != nil {
		return fmt.Errorf("read the policy of %s: %w", s.agency.ID, err)
	}
	if err := s.openHours(ctx); err != nil {
		return err
	}
	files, err := filesOf(s.agency)
	if err != nil {
		return err
	}
	hash, err := hashFiles(files)
	if err != nil {
		return err
	}
	for range publishTries {
		if err = s.settle(ctx, hash); !errors.Is(err, loket.ErrStale) {
			break
		}
	}
	if err != nil {
		return fmt.Errorf("open the catalogue of %s: %w", s.agency.ID, err)
	}
	s.warn()
	return nil
}

// settle takes what the ledger has, unless the files are the truth and have
// changed: then they are published. A folder is always the truth; the shipped
// files only until somebody publishes something else.
func (s *shelf) settle(ctx context.Context, hash string) error {
	items, latest, err := s.ledger.Catalogue(ctx, s.agency.ID)
	if err != nil && !errors.Is(err, loket.ErrNotFound) {
		return err
	}
	source, published := sourceOf(s.agency), err == nil
	switch {
	case published && latest.Source == source && latest.SourceHash == hash:
		return s.load(items, latest)
	case published && source == loket.SourceShipped && latest.Source != loket.SourceShipped:
		if err := s.tellShipped(ctx, hash); err != nil {
			return err
		}
		return s.load(items, latest)
	}
	return s.publish(ctx, items, latest, hash)
}

// publish makes the files' catalogue the agency's. It is tried out before it
// is written: one that nobody can answer from is refused.
func (s *shelf) publish(ctx context.Context, items []loket.CatalogueItem, latest loket.Publication, hash string) error {
	catalog, err := s.read(s.agency, hash)
	if err != nil {
		return err
	}
	book, err := s.newBook(s.agency, catalog)
	if err != nil {
		return err
	}
	p := publicationOf(s.agency, catalog, items, latest, hash)
	if err := s.ledger.Publish(ctx, p); err != nil {
		return fmt.Errorf("publish the catalogue's files: %w", err)
	}
	s.log.Info("catalogue published", "agency", p.Agency, "number", p.Number, "source", p.Source, "changes", len(p.Items))
	s.put(book, p.Number)
	return nil
}

// publicationOf is what publishes the catalogue of an agency's files over what was
// published before.
func publicationOf(a config.Agency, catalog *faq.Catalog, items []loket.CatalogueItem, latest loket.Publication, hash string) loket.Publication {
	p := loket.Publication{
		Agency: a.ID, Number: latest.Number + 1, Version: catalog.Version, By: "loket", Source: sourceOf(a),
		SourceHash: hash, Items: changedItems(items, catalog.Items()),
	}
	if p.Source == loket.SourceFolder {
		p.By = "berkas"
	}
	return p
}

// load puts what the ledger has on the shelf.
func (s *shelf) load(items []loket.CatalogueItem, p loket.Publication) error {
	catalog, err := s.assemble(items)
	if err != nil {
		return err
	}
	book, err := s.newBook(s.agency, catalog)
	if err != nil {
		return err
	}
	s.put(book, p.Number)
	return nil
}

// read reads the catalogue of an agency's files, whose content the hash names, unless an
// office has done so.
func (s *shelf) read(a config.Agency, hash string) (*faq.Catalog, error) {
	return s.shared.catalogues.of(hash, func() (*faq.Catalog, error) { return openCatalogue(a) })
}

// assemble puts a publication's items together, unless an office has done so.
func (s *shelf) assemble(items []loket.CatalogueItem) (*faq.Catalog, error) {
	return s.shared.catalogues.of(contentKey(items), func() (*faq.Catalog, error) { return faq.Assemble(items) })
}

// newBook makes a book of a catalogue, with the matcher that another office of the same
// catalogue answers from, if there is one.
func (s *shelf) newBook(a config.Agency, catalog *faq.Catalog) (*bot.Book, error) {
	matcher, err := s.shared.matcher(catalog, func() (*faq.Matcher, error) { return newMatcher(a, catalog, s.memory.recall()...) })
	if err != nil {
		return nil, err
	}
	return bookOf(a, catalog, matcher)
}

// put puts a book on the shelf whose matcher has learned all it can, and keeps
// what that was for the next start.
func (s *shelf) put(book *bot.Book, number int) {
	s.number = number
	s.book.Store(book)
	if err := s.memory.keep(book.Matcher.Learned()); err != nil {
		s.log.Warn("the next start will take longer", "agency", s.agency.ID, "err", err)
	}
}

// tellShipped says once, at the start, that the program brings a catalogue that
// the agency has not seen.
func (s *shelf) tellShipped(ctx context.Context, hash string) error {
	last, _, err := s.ledger.LatestPublicationFrom(ctx, s.agency.ID, loket.SourceShipped)
	if err == nil && last.SourceHash != hash {
		s.log.Info("a newer shipped catalogue is not in use; see what it would change",
			"agency", s.agency.ID, "command", "loket faq history --shipped --agency "+string(s.agency.ID))
	}
	return err
}

// follow takes the latest publication when it is another than the one on the
// shelf. One that cannot be used is refused once, not every second.
func (s *shelf) follow(ctx context.Context) error {
	latest, _, err := s.ledger.LatestPublication(ctx, s.agency.ID)
	if err != nil || latest.Number == s.number {
		return err
	}
	items, latest, err := s.ledger.Catalogue(ctx, s.agency.ID)
	if err != nil {
		return err
	}
	s.number = latest.Number
	if err := s.take(items); err != nil {
		return fmt.Errorf("take publication %d: %w", latest.Number, err)
	}
	s.log.Info("catalogue replaced", "agency", s.agency.ID, "number", latest.Number, "version", latest.Version)
	s.warn()
	return nil
}

// take replaces the book by one of a publication's items, in two steps: at once
// with a matcher that is still more cautious than it will be, then with one
// that has learned how sure it may be.
func (s *shelf) take(items []loket.CatalogueItem) error {
	catalog, err := s.assemble(items)
	if err != nil {
		return err
	}
	quick, finish, err := s.shared.retrain(s.book.Load().Matcher, catalog)
	if err != nil {
		return err
	}
	book, err := bookOf(s.agency, catalog, quick)
	if err != nil {
		return err
	}
	s.book.Store(book)
	matcher, err := finish()
	if err != nil {
		return fmt.Errorf("finish learning: %w", err)
	}
	sure := *book
	sure.Matcher = matcher
	s.put(&sure, s.number)
	return nil
}

// warn tells of local facts in the configuration that no answer shows (misspelt, left over
// from another catalogue, or published otherwise), and of entries that are not quoted.
func (s *shelf) warn() {
	for id, err := range s.book.Load().Withheld {
		s.log.Warn("an entry is not quoted; staff answer", "agency", s.agency.ID, "entry", id, "err", err)
	}
	if ids := s.book.Load().Catalog.UnknownFacts(s.agency.Facts); len(ids) > 0 {
		s.log.Warn("facts in the configuration that the catalogue does not name", "agency", s.agency.ID, "facts", ids)
	}
	if ids := s.book.Load().Catalog.UnusedFacts(s.agency.Facts); len(ids) > 0 {
		s.log.Warn("facts in the configuration that are not told: the catalogue says something else", "agency", s.agency.ID, "facts", ids)
	}
}
