package faq

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

// TestCondenseKeepsProducts holds what training rests on: the products of all
// pairs stay as they are, however many features become one.
func TestCondenseKeepsProducts(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		const features = 8
		value := rapid.SampledFrom([]float32{0, 0, 0.5, 1, 2})
		row := rapid.SliceOfN(value, features, features)
		vectors := make([]vector, rapid.IntRange(1, 6).Draw(t, "vectors"))
		for i := range vectors {
			for f, x := range row.Draw(t, "row") {
				if x != 0 {
					vectors[i].features, vectors[i].values = append(vectors[i].features, int32(f)), append(vectors[i].values, x)
				}
			}
		}
		short, width := condense(vectors, features)
		for i := range vectors {
			for k := range vectors {
				want, got := product(vectors[i], vectors[k], features), product(short[i], short[k], width)
				if math.Abs(float64(want-got)) > 1e-5 {
					t.Fatalf("product of %v and %v = %v, want %v", short[i], short[k], got, want)
				}
			}
		}
	})
}

func product(a, b vector, features int) float32 {
	w := make([]float32, features+1)
	a.addTo(w, 1)
	w[features] = 0 // the bias is not theirs
	return b.dot(w)
}

// TestCondenseMakesOneOfTheSame holds what it is for.
func TestCondenseMakesOneOfTheSame(t *testing.T) {
	t.Parallel()
	vectors := []vector{
		{features: []int32{0, 1, 2, 3}, values: []float32{1, 1, 2, 3}},
		{features: []int32{0, 1, 2}, values: []float32{2, 2, 4}},
	}
	short, width := condense(vectors, 5)
	// 0 and 1 are the same; 2 differs by its values, 3 by where it is, 4 is nowhere.
	if len(short[0].features) != 3 || len(short[1].features) != 2 || width != 4 {
		t.Errorf("condensed to %v of %d features, want 3 and 2 of 4", short, width)
	}
}
