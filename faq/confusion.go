package faq

import (
	"cmp"
	"slices"
	"strings"
)

// Confusion is a question that did not come out as its label says, for a
// curator who wants to know which pattern to add, and which to look at.
type Confusion struct {
	Line     int     `json:"line"`
	Question string  `json:"question"`
	Wanted   string  `json:"wanted"` // the label
	Got      string  `json:"got"`    // the entries thought best, and special intents with "_"; "" for none
	Verdict  Verdict `json:"verdict"`
	Score    float64 `json:"score"`
	Quoted   bool    `json:"quoted"`  // something wrong or incomplete would have been said
	Offered  bool    `json:"offered"` // what is right is among the candidates
	Nearest  string  `json:"nearest"` // pattern of the first entry got that is most like the question
}

// confusion tells what went wrong with a question, if anything did: a wrong
// quote, another entry thought best, a special intent that is not meant. A
// question outside that is only asked back about is not wrong: no wrong word is
// said.
func (m *Matcher) confusion(o outcome) (Confusion, bool) {
	wrongQuote := o.answered && !o.right
	outside := len(o.wanted.entries())+len(o.wanted.intents()) == 0
	if !wrongQuote && !o.stray() && (o.best || outside) {
		return Confusion{}, false
	}
	c := Confusion{
		Line: o.question.Line, Question: o.question.Text, Wanted: o.question.Label,
		Verdict: Unknown, Quoted: wrongQuote, Offered: o.among,
	}
	got := proposed(o.result, o.wanted.asks(), 1)
	if wrongQuote {
		got = quoted(o.result)
	}
	if len(o.result.Parts) > 0 {
		c.Verdict, c.Score = o.result.Parts[0].Verdict, o.result.Parts[0].Score
	}
	if len(got) > 0 {
		c.Nearest = m.nearest(o.question.Text, got[0])
	}
	for _, i := range o.result.Intents {
		got = append(got, "_"+string(i))
	}
	c.Got = strings.Join(got, "+")
	return c, true
}

// sortConfusions puts wrong quotes first, the surest of each before the others.
func sortConfusions(list []Confusion) {
	slices.SortStableFunc(list, func(a, b Confusion) int {
		if a.Quoted != b.Quoted {
			if a.Quoted {
				return -1
			}
			return 1
		}
		return cmp.Compare(b.Score, a.Score)
	})
}

// nearest returns the pattern of an entry that shares most three-letter
// sequences with a text, by Dice's measure; "" when it shares none.
func (m *Matcher) nearest(text, id string) string {
	e, ok := m.catalog.Entry(id)
	if !ok {
		return ""
	}
	asked := m.letters(text)
	best, most := "", 0.0
	for _, pattern := range append([]string{e.Title}, e.Questions...) {
		has := m.letters(pattern)
		common := 0
		for gram := range has {
			if asked[gram] {
				common++
			}
		}
		if like := float64(2*common) / float64(max(len(asked)+len(has), 1)); like > most {
			best, most = pattern, like
		}
	}
	return best
}

// letters returns the three-letter sequences of a text's plain words.
func (m *Matcher) letters(text string) map[string]bool {
	runes := []rune(" " + strings.Join(m.norm.words(text), " ") + " ")
	set := make(map[string]bool, len(runes))
	for i := 0; i+3 <= len(runes); i++ {
		set[string(runes[i:i+3])] = true
	}
	return set
}
