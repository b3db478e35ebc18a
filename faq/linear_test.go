package faq

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

// TestScoresAddUpWeights compares decision values with the plain sum of what
// each feature says about each class: features of no class, few and all of them.
func TestScoresAddUpWeights(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		classes, features := rapid.IntRange(1, 9).Draw(t, "classes"), rapid.IntRange(1, 12).Draw(t, "features")
		small := rapid.Float32Range(-2, 2)
		bias := rapid.SliceOfN(small, classes, classes).Draw(t, "bias")
		columns, weights := make([][]tallyWeight, classes), make([]map[int32]float32, classes)
		for class := range columns {
			weights[class] = map[int32]float32{}
			for f := range features {
				if rapid.Bool().Draw(t, "says") {
					weights[class][int32(f)] = small.Draw(t, "weight")
					columns[class] = append(columns[class], tallyWeight{int32(f), weights[class][int32(f)]})
				}
			}
		}
		m := transpose(columns, bias, features)
		var x vector
		for f := range features {
			if rapid.Bool().Draw(t, "has") {
				x.features, x.values = append(x.features, int32(f)), append(x.values, small.Draw(t, "value"))
			}
		}
		for class, got := range m.scores(x, nil) {
			want := float64(bias[class])
			for i, f := range x.features {
				if got := m.weight(f, class); got != weights[class][f] {
					t.Errorf("weight of feature %d for class %d = %v, want %v", f, class, got, weights[class][f])
				}
				want += float64(x.values[i]) * float64(weights[class][f])
			}
			if math.Abs(float64(got)-want) > 1e-4 {
				t.Errorf("class %d scores %v, want %v", class, got, want)
			}
		}
	})
}
