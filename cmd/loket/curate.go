package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"loket/bot"
	"loket/faq"
	"loket/internal/loket"
	"loket/internal/privacy"
	"loket/internal/web/curate"
)

// curating is the catalogue as curators see and change it.
type curating struct {
	*house

	mu      sync.Mutex // guards read and learned, and has one question tried at a time
	read    map[loket.AgencyID]assembled
	learned learnedDraft

	counting sync.Mutex // held while it is counted what words did
}

// assembled is what the ledger has of an agency, put together.
type assembled struct {
	number  int
	catalog *faq.Catalog
}

// learnedDraft is the matcher that last learned a draft.
type learnedDraft struct {
	version string // of the catalogue with the draft in it
	matcher *faq.Matcher
}

var (
	_ curate.Shelf     = &curating{}
	_ curate.Tables    = &curating{}
	_ curate.Suggester = &curating{}
)

func (h *house) curating() *curating {
	return &curating{house: h, read: map[loket.AgencyID]assembled{}}
}

// curate is the curators' room.
func (h *house) curate(improver improver) *curate.Curate {
	c := h.curating()
	return &curate.Curate{
		Shelf: c, Tables: c, Drafts: h.ledger, Improver: improver, Suggester: c,
		Who: h.publisherName, Now: h.now, Zone: h.zone,
	}
}

// teach puts a lesson into the curators' drafts, with what the redactor hides in it hidden.
func (h *house) teach(room *curate.Curate) func(context.Context, loket.Staff, loket.Lesson) error {
	return func(ctx context.Context, by loket.Staff, l loket.Lesson) error {
		r := h.redactor()
		l.Question, l.Answer = r.Redact(l.Question).Text, r.Redact(l.Answer).Text
		return room.Learn(ctx, by, l)
	}
}

// publisherName names the account that published, or what did.
func (h *house) publisherName(ctx context.Context, by string) string {
	if member, err := h.ledger.StaffByID(ctx, loket.StaffID(by)); err == nil {
		return member.Name
	}
	return by
}

// Live implements curate.Shelf: what the ledger has, which the bot follows within a second.
func (c *curating) Live(ctx context.Context, agency loket.AgencyID) (*faq.Catalog, string, error) {
	a, served := c.office(agency)
	if !served {
		return nil, "", nil
	}
	latest, published, err := c.ledger.LatestPublication(ctx, agency)
	if err != nil || !published {
		return nil, a.Catalogue, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if held := c.read[agency]; held.number == latest.Number {
		return held.catalog, a.Catalogue, nil
	}
	items, latest, err := c.ledger.Catalogue(ctx, agency)
	if err != nil {
		return nil, a.Catalogue, err
	}
	catalog, err := faq.Assemble(items)
	if err == nil {
		c.read[agency] = assembled{latest.Number, catalog}
	}
	return catalog, a.Catalogue, err
}

// Lint implements curate.Shelf. What the guard of answers refuses is a mistake too: the
// bot would not quote it.
func (c *curating) Lint(ctx context.Context, agency loket.AgencyID, e faq.Entry) ([]faq.Remark, error) {
	catalog, _, err := c.Live(ctx, agency)
	if err != nil || catalog == nil {
		return nil, err
	}
	return c.lint(agency, catalog, e)
}

func (c *curating) lint(agency loket.AgencyID, catalog *faq.Catalog, e faq.Entry) ([]faq.Remark, error) {
	a, _ := c.office(agency)
	found := catalog.LintEntry(e, faq.LintOptions{Now: c.now().In(c.zone(agency)), Facts: a.Facts})
	if e.ID == "" {
		return found, nil
	}
	with, err := catalog.With(e)
	if err != nil {
		return nil, err
	}
	guarded, _ := with.WithFacts(a.Facts).Only(e.ID)
	if err := bot.Withheld(guarded, privacy.Guard{Links: a.Links})[e.ID]; err != nil {
		found = append(found, faq.Remark{Severity: faq.SeverityError, Rule: faq.RuleAsksData, Text: "Bot tidak akan mengutip ini. " + err.Error()})
	}
	return found, nil
}

// Show implements curate.Shelf.
func (c *curating) Show(ctx context.Context, agency loket.AgencyID, e faq.Entry, need faq.Facet) (shown curate.Shown, err error) {
	book, err := c.bookWith(ctx, agency, e)
	if err != nil || book == nil {
		return shown, err
	}
	a, _ := c.office(agency)
	shown.Answer, shown.Whole = bot.PreviewEntry(book, a.Agency, c.now(), e.ID, need)
	return shown, nil
}

// bookWith is what the bot answers from now, with an entry in it that it has not learned;
// nil: there is none, or the entry has no name yet.
func (c *curating) bookWith(ctx context.Context, agency loket.AgencyID, e faq.Entry) (*bot.Book, error) {
	catalog, _, err := c.Live(ctx, agency)
	book := c.shelves.book(agency)
	if err != nil || catalog == nil || book == nil || e.ID == "" {
		return nil, err
	}
	if catalog, err = catalog.With(e); err != nil {
		return nil, err
	}
	a, _ := c.office(agency)
	changed := *book
	changed.Catalog = catalog.WithFacts(a.Facts)
	return &changed, nil
}

// Try implements curate.Shelf: the bot's own recognising learns the draft as it would when
// it was published, which takes up to a second. What it has learned is kept for the next
// question.
func (c *curating) Try(ctx context.Context, agency loket.AgencyID, e faq.Entry, question string) (trial curate.Trial, err error) {
	book, err := c.bookWith(ctx, agency, e)
	if err != nil {
		return trial, err
	}
	if book == nil || e.Title == "" || e.Answer == "" {
		return trial, curate.ErrNothingToTry
	}
	a, _ := c.office(agency)
	return c.try(book, a, question)
}

func (c *curating) learn(book *bot.Book) (*faq.Matcher, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.learned.version == book.Catalog.Version {
		return c.learned.matcher, nil
	}
	matcher, _, err := book.Matcher.Retrain(book.Catalog)
	if err != nil {
		return nil, fmt.Errorf("learn a draft: %w", err)
	}
	c.learned = learnedDraft{book.Catalog.Version, matcher}
	return matcher, nil
}

// Publish implements curate.Shelf. Whoever publishes meanwhile is gone behind.
func (c *curating) Publish(ctx context.Context, by loket.Staff, id loket.DraftID, version int) (err error) {
	for range publishTries {
		if err = c.publish(ctx, by, id, version); !errors.Is(err, loket.ErrStale) {
			break
		}
	}
	return err
}

// publish decides on a draft by the catalogue in force and writes both, or nothing.
func (c *curating) publish(ctx context.Context, by loket.Staff, id loket.DraftID, version int) error {
	d, err := c.ledger.Draft(ctx, by.Agency, id)
	if err != nil {
		return err
	}
	items, latest, err := c.ledger.Catalogue(ctx, by.Agency)
	if err != nil {
		return err
	}
	live, err := faq.Assemble(items)
	if err != nil {
		return err
	}
	next, second, err := c.mayPublish(d, live)
	if err != nil {
		return err
	}
	p := loket.Publication{
		Agency: by.Agency, Number: latest.Number + 1, Version: next.Version, By: string(by.ID), Source: loket.SourceCurator, Note: d.Note,
		Items: changedItems(items, next.Items()),
	}
	return c.ledger.PublishDraft(ctx, by, id, p, func(d *loket.Draft, now time.Time) error { return d.Approve(by.ID, now, version, second) })
}

// mayPublish makes the catalogue with a draft in it, tells whether two people are needed
// for it, and refuses what should not go live.
func (c *curating) mayPublish(d loket.Draft, live *faq.Catalog) (next *faq.Catalog, second bool, err error) {
	if a, _ := c.office(d.Agency); a.Catalogue != "" {
		return nil, false, curate.ErrFolder(a.Catalogue)
	}
	if d.OfTable() {
		return c.mayPublishTable(d, live)
	}
	e, err := faq.ReadEntry(d.Content)
	if err != nil {
		return nil, false, err
	}
	inForce, _ := live.Entry(e.ID)
	switch {
	case d.Base == "" && inForce.ID != "":
		return nil, false, curate.ErrTaken
	case inForce.Revision != d.Base:
		return nil, false, loket.ErrDraftStale
	}
	found, err := c.lint(d.Agency, live, e)
	if err != nil {
		return nil, false, err
	}
	if faq.Failed(found) {
		return nil, false, curate.ErrMistakes
	}
	if next, err = live.With(e); err != nil {
		return nil, false, err
	}
	if !slices.ContainsFunc(next.Entries(), func(e faq.Entry) bool { return e.Status == faq.Published }) {
		return nil, false, curate.ErrLast
	}
	return next, len(faq.DelicateChange(inForce, e)) > 0, nil
}
