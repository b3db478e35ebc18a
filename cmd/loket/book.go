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
	matcher, err := faq.NewMatcher(catalog, before...)
	if err != nil {
		return nil, fmt.Errorf("train on the catalogue of %s: %w", a.ID, err)
	}
	return bookOf(a, catalog, matcher)
}

// bookOf puts a catalogue, its matcher and the agency's settings together.
func bookOf(a config.Agency, catalog *faq.Catalog, matcher *faq.Matcher) (*bot.Book, error) {
	hours, err := openCalendar(a)
	if err != nil {
		return nil, fmt.Errorf("read the office hours of %s: %w", a.ID, err)
	}
	catalog = catalog.WithFacts(a.Facts)
	return &bot.Book{
		Catalog: catalog, Matcher: matcher, Calendar: hours, QuoteUnchecked: a.Unverified == config.QuoteWithNote,
		Withheld: bot.Withheld(catalog, privacy.Guard{Links: a.Links}),
	}, nil
}
