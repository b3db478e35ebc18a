package faq_test

import (
	"slices"
	"testing"
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
