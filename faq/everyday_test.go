package faq

import (
	"slices"
	"strings"
	"testing"
)

// TestEverydayWords holds the list to what it is for: a form has one meaning, a
// meaning is nobody's form, and what was read once reads the same again.
func TestEverydayWords(t *testing.T) {
	t.Parallel()
	n := newNormaliser(words{})
	owner := map[string]string{}
	count := 0
	for line := range strings.Lines(everydayWords) {
		line = strings.TrimSpace(line)
		said, forms, ok := strings.Cut(line, ": ")
		if strings.HasPrefix(line, "#") || line == "" {
			continue
		}
		if !ok || line != strings.ToLower(line) {
			t.Errorf("line %q, want a meaning, a colon and forms, all in lower case", line)
		}
		for _, form := range strings.Split(forms, ", ") {
			if other, again := owner[form]; again || form == said {
				t.Errorf("%q stands for %q and %q, want one meaning", form, said, other)
			}
			owner[form] = said
			count++
			if got := n.words(form); !slices.Equal(got, rawWords(said)) {
				t.Errorf("words(%q) = %q, want %q", form, got, said)
			}
		}
	}
	for form, said := range owner {
		if _, chained := owner[said]; chained {
			t.Errorf("%q stands for %q, which is a form itself", form, said)
		}
	}
	if count < 500 {
		t.Errorf("%d forms, want some hundreds", count)
	}
}

// TestAgencyWordsGoFirst promises that a catalogue may use an everyday form for
// something else.
func TestAgencyWordsGoFirst(t *testing.T) {
	t.Parallel()
	n := newNormaliser(words{
		Slang: map[string][]string{"kecamatan": {"kt"}, "syarat": {"persyaratan"}},
		False: []falseFriend{{Form: "km", After: []string{"nomor"}, Becomes: "kamar"}},
	})
	for text, want := range map[string]string{
		"kt mana":       "kecamatan mana",
		"persyrtan apa": "syarat apa", // by way of the everyday word
		"nomor km":      "nomor kamar",
		"km siapa":      "km siapa",
		"brp":           "berapa",
	} {
		if got := strings.Join(n.words(text), " "); got != want {
			t.Errorf("words(%q) = %q, want %q", text, got, want)
		}
	}
}
