package faq

import (
	"strings"
	"unicode/utf8"

	"github.com/goccy/go-yaml/ast"
)

// spot is a place in a file.
type spot struct {
	doc          *document
	line, column int
}

// prose is one text of an entry that a citizen reads, and where it stands.
type prose struct {
	field string // as it is written in the file
	text  string
	at    spot
}

// field returns where a field of the entry stands; a field that is not
// written, where the entry begins.
func (p place) field(name string) spot {
	node := child(p.node, name)
	line, column := placeOf(node)
	return spot{p.doc, line, column}
}

// texts returns what citizens read of an entry, in the order of its fields.
func (e *Entry) texts(at place) []prose {
	facets := place{at.doc, child(at.node, "facets")}
	f := e.Facets
	var all []prose
	for _, one := range []struct {
		of          place
		field, text string
	}{
		{at, "title", e.Title},
		{at, "answer", e.Answer},
		{at, "plain", e.Plain},
		{at, "refer_to", e.ReferTo},
		{facets, "where", f.Where},
		{facets, "hours", f.Hours},
		{facets, "fee", f.Fee},
		{facets, "duration", f.Duration},
		{facets, "deadline", f.Deadline},
	} {
		if one.text != "" {
			all = append(all, newProse(at.doc, child(one.of.node, one.field), one.field, one.text))
		}
	}
	for _, list := range e.lists(at) {
		for i, text := range list.items {
			all = append(all, newProse(at.doc, item(list.node, i), list.field, text))
		}
	}
	return all
}

// list is a list of an entry and where it stands.
type list struct {
	field string
	items []string
	node  ast.Node
	ends  bool // its items are sentences
}

// lists returns the lists that citizens read.
func (e *Entry) lists(at place) []list {
	facets := child(at.node, "facets")
	f := e.Facets
	return []list{
		{"requirements", f.Requirements, child(facets, "requirements"), true},
		{"steps", f.Steps, child(facets, "steps"), true},
		{"not_needed", f.NotNeeded, child(facets, "not_needed"), false},
		{"cases", f.Cases, child(facets, "cases"), true},
	}
}

// newProse notes where a text stands.
func newProse(d *document, node ast.Node, field, text string) prose {
	line, column := placeOf(node)
	return prose{field, text, spot{d, line, column}}
}

// spot returns where a part of the text stands in the file: itself, or as much
// of its beginning as is written on one line, or else the text's own place.
func (s prose) spot(part string) spot {
	lines := strings.Split(s.at.doc.source, "\n")
	lines = lines[min(max(s.at.line-1, 0), len(lines)):]
	// A text has at most as many lines as words, below the sign that opens it.
	lines = lines[:min(len(lines), len(strings.Fields(s.text))+2)]
	first, _, _ := strings.Cut(part, "\n")
	for words := strings.Fields(first); len(words) > 0; words = words[:len(words)-1] {
		wanted := strings.Join(words, " ")
		for i, line := range lines {
			from := 0
			if i == 0 {
				from = bytesBefore(line, s.at.column)
			}
			if at := strings.Index(line[from:], wanted); at >= 0 {
				return spot{s.at.doc, s.at.line + i, utf8.RuneCountInString(line[:from+at]) + 1}
			}
		}
	}
	return s.at
}

// bytesBefore is how many bytes of a line stand before a column.
func bytesBefore(line string, column int) int {
	for i := range line {
		if column--; column < 1 {
			return i
		}
	}
	return len(line)
}
