package faq

import (
	"maps"
	"slices"
	"strconv"
	"strings"
)

// facetBook recognises by phrases what facets.yaml describes: facets,
// subjects, what no entry answers, choices.
type facetBook struct {
	facets   phrasebook
	order    []facetNumbers
	subjects phrasebook
	owners   []subject  // number of a subject's phrase → the subject
	nouns    phrasebook // what each subject is called
	outside  phrasebook
	strange  []string  // number of an outside phrase → its tag
	prefixes []subject // longest prefix first
	ordinals map[string]int
	joints   map[string]bool
	asking   map[string]bool // the words of the facets' phrases
}

// A tag is a document's prefix; these marks set other tags apart.
const (
	needMark    = "/" // document (or none), mark, what is asked of it
	outsideMark = "!" // before what no entry answers
)

// isDocument reports whether a tag is a document by itself.
func isDocument(tag string) bool {
	return !strings.Contains(tag, needMark) && !strings.HasPrefix(tag, outsideMark)
}

// isPair reports whether a tag is a document with what happened to it.
func isPair(tag string) bool {
	document, need, _ := strings.Cut(tag, needMark)
	return document != "" && Facet(need).situation()
}

// namesDocument reports whether one of the tags is a document.
func namesDocument(tags []string) bool { return slices.ContainsFunc(tags, isDocument) }

// facetNumbers are the phrases of one facet.
type facetNumbers struct {
	facet   Facet
	numbers []int
}

// newFacetBook compiles the phrases of facets.yaml.
func newFacetBook(n *normaliser, f facetWords) facetBook {
	b := facetBook{ordinals: map[string]int{}, joints: setOf(f.Joints), prefixes: slices.Clone(f.Subjects)}
	for _, p := range f.Facets {
		b.order = append(b.order, facetNumbers{p.Facet, b.facets.add(n, p.Phrases)})
	}
	b.asking = wordsOf(b.facets)
	for _, s := range f.Subjects {
		b.nouns.add(n, s.Words[:1])
		for range b.subjects.add(n, s.Words) {
			b.owners = append(b.owners, s)
		}
	}
	for _, o := range f.Outside {
		for range b.outside.add(n, []string{o}) {
			b.strange = append(b.strange, outsideMark+o)
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
	return slices.Sorted(maps.Keys(wordsOf(b.facets, b.subjects, b.outside)))
}

// wordsOf returns the words of all phrases.
func wordsOf(books ...phrasebook) map[string]bool {
	set := map[string]bool{}
	for _, book := range books {
		for _, p := range book.phrases {
			for _, piece := range p {
				set[piece.word] = true
			}
		}
	}
	return set
}

// needs returns the facets whose phrases occur, the most telling first.
func (b *facetBook) needs(words []string) []Facet {
	found := b.facets.find(words)
	if len(found) == 0 {
		return nil
	}
	var needs []Facet
	for _, f := range b.order {
		if len(found.of(f.numbers)) > 0 {
			needs = append(needs, f.facet)
		}
	}
	return needs
}

// facet returns the first facet whose phrase occurs.
func (b *facetBook) facet(words []string) Facet {
	if needs := b.needs(words); len(needs) > 0 {
		return needs[0]
	}
	return Whole
}

// tags names what the words are about: each document, alone and with what
// happened to it or is asked of it ("kk", "kk/lost", "kk/fee"), or "kk/" when
// nothing happened. To the model they say outright what words say in many
// ways. What no entry answers is named with a "!" before it.
func (b *facetBook) tags(words []string) []string {
	var tags []string
	for _, h := range b.outside.find(words) {
		tags = append(tags, b.strange[h.phrase])
	}
	docs, topics := b.named(words)
	for _, t := range topics {
		tags = append(tags, needMark+t)
	}
	plain := true
	for _, f := range b.needs(words) {
		plain = plain && !f.situation() && f != Deadline
		tags = append(tags, needMark+string(f))
		for _, d := range docs {
			tags = append(tags, d+needMark+string(f))
		}
	}
	for _, d := range docs {
		tags = append(tags, d)
		if plain {
			tags = append(tags, d+needMark)
		}
	}
	return tags
}

// named returns the prefixes of the documents and of the other topics that
// the words name. A name within a longer one ("akta" in "akta kematian") does
// not count.
func (b *facetBook) named(words []string) (documents, topics []string) {
	found := b.subjects.find(words)
	for _, h := range found {
		if found.within(h) {
			continue
		}
		owner := b.owners[h.phrase]
		if owner.Topic {
			topics = appendOnce(topics, owner.Prefix)
		} else {
			documents = appendOnce(documents, owner.Prefix)
		}
	}
	return documents, topics
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

// documentWords returns every word of the names of documents.
func (b *facetBook) documentWords() map[string]bool {
	words := map[string]bool{}
	for number, p := range b.subjects.phrases {
		for _, piece := range p {
			if !b.owners[number].Topic {
				words[piece.word] = true
			}
		}
	}
	return words
}
