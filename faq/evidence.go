package faq

import (
	"math"
	"slices"
	"strings"
)

// evidence is what speaks for a class beside the classifier: which words it
// uses, and which documents and needs its texts name.
type evidence struct {
	words     map[string][]use // by root; the answer's words too
	tags      map[string][]use
	sizes     []float64          // texts of each class
	documents []float64          // texts of each class that name a document
	weight    map[string]float64 // of each root of the texts: the fewer classes say it, the more
	unseen    float64            // weight of a word that no text has
	lone      map[string]int     // word that is a whole text → its class
	nouns     map[string]bool    // what documents are called
	stemmer   *stemmer
}

// use is how a class uses a word or a tag.
type use struct {
	class int32
	texts int32 // how many of its texts do; 0: only its answer
}

// newEvidence collects the evidence of the given members of a corpus.
func newEvidence(c *corpus, members []int) *evidence {
	e := &evidence{
		words: map[string][]use{}, tags: map[string][]use{},
		sizes: make([]float64, c.classes), documents: make([]float64, c.classes),
		nouns: c.nouns, stemmer: c.space.stemmer, lone: map[string]int{},
	}
	for _, i := range members {
		if c.foreign(i) {
			continue
		}
		x := c.examples[i]
		e.sizes[x.label]++
		if len(x.words) == 1 {
			e.lone[x.words[0]] = x.label
		}
		for _, root := range c.roots[i] {
			note(e.words, root, use{int32(x.label), 1})
		}
		if namesDocument(x.tags) {
			e.documents[x.label]++
		}
		for _, t := range x.tags {
			note(e.tags, t, use{int32(x.label), 1})
		}
	}
	present := 0
	for _, n := range e.sizes {
		if n > 0 {
			present++
		}
	}
	rare := func(classes int) float64 { return math.Log(float64(1+present)/float64(1+classes)) + 1 }
	e.weight = make(map[string]float64, len(e.words))
	for w, uses := range e.words {
		e.weight[w] = rare(len(uses))
	}
	e.unseen = rare(0)
	for class, roots := range c.loreRoots {
		if e.sizes[class] == 0 {
			continue
		}
		for _, root := range roots {
			note(e.words, root, use{int32(class), 0})
		}
	}
	return e
}

// note adds to how a class uses a key.
func note(table map[string][]use, key string, u use) {
	uses := table[key]
	for i := range uses {
		if uses[i].class == u.class {
			uses[i].texts += u.texts
			return
		}
	}
	table[key] = append(uses, u)
}

// alone reports whether words are a single one that no text of the class is.
func (e *evidence) alone(words []string, class int) bool {
	if len(words) != 1 {
		return false
	}
	own, ok := e.lone[words[0]]
	return !ok || own != class
}

// has reports whether a class is among the uses of a key.
func has(uses []use, class int) bool {
	return slices.ContainsFunc(uses, func(u use) bool { return int(u.class) == class })
}

// cover returns which share of the words, by weight, the class uses too, in
// whatever form. What documents are called does not count: to name one says little of what is
// asked about it. bare tells that there are no other words.
func (e *evidence) cover(words []string, class int) (share float64, bare bool) {
	covered, total := 0.0, 0.0
	for _, w := range words {
		if e.nouns[w] {
			continue
		}
		root := e.stemmer.stem(w)
		weight, seen := e.weight[root]
		if !seen {
			weight = e.unseen
		}
		total += weight
		if has(e.words[root], class) {
			covered += weight
		}
	}
	if total == 0 {
		return 0, true
	}
	return covered / total, false
}

// strange returns the share of what is named - documents, and what happened to
// them - that the class never names, and whether something outside the
// catalogue is named that it never names.
func (e *evidence) strange(tags []string, class int) (share float64, outside bool) {
	named, strangers := 0.0, 0.0
	for _, t := range tags {
		names := has(e.tags[t], class)
		switch {
		case strings.HasPrefix(t, outsideMark):
			outside = outside || !names
		case isDocument(t) || isPair(t):
			named++
			if !names {
				strangers++
			}
		}
	}
	if named == 0 {
		return 0, outside
	}
	return strangers / named, outside
}

// pair returns how far the class alone is about a document with what happened
// to it: 1 when no other class names the two together, 0 when nothing
// happened.
func (e *evidence) pair(tags []string, class int) float64 {
	most := 0.0
	for _, t := range tags {
		if !isPair(t) {
			continue
		}
		own, all := 0.0, 0.0
		for _, u := range e.tags[t] {
			share := float64(u.texts) / e.sizes[u.class]
			all += share
			if int(u.class) == class {
				own = share
			}
		}
		if all > 0 {
			most = max(most, own/all)
		}
	}
	return most
}
