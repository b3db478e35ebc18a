package main

import (
	"fmt"

	"loket/bot"
	"loket/faq"
	"loket/internal/config"
	"loket/internal/privacy"
)

// newBook makes what an agency's clerk answers from. What was learned before
// spares training where it fits.
func newBook(a config.Agency, catalog *faq.Catalog, before ...[]byte) (*bot.Book, error) {
	matcher, err := newMatcher(a, catalog, before...)
	if err != nil {
		return nil, err
	}
	return bookOf(a, catalog, matcher)
}

func newMatcher(a config.Agency, catalog *faq.Catalog, before ...[]byte) (*faq.Matcher, error) {
	matcher, err := faq.NewMatcher(catalog, before...)
	if err != nil {
		return nil, fmt.Errorf("train on the catalogue of %s: %w", a.ID, err)
	}
	return matcher, nil
}

// bookOf puts a catalogue, its matcher and the agency's settings together.
func bookOf(a config.Agency, catalog *faq.Catalog, matcher *faq.Matcher) (*bot.Book, error) {
	hours, err := openCalendar(a)
	if err != nil {
		return nil, fmt.Errorf("read the office hours of %s: %w", a.ID, err)
	}
	catalog = catalog.WithFacts(a.Facts)
	return &bot.Book{
		Catalog: catalog, Matcher: matcher, Calendar: hours, QuoteUnchecked: a.Unverified == config.QuoteWithNote, Survey: a.Survey,
		Withheld: bot.Withheld(catalog, privacy.Guard{Links: a.Links}),
	}, nil
}

// openBook is what the agency's clerk would answer from now, for a command that asks
// without a server; an empty agency is the first.
func (s *shell) openBook(agency string) (config.Agency, *bot.Book, error) {
	configured, a, err := s.configured(agency)
	if err != nil {
		return a, nil, err
	}
	catalog, err := s.liveCatalogue(configured, a)
	if err != nil {
		return a, nil, err
	}
	book, err := newBook(a, catalog, memoryOf(configured, a).recall()...)
	return a, book, err
}
