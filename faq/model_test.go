package faq

import (
	"cmp"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// examplesOf makes examples of "label: words" lines. Tags are what tagsOf
// finds.
func examplesOf(lines ...string) []example {
	var names []string
	var examples []example
	for _, line := range lines {
		name, said, _ := strings.Cut(line, ": ")
		label := slices.Index(names, name)
		if label < 0 {
			label, names = len(names), append(names, name)
		}
		words := strings.Fields(said)
		examples = append(examples, example{text{words, tagsOf(words)}, label})
	}
	return examples
}

// tagsOf is a facet model of two documents, one situation and one thing that
// is no document's.
func tagsOf(words []string) []string {
	var tags []string
	for _, w := range words {
		switch w {
		case "ktp", "kk":
			tags = append(tags, w)
			if slices.Contains(words, "hilang") {
				tags = append(tags, w+"/lost")
			}
		case "paspor":
			tags = append(tags, "!paspor")
		}
	}
	return tags
}

// corpusOf prepares examples of "label: words" lines.
func corpusOf(lines ...string) *corpus {
	examples := examplesOf(lines...)
	classes := 0
	for _, e := range examples {
		classes = max(classes, e.label+1)
	}
	return newCorpus(examples, classes, language{
		nouns: map[string]bool{"ktp": true, "kk": true},
		lore:  make([][]string, classes),
		tags:  tagsOf,
	})
}

// documents is a corpus of three classes that differ by a word.
func documents() *corpus {
	return corpusOf(
		"hilang: ktp hilang", "hilang: ktp saya hilang di jalan", "hilang: kehilangan ktp",
		"rusak: ktp rusak", "rusak: ktp patah", "rusak: ktp rusak kena air",
		"jam: jam buka kantor", "jam: kantor buka jam berapa", "jam: buka hari sabtu",
	)
}

// said makes a text of words.
func said(words string) text {
	return text{strings.Fields(words), tagsOf(strings.Fields(words))}
}

func TestModelTellsClassesApart(t *testing.T) {
	t.Parallel()
	m := documents().model()
	for words, want := range map[string]int{"ktp hilang": 0, "ktp hilng": 0, "ktp patah dua": 1, "sabtu buka": 2} {
		if r := m.rank(said(words), nil); r.classes[0] != want {
			t.Errorf("rank(%q) = class %d, want %d", words, r.classes[0], want)
		}
	}
}

func TestModelSignals(t *testing.T) {
	t.Parallel()
	m := documents().model()
	for _, tt := range []struct {
		name, words    string
		known, covered float64
		strange, pair  float64
		named, outside bool
	}{
		{name: "Repeated", words: "ktp hilang", known: 1, covered: 1, pair: 1, named: true},
		{name: "Repaired/HalfKnown", words: "kantorr", known: 0.5, covered: 1},
		{name: "NounAlone/NothingCovered", words: "ktp", known: 1, named: true},
		{name: "Foreign", words: "xyzzy"},
		{name: "OtherDocument/Strange", words: "kk hilang", known: 0.5, covered: 1, strange: 1, named: true},
		{name: "Outside", words: "paspor hilang", known: 0.5, covered: 0.42, outside: true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			r := m.rank(said(tt.words), nil)
			s := r.signals
			near := func(got, want float64) bool { return got > want-0.02 && got < want+0.02 }
			if !near(s[signalKnown], tt.known) || !near(s[signalCovered], tt.covered) || !near(s[signalStrange], tt.strange) || !near(s[signalPair], tt.pair) {
				t.Errorf("signals of %q = %.2f, want known %v, covered %v, strange %v, pair %v", tt.words, s, tt.known, tt.covered, tt.strange, tt.pair)
			}
			if r.named != tt.named || r.outside != tt.outside {
				t.Errorf("%q names a document %v, one outside %v; want %v, %v", tt.words, r.named, r.outside, tt.named, tt.outside)
			}
		})
	}
	t.Run("Restricted/OnlyAllowedClasses", func(t *testing.T) {
		t.Parallel()
		r := m.rank(said("ktp hilang"), func(class int) bool { return class == 2 })
		if !slices.Equal(r.classes, []int{2}) || r.signals[signalShare] != 1 {
			t.Errorf("classes = %v with a share of %v, want class 2 alone", r.classes, r.signals[signalShare])
		}
	})
	t.Run("NothingAllowed/NoClass", func(t *testing.T) {
		t.Parallel()
		if r := m.rank(said("ktp hilang"), func(int) bool { return false }); len(r.classes) != 0 {
			t.Errorf("classes = %v, want none", r.classes)
		}
	})
	t.Run("Share/FallsWithTheSecond", func(t *testing.T) {
		t.Parallel()
		plain, vague := m.rank(said("ktp hilang"), nil), m.rank(said("ktp"), nil)
		if plain.signals[signalShare] < 0.95 || vague.signals[signalShare] > plain.signals[signalShare]-0.1 {
			t.Errorf("shares %.2f and %.2f, want above 0.95 for a clear question, less for an open one", plain.signals[signalShare], vague.signals[signalShare])
		}
		even := ranked{classes: []int{1, 0, 2}, scores: []float32{0.5, 0.5, -9}}
		if share := even.share(); share < 0.49 || share > 0.51 {
			t.Errorf("share of one of two that are alike = %.2f, want a half", share)
		}
	})
}

// TestConsiderKeepsTheBest compares the classes that are kept with all of them
// in order.
func TestConsiderKeepsTheBest(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		r := ranked{scores: rapid.SliceOfN(rapid.SampledFrom([]float32{-1, 0, 0.5, 2}), 1, 9).Draw(t, "scores")}
		var want []int
		for class := range r.scores {
			want = append(want, class)
			r.consider(class)
		}
		slices.SortStableFunc(want, func(a, b int) int { return cmp.Compare(r.scores[b], r.scores[a]) })
		if want = want[:min(len(want), choicesOffered)]; !slices.Equal(r.classes, want) {
			t.Errorf("best of %v = %v, want %v", r.scores, r.classes, want)
		}
	})
}

func TestHiddenClassIsNeverRanked(t *testing.T) {
	t.Parallel()
	c := documents()
	c.model()
	m := c.train([]int{0, 1, 2, 6, 7, 8}) // without class 1
	if r := m.rank(said("ktp rusak"), nil); slices.Contains(r.classes, 1) {
		t.Errorf("classes = %v, want none without examples", r.classes)
	}
}

func TestTrainingIsDeterministic(t *testing.T) {
	t.Parallel()
	a, b := documents().model(), documents().model()
	if !reflect.DeepEqual(a.linear, b.linear) || !slices.EqualFunc(a.rarity.weights[:], b.rarity.weights[:], slices.Equal) {
		t.Error("two trainings on the same examples differ, want the same bytes")
	}
}

// TestWarmStart holds that a trial that begins at the full solution ends
// where one that begins from nothing does.
func TestWarmStart(t *testing.T) {
	t.Parallel()
	members := []int{0, 1, 3, 4, 6, 7}
	cold, warm := documents(), documents()
	warm.model()
	a := cold.train(members)
	b := warm.train(members)
	for _, words := range []string{"ktp hilang", "ktp patah", "buka sabtu", "kantor"} {
		x, y := a.rank(said(words), nil), b.rank(said(words), nil)
		if x.classes[0] != y.classes[0] || max(x.scores[0]-y.scores[0], y.scores[0]-x.scores[0]) > 0.3 {
			t.Errorf("rank(%q) = %v %.2f from nothing, %v %.2f from the full solution, want about the same", words, x.classes, x.scores, y.classes, y.scores)
		}
	}
}
