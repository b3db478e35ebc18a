package faq

import (
	"math"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
)

// The classifier is a linear support vector machine, one entry against the
// rest, with squared hinge loss, trained by dual coordinate descent with
// shrinking (Hsieh et al., 2008). It is deterministic: the order of the
// examples comes from a fixed seed.
const (
	maxEpochs = 100 // rounds over the examples
	tolerance = 0.2 // stop when the projected gradients differ by less

	// The same where training goes on from a solution of more examples.
	trialEpochs    = 40
	trialTolerance = 0.4
)

// problem is what is to be learned: vectors with their classes.
type problem struct {
	vectors  []vector
	short    []vector // what training reads in place of them: see condense
	width    int      // features of short
	labels   []int
	softness float64   // C: how much a text on the wrong side counts against a narrow boundary
	squares  []float64 // of each vector: |x|² + 1 for the bias + 1/2C
	classes  int
	features int

	near      [][]bool // by class: the examples to begin with; see nearest
	epochs    int      // bounds the rounds over the examples
	tolerance float64  // of the projected gradients
}

// duals are the dual variables of a solution by class and example: how much
// an example holds the boundary of a class. Starting from those of a similar
// problem saves most of the work.
type duals [][]float64

// newProblem prepares examples for training.
func newProblem(vectors []vector, labels []int, classes, features int, softness float64) *problem {
	p := &problem{
		vectors: vectors, short: vectors, width: features, labels: labels, softness: softness, squares: make([]float64, len(vectors)),
		classes: classes, features: features,
		near: make([][]bool, classes), epochs: maxEpochs, tolerance: tolerance,
	}
	for i, x := range vectors {
		n := x.norm()
		p.squares[i] = n*n + 1 + 0.5/softness
	}
	return p
}

// condensed makes training read less.
func (p *problem) condensed() *problem {
	p.short, p.width = condense(p.vectors, p.features)
	return p
}

// solve trains one classifier for each class that has an example, beginning
// at start, which it changes into the solution.
func (p *problem) solve(start duals) *linear {
	p.eachClass(func(class int) { p.one(class, start[class]) })
	return p.linear(start)
}

// goesOn makes p, whose examples are the given members of those of another
// problem, begin with the same ones and end sooner: its start is a solution of
// the other, and needs only to forget the rest.
func (p *problem) goesOn(near [][]bool, members []int) {
	p.epochs, p.tolerance = trialEpochs, trialTolerance
	for class, of := range near {
		if of == nil {
			continue
		}
		p.near[class] = make([]bool, len(members))
		for k, i := range members {
			p.near[class][k] = of[i]
		}
	}
}

// eachClass does something for each class that has an example. The last class
// comes first: it often has the most examples, and the others fill up the time.
func (p *problem) eachClass(do func(class int)) {
	present := make([]bool, p.classes)
	for _, class := range p.labels {
		present[class] = true
	}
	spread(p.classes, func(i int) {
		class := p.classes - 1 - i
		if present[class] {
			do(class)
		}
	})
}

// spread does something for each number below n. They are spread over the
// processors; each is done by itself, so that the outcome does not depend on
// their number.
func spread(n int, do func(i int)) {
	var taken atomic.Int64
	var wg sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), n) {
		wg.Go(func() {
			for i := int(taken.Add(1)) - 1; i < n; i = int(taken.Add(1)) - 1 {
				do(i)
			}
		})
	}
	wg.Wait()
}

// one makes alpha the dual solution of class against the rest, rounded to what
// is kept of it.
func (p *problem) one(class int, alpha []float64) {
	d := &descent{
		problem: p, class: class, alpha: alpha,
		w:       make([]float32, p.width+1),
		order:   make([]int, len(p.vectors)),
		active:  len(p.vectors),
		ceiling: math.Inf(1),
		seed:    uint64(class)*0x9e3779b97f4a7c15 + 1,
	}
	if p.near[class] == nil {
		p.near[class] = p.nearest(class)
	}
	d.begin(p.near[class])
	for i, a := range alpha {
		p.short[i].addTo(d.w, p.side(i, class)*float32(a))
	}
	for range p.epochs {
		if d.epoch() {
			break
		}
	}
	for i, a := range alpha {
		alpha[i] = float64(float32(a))
	}
}

// descent is the training of one class under way.
type descent struct {
	*problem
	class   int
	alpha   []float64
	w       []float32
	order   []int   // the examples; the active ones come first
	active  int     // how many are active
	ceiling float64 // highest projected gradient of the epoch before
	seed    uint64
}

// side is 1 for an example of the class and -1 for the others.
func (p *problem) side(i, class int) float32 {
	if p.labels[i] == class {
		return 1
	}
	return -1
}

// nearShare is the share of the examples that training on a class begins with:
// one in so many, and those of the class. How like the class these are at least
// is told from a sample: one in so many of all.
const (
	nearShare = 8
	sampled   = 8
)

// nearest tells which examples are like a class, since only they can hold its
// boundary: with these training on it begins. Its own are among them.
func (p *problem) nearest(class int) []bool {
	centre := make([]float32, p.width+1)
	for i, x := range p.short {
		if p.labels[i] == class {
			x.addTo(centre, 1)
		}
	}
	likeness := make([]float32, len(p.short))
	var sample []float32
	for i, x := range p.short {
		likeness[i] = math.MaxFloat32
		if p.labels[i] != class {
			likeness[i] = x.dot(centre)
		}
		if i%sampled == 0 {
			sample = append(sample, likeness[i])
		}
	}
	slices.Sort(sample)
	bar := sample[len(sample)-1-len(sample)/nearShare]
	near := make([]bool, len(likeness))
	for i, like := range likeness {
		near[i] = like >= bar
	}
	return near
}

// begin makes the near examples active first, and those that have a weight
// already. The others are looked at when these have settled.
func (d *descent) begin(near []bool) {
	d.active = 0
	for i := range d.order {
		d.order[i] = i
		if near[i] || d.alpha[i] > 0 {
			d.order[i], d.order[d.active] = d.order[d.active], i
			d.active++
		}
	}
}

// epoch goes once over the active examples and reports whether all have
// settled.
func (d *descent) epoch() (settled bool) {
	whole := d.active == len(d.order)
	d.seed = shuffle(d.order[:d.active], d.seed)
	highest, lowest := math.Inf(-1), math.Inf(1)
	for k := 0; k < d.active; k++ {
		i := d.order[k]
		y := d.side(i, d.class)
		gradient := float64(y*d.short[i].dot(d.w)) - 1 + d.alpha[i]*0.5/d.softness
		// An example far on its right side will hardly matter again: it leaves
		// the active ones until the rest has settled.
		if d.alpha[i] == 0 && gradient > d.ceiling {
			d.active--
			d.order[k], d.order[d.active] = d.order[d.active], d.order[k]
			k--
			continue
		}
		if d.alpha[i] == 0 && gradient > 0 {
			highest, lowest = max(highest, 0), min(lowest, 0)
			continue
		}
		highest, lowest = max(highest, gradient), min(lowest, gradient)
		old := d.alpha[i]
		d.alpha[i] = max(old-gradient/d.squares[i], 0)
		d.short[i].addTo(d.w, y*float32(d.alpha[i]-old))
	}
	d.ceiling = highest
	if d.ceiling <= 0 {
		d.ceiling = math.Inf(1)
	}
	if highest-lowest >= d.tolerance {
		return false
	}
	if whole {
		return true
	}
	// Settled among the active ones: look at all once more, and only once at
	// those that are far on their right side.
	d.active, d.ceiling = len(d.order), tolerance
	return false
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
