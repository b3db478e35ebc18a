package faq_test

import (
	"slices"
	"strings"
	"sync"
	"testing"

	"pgregory.net/rapid"
)

func TestTraits(t *testing.T) {
	t.Parallel()
	m, _ := reference(t)
	same := [][2]string{
		{"parkir di mana kak", "Selamat pagi, di mana parkirnya?"},
		{"ktp ilang gmn", "KTP saya hilang, bagaimana?"},
		{"berapa biaya kk", "Berapa biaya kartu keluarga"},
	}
	for _, pair := range same {
		if a, b := m.Traits(pair[0]), m.Traits(pair[1]); !slices.Equal(a, b) {
			t.Errorf("traits of %q = %q, of %q = %q, want the same", pair[0], a, pair[1], b)
		}
	}
	for _, nothing := range []string{"", "halo kak", "123456", "?!"} {
		if got := m.Traits(nothing); len(got) != 0 {
			t.Errorf("traits of %q = %q, want none", nothing, got)
		}
	}
	if got := m.Traits("ktp hilang"); !slices.IsSorted(got) || !slices.Contains(got, "#ktp-el/lost") {
		t.Errorf("traits = %q, want them sorted, with the document and what happened to it", got)
	}
}

// TestTraitsOfWrittenNoise: signs, emoji and blanks are about nothing, and change
// nothing of what stands beside them.
func TestTraitsOfWrittenNoise(t *testing.T) {
	t.Parallel()
	m, _ := reference(t)
	for _, noise := range []string{"🙏", "😂😂 👍🏽", "👨\u200d👩\u200d👧", "\u200b \u00a0\t\n", "… — “”", "❤️!!!"} {
		if got := m.Traits(noise); len(got) != 0 {
			t.Errorf("traits of %q = %q, want none", noise, got)
		}
		if got, want := m.Traits(noise+" parkir mobil "+noise), m.Traits("parkir mobil"); !slices.Equal(got, want) {
			t.Errorf("traits of parking amid %q = %q, want %q", noise, got, want)
		}
	}
}

// TestTraitsDoNotDependOnOrder: the words of a question say the same in any order,
// each once however often it is said, sorted.
func TestTraitsDoNotDependOnOrder(t *testing.T) {
	t.Parallel()
	m, _ := reference(t)
	words := []string{"parkir", "mobil", "motor", "meterai", "stadion", "kantin", "antar"}
	rapid.Check(t, func(r *rapid.T) {
		said := rapid.SliceOfN(rapid.SampledFrom(words), 1, 6).Draw(r, "said")
		got := m.Traits(strings.Join(said, " "))
		if again := m.Traits(strings.Join(rapid.Permutation(said).Draw(r, "again"), " ")); !slices.Equal(got, again) {
			r.Errorf("traits of %q = %q, in another order %q", said, got, again)
		}
		if !slices.IsSorted(got) || len(slices.Compact(slices.Clone(got))) != len(got) || len(got) == 0 {
			r.Errorf("traits of %q = %q, want some, sorted, each once", said, got)
		}
	})
}

// TestTraitsAreTheSameForEverybody: many who ask at once are told the same, of any text.
func TestTraitsAreTheSameForEverybody(t *testing.T) {
	t.Parallel()
	m, _ := reference(t)
	rapid.Check(t, func(r *rapid.T) {
		text := rapid.String().Draw(r, "text") + " ktp hilang"
		want := m.Traits(text)
		var all sync.WaitGroup
		got := make([][]string, 4)
		for i := range got {
			all.Go(func() { got[i] = m.Traits(text) })
		}
		all.Wait()
		for _, traits := range got {
			if !slices.Equal(traits, want) {
				r.Errorf("traits of %q = %q, then %q", text, want, traits)
			}
		}
	})
}
