package faq

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func TestVectorBlocks(t *testing.T) {
	t.Parallel()
	s, texts := newSpace(documents().examples)
	r := s.rarities(texts)
	const word, gram, sense, tag = 1, 1.96, 1.96, 0.09 // each block's length, squared
	for _, tt := range []struct {
		name   string
		text   text
		square float64 // of the vector's length
	}{
		{"Words", text{words: []string{"ktp", "hilang"}}, word + gram + sense},
		{"WithTags", text{words: []string{"ktp"}, tags: []string{"ktp"}}, word + gram + sense + tag},
		{"TagsUnknown", text{words: []string{"ktp"}, tags: []string{"zzz"}}, word + gram + sense},
		{"TagsOnly", text{tags: []string{"ktp", "ktp/lost"}}, tag},
		{"WordUnknown/ItsLettersRemain", text{words: []string{"ktpxq"}}, gram},
		{"Repeated/StillTheSameLength", text{words: []string{"ktp", "buka", "ktp"}}, word + gram + sense},
		{"Foreign", text{words: []string{"xyzzy"}}, 0},
		{"Empty", text{}, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			v := r.vector(s.encode(tt.text, false))
			if n := v.norm(); math.Abs(n*n-tt.square) > 1e-4 {
				t.Errorf("length² = %v, want %v", n*n, tt.square)
			}
			if !slices.IsSorted(v.features) {
				t.Errorf("features = %v, want them in order", v.features)
			}
		})
	}
}

// numberOf returns the number of a word that a space has learned.
func numberOf(s *space, word string) int32 {
	number, _ := s.numbers[wordBlock].find([]byte(word))
	return number
}

func TestRarity(t *testing.T) {
	t.Parallel()
	s, texts := newSpace(examplesOf("a: ktp hilang", "a: ktp", "b: ktp jam"))
	r := s.rarities(texts[:2])
	weight := func(w string) float32 { return r.weights[wordBlock][numberOf(s, w)] }
	if weight("hilang") <= weight("ktp") || weight("ktp") < 1 {
		t.Errorf("weights of hilang %v and ktp %v, want the rarer heavier, both 1 at least", weight("hilang"), weight("ktp"))
	}
	if weight("jam") != 0 {
		t.Errorf("weight of a word that only others have = %v, want 0", weight("jam"))
	}
}

// TestEncodingCounts holds that each feature occurs once, in order, with how
// often the text has it.
func TestEncodingCounts(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		word := rapid.SampledFrom([]string{"ktp", "kk", "akta", "hilang"})
		words := rapid.SliceOfN(word, 0, 12).Draw(t, "words")
		s, texts := newSpace([]example{{text: text{words: words}}})
		total := int32(0)
		for i, f := range texts[0][wordBlock] {
			if i > 0 && f.feature <= texts[0][wordBlock][i-1].feature {
				t.Errorf("features of %q = %v, want each once, in order", words, texts[0][wordBlock])
			}
			total += f.times
		}
		if want := int32(max(3*len(words)-1, 0)); total != want { // words, roots and pairs
			t.Errorf("%q has %d words, roots and pairs, want %d", words, total, want)
		}
		if again := s.encode(text{words: words}, false); !slices.Equal(again[wordBlock], texts[0][wordBlock]) {
			t.Errorf("encoded again %q = %v, want %v", words, again[wordBlock], texts[0][wordBlock])
		}
	})
}
