package faq

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Fact is something only the office itself can tell: an address, a number,
// today's stock. The catalogue names it; its value is published by a curator, or else is
// the agency's setting.
type Fact struct {
	ID    string `json:"id"`
	About string `json:"about"`           // what it tells, as citizens read it before the value
	Facet Facet  `json:"facet"`           // the section of an answer in which it stands
	Value string `json:"value,omitempty"` // one line; empty: as the agency's settings have it
}

// factTable is the table of local facts (facts.yaml).
type factTable struct {
	Facts []Fact `json:"facts,omitempty"`
}

// localFact is a fact of an entry with the agency's value for it.
type localFact struct {
	Fact
	value string // empty: the agency has not given it
}

// askStaff stands before what was asked for and has no value.
const askStaff = "Tanyakan petugas tentang "

// maxAbout bounds what a citizen reads before a value, in characters.
const maxAbout = 80

// maxFact bounds a value, in characters.
const maxFact = 300

// Facts returns the table of local facts, in the order it is written. The
// slice is the caller's.
func (c *Catalog) Facts() []Fact { return slices.Clone(c.facts.Facts) }

// WithFacts returns a copy of the catalogue whose entries are rendered with
// the agency's values, by id of the fact, where the catalogue has none of its own. These
// values are settings, no content: version and revisions stay. Ids the catalogue does not
// know are passed over; UnknownFacts names them.
func (c *Catalog) WithFacts(values map[string]string) *Catalog {
	filled := *c
	filled.entries = slices.Clone(c.entries)
	for i := range filled.entries {
		e := &filled.entries[i]
		e.facts = slices.Clone(e.facts)
		for j := range e.facts {
			e.facts[j].value = c.factValue(e.facts[j].ID, values)
		}
	}
	return &filled
}

// UnknownFacts returns, sorted, the ids of values that no fact of the
// catalogue asks for: they are misspelt or left over.
func (c *Catalog) UnknownFacts(values map[string]string) []string {
	return slices.DeleteFunc(slices.Sorted(maps.Keys(values)), func(id string) bool { return c.hasFact(id) })
}

// factValue is what a fact is worth: by the catalogue, or else by these values.
func (c *Catalog) factValue(id string, values map[string]string) string {
	i := slices.IndexFunc(c.facts.Facts, func(f Fact) bool { return f.ID == id })
	if i < 0 {
		return ""
	}
	return cmp.Or(c.facts.Facts[i].Value, strings.TrimSpace(values[id]))
}

// UnusedFacts returns, sorted, the ids of values that say something else than the
// catalogue's own, which citizens read.
func (c *Catalog) UnusedFacts(values map[string]string) []string {
	return slices.DeleteFunc(slices.Sorted(maps.Keys(values)), func(id string) bool {
		own := c.factValue(id, nil)
		return own == "" || own == strings.TrimSpace(values[id])
	})
}

// MissingFacts returns, sorted, the ids of facts that a published entry needs
// and for which there is no value.
func (c *Catalog) MissingFacts(values map[string]string) []string {
	missing := map[string]bool{}
	for _, e := range c.entries {
		for _, id := range e.Local {
			if e.Status == Published && c.factValue(id, values) == "" {
				missing[id] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(missing))
}

func (c *Catalog) hasFact(id string) bool {
	return slices.ContainsFunc(c.facts.Facts, func(f Fact) bool { return f.ID == id })
}

// factsOf looks up an entry's local facts.
func (c *Catalog) factsOf(ids []string) (facts []localFact) {
	for _, id := range ids {
		for _, f := range c.facts.Facts {
			if f.ID == id {
				facts = append(facts, localFact{Fact: f, value: f.Value})
			}
		}
	}
	return facts
}

// factLines returns an entry's lines on its local facts of a facet. Missing
// values are told, on one line, only where they were asked for: nothing is
// guessed.
func (e Entry) factLines(f Facet, asked bool) (lines []string) {
	var missing []string
	for _, fact := range e.facts {
		switch {
		case fact.Facet != f:
		case fact.value != "":
			lines = append(lines, fact.About+": "+fact.value)
		default:
			missing = append(missing, midSentence(fact.About))
		}
	}
	if asked && len(missing) > 0 {
		lines = append(lines, askStaff+strings.Join(missing, "; ")+".")
	}
	return lines
}

// midSentence writes what a fact tells as it stands within a sentence: with a small
// first letter unless the first word is an abbreviation.
func midSentence(about string) string {
	first, size := utf8.DecodeRuneInString(about)
	if second, _ := utf8.DecodeRuneInString(about[size:]); unicode.IsUpper(second) {
		return about
	}
	return string(unicode.ToLower(first)) + about[size:]
}

// checkFacts reports facts that are incomplete, given twice, or that no
// section of an answer could show.
func (l *loader) checkFacts() {
	if l.facts == nil {
		return
	}
	sections := sectionOrder()
	seen := map[string]bool{}
	for i, f := range l.catalog.facts.Facts {
		node := item(child(l.facts.root, "facts"), i)
		switch {
		case !idShape.MatchString(f.ID):
			l.report(l.facts, child(node, "id"), `Id fakta %q tidak sah. Tulis "id:" dengan huruf kecil, angka dan tanda hubung, misalnya kontak-kua.`, f.ID)
		case seen[f.ID]:
			l.report(l.facts, child(node, "id"), "Fakta %q ditulis dua kali. Hapus salah satunya.", f.ID)
		}
		seen[f.ID] = true
		if n := utf8.RuneCountInString(f.About); n == 0 || n > maxAbout || strings.Contains(f.About, "\n") {
			l.report(l.facts, child(node, "about"), `Isian "about" pada fakta %q harus satu baris, 1 sampai %d karakter. Tulis apa yang diterangkannya, misalnya "Alamat KUA".`, f.ID, maxAbout)
		}
		if !slices.Contains(sections[:], f.Facet) {
			l.report(l.facts, child(node, "facet"), `Bagian %q tidak dikenal. Isi "facet" dengan salah satu: %s.`, f.Facet, strings.Join(texts(sections[:]), ", "))
		}
		if utf8.RuneCountInString(f.Value) > maxFact || strings.ContainsFunc(f.Value, unicode.IsControl) {
			l.report(l.facts, child(node, "value"), `Isian "value" pada fakta %q harus satu baris, paling banyak %d karakter. Pendekkan, dan hapus baris baru.`, f.ID, maxFact)
		}
	}
}

// checkLocal reports local facts that the table does not have.
func (l *loader) checkLocal(e *Entry, at place) {
	for i, id := range e.Local {
		node := item(child(at.node, "local"), i)
		if !l.catalog.hasFact(id) {
			l.report(at.doc, node, "Fakta setempat %q tidak ada di %s. Periksa ejaan id-nya atau tambahkan ke tabel itu.", id, factsFile)
		} else if slices.Contains(e.Local[:i], id) {
			l.report(at.doc, node, "Fakta setempat %q ditulis dua kali. Hapus salah satunya.", id)
		}
	}
}
