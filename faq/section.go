package faq

import (
	"slices"
	"strings"
)

// Section is a part of an answer: a heading and what stands below it. A section of
// several lines is a list in its order.
type Section struct {
	Head  string
	Lines []string
}

// Sections returns all that the entry says behind its answer, in the order citizens
// read it, with the office's own facts; what the office has not told is told to be
// asked for. It is what RenderDetail writes, for pages that lay it out themselves.
func (e Entry) Sections() (sections []Section) {
	put := func(head string, lines []string) {
		if len(lines) > 0 {
			sections = append(sections, Section{head, lines})
		}
	}
	for _, f := range sectionOrder() {
		head, lines := e.section(f)
		put(head, slices.Concat(lines, e.factLines(f, true)))
	}
	put("Keadaan khusus", e.Facets.Cases)
	if e.ReferTo != "" {
		put("Yang berwenang", []string{e.ReferTo})
	}
	return sections
}

// Direct is the first line of the answer, which answers directly.
func (e Entry) Direct() string {
	line, _, _ := strings.Cut(strings.TrimSpace(e.Answer), "\n")
	return line
}

// RenderPlain returns the answer in still simpler words, what it rests on and who
// verified it; empty when nobody wrote it simpler.
func (e Entry) RenderPlain() string {
	if e.Plain == "" {
		return ""
	}
	return strings.TrimSpace(strings.Join([]string{e.Title, strings.TrimSpace(e.Plain), e.foot(true)}, "\n\n"))
}
