package faq

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// situate notes what an entry says on what may have happened to a document.
// Such a line opens with a label or a condition that names the situation:
// "Hilang: surat polisi.", "Hilang di kota lain? …", "Bila rusak, …".
func (e *Entry) situate(n *normaliser, book *facetBook) {
	e.about = book.needs(n.words(e.Title))
	if count(e.about, Facet.situation) > 1 {
		// "KK hilang atau rusak": the answer is about both, a line about one.
		e.about = slices.DeleteFunc(e.about, Facet.situation)
	}
	e.situations, e.labelled = map[Facet][]string{}, map[string]bool{}
	for _, line := range slices.Concat(e.Facets.Requirements, e.Facets.Cases) {
		opening, rest := splitOpening(line)
		words := n.words(opening)
		named := slices.DeleteFunc(book.needs(words), func(f Facet) bool { return !f.situation() })
		said := line
		if len(n.content(words)) == len(named) {
			said = capital(rest) // no more than "Hilang:", which the heading says
		}
		for _, f := range named {
			e.situations[f] = append(e.situations[f], said)
			e.labelled[line] = true
		}
	}
}

// splitOpening splits a line behind its label or condition. The opening is
// empty when there is none.
func splitOpening(line string) (opening, rest string) {
	if i := strings.IndexAny(line, ":?"); i >= 0 {
		return line[:i], strings.TrimSpace(line[i+1:])
	}
	first, _, _ := strings.Cut(line, " ")
	if i := strings.IndexByte(line, ','); i >= 0 && slices.Contains([]string{"Bila", "Kalau", "Jika"}, first) {
		return line[:i], strings.TrimSpace(line[i+1:])
	}
	return "", line
}

// capital begins a text with a capital letter.
func capital(text string) string {
	first, size := utf8.DecodeRuneInString(text)
	if size == 0 {
		return text
	}
	return string(unicode.ToUpper(first)) + text[size:]
}

// count tells how many facets fulfil a condition.
func count(facets []Facet, holds func(Facet) bool) int {
	n := 0
	for _, f := range facets {
		if holds(f) {
			n++
		}
	}
	return n
}
