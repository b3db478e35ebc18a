package faq

import (
	"cmp"
	"math"
	"slices"
	"strings"
)

// Leaning is what speaks for an entry and what against it. Bias, For, Against
// and Rest add up to Score.
type Leaning struct {
	Entry   string         `json:"entry"`
	Score   float64        `json:"score"` // decision value: what the entry is chosen by
	Bias    float64        `json:"bias"`  // of the entry, whatever is asked
	For     []Contribution `json:"for"`   // strongest first
	Against []Contribution `json:"against"`
	Rest    float64        `json:"rest"` // of the features not listed
}

// Contribution is what one feature of a question adds to an entry's decision
// value: its weight for the entry times its value in the question.
type Contribution struct {
	Feature string  `json:"feature"`
	Kind    Kind    `json:"kind"`
	Weight  float64 `json:"weight"`
	Value   float64 `json:"value"`
	Sum     float64 `json:"sum"`
}

// Kind is what a feature is.
type Kind string

// The kinds of features. Letters are a sequence within a word, "_" its edge; a
// sense is what a word stands for: "=" and the name of its sense, or its root; a
// tag names a document, with what is asked of it or happened to it.
const (
	KindWord    Kind = "word"
	KindPair    Kind = "pair"
	KindLetters Kind = "letters"
	KindSense   Kind = "sense"
	KindTag     Kind = "tag"
)

// How many features are listed on each side, of the best and of the others.
const (
	mostFeatures = 8
	runnerUp     = 3
)

// leanings explains the decision values of the best classes.
func (m *Matcher) leanings(t text, r ranked) []Leaning {
	t.words, _ = m.model.repair(t.words)
	v := m.model.rarity.vector(m.model.space.encode(t, false))
	names := m.model.names(t)
	leanings := make([]Leaning, 0, choicesOffered)
	most := mostFeatures
	for _, class := range r.classes[:min(choicesOffered, len(r.classes))] {
		l := m.model.leaning(v, names, class, most)
		l.Entry = m.entryOf(class).ID
		leanings = append(leanings, l)
		most = runnerUp
	}
	return leanings
}

// names finds what the features of a text are.
func (m *model) names(t text) map[int32]Contribution {
	names := map[int32]Contribution{}
	offset := int32(0)
	for block := range m.space.numbers {
		m.space.eachKey(block, t, func(key []byte) {
			number, ok := m.space.numbers[block].find(key)
			if !ok {
				return
			}
			c := Contribution{Feature: string(key), Kind: [blocks]Kind{KindWord, KindLetters, KindSense, KindTag}[block]}
			if c.Kind == KindWord && strings.Contains(c.Feature, " ") {
				c.Kind = KindPair
			}
			names[offset+number] = c
		})
		offset += int32(len(m.rarity.weights[block]))
	}
	return names
}

// leaning explains the decision value of one class, with so many features on
// each side at most.
func (m *model) leaning(v vector, names map[int32]Contribution, class, most int) Leaning {
	var all []Contribution
	for i, f := range v.features {
		if weight := m.linear.weight(f, class); weight != 0 {
			c := names[f]
			c.Weight, c.Value = float64(weight), float64(v.values[i])
			c.Sum = c.Weight * c.Value
			all = append(all, c)
		}
	}
	slices.SortStableFunc(all, func(a, b Contribution) int {
		return cmp.Or(cmp.Compare(math.Abs(b.Sum), math.Abs(a.Sum)), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Feature, b.Feature))
	})
	l := Leaning{Bias: float64(m.linear.bias[class]), For: []Contribution{}, Against: []Contribution{}}
	l.Score = l.Bias
	for _, c := range all {
		l.Score += c.Sum
		switch {
		case c.Sum > 0 && len(l.For) < most:
			l.For = append(l.For, c)
		case c.Sum < 0 && len(l.Against) < most:
			l.Against = append(l.Against, c)
		default:
			l.Rest += c.Sum
		}
	}
	return l
}
