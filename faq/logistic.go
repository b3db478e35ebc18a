package faq

import (
	"math"
	"slices"
)

// logistic estimates a chance from signals.
type logistic struct {
	weights signals
	bias    float64
}

// sample is one judged text with a known outcome.
type sample struct {
	signals signals
	good    bool
	weight  float64
}

const (
	newtonSteps = 25   // at most
	stillness   = 1e-9 // of the longest step that changes nothing
	ridge       = 0.05 // keeps the weights finite where the outcomes separate
)

// chance returns the estimate for s, 0 to 1.
func (l logistic) chance(s signals) float64 {
	sum := l.bias
	for i, x := range s {
		sum += l.weights[i] * x
	}
	return 1 / (1 + math.Exp(-sum))
}

// fitLogistic finds the weights that explain the samples best, by Newton's
// method. The likelihood has one top, so that the order of samples does not
// matter and a few steps suffice.
func fitLogistic(samples []sample) logistic {
	const n = signalCount + 1 // the bias is last
	var l logistic
	for range newtonSteps {
		var hessian [n][n + 1]float64 // the gradient is the last column
		for i := range signalCount {
			hessian[i][i] = ridge
			hessian[i][n] = -ridge * l.weights[i]
		}
		hessian[n-1][n-1] = 1e-9
		for _, s := range samples {
			x := append(append(make([]float64, 0, n), s.signals[:]...), 1)
			p := l.chance(s.signals)
			miss := -p
			if s.good {
				miss = 1 - p
			}
			curve := s.weight * max(p*(1-p), 1e-6)
			for i := range n {
				hessian[i][n] += s.weight * miss * x[i]
				for j := range n {
					hessian[i][j] += curve * x[i] * x[j]
				}
			}
		}
		step := solve(&hessian)
		for i := range signalCount {
			l.weights[i] += step[i]
		}
		l.bias += step[n-1]
		if still(step[:]) {
			break
		}
	}
	return l
}

// still reports whether a step is too short to matter.
func still(step []float64) bool {
	return !slices.ContainsFunc(step, func(x float64) bool { return math.Abs(x) > stillness })
}

// solve solves the linear equations whose right side is the last column, by
// elimination with row exchange.
func solve(a *[signalCount + 1][signalCount + 2]float64) (x [signalCount + 1]float64) {
	n := len(a)
	for col := range n {
		pivot := col
		for row := col + 1; row < n; row++ {
			if math.Abs(a[row][col]) > math.Abs(a[pivot][col]) {
				pivot = row
			}
		}
		a[col], a[pivot] = a[pivot], a[col]
		if a[col][col] == 0 {
			continue
		}
		for row := col + 1; row < n; row++ {
			factor := a[row][col] / a[col][col]
			for k := col; k <= n; k++ {
				a[row][k] -= factor * a[col][k]
			}
		}
	}
	for row := n - 1; row >= 0; row-- {
		sum := a[row][n]
		for k := row + 1; k < n; k++ {
			sum -= a[row][k] * x[k]
		}
		if a[row][row] != 0 {
			x[row] = sum / a[row][row]
		}
	}
	return x
}
