package faq

import (
	"math"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// examplesOf makes examples of "label: words" lines.
func examplesOf(lines ...string) []example {
	var names []string
	var examples []example
	for _, line := range lines {
		name, said, _ := strings.Cut(line, ": ")
		label := slices.Index(names, name)
		if label < 0 {
			label, names = len(names), append(names, name)
		}
		examples = append(examples, example{text{words: strings.Fields(said)}, label})
	}
	return examples
}

// documents are examples of three classes that differ by a word.
func documents() []example {
	return examplesOf(
		"hilang: ktp hilang", "hilang: ktp saya hilang di jalan", "hilang: kehilangan ktp",
		"rusak: ktp rusak", "rusak: ktp patah", "rusak: ktp rusak kena air",
		"jam: jam buka kantor", "jam: kantor buka jam berapa", "jam: buka hari sabtu",
	)
}

func TestModelTellsClassesApart(t *testing.T) {
	t.Parallel()
	m := trainModel(documents(), 3, nil)
	for said, want := range map[string]int{"ktp hilang": 0, "ktp hilng": 0, "ktp patah dua": 1, "sabtu buka": 2} {
		if r := m.rank(text{words: strings.Fields(said)}, nil); r.classes[0] != want {
			t.Errorf("rank(%q) = class %d, want %d", said, r.classes[0], want)
		}
	}
}

func TestModelSignals(t *testing.T) {
	t.Parallel()
	m := trainModel(documents(), 3, nil)

	t.Run("Repeated/NearAndKnown", func(t *testing.T) {
		t.Parallel()
		s := m.rank(text{words: []string{"ktp", "hilang"}}, nil).signals
		if s[signalKnown] != 1 || s[signalCosine] < 0.99 || s[signalAgreement] != s[signalCosine] {
			t.Errorf("signals = %v, want all known and as near as can be", s)
		}
	})
	t.Run("Repaired/HalfKnown", func(t *testing.T) {
		t.Parallel()
		if s := m.rank(text{words: []string{"kantorr"}}, nil).signals; s[signalKnown] != 0.5 {
			t.Errorf("known = %v, want 0.5", s[signalKnown])
		}
	})
	t.Run("Foreign/NothingKnown", func(t *testing.T) {
		t.Parallel()
		s := m.rank(text{words: []string{"xyzzy"}}, nil).signals
		if s[signalKnown] != 0 || s[signalCosine] != 0 {
			t.Errorf("signals = %v, want nothing known", s)
		}
	})
	t.Run("Restricted/OnlyAllowedClasses", func(t *testing.T) {
		t.Parallel()
		r := m.rank(text{words: []string{"ktp", "hilang"}}, func(class int) bool { return class == 2 })
		if !slices.Equal(r.classes, []int{2}) || r.signals[signalAgreement] != 0 {
			t.Errorf("classes = %v, agreement = %v, want class 2 alone, not near", r.classes, r.signals[signalAgreement])
		}
	})
}

func TestTrainingIsDeterministic(t *testing.T) {
	t.Parallel()
	a, b := trainModel(documents(), 3, nil), trainModel(documents(), 3, nil)
	if !slices.Equal(a.linear.weights, b.linear.weights) || !slices.Equal(a.space.idf, b.space.idf) {
		t.Error("two trainings on the same examples differ, want the same bytes")
	}
}

func TestVectorBlocks(t *testing.T) {
	t.Parallel()
	examples := documents()
	for i := range examples {
		examples[i].tags = []string{examples[i].words[0]}
	}
	s := newSpace(examples)
	for _, tt := range []struct {
		name   string
		text   text
		square float64 // of the vector's length
	}{
		{"Words", text{words: []string{"ktp", "hilang"}}, wordWeight*wordWeight + charWeight*charWeight},
		{"WithTags", text{words: []string{"ktp"}, tags: []string{"ktp"}}, wordWeight*wordWeight + charWeight*charWeight + tagWeight*tagWeight},
		{"TagsUnknown", text{words: []string{"ktp"}, tags: []string{"zzz"}}, wordWeight*wordWeight + charWeight*charWeight},
		{"Foreign", text{words: []string{"xyzzy"}}, 0},
		{"Empty", text{}, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			v := s.vector(tt.text)
			if n := v.norm(); math.Abs(n*n-tt.square) > 1e-4 {
				t.Errorf("length² = %v, want %v", n*n, tt.square)
			}
			if !slices.IsSorted(v.features) {
				t.Errorf("features = %v, want them in order", v.features)
			}
		})
	}
}

func TestMergeKeepsEveryFeature(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		ids := rapid.SliceOfDistinct(rapid.Int32Range(0, 50), rapid.ID[int32]).Draw(t, "ids")
		cut := rapid.IntRange(0, len(ids)).Draw(t, "cut")
		part := func(ids []int32) vector {
			ids = slices.Sorted(slices.Values(ids))
			return vector{features: ids, values: make([]float32, len(ids))}
		}
		got := merge(part(ids[:cut]), part(ids[cut:])).features
		if want := slices.Sorted(slices.Values(ids)); !slices.Equal(got, want) {
			t.Errorf("merged features = %v, want %v", got, want)
		}
	})
}

func TestThresholds(t *testing.T) {
	t.Parallel()
	l := logistic{bias: -5}
	l.weights[signalTop] = 10
	var samples []sample
	for i := range 100 { // wrong below 0.5, right above
		var s signals
		s[signalTop] = float64(i) / 100
		samples = append(samples, sample{s, i >= 50, 1})
	}

	t.Run("Precise/NoWrongOneAbove", func(t *testing.T) {
		t.Parallel()
		threshold := precise(l, slices.Clone(samples))
		wrong, total := 0, 0
		for _, s := range samples {
			if l.chance(s.signals) >= threshold {
				total++
				if !s.good {
					wrong++
				}
			}
		}
		if total < 50 || float64(wrong) > (1-wantedPrecision)*float64(total) {
			t.Errorf("above %.3f %d of %d are wrong, want at most 3 %% of 50 and more", threshold, wrong, total)
		}
	})
	t.Run("Precise/AllWrong", func(t *testing.T) {
		t.Parallel()
		if threshold := precise(l, slices.Clone(samples[:50])); threshold < 0.99 {
			t.Errorf("threshold = %v, want that hardly anything passes", threshold)
		}
	})
	t.Run("Inclusive/FewLost", func(t *testing.T) {
		t.Parallel()
		threshold := inclusive(l, samples)
		lost := 0
		for _, s := range samples[50:] {
			if l.chance(s.signals) < threshold {
				lost++
			}
		}
		if lost > 3 {
			t.Errorf("%d of 50 good ones are below %.3f, want 5 %% at most", lost, threshold)
		}
	})
}

func TestVerdicts(t *testing.T) {
	t.Parallel()
	r := cautious()
	known := func(agreement, cosine, share float64) (s signals) {
		s[signalAgreement], s[signalCosine], s[signalKnown] = agreement, cosine, share
		return s
	}
	for _, tt := range []struct {
		name string
		s    signals
		want Verdict
	}{
		{"Repeated", known(1, 1, 1), Sure},
		{"RepeatedWithForeignWords", known(1, 1, 0.6), Unsure},
		{"Near", known(0.6, 0.6, 1), Unsure},
		{"NearAnother", known(0, 0.9, 1), Unsure},
		{"Far", known(0.1, 0.1, 1), Unknown},
		{"NoKnownWord", known(1, 1, 0), Unknown},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got, chance := r.verdict(tt.s); got != tt.want {
				t.Errorf("verdict = %s at %.3f, want %s", got, chance, tt.want)
			}
		})
	}
}

func TestSolve(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var a [signalCount + 1][signalCount + 2]float64
		var want [signalCount + 1]float64
		for i := range want {
			want[i] = rapid.Float64Range(-5, 5).Draw(t, "x")
			for j := range want {
				a[i][j] = rapid.Float64Range(-1, 1).Draw(t, "a")
			}
			a[i][i] += 10 // far from singular
		}
		for i := range a {
			for j := range want {
				a[i][signalCount+1] += a[i][j] * want[j]
			}
		}
		for i, x := range solve(&a) {
			if math.Abs(x-want[i]) > 1e-6 {
				t.Errorf("x[%d] = %v, want %v", i, x, want[i])
			}
		}
	})
}

func TestDate(t *testing.T) {
	t.Parallel()
	for d, want := range map[Date]string{"2026-11-21": "21 November 2026", "2027-01-05": "5 Januari 2027", "": "", "kemarin": "kemarin"} {
		if got := d.String(); got != want {
			t.Errorf("Date(%q) = %q, want %q", string(d), got, want)
		}
	}
}

func TestExcerpt(t *testing.T) {
	t.Parallel()
	source := "satu\n\tdua\x00\n" + strings.Repeat("x", 500)
	for _, tt := range []struct {
		name         string
		line, column int
		want         string
	}{
		{"First", 1, 2, ">    1 | satu\n          ^"},
		{"Control", 2, 1, "     1 | satu\n>    2 |  dua \n         ^"},
		{"ColumnBehindTheLine", 1, 99, ">    1 | satu\n             ^"},
		{"NoSuchLine", 9, 1, ""},
		{"LineZero", 0, 1, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := excerpt(source, tt.line, tt.column); got != tt.want {
				t.Errorf("excerpt(%d, %d) =\n%s\nwant\n%s", tt.line, tt.column, got, tt.want)
			}
		})
	}
	if got := excerpt(source, 3, 400); len(got) > 3*excerptWidth {
		t.Errorf("an excerpt of a long line has %d bytes, want it clipped", len(got))
	}
}
