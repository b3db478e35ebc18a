package faq

import (
	"math"
	"slices"
)

// model tells the classes a text may ask for, and how sure that looks.
type model struct {
	space    *space
	rarity   rarity
	speller  *speller
	linear   *linear
	evidence *evidence

	strangers bool // it was shown examples of what no entry answers
}

// ranked is what a model makes of a text.
type ranked struct {
	classes  []int     // the best of those that may be chosen, as many as are offered, best first
	scores   []float32 // decision value by class; -Inf: it may not be chosen
	signals  signals
	named    bool    // the text names a document
	bare     bool    // it says nothing else
	alone    bool    // it is a single word, which is no text of the best class by itself
	outside  bool    // it names what the catalogue, and so the best class, does not answer
	expected float64 // share of the best class's texts that name a document
	known    float64 // share of words that are known
	foreign  float32 // decision value of what no entry answers
}

// signals are what confidence is learned from.
type signals [signalCount]float64

// The signals, each about 0 to 1.
const (
	signalTop     = iota // decision value of the best class
	signalShare          // its share among all decision values
	signalKnown          // share of words seen in training; repaired ones count half
	signalCovered        // share of words, by weight, that the best class uses
	signalStrange        // share of what is named that the best class never names
	signalPair           // how far the best class alone is about a document with what happened to it
	signalForeign        // how far it resembles what no entry answers more than the best class
	signalCount
)

// sharpness is how fast a class's share falls with its decision value.
const sharpness = 3

// repair returns the words with their spelling repaired, and the share known.
func (m *model) repair(words []string) (repaired []string, known float64) {
	repaired = make([]string, len(words))
	for i, w := range words {
		repaired[i] = w
		if m.speller.knows(w) {
			known++
		} else if r := m.speller.repair(w); r != w {
			repaired[i] = r
			known += 0.5
		}
	}
	if len(words) > 0 {
		known /= float64(len(words))
	}
	return repaired, known
}

// rank judges a text. allowed, if not nil, tells which classes may be chosen.
func (m *model) rank(t text, allowed func(class int) bool) ranked {
	var known float64
	t.words, known = m.repair(t.words)
	return m.judge(t, known, m.space.encode(t, false), allowed)
}

// judge judges a text whose spelling is repaired and whose features are found.
func (m *model) judge(t text, known float64, e encoded, allowed func(class int) bool) ranked {
	r := ranked{scores: m.linear.scores(m.rarity.vector(e), make([]float32, 0, len(m.linear.bias)))}
	strangers := r.scores[len(r.scores)-1]
	r.scores = r.scores[:len(r.scores)-1]
	r.classes = make([]int, 0, choicesOffered)
	for c, size := range m.evidence.sizes {
		if size > 0 && (allowed == nil || allowed(c)) {
			r.consider(c)
		} else {
			r.scores[c] = float32(math.Inf(-1))
		}
	}
	r.known, r.foreign = known, strangers
	if len(r.classes) > 0 {
		m.look(&r, t)
	}
	return r
}

// look finds out what speaks for the first of the classes.
func (m *model) look(r *ranked, t text) {
	best := r.classes[0]
	covered, bare := m.evidence.cover(t.words, best)
	strange, outside := m.evidence.strange(t.tags, best)
	r.named, r.bare, r.outside = namesDocument(t.tags), bare, outside
	r.alone = m.evidence.alone(t.words, best)
	r.expected = m.evidence.documents[best] / m.evidence.sizes[best]
	r.signals = signals{
		signalTop:     float64(r.scores[best]),
		signalShare:   r.share(),
		signalKnown:   r.known,
		signalCovered: covered,
		signalStrange: strange,
		signalPair:    m.evidence.pair(t.tags, best),
		signalForeign: m.foreign(r.foreign, r.scores[best]),
	}
}

// consider puts a class where it belongs among the best; of equals the one
// considered first comes first.
func (r *ranked) consider(class int) {
	at := len(r.classes)
	for at > 0 && r.scores[class] > r.scores[r.classes[at-1]] {
		at--
	}
	if at == choicesOffered {
		return
	}
	best := r.classes[:min(len(r.classes), choicesOffered-1)]
	r.classes = slices.Insert(best, at, class)
}

// foreign squeezes how much higher the score of what no entry answers is than
// that of the best class: 0 when it is far below, a half when they are equal.
func (m *model) foreign(strangers, best float32) float64 {
	if !m.strangers {
		return 0
	}
	return 1 / (1 + math.Exp(sharpness*float64(best-strangers)))
}

// share is the share of the best class among all: 1 when the others are far
// behind, a half when one is as good.
func (r *ranked) share() float64 {
	best, sum := r.scores[r.classes[0]], 0.0
	for _, score := range r.scores {
		sum += math.Exp(sharpness * float64(score-best))
	}
	return 1 / sum
}
