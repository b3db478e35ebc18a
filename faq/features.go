package faq

import (
	"math"
	"slices"
)

// The features of a text: words and pairs of words in one block, character
// sequences within words in the second, tags in the third. A block's length is
// its weight.
const (
	wordWeight   = 1.0
	charWeight   = 0.6
	tagWeight    = 0.3
	shortestGram = 2
	longestGram  = 5
)

// vector is a sparse vector, its features in rising order.
type vector struct {
	features []int32
	values   []float32
}

// text is what features are taken from.
type text struct {
	words []string // content words
	tags  []string // which document and which need it names: "kk", "kk/lost"
}

// space maps texts to vectors. It is built once from the training texts.
type space struct {
	words map[string]int32 // words and pairs "a b"
	grams map[string]int32
	tags  map[string]int32
	idf   []float32
}

// newSpace learns the features of the given texts.
func newSpace(examples []example) *space {
	s := &space{
		words: make(map[string]int32, 4*len(examples)),
		grams: make(map[string]int32, 16*len(examples)),
		tags:  make(map[string]int32, len(examples)),
	}
	var df []int32
	var last []int32 // the text, counted from 1, that a feature was last seen in
	for t, e := range examples {
		see := func(table map[string]int32, key []byte) {
			id, ok := table[string(key)]
			if !ok {
				id = int32(len(df))
				table[string(key)] = id
				df, last = append(df, 0), append(last, 0)
			}
			if last[id] != int32(t+1) {
				df[id]++
				last[id] = int32(t + 1)
			}
		}
		eachFeature(e.words, func(key []byte) { see(s.words, key) }, func(key []byte) { see(s.grams, key) })
		for _, tag := range e.tags {
			see(s.tags, []byte(tag))
		}
	}
	s.idf = make([]float32, len(df))
	for i, n := range df {
		s.idf[i] = float32(math.Log(float64(1+len(examples))/float64(1+n)) + 1)
	}
	return s
}

// size is the number of features.
func (s *space) size() int { return len(s.idf) }

// vector returns the vector of a text. Features never learned are left out.
func (s *space) vector(t text) vector {
	ids := make([]int32, 0, 16*len(t.words)+8)
	take := func(table map[string]int32) func(key []byte) {
		return func(key []byte) {
			if id, ok := table[string(key)]; ok {
				ids = append(ids, id)
			}
		}
	}
	skip := func([]byte) {}
	eachFeature(t.words, take(s.words), skip)
	v := s.weigh(ids, wordWeight)
	ids = ids[:0]
	eachFeature(t.words, skip, take(s.grams))
	v = merge(v, s.weigh(ids, charWeight))
	ids = ids[:0]
	for _, tag := range t.tags {
		take(s.tags)([]byte(tag))
	}
	if len(ids) == 0 {
		return v
	}
	return merge(v, s.weigh(ids, tagWeight))
}

// weigh turns the features of one block into weights: the rarer a feature
// among the texts, the heavier; the whole block has the given length.
func (s *space) weigh(ids []int32, length float64) vector {
	slices.Sort(ids)
	v := vector{features: make([]int32, 0, len(ids)), values: make([]float32, 0, len(ids))}
	var square float64
	for i := 0; i < len(ids); {
		j := i
		for j < len(ids) && ids[j] == ids[i] {
			j++
		}
		value := s.idf[ids[i]]
		if j-i > 1 {
			value *= float32(1 + math.Log(float64(j-i)))
		}
		v.features, v.values = append(v.features, ids[i]), append(v.values, value)
		square += float64(value) * float64(value)
		i = j
	}
	if square > 0 {
		scale := float32(length / math.Sqrt(square))
		for i := range v.values {
			v.values[i] *= scale
		}
	}
	return v
}

// merge joins two vectors without common features.
func merge(a, b vector) vector {
	out := vector{
		features: make([]int32, 0, len(a.features)+len(b.features)),
		values:   make([]float32, 0, len(a.features)+len(b.features)),
	}
	i, j := 0, 0
	for i < len(a.features) || j < len(b.features) {
		if j == len(b.features) || (i < len(a.features) && a.features[i] < b.features[j]) {
			out.features, out.values = append(out.features, a.features[i]), append(out.values, a.values[i])
			i++
			continue
		}
		out.features, out.values = append(out.features, b.features[j]), append(out.values, b.values[j])
		j++
	}
	return out
}

// norm is the vector's length.
func (v vector) norm() float64 {
	var square float64
	for _, x := range v.values {
		square += float64(x) * float64(x)
	}
	return math.Sqrt(square)
}

// eachFeature calls word for each word and pair of neighbours, and gram for
// each character sequence of a word between its bounds. The key is reused.
func eachFeature(words []string, word, gram func(key []byte)) {
	key := make([]byte, 0, 2*maxWord)
	for i, w := range words {
		key = append(key[:0], w...)
		word(key)
		if i > 0 {
			key = append(append(append(key[:0], words[i-1]...), ' '), w...)
			word(key)
		}
		key = append(append(append(key[:0], '_'), w...), '_')
		for size := shortestGram; size <= longestGram; size++ {
			for from := 0; from+size <= len(key); from++ {
				gram(key[from : from+size])
			}
		}
	}
}
