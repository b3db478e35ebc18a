package faq

import (
	"errors"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// codeVersion names how matching works; it grows with every change that may
// change an answer.
const codeVersion = "matcher/1"

// Matcher recognises which entries a message asks for. It is trained once,
// does not change, and is safe for concurrent use. The same catalogue gives
// the same answers.
type Matcher struct {
	catalog *Catalog
	version string
	norm    *normaliser
	intents *intentBook
	facets  facetBook
	model   *model
	rating  rating
	classes []int       // class → index of the entry in the catalogue
	classOf map[int]int // the reverse
}

// facetBook recognises facets, subjects and choices by phrases.
type facetBook struct {
	facets   phrasebook
	order    []facetNumbers
	subjects phrasebook
	owners   []string  // number of a subject's phrase → the subject's prefix
	prefixes []subject // longest prefix first
	ordinals map[string]int
	joints   map[string]bool
}

// facetNumbers are the phrases of one facet.
type facetNumbers struct {
	facet   Facet
	numbers []int
}

// NewMatcher trains a matcher on the published entries of a catalogue. It
// takes a few milliseconds for each ten entries. A catalogue without a
// published entry is refused.
func NewMatcher(c *Catalog) (*Matcher, error) {
	m := &Matcher{
		catalog: c,
		version: fingerprint([]byte(c.Version), []byte(codeVersion)),
		norm:    newNormaliser(c.lexicon.Words),
		classOf: map[int]int{},
	}
	m.intents = newIntentBook(m.norm, c.lexicon.Intents)
	m.facets = newFacetBook(m.norm, c.lexicon.Facets)
	examples := m.examples()
	if len(examples) == 0 {
		return nil, errors.New("train matcher: the catalogue has no published entry")
	}
	extra := m.facets.words()
	m.model = trainModel(examples, len(m.classes), extra)
	m.rating = calibrate(examples, len(m.classes), extra)
	return m, nil
}

// Version names what answers come from: catalogue, words and code.
func (m *Matcher) Version() string { return m.version }

// examples returns the training texts: the patterns and titles of what is
// published. It numbers the classes. Drafts and withdrawn entries are left
// out, so that they can neither be chosen nor draw questions away.
func (m *Matcher) examples() []example {
	var examples []example
	for i, e := range m.catalog.entries {
		if e.Status != Published {
			continue
		}
		class := len(m.classes)
		m.classes = append(m.classes, i)
		m.classOf[i] = class
		for _, text := range append([]string{e.Title}, e.Questions...) {
			if t := m.text(m.norm.words(text)); len(t.words) > 0 {
				examples = append(examples, example{t, class})
			}
		}
	}
	return examples
}

// text prepares words for the model.
func (m *Matcher) text(words []string) text {
	return text{words: m.norm.content(words), tags: m.facets.tags(words)}
}

// newFacetBook compiles the phrases of facets.yaml.
func newFacetBook(n *normaliser, f facetWords) facetBook {
	b := facetBook{ordinals: map[string]int{}, joints: setOf(f.Joints), prefixes: slices.Clone(f.Subjects)}
	for _, p := range f.Facets {
		b.order = append(b.order, facetNumbers{p.Facet, b.facets.add(n, p.Phrases)})
	}
	for _, s := range f.Subjects {
		for range b.subjects.add(n, s.Words) {
			b.owners = append(b.owners, s.Prefix)
		}
	}
	slices.SortStableFunc(b.prefixes, func(x, y subject) int { return len(y.Prefix) - len(x.Prefix) })
	for number, words := range f.Ordinals {
		place, _ := strconv.Atoi(number) // checked by Load
		b.ordinals[number] = place
		for _, w := range words {
			b.ordinals[strings.Join(n.words(w), " ")] = place
		}
	}
	return b
}

// words returns every word of the phrases of facets and subjects.
func (b *facetBook) words() []string {
	set := map[string]bool{}
	for _, book := range []phrasebook{b.facets, b.subjects} {
		for _, p := range book.phrases {
			for _, piece := range p {
				set[piece.word] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(set))
}

// facet returns the first facet whose phrase occurs.
func (b *facetBook) facet(words []string) Facet {
	found := b.facets.find(words)
	if len(found) == 0 {
		return Whole
	}
	for _, f := range b.order {
		if anyOf(found, f.numbers) {
			return f.facet
		}
	}
	return Whole
}

// tags names each document that occurs, alone and with each need: "kk",
// "kk/lost". To the model they say outright what words say in many ways.
func (b *facetBook) tags(words []string) []string {
	found := b.subjects.find(words)
	if len(found) == 0 {
		return nil
	}
	needs := b.facets.find(words)
	var tags []string
	for number := range b.owners {
		if _, ok := found[number]; !ok || slices.Contains(tags, b.owners[number]) {
			continue
		}
		tags = append(tags, b.owners[number])
		for _, f := range b.order {
			if anyOf(needs, f.numbers) {
				tags = append(tags, b.owners[number]+"/"+string(f.facet))
			}
		}
	}
	return tags
}

// hasSubject reports whether the words name a document or a deed.
func (b *facetBook) hasSubject(words []string) bool { return len(b.subjects.find(words)) > 0 }

// subjectOf returns the words put before a follow-up about the given entry.
func (b *facetBook) subjectOf(id string) (prefix, words string) {
	for _, s := range b.prefixes {
		if strings.HasPrefix(id, s.Prefix) {
			return s.Prefix, s.Words[0]
		}
	}
	return "", ""
}
