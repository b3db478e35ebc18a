package faq

import (
	"math"
	"slices"
)

// The features of a text stand in four blocks: words, their roots and pairs of
// words; character sequences within words; what words stand for, and pairs of
// that; tags. A block's length is its weight.
const (
	wordBlock = iota
	gramBlock
	senseBlock
	tagBlock
	blocks
)

const (
	shortestGram = 2
	longestGram  = 5
)

// text is what features are taken from.
type text struct {
	words []string // content words
	tags  []string // which document and which need it names: "kk", "kk/lost"
}

// space numbers the features of the training texts, each block by itself.
type space struct {
	numbers [blocks]numbering
	stemmer *stemmer
	senses  map[string]string // as of newSenses

	senseLength float64 // of the block of senses; 0: it is left out
}

// encoded is a text as features of a space, block by block, in rising order.
type encoded [blocks][]tally

// tally is a feature and how often a text has it.
type tally struct{ feature, times int32 }

// vector is a sparse vector over all blocks, its features in rising order.
type vector struct {
	features []int32
	values   []float32
}

// newSpace learns the features of the given texts and returns these encoded.
func newSpace(examples []example) (*space, []encoded) {
	s := &space{stemmer: newStemmer(), senses: newSenses(senseWords), senseLength: senseLength(examples)}
	all := make([]encoded, len(examples))
	for i, e := range examples {
		s.stemmer.remember(e.words)
		all[i] = s.encode(e.text, true)
	}
	return s, all
}

// encode finds the features of a text. Those never learned are left out,
// unless learn is set: then they are numbered.
func (s *space) encode(t text, learn bool) (e encoded) {
	found := make([]int32, 0, usualFeatures)
	for b := range e {
		numbers := &s.numbers[b]
		found = found[:0]
		s.eachKey(b, t, func(key []byte) {
			if learn {
				found = append(found, numbers.learn(key))
			} else if number, ok := numbers.find(key); ok {
				found = append(found, number)
			}
		})
		e[b] = tallied(found)
	}
	return e
}

// usualFeatures is room for the features of a block of a usual text.
const usualFeatures = 256

// eachKey calls take for the keys of a block of a text, repeated ones too. The
// key is reused.
func (s *space) eachKey(block int, t text, take func(key []byte)) {
	switch block {
	case wordBlock:
		s.eachWord(t.words, take)
	case gramBlock:
		eachGram(t.words, take)
	case senseBlock:
		if s.senseLength > 0 {
			s.eachSense(t.words, take)
		}
	case tagBlock:
		var key []byte
		for _, name := range t.tags {
			key = append(key[:0], name...)
			take(key)
		}
	}
}

// tallied counts features, which it sorts.
func tallied(features []int32) []tally {
	slices.Sort(features)
	out := make([]tally, 0, len(features))
	for _, f := range features {
		if n := len(out); n > 0 && out[n-1].feature == f {
			out[n-1].times++
			continue
		}
		out = append(out, tally{f, 1})
	}
	return out
}

// rarity is how much a feature weighs: the rarer among the texts, the more;
// 0 if none of them has it. The difference is small: a common word ("event",
// "hilang") is often all that tells two entries apart. What words stand for weighs
// the same, however rare or often said.
type rarity struct {
	weights [blocks][]float32
	lengths [blocks]float64
}

// rarities weighs the features of a space among the given texts.
func (s *space) rarities(texts []encoded) (r rarity) {
	r.lengths = [blocks]float64{wordBlock: 1, gramBlock: 1.4, senseBlock: s.senseLength, tagBlock: 0.3}
	common := [blocks]float64{wordBlock: 5, gramBlock: 5, tagBlock: 1} // what is added to log rarity
	for b := range r.weights {
		weights := make([]float32, s.numbers[b].count)
		r.weights[b] = weights
		for _, e := range texts {
			for _, t := range e[b] {
				weights[t.feature]++
			}
		}
		for i, n := range weights {
			switch {
			case n > 0 && b == senseBlock:
				weights[i] = 1
			case n > 0:
				weights[i] = float32(math.Log(float64(1+len(texts))/float64(1+n)) + common[b])
			}
		}
	}
	return r
}

// size is the number of features of all blocks.
func (r *rarity) size() int {
	n := 0
	for _, block := range r.weights {
		n += len(block)
	}
	return n
}

// vector weighs the features of a text; each block gets its own length.
func (r *rarity) vector(e encoded) vector {
	n := 0
	for _, list := range e {
		n += len(list)
	}
	v := vector{features: make([]int32, 0, n), values: make([]float32, 0, n)}
	offset := int32(0)
	for b, list := range e {
		from, square := len(v.values), 0.0
		for _, t := range list {
			value := r.weights[b][t.feature]
			if value == 0 {
				continue
			}
			if t.times > 1 && b != senseBlock {
				value *= float32(1 + math.Log(float64(t.times)))
			}
			v.features, v.values = append(v.features, offset+t.feature), append(v.values, value)
			square += float64(value) * float64(value)
		}
		if square > 0 {
			scale := float32(r.lengths[b] / math.Sqrt(square))
			for i := from; i < len(v.values); i++ {
				v.values[i] *= scale
			}
		}
		offset += int32(len(r.weights[b]))
	}
	return v
}

// norm is the vector's length.
func (v vector) norm() float64 {
	var square float64
	for _, x := range v.values {
		square += float64(x) * float64(x)
	}
	return math.Sqrt(square)
}

// rootMark begins the key of a root: no word has it.
const rootMark = '~'

// eachWord calls take for each word, its root, and each pair of neighbours. A
// root stands beside its word, not in its place: pencatatan and dicatat share
// something, but who asks about the one seldom asks about the other. The key
// is reused.
func (s *space) eachWord(words []string, take func(key []byte)) {
	key := make([]byte, 0, 2*maxWord)
	for i, w := range words {
		key = append(key[:0], w...)
		take(key)
		key = append(append(key[:0], rootMark), s.stemmer.stem(w)...)
		take(key)
		if i > 0 {
			key = append(append(append(key[:0], words[i-1]...), ' '), w...)
			take(key)
		}
	}
}

// eachGram calls take for each character sequence of a word between its
// bounds. The key is reused.
func eachGram(words []string, take func(key []byte)) {
	key := make([]byte, 0, maxWord+2)
	for _, w := range words {
		key = append(append(append(key[:0], '_'), w...), '_')
		for size := shortestGram; size <= longestGram; size++ {
			for from := 0; from+size <= len(key); from++ {
				take(key[from : from+size])
			}
		}
	}
}
