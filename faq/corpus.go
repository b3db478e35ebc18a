package faq

import (
	"slices"
	"sync"
)

// entrySoftness is C of the entries: C = 1 does not tell entries apart that differ
// by a word.
const entrySoftness = 30

// corpus is the training texts, prepared once for the model and for the
// trials its confidence is learned from.
type corpus struct {
	examples []example // those of the entries, then those outside
	classes  int       // of entries; an example outside has this for its label
	encoded  []encoded
	space    *space
	near     map[string][]string // the speller's index of all words
	duals    duals               // of the model of all examples
	nearest  [][]bool            // by class: the examples its training began with

	roots     [][]string // of the words of each example
	loreRoots [][]string // of the different words of each class's answer
	language
}

// language is what a corpus is told about its texts.
type language struct {
	extra []string                      // words the speller knows beside those of the examples
	nouns map[string]bool               // what documents are called
	lore  [][]string                    // words of each class's answer
	tags  func(words []string) []string // as of text

	lessons   *lessons // of the special intents; nil: there are none
	lessonKey string   // names all that these are
}

// example is one training text and the class it asks for.
type example struct {
	text
	label int
}

// foreign reports whether no entry answers an example.
func (c *corpus) foreign(i int) bool { return c.examples[i].label == c.classes }

// newCorpus prepares examples of the given number of classes, and examples that
// belong to none of them. These are one more class to the classifier and nothing
// else: their words are not known for it.
func newCorpus(examples []example, classes int, l language) *corpus {
	c := &corpus{examples: examples, classes: classes, language: l}
	c.space, c.encoded = newSpace(examples)
	c.near = newSpeller(c.count(c.all())).near
	c.roots, c.loreRoots = make([][]string, len(examples)), make([][]string, len(l.lore))
	for i, e := range examples {
		c.roots[i] = c.space.stemmer.stems(e.words)
	}
	for class, words := range l.lore {
		c.loreRoots[class] = c.space.stemmer.stems(sortedKeys(setOf(words)))
	}
	return c
}

// all returns the numbers of all examples.
func (c *corpus) all() []int {
	all := make([]int, len(c.examples))
	for i := range all {
		all[i] = i
	}
	return all
}

// count tells how often each word occurs in the given examples.
func (c *corpus) count(members []int) map[string]int {
	count := map[string]int{}
	for _, i := range members {
		if c.foreign(i) {
			continue
		}
		for _, w := range c.examples[i].words {
			count[w]++
		}
	}
	for _, w := range c.extra {
		count[w]++
	}
	return count
}

// model trains a model on all examples. Trials come after it.
func (c *corpus) model() *model {
	m, p := c.prepare(c.all())
	c.duals = c.start(c.all())
	m.linear = p.solve(c.duals)
	c.nearest = p.near
	return m
}

// recall makes the model of all examples from a solution found before.
func (c *corpus) recall(solution duals) *model {
	m, p := c.prepare(c.all())
	c.duals, m.linear = solution, p.linear(solution)
	return m
}

// train trains a model on the given examples.
func (c *corpus) train(members []int) *model {
	m, p := c.prepare(members)
	if c.duals != nil {
		p.goesOn(c.nearest, members)
	}
	m.linear = p.solve(c.start(members))
	return m
}

// prepare makes a model of the given examples but for its weights, and the
// problem whose solution they are.
func (c *corpus) prepare(members []int) (*model, *problem) {
	texts, labels := make([]encoded, len(members)), make([]int, len(members))
	for k, i := range members {
		texts[k], labels[k] = c.encoded[i], c.examples[i].label
	}
	m := &model{
		space:   c.space,
		rarity:  c.space.rarities(texts),
		speller: &speller{count: c.count(members), near: c.near, roots: c.space.stemmer.roots},
	}
	m.strangers = slices.ContainsFunc(members, c.foreign)
	var wg sync.WaitGroup
	wg.Go(func() { m.evidence = newEvidence(c, members) })
	vectors := make([]vector, len(members))
	spread(len(members), func(k int) { vectors[k] = m.rarity.vector(texts[k]) })
	p := newProblem(vectors, labels, c.classes+1, m.rarity.size(), entrySoftness).condensed()
	wg.Wait()
	return m, p
}

// start returns where training on the given examples begins: at the solution
// for all examples, if there is one yet.
func (c *corpus) start(members []int) duals {
	start := make(duals, c.classes+1)
	for class := range start {
		start[class] = make([]float64, len(members))
		if c.duals != nil {
			for k, i := range members {
				start[class][k] = c.duals[class][i]
			}
		}
	}
	return start
}
