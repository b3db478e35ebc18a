package main

import (
	"errors"
	"log/slog"
	"runtime"
	"sync"
	"testing"

	"loket/faq"
	"loket/internal/config"
	"loket/internal/loket"
)

// TestOfficesShareAMatcher: an office of the same catalogue answers from the matcher of
// the first, from the start and after both published the same.
func TestOfficesShareAMatcher(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	first, second := o.agency, o.agency
	second.ID, second.Code = "kedua", "DUA"
	o.must(o.ledger.Register(t.Context(), second.Agency, channelsOf(second, false)...))
	all, err := openShelves(t.Context(), o.ledger, config.Config{DataDir: o.dir, Agencies: []config.Agency{first, second}}, slog.New(slog.DiscardHandler))
	o.must(err)
	share := func(when string, want bool) {
		if got := all.book(first.ID).Matcher == all.book(second.ID).Matcher; got != want {
			t.Errorf("%s, the two offices share a matcher: %v", when, got)
		}
	}
	share("both with the shipped catalogue", true)
	o.imports(cards("BARU"))
	o.must(all[first.ID].follow(t.Context()))
	share("one with a catalogue of its own", false)
	o.agency = second
	o.imports(cards("BARU"))
	o.must(all[second.ID].follow(t.Context()))
	share("both with that", true)
}

// TestContentKey: what differs anywhere, or is cut elsewhere, has another key; what the
// ledger gives back has the same.
func TestContentKey(t *testing.T) {
	t.Parallel()
	item := func(kind, id, content string) loket.CatalogueItem {
		return loket.CatalogueItem{Kind: kind, ID: id, Revision: "sama", Content: []byte(content)}
	}
	seen := map[string]int{}
	for i, items := range [][]loket.CatalogueItem{
		nil,
		{item("entry", "a", "b")},
		{item("entry", "ab", "")},
		{item("entry", "", "ab")},
		{item("entrya", "", "b")},
		{item("entry", "a", "c")},
		{item("entry", "a", "b"), item("entry", "a", "b")},
	} {
		key := contentKey(items)
		if other, known := seen[key]; known {
			t.Errorf("catalogues %d and %d have one key", other, i)
		}
		seen[key] = i
	}
	o := newOffice(t)
	c := o.imports(cards("LAMA"))
	items, _, err := o.ledger.Catalogue(t.Context(), o.agency.ID)
	o.must(err)
	if contentKey(items) != contentKey(c.Items()) {
		t.Error("a catalogue has another key when it comes from the ledger")
	}
}

func TestMatchersAreMadeOnce(t *testing.T) {
	t.Parallel()
	o, all := newOffice(t), &shared{}
	c := o.catalogue(cards("LAMA"))
	if _, err := all.matcher(c, func() (*faq.Matcher, error) { return nil, errors.New("gagal") }); err == nil {
		t.Error("a matcher that could not be made is one")
	}
	var making sync.WaitGroup
	made := make(chan *faq.Matcher, 8)
	got := make(chan *faq.Matcher, 8)
	for range cap(got) {
		making.Go(func() {
			m, err := all.matcher(c, func() (*faq.Matcher, error) {
				m, err := faq.NewMatcher(c)
				made <- m
				return m, err
			})
			if err != nil {
				t.Error(err)
			}
			got <- m
		})
	}
	making.Wait()
	one := <-made
	for range cap(got) {
		if m := <-got; m != one {
			t.Error("somebody got a matcher of their own")
		}
	}
	if len(made) > 0 {
		t.Errorf("%d matchers more were made", len(made))
	}
	runtime.KeepAlive(one)
}
