package faq

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// occurs is a plain reading of what a phrase means: its words in sequence,
// with at most maxGap others where it says "...".
func occurs(phrase []piece, words []string) bool {
	var from func(p, w int) bool
	from = func(p, w int) bool {
		if p == len(phrase) {
			return true
		}
		reach := 0
		if phrase[p].loose {
			reach = maxGap
		}
		for skip := 0; skip <= reach && w+skip < len(words); skip++ {
			if words[w+skip] == phrase[p].word && from(p+1, w+skip+1) {
				return true
			}
		}
		return false
	}
	for start := range words {
		if words[start] == phrase[0].word && from(1, start+1) {
			return true
		}
	}
	return false
}

// TestPhrasesAreFoundWhereTheyOccur compares the search, which takes the
// nearest word behind a gap, with the plain reading. It finds nothing else,
// and misses none without a gap.
func TestPhrasesAreFoundWhereTheyOccur(t *testing.T) {
	t.Parallel()
	n := newNormaliser(words{})
	rapid.Check(t, func(t *rapid.T) {
		word := rapid.SampledFrom([]string{"a1", "b1", "c1", "d1"})
		text := rapid.SliceOfN(word, 0, 10).Draw(t, "text")
		phrase := rapid.SliceOfN(word, 1, 4).Draw(t, "phrase")
		joint := rapid.SampledFrom([]string{" ", " ... "}).Draw(t, "joint")
		var b phrasebook
		numbers := b.add(n, []string{strings.Join(phrase, joint)})
		text = slices.Compact(text) // as the normaliser leaves it
		found := b.find(text)
		want := occurs(b.phrases[numbers[0]], text)
		got := found.has(numbers[0])
		if got && !want || (want && !got && joint == " ") {
			t.Errorf("%q found in %q: %v, want %v", strings.Join(phrase, joint), text, got, want)
		}
		if !got {
			return
		}
		if s := found[0]; text[s.from] != b.phrases[numbers[0]][0].word || s.to > len(text) || s.to-s.from < len(b.phrases[numbers[0]]) {
			t.Errorf("%q found in %q at %v, want the words that match", strings.Join(phrase, joint), text, s)
		}
	})
}

func TestPhrasebookNumbers(t *testing.T) {
	t.Parallel()
	n := newNormaliser(words{Slang: map[string][]string{"tidak": {"ga"}}})
	var b phrasebook
	first := b.add(n, []string{"ga bisa", "...", "", "tolong"})
	second := b.add(n, []string{"tolong"})
	if len(first) != 2 || len(second) != 1 || first[1] == second[0] {
		t.Errorf("numbers %v and %v, want two, then one of its own; phrases without words have none", first, second)
	}
	found := b.find([]string{"saya", "tidak", "bisa", "tolong", "tolong"})
	want := hits{{first[0], span{1, 3}}, {first[1], span{3, 4}}, {second[0], span{3, 4}}}
	if !slices.Equal(found, want) {
		t.Errorf("found %v, want %v: slang undone in phrases too, each at its first place", found, want)
	}
	if got := found.of(first); !slices.Equal(got, want[:2]) {
		t.Errorf("found %v of the first phrases, want %v", got, want[:2])
	}
	if got := found.of(nil); len(got) > 0 {
		t.Errorf("found %v of no phrases, want none", got)
	}
	if b.find(nil) != nil {
		t.Error("something is found in nothing")
	}
}
