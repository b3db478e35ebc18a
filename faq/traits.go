package faq

import (
	"slices"
	"strings"
)

// Traits are what a text is about as the matcher sees it: the roots of its words,
// with slang and slips of spelling undone and without greetings and fillers, and
// behind a "#" which documents and needs it names. They are sorted, each once, and for
// putting together texts that no entry answers.
func (m *Matcher) Traits(text string) []string {
	s := (&reading{Matcher: m}).stretch(text)
	words, _ := m.model.repair(s.content)
	traits := make([]string, 0, 2*len(words)) // room for tags
	for _, w := range words {
		if hasLetter(w) {
			traits = append(traits, m.model.space.stemmer.stem(w))
		}
	}
	for _, tag := range m.facets.tags(s.repaired) {
		if !strings.HasSuffix(tag, needMark) { // with a document and no need: the document says it
			traits = append(traits, traitMark+tag)
		}
	}
	slices.Sort(traits)
	return slices.Compact(traits)
}

// traitMark begins a trait that is no word.
const traitMark = "#"
