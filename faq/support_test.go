package faq_test

import (
	"sync"
	"testing"

	"loket/faq"
	"loket/faq/disdukcapil"
)

// trained is the reference catalogue and its matcher, trained once for all
// tests of the package.
var trained = sync.OnceValues(func() (*faq.Matcher, error) {
	c, err := disdukcapil.Catalogue()
	if err != nil {
		return nil, err
	}
	return faq.NewMatcher(c, disdukcapil.Learned())
})

// reference returns the trained reference matcher and its catalogue.
func reference(tb testing.TB) (*faq.Matcher, *faq.Catalog) {
	tb.Helper()
	c, err := disdukcapil.Catalogue()
	if err != nil {
		tb.Fatalf("load the reference catalogue: %v", err)
	}
	m, err := trained()
	if err != nil {
		tb.Fatalf("train on the reference catalogue: %v", err)
	}
	return m, c
}
