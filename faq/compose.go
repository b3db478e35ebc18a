package faq

import (
	"cmp"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// Content returns the entry in its canonical form, JSON with the fields in their
// order: what its revision is a hash of, and ReadEntry reads.
func (e Entry) Content() []byte {
	canonical, _ := json.Marshal(e) // texts and numbers only: always marshals
	return canonical
}

// ReadEntry reads what Content wrote. It checks nothing but the form: of an entry that
// is being written, fields may be missing.
func ReadEntry(content []byte) (e Entry, err error) {
	if err := unmarshal(content, &e); err != nil {
		return e, fmt.Errorf("read entry: %w", err)
	}
	return e.completed(), nil
}

// completed is the entry with what holds where nothing is said, as the loader fills it
// in, and its revision.
func (e Entry) completed() Entry {
	e.Audience, e.Risk = cmp.Or(e.Audience, usualAudience), cmp.Or(e.Risk, usualRisk)
	e.Status = cmp.Or(e.Status, Published)
	e.Revision = fingerprint(e.Content())
	return e
}

// EntryKind is the kind of the ledger's items that are entries.
const EntryKind = kindEntry

// With returns a copy of the catalogue in which an entry is new, or stands in the place
// of the one with its id. It is not checked: LintEntry does that.
func (c *Catalog) With(e Entry) (*Catalog, error) {
	changed := *c
	changed.entries = slices.DeleteFunc(slices.Clone(c.entries), func(other Entry) bool { return other.ID == e.ID })
	changed.entries = append(changed.entries, e.completed())
	return Assemble(changed.Items())
}

// DiffEntry tells field by field how an entry became another; the zero Entry is none.
func DiffEntry(old, new Entry) []Difference { //nolint:revive // the two words say it best
	side := func(e Entry) *Catalog {
		if e.ID == "" && e.Title == "" {
			e = Entry{}
		}
		e.ID = new.ID
		return &Catalog{entries: []Entry{e}}
	}
	return Diff(side(old), side(new))
}

// Delicate is why a change of an entry should be looked at by two people.
type Delicate string

// What is delicate.
const (
	DelicateRisk  Delicate = "risk"  // the entry is marked sensitive, or was
	DelicateFee   Delicate = "fee"   // what it costs
	DelicateBasis Delicate = "basis" // the rules it rests on
	DelicateData  Delicate = "data"  // what is said of personal data
	DelicateFraud Delicate = "fraud" // what is said of fraud, brokers and bribes
)

// What a line speaks of, in lower case.
var (
	ofFees  = regexp.MustCompile(`\b(?:rp ?\d|rupiah|biaya|tarif|gratis|denda|bayar|dibayar|membayar|retribusi)`)
	ofFraud = regexp.MustCompile(`\b(?:penipu|tipu|pungli|pungutan|calo|hoaks|palsu|suap|gratifikasi|korupsi)`)
	ofData  = regexp.MustCompile(`\bdata pribadi\b|` + personal.String())
)

// DelicateChange tells what makes the change of an entry delicate, in the order of the
// constants; nothing: one person may publish it. The zero Entry is none.
func DelicateChange(old, new Entry) (why []Delicate) { //nolint:revive // the two words say it best
	if old.Sensitive() || new.Sensitive() {
		why = append(why, DelicateRisk)
	}
	if old.Facets.Fee != new.Facets.Fee || speaksOtherwise(old, new, ofFees) {
		why = append(why, DelicateFee)
	}
	if !slices.Equal(old.Basis, new.Basis) {
		why = append(why, DelicateBasis)
	}
	if speaksOtherwise(old, new, ofData) {
		why = append(why, DelicateData)
	}
	if speaksOtherwise(old, new, ofFraud) {
		why = append(why, DelicateFraud)
	}
	return why
}

// speaksOtherwise reports whether what two entries say of a matter differs.
func speaksOtherwise(a, b Entry, of *regexp.Regexp) bool {
	return !slices.Equal(a.speaking(of), b.speaking(of))
}

// speaking returns the lines of an entry that speak of a matter.
func (e Entry) speaking(of *regexp.Regexp) (lines []string) {
	for _, s := range e.texts(place{}) {
		for line := range strings.Lines(s.text) {
			if line = strings.TrimSpace(line); of.MatchString(strings.ToLower(line)) {
				lines = append(lines, line)
			}
		}
	}
	return lines
}

// Only returns the catalogue with one entry and all tables; false: it has no such entry.
func (c *Catalog) Only(id string) (*Catalog, bool) {
	i, known := c.byID[id]
	if !known {
		return c, false
	}
	alone := *c
	alone.entries, alone.byID = c.entries[i:i+1:i+1], map[string]int{id: 0}
	return &alone, true
}
