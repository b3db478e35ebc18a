package faq

import (
	"math"
	"sort"
)

// example is one training text and the class it asks for.
type example struct {
	text
	label int
}

// model tells the classes a text may ask for, and how sure that looks.
type model struct {
	space    *space
	speller  *speller
	linear   *linear
	labels   []int       // of each example
	postings [][]posting // feature → the examples that have it
}

// posting is one example's share in a feature.
type posting struct {
	example int32
	value   float32 // of the example's vector at length 1
}

// ranked is what a model makes of a text.
type ranked struct {
	classes []int     // best first
	scores  []float32 // decision value by class
	signals signals
}

// signals are what confidence is judged by.
type signals [signalCount]float64

// The signals, each about 0 to 1.
const (
	signalTop       = iota // decision value of the best class
	signalGap              // its lead over the second
	signalCosine           // nearness of the nearest example
	signalAgreement        // the same, if that example is of the best class
	signalKnown            // share of words seen in training; repaired ones count half
	signalBoth             // nearness × lead
	signalCount
)

// trainModel trains a model. extra are words the speller may repair to
// beside those of the examples.
func trainModel(examples []example, classes int, extra []string) *model {
	count := make(map[string]int, 4*len(examples))
	for _, e := range examples {
		for _, w := range e.words {
			count[w]++
		}
	}
	for _, w := range extra {
		count[w]++
	}
	m := &model{space: newSpace(examples), speller: newSpeller(count), labels: make([]int, len(examples))}
	m.postings = make([][]posting, m.space.size())
	vectors := make([]vector, len(examples))
	for i, e := range examples {
		m.labels[i] = e.label
		vectors[i] = m.space.vector(e.text)
		m.index(i, vectors[i])
	}
	m.linear = trainLinear(vectors, m.labels, classes, m.space.size())
	return m
}

// index adds an example to the postings.
func (m *model) index(i int, v vector) {
	length := v.norm()
	for k, f := range v.features {
		m.postings[f] = append(m.postings[f], posting{int32(i), v.values[k] / float32(length)})
	}
}

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
	repaired, known := m.repair(t.words)
	x := m.space.vector(text{words: repaired, tags: t.tags})
	r := ranked{scores: m.linear.scores(x, make([]float32, 0, m.linear.classes))}
	for c := range r.scores {
		if allowed == nil || allowed(c) {
			r.classes = append(r.classes, c)
		}
	}
	sort.SliceStable(r.classes, func(i, j int) bool { return r.scores[r.classes[i]] > r.scores[r.classes[j]] })
	if len(r.classes) == 0 {
		return r
	}
	top := float64(r.scores[r.classes[0]])
	gap := 1.0
	if len(r.classes) > 1 {
		gap = top - float64(r.scores[r.classes[1]])
	}
	cosine, nearest := m.nearest(x)
	agreement := 0.0
	if nearest == r.classes[0] {
		agreement = cosine
	}
	gap = min(gap, 1.5)
	r.signals = signals{signalTop: top, signalGap: gap, signalCosine: cosine, signalAgreement: agreement, signalKnown: known, signalBoth: cosine * gap}
	return r
}

// nearest returns the cosine to the nearest example and that one's class.
func (m *model) nearest(x vector) (cosine float64, class int) {
	length := x.norm()
	if length == 0 {
		return 0, -1
	}
	sums := make([]float32, len(m.labels))
	for k, f := range x.features {
		value := x.values[k]
		for _, e := range m.postings[f] {
			sums[e.example] += value * e.value
		}
	}
	best := 0
	for i, sum := range sums {
		if sum > sums[best] {
			best = i
		}
	}
	return math.Min(float64(sums[best])/length, 1), m.labels[best]
}
