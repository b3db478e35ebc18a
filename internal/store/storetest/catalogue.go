package storetest

import (
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/google/go-cmp/cmp"

	"loket/internal/loket"
)

func catalogueCases() []contractCase {
	return []contractCase{
		{"NothingYet", nothingPublished},
		{"GivesBackWhatWasPublished", publishedAsItWas},
		{"TheNewestOfEveryItem", newestOfEvery},
		{"TakenOutAndBackAgain", takenOutAndBack},
		{"History/WhoAndWhen", itemHistory},
		{"AgenciesApart", agenciesApart},
		{"Publish/NotTheNextNumber", notTheNext},
		{"Publish/BrokenChangesNothing", brokenPublish},
		{"Publish/OfARaceOneWins", publishRace},
	}
}

// entryItem is an entry with a content; none: it is taken out.
func entryItem(id, content string) loket.CatalogueItem {
	item := loket.CatalogueItem{Kind: "entry", ID: id, Revision: "r-" + content}
	if content != "" {
		item.Content = []byte(content)
	}
	return item
}

func (o *office) publication(number int, items ...loket.CatalogueItem) loket.Publication {
	return loket.Publication{
		Agency: o.agency.ID, Number: number, Version: fmt.Sprint("v", number), By: "kurator", Source: loket.SourceImport,
		SourceHash: "abc", Note: "tarif baru", Items: items,
	}
}

// live is the catalogue as id=content.
func (o *office) live(agency loket.AgencyID) []string {
	o.t.Helper()
	items, _, err := o.Catalogue(o.ctx(), agency)
	o.must(err)
	var out []string
	for _, i := range items {
		out = append(out, i.ID+"="+string(i.Content))
	}
	return out
}

func (o *office) same(what string, got, want any) {
	o.t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		o.t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

func nothingPublished(o *office) {
	if _, ok, err := o.LatestPublication(o.ctx(), o.agency.ID); ok || err != nil {
		o.t.Errorf("LatestPublication() = %v, %v, want none", ok, err)
	}
	if _, _, err := o.Catalogue(o.ctx(), o.agency.ID); !errors.Is(err, loket.ErrNotFound) {
		o.t.Errorf("Catalogue() = %v, want %v", err, loket.ErrNotFound)
	}
	if all, err := o.Publications(o.ctx(), o.agency.ID, 0); err != nil || len(all) != 0 {
		o.t.Errorf("Publications() = %v, %v, want none", all, err)
	}
	if all, err := o.ItemHistory(o.ctx(), o.agency.ID, "entry", "a"); err != nil || len(all) != 0 {
		o.t.Errorf("ItemHistory() = %v, %v, want none", all, err)
	}
}

func publishedAsItWas(o *office) {
	first := o.publication(1, entryItem("a", "satu"), loket.CatalogueItem{Kind: "words", Revision: "w", Content: []byte("{}")})
	first.At = o.clock.Now().Add(-time.Hour)
	o.must(o.Publish(o.ctx(), first))
	second := o.publication(2, entryItem("a", ""))
	o.must(o.Publish(o.ctx(), second))
	second.At = o.clock.Now() // the ledger's, when it has none

	all, err := o.Publications(o.ctx(), o.agency.ID, 0)
	o.must(err)
	o.same("publications", all, []loket.Publication{second, first})
	newest, err := o.Publications(o.ctx(), o.agency.ID, 1)
	o.must(err)
	o.same("publications, one at most", newest, []loket.Publication{second})
	latest, ok, err := o.LatestPublication(o.ctx(), o.agency.ID)
	o.must(err)
	second.Items = nil
	o.same("latest publication", latest, second)
	items, of, err := o.Catalogue(o.ctx(), o.agency.ID)
	o.must(err)
	o.same("items", items, first.Items[1:])
	if !ok || of.Number != 2 {
		o.t.Errorf("catalogue of publication %d (any: %v), want 2", of.Number, ok)
	}
}

func newestOfEvery(o *office) {
	o.must(o.Publish(o.ctx(), o.publication(1, entryItem("b", "1"), entryItem("a", "1"), entryItem("c", "1"))))
	o.must(o.Publish(o.ctx(), o.publication(2, entryItem("b", "2"))))
	o.must(o.Publish(o.ctx(), o.publication(3, entryItem("b", "3"), entryItem("d", "3"))))
	o.same("catalogue", o.live(o.agency.ID), []string{"a=1", "b=3", "c=1", "d=3"})
	items, err := o.CatalogueAt(o.ctx(), o.agency.ID, 2)
	o.must(err)
	o.same("catalogue after the second", items, []loket.CatalogueItem{entryItem("a", "1"), entryItem("b", "2"), entryItem("c", "1")})
}

func takenOutAndBack(o *office) {
	o.must(o.Publish(o.ctx(), o.publication(1, entryItem("a", "satu"), entryItem("b", "satu"))))
	o.must(o.Publish(o.ctx(), o.publication(2, entryItem("a", ""))))
	o.same("taken out", o.live(o.agency.ID), []string{"b=satu"})
	o.must(o.Publish(o.ctx(), o.publication(3, entryItem("a", "satu"))))
	o.same("back again", o.live(o.agency.ID), []string{"a=satu", "b=satu"})
}

func itemHistory(o *office) {
	for number, content := range []string{"satu", "dua", "", "satu"} {
		p := o.publication(number+1, entryItem("a", content), entryItem("lain", fmt.Sprint(number)))
		p.By = fmt.Sprint("kurator", number)
		o.must(o.Publish(o.ctx(), p))
		o.clock.Add(time.Minute)
	}
	o.must(o.Publish(o.ctx(), o.publication(5, entryItem("lain", "x"))))
	history, err := o.ItemHistory(o.ctx(), o.agency.ID, "entry", "a")
	o.must(err)
	var got []string
	for _, p := range history {
		ago := o.clock.Now().Sub(p.At)
		got = append(got, fmt.Sprintf("%d %s %v %s/%d", p.Number, p.By, ago, p.Items[0].Content, len(p.Items)))
	}
	o.same("history", got, []string{
		"4 kurator3 1m0s satu/1", "3 kurator2 2m0s /1", "2 kurator1 3m0s dua/1", "1 kurator0 4m0s satu/1",
	})
}

func agenciesApart(o *office) {
	other := loket.Agency{ID: "perpustakaan", Code: "PRP", Name: "Perpustakaan", Zone: "Asia/Jayapura"}
	o.must(o.Register(o.ctx(), other))
	o.must(o.Publish(o.ctx(), o.publication(1, entryItem("a", "kupang"))))
	p := o.publication(1, entryItem("a", "buku"))
	p.Agency = other.ID
	o.must(o.Publish(o.ctx(), p))
	o.must(o.Publish(o.ctx(), o.publication(2, entryItem("a", ""), entryItem("b", "kupang"))))
	o.same("one agency", o.live(o.agency.ID), []string{"b=kupang"})
	o.same("the other", o.live(other.ID), []string{"a=buku"})
	if history, err := o.ItemHistory(o.ctx(), other.ID, "entry", "a"); err != nil || len(history) != 1 {
		o.t.Errorf("the other's history = %v, %v, want its own publication", history, err)
	}
}

func notTheNext(o *office) {
	for _, number := range []int{0, 2, -1} {
		if err := o.Publish(o.ctx(), o.publication(number, entryItem("a", "x"))); !errors.Is(err, loket.ErrStale) {
			o.t.Errorf("Publish(%d) first = %v, want %v", number, err, loket.ErrStale)
		}
	}
	o.must(o.Publish(o.ctx(), o.publication(1, entryItem("a", "satu"))))
	for _, number := range []int{1, 3} {
		if err := o.Publish(o.ctx(), o.publication(number, entryItem("a", "x"))); !errors.Is(err, loket.ErrStale) {
			o.t.Errorf("Publish(%d) after 1 = %v, want %v", number, err, loket.ErrStale)
		}
	}
	o.same("catalogue", o.live(o.agency.ID), []string{"a=satu"})
}

// brokenPublish breaks in the middle of its items: one of them comes twice.
func brokenPublish(o *office) {
	o.must(o.Publish(o.ctx(), o.publication(1, entryItem("a", "satu"))))
	if err := o.Publish(o.ctx(), o.publication(2, entryItem("a", "dua"), entryItem("b", "x"), entryItem("b", "y"))); err == nil {
		o.t.Fatal("an item that comes twice was published")
	}
	o.same("catalogue", o.live(o.agency.ID), []string{"a=satu"})
	if latest, _, err := o.LatestPublication(o.ctx(), o.agency.ID); err != nil || latest.Number != 1 {
		o.t.Errorf("latest = %d, %v, want 1", latest.Number, err)
	}
	o.must(o.Publish(o.ctx(), o.publication(2, entryItem("a", "dua"))))
}

// publishRace lets eight publishers take the same number at once.
func publishRace(o *office) {
	const publishers = 8
	o.must(o.Publish(o.ctx(), o.publication(1, entryItem("a", "awal"), entryItem("b", "awal"))))
	errs := make([]error, publishers)
	var all sync.WaitGroup
	for i := range publishers {
		all.Go(func() {
			content := fmt.Sprint("dari ", i)
			errs[i] = o.Publish(o.ctx(), o.publication(2, entryItem("a", content), entryItem("b", content)))
		})
	}
	all.Wait()
	winner := -1
	for i, err := range errs {
		switch {
		case err == nil && winner < 0:
			winner = i
		case !errors.Is(err, loket.ErrStale):
			o.t.Errorf("publisher %d: %v after publisher %d won, want %v", i, err, winner, loket.ErrStale)
		}
	}
	content := fmt.Sprint("dari ", winner)
	o.same("catalogue of the winner", o.live(o.agency.ID), []string{"a=" + content, "b=" + content})
}
