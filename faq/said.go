package faq

import (
	"slices"

	"loket/internal/loket"
)

// Said is everything a citizen may have read of the entry but who verified it, and when:
// when it differs between two revisions, one of them told something else.
func (e Entry) Said() string {
	e.Verified = nil
	return e.detail(e.foot(false))
}

// Superseded tells which of an entry's revisions, as they were published, said something
// else than it says now. One that cannot be read any more counts among them. Forms
// are today's, and what local facts are worth is left out.
func (c *Catalog) Superseded(id string, items []loket.CatalogueItem) (wrong []string) {
	now, ok := c.Entry(id)
	if !ok {
		return nil
	}
	now.facts = c.factsOf(now.Local) // without values, as of what is compared
	for _, one := range items {
		if one.Revision == now.Revision || one.Content == nil || slices.Contains(wrong, one.Revision) {
			continue
		}
		was, err := c.at(one.Content)
		if err != nil || was.Said() != now.Said() {
			wrong = append(wrong, one.Revision)
		}
	}
	return wrong
}

// at reads an entry as it was published, with the tables of today.
func (c *Catalog) at(content []byte) (e Entry, err error) {
	if err := unmarshal(content, &e); err != nil {
		return e, err
	}
	for _, code := range e.Facets.Forms {
		form, _ := c.Form(code)
		e.forms = append(e.forms, form)
	}
	e.facts = c.factsOf(e.Local)
	return e, nil
}
