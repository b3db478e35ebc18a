package faq

import (
	"math"
	"runtime"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// points are vectors of a plane: class 0 to the right, class 1 above, class 2
// to the left and below.
func points() (vectors []vector, labels []int) {
	for _, p := range [][3]float32{{1, 0, 0}, {0.9, 0.2, 0}, {1, -0.1, 0}, {0, 1, 1}, {0.1, 0.9, 1}, {-0.1, 1, 1}, {-1, -1, 2}, {-0.8, -1, 2}, {-1, -0.9, 2}} {
		vectors = append(vectors, vector{features: []int32{0, 1}, values: []float32{p[0], p[1]}})
		labels = append(labels, int(p[2]))
	}
	return vectors, labels
}

// nothing is where training from nothing starts.
func nothing(examples int) duals {
	start := make(duals, 3)
	for c := range start {
		start[c] = make([]float64, examples)
	}
	return start
}

func TestSolveSeparates(t *testing.T) {
	t.Parallel()
	vectors, labels := points()
	m := newProblem(vectors, labels, 3, 2, entrySoftness).solve(nothing(len(vectors)))
	for i, x := range vectors {
		scores := m.scores(x, nil)
		for class, score := range scores {
			if (class == labels[i]) != (score > 0) {
				t.Errorf("scores of point %d = %.2f, want only class %d above 0", i, scores, labels[i])
			}
		}
	}
}

// TestSolutionIsOptimal holds the conditions of the dual problem: an example
// on its right side by more than its slack has no weight, the others have just
// as much as their slack.
func TestSolutionIsOptimal(t *testing.T) {
	t.Parallel()
	vectors, labels := points()
	p, alphas := newProblem(vectors, labels, 3, 2, entrySoftness), nothing(len(vectors))
	p.solve(alphas)
	for class, alpha := range alphas {
		w := make([]float32, 2+1)
		for i, x := range vectors {
			x.addTo(w, p.side(i, class)*float32(alpha[i]))
		}
		for i, x := range vectors {
			gradient := float64(p.side(i, class)*x.dot(w)) - 1 + alpha[i]*0.5/entrySoftness
			if alpha[i] < 0 || (alpha[i] == 0 && gradient < -tolerance) || (alpha[i] > 0 && math.Abs(gradient) > tolerance) {
				t.Errorf("class %d, example %d: weight %.3f, gradient %.3f; want a gradient of 0, or above it without weight", class, i, alpha[i], gradient)
			}
		}
	}
}

func TestSolveLeavesAbsentClassesAlone(t *testing.T) {
	t.Parallel()
	vectors, labels := points()
	m := newProblem(vectors[:6], labels[:6], 3, 2, entrySoftness).solve(nothing(6))
	for f := range m.rows {
		if w := m.weight(int32(f), 2); w != 0 {
			t.Errorf("weight of feature %d for the class without examples = %v, want none", f, w)
		}
	}
	if m.bias[2] != 0 {
		t.Errorf("bias of the class without examples = %v, want 0", m.bias[2])
	}
}

// TestSolveOnAnyProcessors holds that the outcome is the same however many
// processors share the work. It changes a setting of the process, hence it
// does not run beside others.
func TestSolveOnAnyProcessors(t *testing.T) {
	vectors, labels := points()
	solve := func(processors int) []float32 {
		defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(processors))
		return newProblem(vectors, labels, 3, 2, entrySoftness).solve(nothing(len(vectors))).weights
	}
	if one, four := solve(1), solve(4); !slices.Equal(one, four) {
		t.Errorf("weights on one processor %v, on four %v; want the same", one, four)
	}
}

// TestNearestHoldsItsOwn holds that training on a class begins with all its own
// examples and not with every other.
func TestNearestHoldsItsOwn(t *testing.T) {
	t.Parallel()
	vectors, labels := points()
	for i := range 40 { // far from all classes
		vectors, labels = append(vectors, vector{features: []int32{0, 1}, values: []float32{-3, float32(-i)}}), append(labels, 2)
	}
	near := newProblem(vectors, labels, 3, 2, entrySoftness).nearest(1)
	for i, label := range labels[:9] {
		if label == 1 && !near[i] {
			t.Errorf("example %d of class 1 is not near it", i)
		}
	}
	if !slices.Contains(near, false) {
		t.Error("every example is near class 1, want only those like it")
	}
}

// TestGoingOnSeparates holds that training which goes on without a part of the
// examples still tells the others apart, and begins with those it is told.
func TestGoingOnSeparates(t *testing.T) {
	t.Parallel()
	vectors, labels := points()
	whole, alphas := newProblem(vectors, labels, 3, 2, entrySoftness), nothing(len(vectors))
	whole.solve(alphas)
	members := []int{0, 2, 3, 5, 6, 8}
	var rest []vector
	var kept []int
	start := nothing(len(members))
	for k, i := range members {
		rest, kept = append(rest, vectors[i]), append(kept, labels[i])
		for class := range start {
			start[class][k] = alphas[class][i]
		}
	}
	p := newProblem(rest, kept, 3, 2, entrySoftness)
	p.goesOn(whole.near, members)
	for class := range p.near {
		for k, i := range members {
			if p.near[class][k] != whole.near[class][i] {
				t.Errorf("class %d: example %d is near: %v, want %v as among all", class, i, p.near[class][k], whole.near[class][i])
			}
		}
	}
	m := p.solve(start)
	for k, x := range rest {
		for class, score := range m.scores(x, nil) {
			if (class == kept[k]) != (score > 0) {
				t.Errorf("score of example %d for class %d = %.2f, want only its own above 0", members[k], class, score)
			}
		}
	}
}

func TestShuffle(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		items := rapid.SliceOfN(rapid.IntRange(0, 99), 0, 40).Draw(t, "items")
		seed := rapid.Uint64Range(1, math.MaxUint64).Draw(t, "seed")
		a, b := slices.Clone(items), slices.Clone(items)
		next := shuffle(a, seed)
		if again := shuffle(b, seed); !slices.Equal(a, b) || next != again {
			t.Errorf("shuffled twice with seed %d: %v and %v, want the same", seed, a, b)
		}
		slices.Sort(a)
		slices.Sort(items)
		if !slices.Equal(a, items) {
			t.Errorf("shuffled %v has other items than %v", a, items)
		}
	})
}

func TestVectorArithmetic(t *testing.T) {
	t.Parallel()
	v := vector{features: []int32{0, 2}, values: []float32{2, -1}}
	w := []float32{1, 5, 3, 0.5} // the last is the bias
	if got := v.dot(w); got != 2-3+0.5 {
		t.Errorf("dot = %v, want -0.5", got)
	}
	v.addTo(w, 2)
	if want := []float32{5, 5, 1, 2.5}; !slices.Equal(w, want) {
		t.Errorf("weights = %v, want %v", w, want)
	}
	v.addTo(w, 0)
	if n := v.norm(); math.Abs(n-math.Sqrt(5)) > 1e-6 {
		t.Errorf("norm = %v, want the root of 5", n)
	}
}
