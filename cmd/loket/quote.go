package main

import (
	"cmp"
	"slices"
	"strings"

	"loket/faq"
	"loket/internal/loket"
	"loket/internal/web/console"
)

// quote is what an entry says to a citizen who is sent it by staff: word for word
// what the clerk would quote.
func (h *house) quote(agency loket.AgencyID, q loket.Quoted) (string, error) {
	e, ok := h.quotable(agency, q.Entry)
	switch {
	case !ok:
		return "", loket.ErrEntryGone
	case e.Revision != q.Revision:
		return "", loket.ErrEntryChanged
	}
	return e.Render(faq.Facet(q.Facet), true), nil
}

// quotable finds an entry that may be quoted for an agency now, and is not switched
// off.
func (h *house) quotable(agency loket.AgencyID, id string) (faq.Entry, bool) {
	book := h.shelves.book(agency)
	if book == nil {
		return faq.Entry{}, false
	}
	e, ok := book.Quotable(id, h.now().In(h.zone(agency)))
	return e, ok && !h.switches.Off(agency, loket.SwitchEntry, id)
}

// library is the catalogue as the ticket page reads it.
type library struct{ *house }

var _ console.Library = library{}

// Find implements console.Library.
func (l library) Find(agency loket.AgencyID, q faq.Query) faq.Result {
	book := l.shelves.book(agency)
	if book == nil {
		return faq.Result{}
	}
	return book.Matcher.Find(q)
}

// Entry implements console.Library.
func (l library) Entry(agency loket.AgencyID, id string) (e faq.Entry, quotable bool) {
	if e, quotable = l.quotable(agency, id); quotable {
		return e, true
	}
	if book := l.shelves.book(agency); book != nil {
		e, _ = book.Catalog.Entry(id)
	}
	return e, false
}

// Search implements console.Library: those with every word first by where they
// have them, the title before the rest.
func (l library) Search(agency loket.AgencyID, words string, limit int) (found []faq.Entry) {
	book := l.shelves.book(agency)
	if book == nil {
		return nil
	}
	rank := map[string]int{}
	for _, e := range book.Catalog.Entries() {
		if _, ok := l.quotable(agency, e.ID); !ok {
			continue
		}
		if n := holds(e, strings.Fields(strings.ToLower(words))); n > 0 {
			rank[e.ID] = n
			found = append(found, e)
		}
	}
	slices.SortStableFunc(found, func(a, b faq.Entry) int { return cmp.Compare(rank[b.ID], rank[a.ID]) })
	return found[:min(limit, len(found))]
}

// holds weighs where an entry has the words of a search; 0: it lacks one.
func holds(e faq.Entry, words []string) (weight int) {
	title := strings.ToLower(e.ID + " " + e.Title)
	rest := strings.ToLower(strings.Join(e.Questions, " ") + " " + e.Answer)
	for _, word := range words {
		switch {
		case strings.Contains(title, word):
			weight += 3
		case strings.Contains(rest, word):
			weight++
		default:
			return 0
		}
	}
	return weight
}

// blanks are an office's name and hours as ready replies tell them.
func (h *house) blanks(agency loket.AgencyID) (name, hours string) {
	a, _ := h.office(agency)
	if book := h.shelves.book(agency); book != nil {
		hours = book.Calendar.Describe(h.now())
	}
	return a.Name, hours
}
