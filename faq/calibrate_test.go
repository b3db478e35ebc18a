package faq

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

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
		threshold := precise(l, slices.Clone(samples), wantedPrecision)
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
		if threshold := precise(l, slices.Clone(samples[:50]), wantedPrecision); threshold < 0.99 {
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
		if float64(lost) > lostShare*50 {
			t.Errorf("%d of 50 good ones are below %.3f, want a share of %v at most", lost, threshold, lostShare)
		}
	})
}

// TestDivide holds that over all rounds each example is held back once, hidden
// once, and trained on in the other rounds.
func TestDivide(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		c := &corpus{classes: rapid.IntRange(1, 20).Draw(t, "classes")}
		for range rapid.IntRange(0, 150).Draw(t, "examples") {
			c.examples = append(c.examples, example{label: rapid.IntRange(0, c.classes-1).Draw(t, "label")})
		}
		held, hidden := make([]int, len(c.examples)), make([]int, len(c.examples))
		for round := range rounds {
			rest, h, f := c.divide(round)
			if len(rest)+len(h)+len(f) != len(c.examples) {
				t.Fatalf("round %d divides %d examples into %d, %d and %d", round, len(c.examples), len(rest), len(h), len(f))
			}
			for _, i := range h {
				held[i]++
			}
			for _, i := range f {
				hidden[i]++
				if slices.ContainsFunc(rest, func(k int) bool { return c.examples[k].label == c.examples[i].label }) {
					t.Fatalf("round %d hides class %d and trains on it", round, c.examples[i].label)
				}
			}
		}
		for i := range c.examples {
			if hidden[i] != 1 || held[i] > 1 {
				t.Errorf("example %d is hidden %d times and held back %d times, want once and once at most", i, hidden[i], held[i])
			}
		}
	})
}

func TestNearMiss(t *testing.T) {
	t.Parallel()
	c := documents()
	m := c.model()
	for _, i := range []int{0, 5, 7} {
		of := c.examples[i].words
		got, ok := c.miss(m, c.examples[i])
		changed := 0
		for k, w := range of {
			if ok && got.words[k] != w {
				changed++
			}
		}
		if changed != 1 || !slices.Contains(got.words, "?") || slices.Contains(of, "ktp") != slices.Contains(got.words, "ktp") {
			t.Errorf("near miss of %q = %q, want one word made unknown, not the document", of, got.words)
		}
	}
	if _, ok := c.miss(m, example{text: said("ktp")}); ok {
		t.Error("a document alone has a near miss, want none")
	}
	if got, _ := c.miss(m, c.examples[0]); slices.Contains(got.tags, "ktp/lost") {
		t.Errorf("tags of the near miss = %q, want those of its own words", got.tags)
	}
}

// TestCalibration holds that what is learned tells questions with an entry
// from those without: patterns of three documents with three needs each.
func TestCalibration(t *testing.T) {
	t.Parallel()
	var lines []string
	for _, document := range []string{"ktp", "kk", "akta"} {
		for _, need := range []string{"hilang", "baru", "salah"} {
			for _, way := range []string{"%s %s", "urus %s %s", "%s %s bagaimana", "mau tanya %s yang %s", "%s saya %s kemarin", "syarat %s %s", "bawa apa untuk %s %s", "tolong %s %s"} {
				lines = append(lines, document+"-"+need+": "+fmt.Sprintf(way, document, need))
			}
		}
	}
	c := corpusOf(lines...)
	m := c.model()
	r := c.calibrate()
	for words, want := range map[string]Verdict{
		"bagaimana urus ktp hilang": Sure, "tolong syarat akta baru": Sure,
		"zzz qqq": Unknown, "paspor hilang": Unknown, "resep ayam goreng": Unknown,
	} {
		if got, chance := r.verdict(m.rank(said(words), nil)); got != want {
			t.Errorf("verdict on %q = %s at %.2f (sure from %.2f), want %s", words, got, chance, r.sure, want)
		}
	}
}
