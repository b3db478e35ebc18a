package faq

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"slices"

	"loket/internal/loket"
)

// The kinds of items of which a catalogue has many; the others are its tables.
const (
	kindEntry   = loket.KindEntry
	kindIntents = "intents"
)

// table is a part of a catalogue of which there is one: a file of its own in a
// folder, an item of its own in the ledger.
type table struct {
	kind string // as the ledger names it
	file string
	data any // pointer to it; every field may be left out
}

// tables lists them in the order of their kinds.
func (c *Catalog) tables() []table {
	return []table{
		{"facets", facetsFile, &c.lexicon.Facets},
		{"facts", factsFile, &c.facts},
		{"forms", formsFile, &c.forms},
		{"style", styleFile, &c.style},
		{"words", wordsFile, &c.lexicon.Words},
	}
}

// content is one piece of a catalogue.
type content struct {
	kind, id string
	data     any // pointer to it
}

func (a content) compare(b content) int {
	return cmp.Or(cmp.Compare(a.kind, b.kind), cmp.Compare(a.id, b.id))
}

// contents returns the pieces of a catalogue by kind and id, empty tables left
// out. A nil catalogue has none.
func (c *Catalog) contents() []content {
	if c == nil {
		return nil
	}
	all := make([]content, 0, len(c.entries)+len(c.lexicon.Intents)+len(c.tables()))
	for i := range c.entries {
		all = append(all, content{kindEntry, c.entries[i].ID, &c.entries[i]})
	}
	for i := range c.lexicon.Intents {
		all = append(all, content{kindIntents, string(c.lexicon.Intents[i].Intent), &c.lexicon.Intents[i]})
	}
	for _, t := range c.tables() {
		if !isEmpty(t.data) {
			all = append(all, content{kind: t.kind, data: t.data})
		}
	}
	slices.SortFunc(all, content.compare)
	return all
}

// isEmpty reports whether a table says nothing.
func isEmpty(data any) bool {
	for _, field := range fieldsIn(reflect.ValueOf(data).Elem()) {
		if field.Kind() == reflect.Map && field.Len() > 0 || field.Kind() != reflect.Map && !field.IsZero() {
			return false
		}
	}
	return true
}

// Items returns everything the catalogue says, piece by piece, ordered by kind
// and id: what the ledger keeps, and Assemble puts together again. Tables that
// are empty are left out.
func (c *Catalog) Items() []loket.CatalogueItem {
	var items []loket.CatalogueItem
	for _, one := range c.contents() {
		canonical, _ := json.Marshal(one.data) // texts and numbers only: always marshals
		items = append(items, loket.CatalogueItem{Kind: one.kind, ID: one.id, Revision: fingerprint(canonical), Content: canonical})
	}
	return items
}

// Assemble makes a catalogue of the items of one. They were checked when they
// were published and are not checked again, except for what would break the
// program; an error means that they come from another version of it, or are
// damaged. Items without content are passed over.
func Assemble(items []loket.CatalogueItem) (*Catalog, error) {
	c := &Catalog{}
	for _, one := range items {
		if one.Content == nil {
			continue
		}
		if err := c.take(one); err != nil {
			return nil, fmt.Errorf("read catalogue item %s %q: %w", one.Kind, one.ID, err)
		}
	}
	if len(c.entries) == 0 {
		return nil, fmt.Errorf("assemble catalogue: there is no entry among %d items", len(items))
	}
	for _, s := range c.lexicon.Facets.Subjects {
		if len(s.Words) == 0 {
			return nil, fmt.Errorf("assemble catalogue: subject %q has no words", s.Prefix)
		}
	}
	c.seal()
	if len(c.byID) < len(c.entries) {
		return nil, fmt.Errorf("assemble catalogue: %d entries have %d ids", len(c.entries), len(c.byID))
	}
	return c, nil
}

// take adds one item.
func (c *Catalog) take(one loket.CatalogueItem) error {
	switch one.Kind {
	case kindEntry:
		c.entries = append(c.entries, Entry{})
		return unmarshal(one.Content, &c.entries[len(c.entries)-1])
	case kindIntents:
		c.lexicon.Intents = append(c.lexicon.Intents, intentFile{})
		return unmarshal(one.Content, &c.lexicon.Intents[len(c.lexicon.Intents)-1])
	}
	for _, t := range c.tables() {
		if t.kind == one.Kind {
			return unmarshal(one.Content, t.data)
		}
	}
	return fmt.Errorf("kind %q is not known", one.Kind)
}

// unmarshal reads one JSON value and refuses fields it does not know: they
// would be lost. Empty lists become nil, as the loader leaves them.
func unmarshal(content []byte, into any) error {
	decoder := json.NewDecoder(bytes.NewReader(content))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(into); err != nil {
		return err
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return errors.New("more than one value")
	}
	tidy(reflect.ValueOf(into).Elem())
	return nil
}

// tidy makes empty lists nil, so that what says the same is written the same.
func tidy(v reflect.Value) {
	switch v.Kind() {
	case reflect.Struct:
		for _, field := range fieldsIn(v) {
			tidy(field)
		}
	case reflect.Map:
		for _, key := range v.MapKeys() {
			if list := v.MapIndex(key); list.Kind() == reflect.Slice && list.Len() == 0 {
				v.SetMapIndex(key, reflect.Zero(list.Type()))
			}
		}
	case reflect.Slice:
		if v.Len() == 0 {
			v.SetZero()
		}
		if v.Type().Elem().Kind() == reflect.Struct {
			for i := range v.Len() {
				tidy(v.Index(i))
			}
		}
	}
}

// seal completes a catalogue that is right: entries and intents are put in
// order, references resolved, revisions and the version computed.
func (c *Catalog) seal() {
	slices.SortStableFunc(c.entries, func(a, b Entry) int { return cmp.Compare(a.ID, b.ID) })
	slices.SortStableFunc(c.lexicon.Intents, func(a, b intentFile) int { return cmp.Compare(a.Intent, b.Intent) })
	byCode := make(map[string]Form, len(c.forms.Forms))
	for _, f := range c.forms.Forms {
		byCode[f.Code] = f
	}
	n := newNormaliser(c.lexicon.Words)
	book := newFacetBook(n, c.lexicon.Facets)
	c.byID = make(map[string]int, len(c.entries))
	for i := range c.entries {
		e := &c.entries[i]
		c.byID[e.ID] = i
		e.forms = nil // another catalogue may share what an entry was sealed with before
		for _, code := range e.Facets.Forms {
			e.forms = append(e.forms, byCode[code])
		}
		e.facts = c.factsOf(e.Local)
		e.situate(n, &book)
	}
	var parts [][]byte
	for _, one := range c.Items() {
		if one.Kind == kindEntry {
			c.entries[c.byID[one.ID]].Revision = one.Revision
		}
		parts = append(parts, []byte(one.Kind), []byte(one.ID), []byte(one.Revision))
	}
	c.Version = fingerprint(parts...)
}
