package faq

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"sync"
)

// codeVersion names how matching works; it grows with every change of the code
// that may change an answer. The roots name themselves.
const codeVersion = "matcher/25"

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
	classes []int  // class → index of the entry in the catalogue
	key     string // of the corpus, as what was learned bears it
	learned []byte // what NewMatcher may be spared
	trace   *trace // nil, but in the copy that Explain makes
}

// NewMatcher makes the matcher of the published entries of a catalogue. What a
// matcher before it learned (see Learned) is used when it was learned from the
// same texts by the same code, which takes about a tenth of a second for 120
// entries. Otherwise the matcher is trained, some twenty times as long. Either way
// it gives the same answers. A catalogue without a published entry is refused.
func NewMatcher(c *Catalog, before ...[]byte) (*Matcher, error) {
	m, corpus, err := prepare(c)
	if err != nil {
		return nil, err
	}
	for _, data := range before {
		if k, err := decodeLearned(data, corpus); err == nil {
			m.recall(corpus, k, data)
			return m, nil
		}
	}
	m.model = corpus.model()
	m.rating = corpus.calibrate()
	if t := m.learner(corpus); t != nil {
		m.intents.model = t.learn()
		m.intents.model.trust = t.calibrate()
	}
	m.learned, err = encodeLearned(corpus, m.rating, m.intents.model)
	return m, err
}

// recall takes over what was learned before.
func (m *Matcher) recall(c *corpus, k known, data []byte) {
	m.model, m.rating, m.intents.model, m.learned = c.recall(k.solution), k.rating, k.intents, data
}

// learner returns who learns the model of the intents; nil: there is nothing to
// learn it from.
func (m *Matcher) learner(c *corpus) *intentLearner {
	if c.lessons == nil {
		return nil
	}
	return newIntentLearner(m.intents, c.lessons, m.facets.hasSubject)
}

// Retrain makes the matcher of a changed catalogue in two steps, for a counter
// that is open: first with the weights learned anew but the confidence of m, with
// its bar for a sure answer higher by caution; then finish learns confidence too,
// and returns the same as NewMatcher. What m learned is used as it is when the
// change touches nothing that is learned from: then quick is done already.
func (m *Matcher) Retrain(c *Catalog) (quick *Matcher, finish func() (*Matcher, error), err error) {
	quick, corpus, err := prepare(c)
	if err != nil {
		return nil, nil, err
	}
	if k, err := decodeLearned(m.learned, corpus); err == nil {
		quick.recall(corpus, k, m.learned)
		return quick, func() (*Matcher, error) { return quick, nil }, nil
	}
	quick.model = corpus.model()
	quick.rating = m.rating
	quick.rating.sure = min(m.rating.sure+caution, 1)
	quick.learnIntents(m, corpus)
	return quick, func() (*Matcher, error) {
		done := *quick
		done.rating = corpus.calibrate()
		if t := quick.learner(corpus); t != nil {
			book := *quick.intents
			book.model = t.learn()
			done.intents = book.trusting(t.calibrate())
		}
		done.learned, err = encodeLearned(corpus, done.rating, done.intents.model)
		return &done, err
	}, nil
}

// learnIntents has m know intents before it learned them anew. The examples of intents
// seldom change with an entry: then what a matcher before knows will do; otherwise they
// are learned, and trusted as there.
func (m *Matcher) learnIntents(before *Matcher, corpus *corpus) {
	if before.intents.model != nil && reflect.DeepEqual(before.catalog.lexicon, m.catalog.lexicon) {
		m.intents.model = before.intents.model
	} else if t := m.learner(corpus); t != nil {
		m.intents.model = t.learn()
		m.intents.model.trustAs(before.intents.model)
	}
}

// Preview makes the matcher of a changed catalogue to look at before anybody is answered
// by it: entries are known and trusted as they will be, intents as Retrain knows them
// first. It takes a third of what NewMatcher does, keeps nothing that was learned, and
// like NewMatcher learns nothing that stands in what was learned before.
func (m *Matcher) Preview(c *Catalog, before ...[]byte) (*Matcher, error) {
	next, corpus, err := prepare(c)
	if err != nil {
		return nil, err
	}
	for _, learned := range append([][]byte{m.learned}, before...) {
		if k, err := decodeLearned(learned, corpus); err == nil {
			next.recall(corpus, k, learned)
			return next, nil
		}
	}
	next.model = corpus.model()
	next.rating = corpus.calibrate()
	next.learnIntents(m, corpus)
	return next, nil
}

// caution is how much higher the bar for a sure answer is while confidence was
// learned from another catalogue.
const caution = 0.05

// prepare makes a matcher but for what has to be learned, and what it is to be
// learned from.
func prepare(c *Catalog) (*Matcher, *corpus, error) {
	m := &Matcher{
		catalog: c,
		version: fingerprint([]byte(c.Version), []byte(codeVersion), []byte(rootWords), []byte(everydayWords), []byte(senseWords)),
		norm:    newNormaliser(c.lexicon.Words),
	}
	m.intents = newIntentBook(m.norm, c.lexicon)
	m.facets = newFacetBook(m.norm, c.lexicon.Facets)
	examples := m.examples()
	switch {
	case len(m.classes) == 0:
		return nil, nil, errors.New("train matcher: the catalogue has no published entry")
	case len(m.classes) > mostClasses:
		return nil, nil, fmt.Errorf("train matcher: %d entries, at most %d can be told apart", len(m.classes), mostClasses)
	}
	var wg sync.WaitGroup
	var l *lessons
	var key string
	wg.Go(func() {
		l = newLessons(c)
		key = l.key(c.lexicon)
	})
	corpus := newCorpus(examples, len(m.classes), language{
		extra: m.facets.words(), nouns: m.facets.documentWords(), lore: m.lore(), tags: m.facets.tags,
	})
	wg.Wait()
	corpus.lessons, corpus.lessonKey = l, key
	m.key = corpus.key()
	return m, corpus, nil
}

// LearnedLike tells whether m and other learned the same by the same words: whatever they
// were asked, both would choose the same of what their catalogues have in common.
func (m *Matcher) LearnedLike(other *Matcher) bool {
	return m.learned != nil && other.learned != nil && m.key == other.key &&
		reflect.DeepEqual(m.catalog.lexicon, other.catalog.lexicon)
}

// Sharing returns m with what other, which learned like it, keeps in memory already.
func (m *Matcher) Sharing(other *Matcher) *Matcher {
	lean := *other
	lean.catalog, lean.version, lean.classes = m.catalog, m.version, m.classes
	return &lean
}

// Learned returns what training found out, for a later NewMatcher; nil while
// Retrain has more to find out. It is not to be changed.
func (m *Matcher) Learned() []byte { return m.learned }

// Version names what answers come from: catalogue, words and code.
func (m *Matcher) Version() string { return m.version }

// examples returns the training texts: the patterns and titles of what is
// published. It numbers the classes. Drafts and withdrawn entries are left
// out, so that they can neither be chosen nor draw questions away.
func (m *Matcher) examples() []example {
	for i, e := range m.catalog.entries {
		if e.Status == Published {
			m.classes = append(m.classes, i)
		}
	}
	var examples []example
	m.eachSaying(func(e example, _ string) { examples = append(examples, e) })
	return examples
}

// eachSaying calls take for each training text that has a word, class by class, with
// how it was written; those that no entry answers are last.
func (m *Matcher) eachSaying(take func(e example, said string)) {
	of := func(class int, said string) {
		if t := m.text(m.norm.words(said)); len(t.words) > 0 {
			take(example{t, class}, said)
		}
	}
	for class, i := range m.classes {
		e := m.catalog.entries[i]
		for _, said := range append([]string{e.Title}, e.Questions...) {
			of(class, said)
		}
	}
	for _, said := range m.catalog.outside() {
		of(len(m.classes), said)
	}
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
