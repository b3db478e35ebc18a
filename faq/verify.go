package faq

import (
	"fmt"
	"maps"
	"slices"

	"loket/internal/loket"
)

// Verify returns a copy of the catalogue in which entries are verified: by whom of
// the agency, on which day, and until which day they may be quoted; "": as before.
// Each is named with the revision that was read. A loket.Error says which entry
// there is not, or is another by now.
func (c *Catalog) Verify(by Verified, until Date, read map[string]string) (*Catalog, error) {
	changed := *c
	changed.entries = slices.Clone(c.entries)
	for _, id := range slices.Sorted(maps.Keys(read)) {
		i, known := c.byID[id]
		if !known {
			return nil, loket.Errorf(loket.CodeNotFound, fmt.Sprintf("Jawaban %q tidak ada di katalog. Lihat daftarnya: loket faq export.", id))
		}
		e := &changed.entries[i]
		if e.Revision != read[id] {
			return nil, loket.Errorf(loket.CodeConflict, fmt.Sprintf("Jawaban %q berubah sejak dibaca. Baca lagi, lalu nyatakan.", e.Title))
		}
		who := by
		e.Verified = &who
		if until != "" {
			e.ValidUntil = until
		}
	}
	return Assemble(changed.Items())
}

// Silent names the sections a citizen may look for that the entry says nothing on,
// as headings: requirements, place, fee, time.
func (e Entry) Silent() (heads []string) {
	for _, f := range []Facet{Requirements, Where, Fee, Duration} {
		head, lines := e.section(f)
		if len(lines) == 0 && len(e.factLines(f, false)) == 0 && head != "" {
			heads = append(heads, head)
		}
	}
	return heads
}

// Unfilled names the local facts the entry needs and has no value for.
func (e Entry) Unfilled() (facts []Fact) {
	for _, fact := range e.facts {
		if fact.value == "" {
			facts = append(facts, fact.Fact)
		}
	}
	return facts
}
