package faq

import (
	"math"
	"slices"
)

// intentFolds is how many folds cross-validation divides the lessons into.
const intentFolds = 3

// intentSoftness is C of the intents: their examples come from many mouths, and
// none of them is to be learned by heart.
const intentSoftness = 3

// intentLearner learns the model of the intents.
type intentLearner struct {
	*lessons
	vectors []vector
	short   []vector    // the same, condensed
	width   int         // features of short
	rarity  []float32   // by hint: the rarer among the lessons, the more
	alphas  [][]float64 // by class: the solution for all lessons
	near    [][]bool    // by class: the lessons its training began with
}

// newIntentLearner prepares lessons that are read by the given book.
func newIntentLearner(b *intentBook, l *lessons, subject func(words []string) bool) *intentLearner {
	t := &intentLearner{
		lessons: l, rarity: make([]float32, hintSpace), vectors: make([]vector, len(l.list)),
		alphas: make([][]float64, len(l.intents)+1), near: make([][]bool, len(l.intents)+1),
	}
	spread(len(l.list), func(i int) {
		text := l.list[i].text
		words := b.norm.words(text)
		s := b.rules.see(words)
		m := b.message(text, words, subject(words))
		t.vectors[i] = m.hints(s, b.rules.holding(m, s))
	})
	for _, v := range t.vectors {
		for _, h := range v.features {
			t.rarity[h]++
		}
	}
	rarest := math.Log(float64(1 + len(l.list)))
	for h, n := range t.rarity {
		t.rarity[h] = float32((rarest - math.Log(float64(1+n)) + 1) / 6)
	}
	for _, v := range t.vectors {
		for i, h := range v.features {
			v.values[i] *= t.rarity[h]
		}
	}
	t.short, t.width = condense(t.vectors, hintSpace)
	for class := range t.alphas {
		t.alphas[class] = make([]float64, len(l.list))
	}
	return t
}

// side tells whether a lesson is an example of a class, and whether it counts.
func (l *lessons) side(i, class int) (example, counts bool) {
	if class == len(l.intents) {
		return l.list[i].has == 0, true
	}
	return l.list[i].has&oneClass(class) != 0, l.list[i].spared&oneClass(class) == 0
}

// solve returns the weights of a class, learned from the given lessons; alphas
// is where to begin and becomes the solution.
func (t *intentLearner) solve(class int, members []int, alphas []float64) []float32 {
	var used []int
	var vectors []vector
	var labels []int
	var start []float64
	for _, i := range members {
		example, counts := t.side(i, class)
		if !counts {
			continue
		}
		label := 0
		if example {
			label = 1
		}
		used, vectors, labels, start = append(used, i), append(vectors, t.short[i]), append(labels, label), append(start, alphas[i])
	}
	p := newProblem(vectors, labels, 2, t.width, intentSoftness)
	if t.near[class] != nil {
		p.goesOn([][]bool{1: t.near[class]}, used)
	}
	p.one(1, start)
	if t.near[class] == nil {
		t.near[class] = make([]bool, len(t.list))
		for k, i := range used {
			t.near[class][i] = p.near[1][k]
		}
	}
	w := make([]float32, hintSpace+1)
	for k, i := range used {
		alphas[i] = start[k]
		t.vectors[i].addTo(w, p.side(k, 1)*float32(start[k]))
	}
	return w
}

// learn learns the model, which is not trusted yet.
func (t *intentLearner) learn() *intentModel {
	all := make([]int, len(t.list))
	for i := range all {
		all[i] = i
	}
	weights := make([][]float32, len(t.alphas))
	spread(len(weights), func(class int) { weights[class] = t.solve(class, all, t.alphas[class]) })
	m := &intentModel{intents: t.intents, trust: make([]intentTrust, len(t.intents))}
	m.trustAs(nil)
	for _, w := range weights {
		m.bias = append(m.bias, w[hintSpace])
	}
	for h := range hintSpace {
		m.rows = append(m.rows, int32(len(m.weights)))
		for class, w := range weights {
			if value := float64(w[h] * t.rarity[h]); math.Abs(value) >= leastWeight {
				steps := min(max(math.Round(value/weightStep), math.MinInt8), math.MaxInt8)
				m.weights = append(m.weights, hintWeight{uint8(class), int8(steps)})
			}
		}
	}
	m.rows = append(m.rows, int32(len(m.weights)))
	return m
}

// trials returns the decision values of each lesson by class, as those see it
// who did not learn from it.
func (t *intentLearner) trials() [][]float32 {
	scores := make([][]float32, len(t.list))
	for i := range scores {
		scores[i] = make([]float32, len(t.alphas))
	}
	for fold := range intentFolds {
		var rest, held []int
		for i, one := range t.list {
			if one.fold() == fold {
				held = append(held, i)
			} else {
				rest = append(rest, i)
			}
		}
		spread(len(t.alphas), func(class int) {
			w := t.solve(class, rest, slices.Clone(t.alphas[class]))
			for _, i := range held {
				scores[i][class] = t.vectors[i].dot(w)
			}
		})
	}
	return scores
}

// fold is the fold a lesson belongs to. It does not follow the order in which
// lessons are written, which may have a rhythm of its own.
func (l lesson) fold() int {
	h := hashOf([]byte(l.text))
	return int((h ^ h>>15) % intentFolds)
}
