package faq

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// hintsOf returns the features of a text without rules.
func hintsOf(b *intentBook, text string) vector {
	return b.message(text, b.norm.words(text), false).hints(seen{}, nil)
}

func TestDigitsAlike(t *testing.T) {
	t.Parallel()
	for word, want := range map[string]string{
		"ktp": "ktp", "5371019999990001": "################", "53710199999900012": "################",
		"1990": "####", "f1": "f1", "20x": "20x", "": "",
	} {
		if got := digitsAlike(word); got != want {
			t.Errorf("digitsAlike(%q) = %q, want %q", word, got, want)
		}
	}
}

func TestLongestDigits(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]int{
		"":                          0,
		"tahun 1990":                0,
		"otp 44829":                 1,
		"rekening 0099887":          2,
		"hp 0812-0000-1111":         3,
		"nik 5371 0199 9999 0001":   4,
		"jam 08.00 sampai 15.00":    0,
		"12 orang, 34 anak, 56 ibu": 0,
	} {
		if got := longestDigits(text); got != want {
			t.Errorf("longestDigits(%q) = %d, want %d", text, got, want)
		}
	}
}

// TestHints promises that a vector can be learned from: features in order, each
// once, in bounds; and that saying a thing again, or at length, changes nothing.
func TestHints(t *testing.T) {
	t.Parallel()
	b := newIntentBook(newNormaliser(words{}), lexicon{Words: words{Kin: map[string][]string{"senjata": {"parang", "pisau"}}}})
	rapid.Check(t, func(t *rapid.T) {
		said := rapid.SliceOfN(rapid.SampledFrom([]string{"parang", "pisau", "ktp", "tolong", "1990", "ß", "saya"}), 0, 90).Draw(t, "said")
		v := hintsOf(b, strings.Join(said, " "))
		if len(v.features) != len(v.values) || !slices.IsSorted(v.features) || len(slices.Compact(slices.Clone(v.features))) != len(v.features) {
			t.Fatalf("features of %q are not in order or not once: %v", said, v.features)
		}
		if n := len(v.features); n > 0 && (v.features[0] < 0 || v.features[n-1] >= hintSpace) {
			t.Errorf("features of %q are out of bounds: %d to %d", said, v.features[0], v.features[n-1])
		}
		if length := v.norm(); length > 3 {
			t.Errorf("the vector of %d words is %.2f long, want about 1.6 whatever is said", len(said), length)
		}
	})
}

func TestKin(t *testing.T) {
	t.Parallel()
	n := newNormaliser(words{Slang: map[string][]string{"pisau": {"piso"}}})
	b := newKinBook(n, map[string][]string{"senjata": {"parang", "piso"}, "serang": {"tusuk", "parang"}})
	for word, want := range map[string]int{"parang": 2, "pisau": 1, "tusuk": 1, "menusuk": 1, "ktp": 0} {
		if got := b.of(word); len(got) != want {
			t.Errorf("%q belongs to groups %v, want %d", word, got, want)
		}
	}
	if got := newKinBook(n, nil).of("parang"); got != nil {
		t.Errorf("without groups a word belongs to %v", got)
	}
}
