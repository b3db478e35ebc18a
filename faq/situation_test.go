package faq

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestSituate(t *testing.T) {
	t.Parallel()
	n := newNormaliser(words{Slang: map[string][]string{"kalau": {"bila", "jika"}}, Fillers: []string{"atau", "kalau"}})
	book := newFacetBook(n, someFacets())
	for _, tt := range []struct {
		name, title string
		lines       []string // requirements; the last is a case
		lost        []string
		about       []Facet
	}{
		{
			"Label/LeftOut", "KK hilang atau rusak",
			[]string{"Hilang: surat polisi.", "Rusak: KK lama.", "KTP-el."},
			[]string{"Surat polisi."},
			[]Facet{},
		},
		{"Case", "Kartu anak", []string{"Hilang di kota lain? Tanyakan petugas."}, []string{"Hilang di kota lain? Tanyakan petugas."}, nil},
		{"Case/Both", "Kartu anak", []string{"Hilang atau rusak? Tanyakan petugas."}, []string{"Tanyakan petugas."}, nil},
		{"Condition", "Kartu anak", []string{"Bila hilang, tanyakan petugas."}, []string{"Tanyakan petugas."}, nil},
		{"Condition/Long", "Kartu anak", []string{"Jika kartu hilang, tanyakan petugas."}, []string{"Jika kartu hilang, tanyakan petugas."}, nil},
		{"NotInTheOpening", "Kartu anak", []string{"Surat keterangan hilang dari polisi."}, nil, nil},
		{"BehindTheOpening", "Kartu anak", []string{"Di kota lain? Surat hilang dari sana."}, nil, nil},
		{"TitleSaysIt", "KTP hilang", []string{"KTP-el."}, nil, []Facet{Lost}},
		{"TitleAsksForAFee", "Biaya layanan", []string{"Gratis."}, nil, []Facet{Fee}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			last := len(tt.lines) - 1
			e := Entry{Title: tt.title, Facets: Facets{Requirements: tt.lines[:last], Cases: tt.lines[last:]}}
			e.situate(n, &book)
			if diff := cmp.Diff(tt.lost, e.situations[Lost]); diff != "" {
				t.Errorf("lines on a loss (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(tt.about, e.about); diff != "" {
				t.Errorf("facets of the title (-want +got):\n%s", diff)
			}
		})
	}
}

func TestSplitOpening(t *testing.T) {
	t.Parallel()
	for line, want := range map[string][2]string{
		"Hilang: surat polisi.":     {"Hilang", "surat polisi."},
		"Wafat? Tanyakan petugas.":  {"Wafat", "Tanyakan petugas."},
		"Bila rusak, bawa kartu.":   {"Bila rusak", "bawa kartu."},
		"Kartu rusak, bawa ke sini": {"", "Kartu rusak, bawa ke sini"},
		"KTP-el.":                   {"", "KTP-el."},
		"":                          {"", ""},
	} {
		if opening, rest := splitOpening(line); opening != want[0] || rest != want[1] {
			t.Errorf("splitOpening(%q) = %q, %q; want %q", line, opening, rest, want)
		}
	}
	for text, want := range map[string]string{"surat": "Surat", "élan": "Élan", "": "", "2 lembar": "2 lembar"} {
		if got := capital(text); got != want {
			t.Errorf("capital(%q) = %q, want %q", text, got, want)
		}
	}
}
