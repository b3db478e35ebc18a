package faq

import (
	"errors"
	"slices"
)

// codeVersion names how matching works; it grows with every change that may
// change an answer.
const codeVersion = "matcher/2"

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
	classes []int // class → index of the entry in the catalogue
}

// NewMatcher trains a matcher on the published entries of a catalogue, which
// takes about 6 ms of processor time an entry. A catalogue without a published
// entry is refused.
func NewMatcher(c *Catalog) (*Matcher, error) {
	m := &Matcher{
		catalog: c,
		version: fingerprint([]byte(c.Version), []byte(codeVersion)),
		norm:    newNormaliser(c.lexicon.Words),
	}
	m.intents = newIntentBook(m.norm, c.lexicon.Intents)
	m.facets = newFacetBook(m.norm, c.lexicon.Facets)
	examples := m.examples()
	if len(examples) == 0 {
		return nil, errors.New("train matcher: the catalogue has no published entry")
	}
	corpus := newCorpus(examples, len(m.classes), language{
		extra: m.facets.words(), nouns: m.facets.documentWords(), lore: m.lore(), tags: m.facets.tags,
	})
	m.model = corpus.model()
	m.rating = corpus.calibrate()
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

// lore returns the words of the answers, class by class.
func (m *Matcher) lore() [][]string {
	lore := make([][]string, len(m.classes))
	for class, i := range m.classes {
		e := m.catalog.entries[i]
		f := e.Facets
		for _, said := range slices.Concat([]string{e.Answer, f.Where}, f.Requirements, f.Steps, f.NotNeeded, f.Cases) {
			lore[class] = append(lore[class], m.norm.content(m.norm.words(said))...)
		}
	}
	return lore
}
