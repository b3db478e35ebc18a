package report

import (
	"cmp"
	"slices"
	"time"

	"loket/internal/loket"
)

// Suggestion is a question that citizens asked, were asked back about, and then picked an
// entry for: one more way to ask for it, if a curator thinks so.
type Suggestion struct {
	Entry    string
	Text     string // as it was asked last, redacted
	N        int    // how often something of this kind was asked and this entry picked
	Last     time.Time
	Messages []loket.MessageID // the questions
}

// Suggest groups what was picked by entry and by what plain makes of the question, those
// asked most first. What a curator has decided on is left out with all that reads the same,
// and so is what the entry knows already, or where there is no such entry.
func Suggest(picks []loket.Pick, plain func(string) string, open func(entry, plain string) bool) []Suggestion {
	type key struct{ entry, plain string }
	groups, decided := map[key]*Suggestion{}, map[key]bool{}
	for _, p := range picks {
		k := key{p.Entry, plain(p.Text)}
		if p.Decided {
			decided[k] = true
			continue
		}
		if k.plain == "" || !open(k.entry, k.plain) {
			continue
		}
		g := groups[k]
		if g == nil {
			g = &Suggestion{Entry: p.Entry}
			groups[k] = g
		}
		g.N++
		g.Messages = append(g.Messages, p.Message)
		if g.Text == "" || p.At.After(g.Last) {
			g.Text, g.Last = p.Text, p.At
		}
	}
	out := []Suggestion{}
	for k, g := range groups {
		if !decided[k] {
			out = append(out, *g)
		}
	}
	slices.SortFunc(out, func(a, b Suggestion) int {
		return cmp.Or(cmp.Compare(b.N, a.N), b.Last.Compare(a.Last), cmp.Compare(a.Entry, b.Entry), cmp.Compare(a.Text, b.Text))
	})
	return out
}
