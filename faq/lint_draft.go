package faq

import (
	"cmp"
	"slices"
	"strings"
)

// Remark is what the linter has to say of an entry that is being written.
type Remark struct {
	Severity Severity
	Rule     Rule
	Field    string // as in YAML, facets by their own names: "title", "fee"; empty: the entry as a whole
	Text     string
}

// Failed reports whether remarks keep an entry from being published.
func Failed(remarks []Remark) bool {
	return slices.ContainsFunc(remarks, func(r Remark) bool { return r.Severity == SeverityError })
}

// draftFile is the file an entry is checked in, beside a catalogue.
const draftFile = "rancangan.yaml"

// LintEntry checks one entry as Lint does, as if it stood in the catalogue, in the place
// of the one with its id: what the loader would refuse, and what should not be said, or
// not like this. Remarks come in the order of the fields.
func (c *Catalog) LintEntry(e Entry, o LintOptions) []Remark {
	o.WarnDays = cmp.Or(o.WarnDays, usualWarnDays)
	l := &linter{loader: &loader{catalog: *c}, options: o, norm: newNormaliser(c.lexicon.Words)}
	l.catalog.entries = slices.DeleteFunc(slices.Clone(c.entries), func(other Entry) bool { return other.ID == e.ID })
	l.places = make([]place, len(l.catalog.entries))
	for i := range l.places {
		l.places[i].doc = &document{name: "katalog"}
	}
	file := entryFile{Entries: []Entry{e.completed()}}
	d := l.parse(draftFile, fileText(&file))
	l.addEntries(d, child(d.root, "entries"), file)
	l.checkIDs()
	last := len(l.catalog.entries) - 1
	written, at := &l.catalog.entries[last], l.places[last]
	l.checkEntry(written, at)
	for _, p := range l.problems {
		l.findings = append(l.findings, Finding{Problem: p, Severity: SeverityError, Rule: RuleLoad, Entry: e.ID})
	}
	l.entry(written, at)
	l.patterns()
	l.lengths()
	var remarks []Remark
	for _, f := range inOrder(l.findings) {
		if f.File == draftFile && f.Entry == e.ID {
			remarks = append(remarks, Remark{f.Severity, f.Rule, at.fieldOf(f), f.Text})
		}
	}
	return remarks
}

// fieldOf names the field of the entry that a finding stands in.
func (p place) fieldOf(f Finding) string {
	switch {
	case f.Rule == RuleNoSource:
		return "basis"
	case f.Rule == RuleUnverified:
		return "verified"
	case f.Rule == RuleLoad && strings.HasPrefix(f.Text, "Id "):
		return "id"
	}
	if line, column := placeOf(p.node); f.Rule == RuleLoad && f.Line == line && f.Column == column {
		return "" // what is missing stands nowhere
	}
	return p.fieldAt(f.Line, f.Column)
}

// fieldAt is the last field of the entry that begins at a place or before it.
func (p place) fieldAt(line, column int) (field string) {
	pairs, _ := pairsOf(p.node)
	for i := 0; i < len(pairs); i++ {
		name, _ := scalar(pairs[i].Key)
		atLine, atColumn := placeOf(pairs[i].Key)
		if atLine > line || atLine == line && atColumn > column {
			break
		}
		field = name
		if name == "facets" {
			within, _ := pairsOf(pairs[i].Value)
			pairs = slices.Concat(pairs[:i+1], within, pairs[i+1:])
		}
	}
	return field
}
