package faq

import (
	"math"
	"slices"
	"strings"
	"unicode"
)

// longestNumber is how many digits a word of a question may have; longer ones
// are numbers of cards, phones, tickets.
const longestNumber = 4

// Find recognises what a message asks for. It takes about 30 to 150 µs for a
// message of usual length and is bounded for longer ones, of which the middle
// is not read.
//
// Special intents come first: an emergency ends the search. Then a reply to
// the choices offered, then the questions.
func (m *Matcher) Find(q Query) Result {
	reading := &reading{Matcher: m}
	words := reading.stretch(q.Text).words
	var r Result
	var guessed []Intent
	r.Intents, guessed = m.intents.find(q.Text, words, m.facets.hasSubject(words))
	switch {
	case len(words) == 0:
		return r
	case r.Has(IntentEmergency):
		m.yield(&r, guessed)
		r.Parts = []Part{{Text: strings.TrimSpace(q.Text), Verdict: Unknown}}
		return r
	}
	if part, ok := m.choice(q, words); ok {
		r.Parts = []Part{part}
		return r
	}
	r.Parts = reading.parts(q)
	m.yield(&r, guessed)
	m.heed(r.Parts)
	if len(r.Intents) > 1 { // who thanks or complains does not merely go on
		r.Intents = slices.DeleteFunc(r.Intents, func(i Intent) bool { return i == IntentFollowup })
	}
	if r.Has(IntentStatus) {
		holdBack(r.Parts)
	}
	return r
}

// yield takes away what was only guessed, and not as surely as an answer, where something surer is about the same
// matter: an emergency, or a sure answer. Entries beside which an intent may
// stand are no reason against it.
func (m *Matcher) yield(r *Result, guessed []Intent) {
	for _, i := range guessed {
		answered := r.Has(IntentEmergency) || slices.ContainsFunc(r.Parts, func(p Part) bool {
			return p.Verdict == Sure && !slices.Contains(m.intents.beside[i], p.Entry)
		})
		if answered && i.yields() {
			r.Intents = slices.DeleteFunc(r.Intents, func(have Intent) bool { return have == i })
		}
	}
}

// holdBack lowers the verdict of questions about one's own case: an entry
// tells the rule, not where the papers are.
func holdBack(parts []Part) {
	for i := range parts {
		if parts[i].Verdict == Sure {
			parts[i].Verdict = Unsure
		}
		parts[i].Facet = StatusCheck
	}
}

// heed lowers the verdict of entries that want to be surer than what was learned
// asks for. It comes last: a bar of one entry must neither change how a message
// is read nor make another entry the answer.
func (m *Matcher) heed(parts []Part) {
	for i, p := range parts {
		if e, ok := m.catalog.Entry(p.Entry); ok && p.Verdict == Sure && p.Score < e.SureAt {
			parts[i].Verdict = Unsure
		}
	}
}

// recognise finds what a stretch of a message asks for, after topic. Needs and
// documents are sought in the words with their spelling repaired, since a slip
// there must not hide what is asked.
func (m *Matcher) recognise(s *stretch, topic string) Part {
	part := Part{Text: s.said, Verdict: Unknown}
	if !slices.ContainsFunc(s.content, hasLetter) {
		return part // a number alone asks nothing
	}
	part.Facet = m.facets.facet(s.repaired)
	if m.followup(&part, s.content, s.repaired, topic) {
		return part
	}
	m.fill(&part, text{words: s.content, tags: m.facets.tags(s.repaired)}, nil)
	return part
}

// content leaves out greetings, thanks, fillers and long numbers. What is
// polite is sought in the words as they stand.
func (m *Matcher) content(words []string) []string {
	polite := m.intents.polite(words)
	kept := make([]string, 0, len(words))
	for i, w := range words {
		if !polite[i] && !(len(w) > longestNumber && hasDigit(w)) {
			kept = append(kept, w)
		}
	}
	return m.norm.content(kept)
}

// fill writes what the model makes of a question into its part; allowed is as
// of rank. Candidates are given even when the verdict is Unknown: a ranker may
// know better.
func (m *Matcher) fill(p *Part, t text, allowed func(class int) bool) {
	r := m.model.rank(t, allowed)
	if len(r.classes) == 0 {
		return
	}
	p.Verdict, p.Score = m.rating.verdict(r)
	p.Entry, p.Candidates = "", nil // what an earlier reading left
	best := r.scores[r.classes[0]]
	for _, class := range r.classes[:min(choicesOffered, len(r.classes))] {
		e := m.entryOf(class)
		p.Candidates = append(p.Candidates, Candidate{
			Entry: e.ID,
			Title: e.Title,
			Score: p.Score * math.Exp(2*float64(r.scores[class]-best)),
		})
	}
	if p.Verdict != Unknown {
		p.Entry = p.Candidates[0].Entry
	}
	ground := ByModel
	if allowed != nil {
		ground = ByNeighbour
	}
	m.trace.note(sighting{part: *p, ground: ground, text: t, ranked: r})
}

// certain makes a part that rests on a rule, not on an estimate.
func (m *Matcher) certain(p *Part, id string, ground Ground) bool {
	e, ok := m.catalog.Entry(id)
	if !ok || e.Status != Published {
		return false
	}
	p.Verdict, p.Entry, p.Score = Sure, e.ID, 1
	p.Candidates = []Candidate{{Entry: e.ID, Title: e.Title, Score: 1}}
	m.trace.note(sighting{part: *p, ground: ground})
	return true
}

// hasLetter reports whether a word is more than a number.
func hasLetter(word string) bool { return strings.ContainsFunc(word, unicode.IsLetter) }
