package console

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"loket/faq"
	"loket/internal/loket"
	"loket/internal/words"
)

// Library is the catalogue as staff read it beside a ticket.
type Library interface {
	// Find recognises words as the bot does now.
	Find(agency loket.AgencyID, q faq.Query) faq.Result
	// Entry returns an entry, and whether it may be quoted now.
	Entry(agency loket.AgencyID, id string) (e faq.Entry, quotable bool)
	// Search returns entries that may be quoted now and hold every one of the words,
	// the best first.
	Search(agency loket.AgencyID, words string, limit int) []faq.Entry
}

const (
	suggested = 5 // entries offered for a question
	searched  = 8 // entries found by a search

	likely = 0.01 // the chance from which an entry is offered
)

// entryView is an entry that can be sent.
type entryView struct {
	Value   string // names entry, revision and facet in a form
	Title   string
	Score   string     // how likely it is meant; empty: it was looked for
	Checked words.Text // who of the office has checked it
	Text    string     // what the citizen would read
	Open    bool       // it was asked for
	Ticket  string     // address of the ticket it would be sent to
	Forms   []string   // codes of its forms that can be sent
}

// shelfView is what the page offers of the catalogue.
type shelfView struct {
	Search  string // the words that were looked for; empty: none
	Found   []entryView
	Offered []entryView // for the citizen's last question
	Missing bool        // the entry that was asked for may not be quoted any more
}

// sentTo has every entry be sent to a ticket.
func (v shelfView) sentTo(ticket string) shelfView {
	for _, all := range [][]entryView{v.Found, v.Offered} {
		for i := range all {
			all[i].Ticket = ticket
		}
	}
	return v
}

// shelf offers entries: the one that was asked for, those found by words, and those
// for the citizen's last question. An empty view: there is no catalogue.
func (c *Console) shelf(agency loket.AgencyID, lines []loket.Line, search, entry string) (v shelfView) {
	if c.Library == nil {
		return v
	}
	if entry != "" {
		e, ok := c.Library.Entry(agency, entry)
		v.Missing = !ok
		if ok {
			v.Found = append(v.Found, newEntryView(e, faq.Whole, ""))
			v.Found[0].Open = true
		}
	}
	if v.Search = firstWords(search, 200); v.Search != "" {
		v.Found = append(v.Found, c.meant(agency, faq.Query{Text: v.Search}, searched)...)
		for _, e := range c.Library.Search(agency, v.Search, searched) {
			v.Found = addEntry(v.Found, newEntryView(e, faq.Whole, ""), searched)
		}
	}
	if at := lastQuestion(lines); at >= 0 {
		v.Offered = c.meant(agency, queryOf(lines, at), suggested)
	}
	c.offerForms(agency, v.Found, v.Offered)
	return v
}

// offerForms names the forms of entries that the office has laid out.
func (c *Console) offerForms(agency loket.AgencyID, shelves ...[]entryView) {
	if c.HasForm == nil {
		return
	}
	for _, shelf := range shelves {
		for i := range shelf {
			e, _ := c.Library.Entry(agency, quotedOf(shelf[i].Value).Entry)
			for _, code := range e.Facets.Forms {
				if c.HasForm(agency, code) {
					shelf[i].Forms = append(shelf[i].Forms, code)
				}
			}
		}
	}
}

// meant are the entries words may mean, each with the need it is asked for.
func (c *Console) meant(agency loket.AgencyID, q faq.Query, most int) (all []entryView) {
	for _, part := range c.Library.Find(agency, q).Parts {
		for _, candidate := range part.Candidates {
			if e, ok := c.Library.Entry(agency, candidate.Entry); ok && candidate.Score >= likely {
				all = addEntry(all, newEntryView(e, part.Facet, percent(candidate.Score)), most)
			}
		}
	}
	return all
}

// addEntry adds an entry that is not there yet.
func addEntry(all []entryView, one entryView, most int) []entryView {
	id := quotedOf(one.Value).Entry
	if len(all) >= most || slices.ContainsFunc(all, func(e entryView) bool { return quotedOf(e.Value).Entry == id }) {
		return all
	}
	return append(all, one)
}

func newEntryView(e faq.Entry, facet faq.Facet, score string) entryView {
	checked := words.Text("belum diperiksa dinas")
	if e.Verified != nil {
		checked = words.Say("diperiksa %s", e.Verified.ByRole)
	}
	return entryView{
		Value: strings.Join([]string{e.ID, e.Revision, string(facet)}, " "), Title: e.Title, Score: score, Checked: checked,
		Text: e.Render(facet, true),
	}
}

// quotedOf reads what a form names an entry by.
func quotedOf(value string) (q loket.Quoted) {
	fields := strings.SplitN(value, " ", 3)
	q.Entry = fields[0]
	if len(fields) == 3 {
		q.Revision, q.Facet = fields[1], fields[2]
	}
	return q
}

// ownWords is an entry as a member of staff begins from it: without the line that
// says who checked it, since nobody checks what they make of it.
func ownWords(e faq.Entry, facet faq.Facet) string {
	e.Verified = nil
	return e.Render(facet, false)
}

// lastQuestion is the place of the citizen's last words; -1: there are none.
func lastQuestion(lines []loket.Line) int {
	for i := len(lines) - 1; i >= 0; i-- {
		if asked(lines[i]) {
			return i
		}
	}
	return -1
}

// asked tells whether a line has words the bot looks into.
func asked(line loket.Line) bool {
	return line.FromCitizen && line.MessageKind.Considered() && strings.TrimSpace(line.Text) != ""
}

// queryOf is a citizen's line as the bot would take it, after what was quoted last.
func queryOf(lines []loket.Line, at int) faq.Query {
	q := faq.Query{Text: lines[at].Text}
	for _, line := range lines[:at] {
		if line.Answer == loket.AnswerQuote && line.Entry != "" {
			q.Topic = line.Entry
		}
	}
	return q
}

// percent writes a chance.
func percent(chance float64) string { return fmt.Sprintf("%.0f %%", math.Floor(100*chance)) }
