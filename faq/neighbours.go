package faq

import "math"

// neighbours are the embeddings of training texts, and how near a question is to
// each class by them.
type neighbours struct {
	vectors [][]float32 // of length 1
	labels  []int
	classes int // of entries; what no entry answers has this for its label
}

// near returns how near a question comes to each class: the cosine of the class's
// nearest text, infinitely little where it has none. What no entry answers is last.
func (n neighbours) near(question []float32) []float64 {
	near := make([]float64, n.classes+1)
	for class := range near {
		near[class] = math.Inf(-1)
	}
	for i, v := range n.vectors {
		near[n.labels[i]] = max(near[n.labels[i]], float64(dot(v, question)))
	}
	return near
}

// dot is the product of two vectors of one size.
func dot(a, b []float32) (sum float32) {
	b = b[:len(a)]
	for i, x := range a {
		sum += x * b[i]
	}
	return sum
}

// standing says how far each value stands out among the finite ones, in standard
// deviations; what is not finite stays so.
func standing(values []float64) []float64 {
	var sum, square, n float64
	for _, v := range values {
		if !math.IsInf(v, 0) {
			sum, square, n = sum+v, square+v*v, n+1
		}
	}
	if n == 0 {
		return values
	}
	mean := sum / n
	deviation := math.Sqrt(max(square/n-mean*mean, 1e-12))
	out := make([]float64, len(values))
	for i, v := range values {
		out[i] = (v - mean) / deviation
	}
	return out
}
