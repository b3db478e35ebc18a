package faq

import (
	"slices"
	"strings"
)

// Ground is what a part of a result rests on.
type Ground string

// The grounds. Only the first two are estimates.
const (
	ByModel     Ground = "model"     // the words, judged against the whole catalogue
	ByNeighbour Ground = "neighbour" // the same, against what is near the last topic
	ByTopic     Ground = "topic"     // a need that the last topic's own entry serves
	ByChoice    Ground = "choice"    // a reply to what was offered
	ByNothing   Ground = "nothing"   // an emergency, or nothing but courtesies: the catalogue was not asked
)

// Explanation tells a curator why a message was recognised as it was. It is
// the same each time, and of bounded size however long the message.
type Explanation struct {
	Result  Result      `json:"-"`       // what Find returns
	Intents []IntentCue `json:"intents"` // of Result.Intents, in that order
	Parts   []Account   `json:"parts"`   // of Result.Parts, in that order
}

// Cue is what revealed an intent or a facet: words of the message, as they
// were read. Empty: no single phrase did, but a rule on the whole, or examples.
type Cue struct {
	Name   string `json:"name"`
	Phrase string `json:"phrase"`
}

// IntentCue is what revealed an intent: a phrase, or what was learned from
// examples, when Chance reaches Bar. Chance is 0 where nothing was learned.
type IntentCue struct {
	Cue
	Chance float64        `json:"chance,omitempty"`
	Bar    float64        `json:"bar,omitempty"`
	For    []Contribution `json:"for,omitempty"` // words that spoke for it, strongest first
}

// Account explains one part.
type Account struct {
	Verdict    Verdict    `json:"verdict"`
	Why        string     `json:"why"` // one sentence in Indonesian
	Ground     Ground     `json:"ground"`
	Words      []string   `json:"words"`    // what was judged: plain words, spelling repaired
	Readings   []Reading  `json:"readings"` // what was typed otherwise, or not understood
	Facet      Cue        `json:"facet"`
	Signals    Signals    `json:"signals"`
	Thresholds Thresholds `json:"thresholds"`
	Classes    []Leaning  `json:"classes"` // the best entry and its two runners-up; none without an estimate
}

// Signals are what confidence rests on, each about 0 to 1.
type Signals struct {
	Top      float64 `json:"top"`      // decision value of the best entry
	Share    float64 `json:"share"`    // its share among all
	Known    float64 `json:"known"`    // share of words that the catalogue knows
	Covered  float64 `json:"covered"`  // share of words, by weight, that the best entry uses
	Strange  float64 `json:"strange"`  // share of what is named that the best entry never names
	Pair     float64 `json:"pair"`     // how far it alone is about a document with what happened to it
	Named    bool    `json:"named"`    // a document is named
	Outside  bool    `json:"outside"`  // something is named that no entry answers
	Expected float64 `json:"expected"` // share of the best entry's own questions that name a document
}

// Thresholds are the chances that were estimated and those that are wanted.
type Thresholds struct {
	Chance  float64 `json:"chance"`            // that the best entry is right
	Sure    float64 `json:"sure"`              // from which it is quoted
	SureAt  float64 `json:"sure_at,omitempty"` // the entry's own bar; 0: none
	Offered float64 `json:"offered"`           // that the right entry is among the choices
	Offer   float64 `json:"offer"`             // from which they are offered
}

// trace notes how parts come about while Find runs for Explain; on nil it does
// nothing.
type trace struct{ seen []sighting }

// sighting is a part as it was first recognised, and from what.
type sighting struct {
	part   Part
	ground Ground
	text   text // content words, spelling not yet repaired
	ranked ranked
}

func (t *trace) note(s sighting) {
	if t != nil {
		t.seen = append(t.seen, s)
	}
}

// of returns the sighting that a part of the result came from. Facet, verdict
// and text may have changed since, but the list of candidates is that one.
func (t *trace) of(p Part) sighting {
	i := slices.IndexFunc(t.seen, func(s sighting) bool {
		return len(p.Candidates) > 0 && len(s.part.Candidates) > 0 && &s.part.Candidates[0] == &p.Candidates[0]
	})
	if i < 0 {
		return sighting{part: p, ground: ByNothing}
	}
	return t.seen[i]
}

// Explain is Find, with reasons. It takes some milliseconds: it is for a
// curator who asks, not for every message.
func (m *Matcher) Explain(q Query) Explanation {
	watched := *m
	watched.trace = &trace{}
	e := Explanation{Result: watched.Find(q), Parts: []Account{}}
	words := m.norm.words(q.Text)
	e.Intents = m.intents.cues(e.Result.Intents, q.Text, words, m.facets.hasSubject(words))
	for _, p := range e.Result.Parts {
		e.Parts = append(e.Parts, m.account(p, watched.trace.of(p), e))
	}
	return e
}

// account explains one part of an explanation's result.
func (m *Matcher) account(p Part, s sighting, e Explanation) Account {
	said := m.norm.words(s.part.Text)
	repaired, _ := m.model.repair(said)
	a := Account{
		Verdict: p.Verdict, Ground: s.ground, Classes: []Leaning{},
		Words: []string{}, Readings: m.readings(s.part.Text, said), Facet: Cue{Name: string(p.Facet)},
	}
	a.Facet.Phrase = m.facets.cue(p.Facet, repaired)
	if i := slices.IndexFunc(e.Intents, func(c IntentCue) bool { return c.Name == string(IntentStatus) }); i >= 0 && p.Facet == StatusCheck {
		a.Facet.Phrase = e.Intents[i].Phrase
	}
	entry, _ := m.catalog.Entry(p.Entry)
	a.Thresholds = Thresholds{Chance: p.Score, Sure: m.rating.sure, SureAt: entry.SureAt, Offer: m.rating.offer}
	r := s.ranked
	if len(r.classes) > 0 {
		a.Words, _ = m.model.repair(s.text.words)
		a.Words = a.Words[:min(len(a.Words), mostShown)]
		a.Thresholds.Offered = m.rating.near.chance(r.signals)
		a.Signals = Signals{
			Top: r.signals[signalTop], Share: r.signals[signalShare], Known: r.signals[signalKnown],
			Covered: r.signals[signalCovered], Strange: r.signals[signalStrange], Pair: r.signals[signalPair],
			Named: r.named, Outside: r.outside, Expected: r.expected,
		}
		a.Classes = m.leanings(s.text, r)
	}
	a.Why = reason{m, p, s, entry, e.Result}.sentence()
	return a
}

// cue returns the words whose phrase asks for a facet; none for the whole.
func (b *facetBook) cue(f Facet, words []string) string {
	found := b.facets.find(words)
	for _, numbers := range b.order {
		if numbers.facet == f {
			return phraseOf(found, numbers.numbers, words)
		}
	}
	return ""
}

// phraseOf returns the words of the first of the given phrases that was found.
func phraseOf(found hits, numbers []int, words []string) string {
	if those := found.of(numbers); len(those) > 0 {
		return strings.Join(words[those[0].from:those[0].to], " ")
	}
	return ""
}
