package faq

import (
	"math"
	"runtime"
	"sync"
)

// The classifier is a linear support vector machine, one entry against the
// rest, with squared hinge loss, trained by dual coordinate descent with
// shrinking (Hsieh et al., 2008). It is deterministic: the order of the
// examples comes from a fixed seed.
const (
	softness  = 5    // C: C = 1 does not tell entries apart that differ by a word
	maxEpochs = 40   // rounds over the examples
	tolerance = 0.15 // stop when the projected gradients differ by less
)

// linear holds the weights, feature after feature, classes side by side; the
// last row is the bias.
type linear struct {
	classes int
	weights []float32
}

// trainLinear trains classes one-vs-rest classifiers on examples with labels.
// Classes are spread over the processors; each is trained by itself, so that
// the outcome does not depend on their number.
func trainLinear(examples []vector, labels []int, classes, features int) *linear {
	m := &linear{classes: classes, weights: make([]float32, (features+1)*classes)}
	squares := make([]float64, len(examples))
	for i, x := range examples {
		n := x.norm()
		squares[i] = n*n + 1 + 0.5/softness
	}
	next := make(chan int)
	var wg sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), classes) {
		wg.Go(func() {
			for class := range next {
				w := trainOne(examples, labels, squares, class, features)
				for f, value := range w {
					m.weights[f*classes+class] = value
				}
			}
		})
	}
	for class := range classes {
		next <- class
	}
	close(next)
	wg.Wait()
	return m
}

// trainOne returns the weights of class against the rest, the bias last.
// squares are the diagonal of the dual problem: |x|² + 1 for the bias + 1/2C.
// ceiling is the highest projected gradient of the round before.
func trainOne(examples []vector, labels []int, squares []float64, class, features int) []float32 {
	w := make([]float32, features+1)
	alpha := make([]float64, len(examples))
	order := make([]int, len(examples))
	for i := range order {
		order[i] = i
	}
	active, ceiling := len(order), math.Inf(1)
	seed := uint64(class)*0x9e3779b97f4a7c15 + 1
	for range maxEpochs {
		seed = shuffle(order[:active], seed)
		highest, lowest := math.Inf(-1), math.Inf(1)
		for k := 0; k < active; k++ {
			i := order[k]
			y := float32(-1)
			if labels[i] == class {
				y = 1
			}
			gradient := float64(y*examples[i].dot(w)) - 1 + alpha[i]*0.5/softness
			// An example far on its right side will hardly matter again: it
			// leaves the active set until the rest has settled.
			if alpha[i] == 0 && gradient > ceiling {
				active--
				order[k], order[active] = order[active], order[k]
				k--
				continue
			}
			if alpha[i] == 0 && gradient > 0 {
				highest, lowest = max(highest, 0), min(lowest, 0)
				continue
			}
			highest, lowest = max(highest, gradient), min(lowest, gradient)
			old := alpha[i]
			alpha[i] = max(old-gradient/squares[i], 0)
			examples[i].addTo(w, y*float32(alpha[i]-old))
		}
		if highest-lowest < tolerance {
			if active == len(order) {
				break
			}
			// Settled among the active ones: look at all once more.
			active, ceiling = len(order), math.Inf(1)
			continue
		}
		if ceiling = highest; ceiling <= 0 {
			ceiling = math.Inf(1)
		}
	}
	return w
}

// shuffle orders items by chance drawn from seed and returns the next seed.
func shuffle(items []int, seed uint64) uint64 {
	for i := len(items) - 1; i > 0; i-- {
		seed ^= seed << 13
		seed ^= seed >> 7
		seed ^= seed << 17
		j := int(seed % uint64(i+1))
		items[i], items[j] = items[j], items[i]
	}
	return seed
}

// dot is the product with dense weights whose last one is the bias.
func (v vector) dot(w []float32) float32 {
	sum := w[len(w)-1]
	values := v.values[:len(v.features)]
	for i, f := range v.features {
		sum += values[i] * w[f]
	}
	return sum
}

// addTo adds the vector times by to dense weights and their bias.
func (v vector) addTo(w []float32, by float32) {
	if by == 0 {
		return
	}
	values := v.values[:len(v.features)]
	for i, f := range v.features {
		w[f] += by * values[i]
	}
	w[len(w)-1] += by
}

// scores writes each class's decision value for x to out and returns it.
func (m *linear) scores(x vector, out []float32) []float32 {
	out = append(out[:0], m.weights[len(m.weights)-m.classes:]...)
	for i, f := range x.features {
		row := m.weights[int(f)*m.classes : (int(f)+1)*m.classes]
		value := x.values[i]
		for c := range out {
			out[c] += value * row[c]
		}
	}
	return out
}
