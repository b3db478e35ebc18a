package faq

import (
	"cmp"
	"math"
	"slices"
)

// condense returns vectors with the same products among themselves, but shorter,
// and how many features these have. Features that the same vectors have with the
// same values, such as the letter sequences of a word that no other word has,
// become one. So training, which sees nothing of vectors but their products, takes
// a fraction of the time and finds the same.
func condense(vectors []vector, features int) (short []vector, width int) {
	columns := columnsOf(vectors, features)
	// What the most vectors have comes first: it is read most often.
	order := make([]int32, features)
	for f := range order {
		order[f] = int32(f)
	}
	slices.SortFunc(order, func(a, b int32) int {
		x, y := columns[a], columns[b]
		return cmp.Or(cmp.Compare(y.height, x.height), cmp.Compare(x.hash, y.hash), cmp.Compare(a, b))
	})
	number := make([]int32, features) // of what a feature becomes
	var alike []float32               // how many features become one
	for k, f := range order {
		if k == 0 || columns[f] != columns[order[k-1]] {
			alike = append(alike, 0)
		}
		number[f] = int32(len(alike) - 1)
		alike[number[f]]++
	}
	for n, count := range alike {
		alike[n] = float32(math.Sqrt(float64(count)))
	}
	return shortened(vectors, number, alike), len(alike)
}

// column is a feature's values in all vectors: how many there are, and a hash of
// what they are and where. Two that differ are taken for the same once in 2⁶⁴.
type column struct {
	height int32
	hash   uint64
}

func columnsOf(vectors []vector, features int) []column {
	const odd = 0x9e3779b97f4a7c15
	columns := make([]column, features)
	for i, x := range vectors {
		for k, f := range x.features {
			h := (columns[f].hash ^ uint64(i+1)<<32 ^ uint64(math.Float32bits(x.values[k]))) * odd
			columns[f].hash = h ^ h>>29
			columns[f].height++
		}
	}
	return columns
}

// shortened renumbers the features of vectors. Of those with the same number one
// is kept, with a factor for its value. The vectors stand one behind the other in
// memory, which training then reads faster.
func shortened(vectors []vector, number []int32, factor []float32) []vector {
	size := 0
	for _, x := range vectors {
		size += len(x.features)
	}
	all := vector{make([]int32, 0, size), make([]float32, 0, size)}
	out := make([]vector, len(vectors))
	taken := make([]int, len(factor)) // the last vector that has it, and one
	var found []tallyWeight
	for i, x := range vectors {
		found = found[:0]
		for k, f := range x.features {
			n := number[f]
			if taken[n] == i+1 {
				continue
			}
			taken[n] = i + 1
			found = append(found, tallyWeight{n, factor[n] * x.values[k]})
		}
		slices.SortFunc(found, func(a, b tallyWeight) int { return cmp.Compare(a.feature, b.feature) })
		from := len(all.features)
		for _, t := range found {
			all.features, all.values = append(all.features, t.feature), append(all.values, t.weight)
		}
		out[i] = vector{all.features[from:], all.values[from:]}
	}
	return out
}
