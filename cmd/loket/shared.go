package main

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"sync"
	"weak"

	"loket/faq"
	"loket/internal/loket"
)

// shared is what the offices of a house have in common: those with one catalogue keep one
// in memory and answer from one matcher, and those whose catalogues differ in what is not
// learned share what was.
type shared struct {
	catalogues once[faq.Catalog] // by contentKey, or by hashFiles of the files they stand in
	matchers   once[faq.Matcher] // by contentKey of the catalogue

	mu   sync.Mutex
	kept []weak.Pointer[faq.Matcher] // guarded by mu; all that are at work
}

// contentKey names what a catalogue's items say. A catalogue's version is too short for
// it: no agency may answer from what another has made look like its own.
func contentKey(items []loket.CatalogueItem) string {
	sum := sha256.New()
	for _, i := range items {
		for _, text := range []string{i.Kind, i.ID, string(i.Content)} {
			_, _ = fmt.Fprintf(sum, "%d\n%s", len(text), text) // a hash never fails
		}
	}
	return hex.EncodeToString(sum.Sum(nil))
}

// matcher is the one of a catalogue; learn makes it when there is none.
func (s *shared) matcher(c *faq.Catalog, learn func() (*faq.Matcher, error)) (*faq.Matcher, error) {
	return s.matchers.of(contentKey(c.Items()), func() (*faq.Matcher, error) {
		m, err := learn()
		if err != nil {
			return nil, err
		}
		return s.keep(m), nil
	})
}

// retrain is Retrain of the matcher before, unless there is one that has learned the
// catalogue: that is both the quick one and the finished one.
func (s *shared) retrain(before *faq.Matcher, c *faq.Catalog) (quick *faq.Matcher, finish func() (*faq.Matcher, error), err error) {
	if m := s.matchers.made(contentKey(c.Items())); m != nil {
		return m, func() (*faq.Matcher, error) { return m, nil }, nil
	}
	quick, learn, err := before.Retrain(c)
	return quick, func() (*faq.Matcher, error) { return s.matcher(c, learn) }, err
}

// keep returns m as it shares what another learned, if one learned the same.
func (s *shared) keep(m *faq.Matcher) *faq.Matcher {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.kept = slices.DeleteFunc(s.kept, func(p weak.Pointer[faq.Matcher]) bool { return p.Value() == nil })
	for _, p := range s.kept {
		if other := p.Value(); other != nil && m.LearnedLike(other) {
			m = m.Sharing(other)
			break
		}
	}
	s.kept = append(s.kept, weak.Make(m))
	return m
}

// once makes one value for each key, for all who ask, and forgets it when nobody has it
// any more.
type once[T any] struct {
	mu   sync.Mutex
	ones map[string]*one[T] // guarded by mu
}

// one is a value that was made, or is being made.
type one[T any] struct {
	mu    sync.Mutex // held while it is made
	value weak.Pointer[T]
}

// of is the value of a key. first makes it when there is none.
func (o *once[T]) of(key string, first func() (*T, error)) (*T, error) {
	it := o.one(key)
	it.mu.Lock()
	defer it.mu.Unlock()
	if value := it.value.Value(); value != nil {
		return value, nil
	}
	value, err := first()
	if err == nil {
		it.value = weak.Make(value)
	}
	return value, err
}

// made is the value of a key; nil: there is none.
func (o *once[T]) made(key string) *T {
	it := o.one(key)
	it.mu.Lock()
	defer it.mu.Unlock()
	return it.value.Value()
}

func (o *once[T]) one(key string) *one[T] {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.ones == nil {
		o.ones = map[string]*one[T]{}
	}
	if o.ones[key] == nil {
		o.ones[key] = &one[T]{}
	}
	return o.ones[key]
}
