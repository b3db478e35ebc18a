package faq

import (
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// shelf is the evidence of two documents: one can be lost or new, the other
// lost only, and the second entry speaks of a passport.
func shelf() *evidence {
	c := corpusOf(
		"ktp-hilang: ktp hilang", "ktp-hilang: ktp hilang di jalan", "ktp-hilang: dompet hilang",
		"ktp-luar: ktp hilang di kota lain", "ktp-luar: cetak ktp di kota lain pakai paspor",
		"kk-hilang: kk hilang", "kk-hilang: kk robek",
		"kk-baru: kk baru",
	)
	c.loreRoots[3] = strings.Fields("bawa buku nikah")
	return newEvidence(c, c.all())
}

// The classes of shelf.
const (
	ktpLost = iota
	ktpElsewhere
	kkLost
	kkNew
)

func TestCover(t *testing.T) {
	t.Parallel()
	e := shelf()
	for _, tt := range []struct {
		name, words string
		class       int
		low, high   float64
	}{
		{"All", "ktp hilang jalan", ktpLost, 1, 1},
		{"NounsDoNotCount", "ktp kk", ktpLost, 0, 0},
		{"OtherClassSaysIt", "hilang robek", ktpLost, 0.1, 0.5},
		{"UnknownWordWeighsMost", "hilang zzz", ktpLost, 0.1, 0.45},
		{"AnswerCounts", "buku nikah", kkNew, 1, 1},
		{"AnswerOfAnother", "buku nikah", kkLost, 0, 0},
		{"Nothing", "", ktpLost, 0, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, bare := e.cover(strings.Fields(tt.words), tt.class)
			if got < tt.low || got > tt.high || bare != (tt.name == "NounsDoNotCount" || tt.name == "Nothing") {
				t.Errorf("cover(%q, %d) = %.2f, bare %v; want %v to %v, bare only of documents", tt.words, tt.class, got, bare, tt.low, tt.high)
			}
		})
	}
}

func TestStrangeAndPair(t *testing.T) {
	t.Parallel()
	e := shelf()
	for _, tt := range []struct {
		name, words   string
		class         int
		strange, pair float64
		outside       bool
	}{
		{"Own", "kk hilang", kkLost, 0, 1, false},
		{"Shared", "ktp hilang", ktpLost, 0, 0.57, false},
		{"OtherDocument", "kk hilang", ktpLost, 1, 0, false},
		{"DocumentOwn/SituationNot", "kk hilang", kkNew, 0.5, 0, false},
		{"NothingHappened", "kk baru", kkNew, 0, 0, false},
		{"NothingNamed", "robek", kkLost, 0, 0, false},
		{"Outside", "paspor hilang", ktpLost, 0, 0, true},
		{"OutsideButOwn", "paspor ktp", ktpElsewhere, 0, 0, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			tags := tagsOf(strings.Fields(tt.words))
			strange, outside := e.strange(tags, tt.class)
			pair := e.pair(tags, tt.class)
			if strange != tt.strange || outside != tt.outside || math.Abs(pair-tt.pair) > 0.01 {
				t.Errorf("%q for %d: strange %v, outside %v, pair %.2f; want %v, %v, %v", tt.words, tt.class, strange, outside, pair, tt.strange, tt.outside, tt.pair)
			}
		})
	}
}

func TestEvidenceStaysBetween0And1(t *testing.T) {
	t.Parallel()
	e := shelf()
	rapid.Check(t, func(t *rapid.T) {
		words := rapid.SliceOfN(rapid.SampledFrom(strings.Fields("ktp kk hilang robek baru paspor zzz di kota")), 0, 8).Draw(t, "words")
		class := rapid.IntRange(ktpLost, kkNew).Draw(t, "class")
		strange, _ := e.strange(tagsOf(words), class)
		covered, _ := e.cover(words, class)
		for _, got := range []float64{covered, strange, e.pair(tagsOf(words), class)} {
			if got < 0 || got > 1 || math.IsNaN(got) {
				t.Errorf("evidence of %q for %d = %v, want 0 to 1", words, class, got)
			}
		}
	})
}
