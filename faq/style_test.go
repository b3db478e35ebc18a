package faq_test

import (
	"slices"
	"strings"
	"testing"

	"loket/faq"
)

func TestProblemsOfStyle(t *testing.T) {
	t.Parallel()
	told(t, "style.yaml", []mistake{
		{"LinkWithScheme", "links:\n  - https://go.id\n", 2, 5, "tanpa https://"},
		{"LinkWithoutDot", "links: [kupang]\n", 1, 9, "tidak sah"},
		{"LinkTwice", "links: [go.id, go.id]\n", 1, 16, "ditulis dua kali"},
		{"NoMeaning", "abbreviations:\n  KK: \"\"\n", 2, 7, "belum punya kepanjangan"},
		{"NoAbbreviation", "abbreviations:\n  kartu: keluarga\n", 2, 10, "huruf besar"},
		{"NoSentence", "max_sentence: 0\n", 1, 15, "1 atau lebih"},
		{"NegativeList", "max_list: -1\n", 1, 11, "1 atau lebih"},
		{"NoNumber", "max_list: tujuh\n", 1, 11, "angka bulat"},
		{"UnknownField", "max_words: 3\n", 1, 1, "tidak dikenal"},
	})
}

// TestStyleBounds holds that the catalogue's own bounds are those that count.
func TestStyleBounds(t *testing.T) {
	t.Parallel()
	list := strings.Repeat("        - Ada.\n", 3)
	for _, tt := range []struct {
		name, style string
		want        []faq.Rule
	}{
		{"Usual", "links: [go.id]\n", nil},
		{"ShortSentence", "max_sentence: 2\n", []faq.Rule{faq.RuleLongSentence, faq.RuleLongSentence}},
		{"ShortList", "max_list: 2\n", []faq.Rule{faq.RuleLongList}},
		{"ExactList", "max_list: 3\n", nil},
		{"OtherLinks", "links: [or.id]\n", []faq.Rule{faq.RuleLink}},
		{"LinkItself", "links: [contoh.go.id]\n", nil},
		{"LinkLikeIt", "links: [toh.go.id]\n", []faq.Rule{faq.RuleLink}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var got []faq.Rule
			for _, f := range lint(t, catalogue("uji.yaml", strings.Replace(cleanEntry, "        - Surat polisi.\n", list, 1), "style.yaml", tt.style)) {
				got = append(got, f.Rule)
			}
			if !slices.Equal(got, tt.want) {
				t.Errorf("Lint with %q finds %v, want %v", tt.style, got, tt.want)
			}
		})
	}
}
