package faq

import (
	"maps"
	"slices"
	"strings"
)

// maxGap is how many words "..." in a phrase stands for at most.
const maxGap = 3

// phrasebook finds many phrases in a message at once.
type phrasebook struct {
	phrases [][]piece
	byFirst map[string][]int // first word → phrases
}

// piece is one word of a phrase; loose allows up to maxGap words before it.
type piece struct {
	word  string
	loose bool
}

// span is where a phrase was found: words from to before to.
type span struct{ from, to int }

// add compiles phrases and returns their numbers.
func (b *phrasebook) add(n *normaliser, phrases []string) []int {
	numbers := make([]int, 0, len(phrases))
	for _, text := range phrases {
		var p []piece
		for i, stretch := range strings.Split(text, "...") {
			for j, w := range n.words(stretch) {
				p = append(p, piece{word: w, loose: i > 0 && j == 0 && len(p) > 0})
			}
		}
		if len(p) == 0 {
			continue // the whole phrase was fillers of the data; nothing to find
		}
		if b.byFirst == nil {
			b.byFirst = map[string][]int{}
		}
		b.byFirst[p[0].word] = append(b.byFirst[p[0].word], len(b.phrases))
		numbers = append(numbers, len(b.phrases))
		b.phrases = append(b.phrases, p)
	}
	return numbers
}

// find returns where each phrase occurs first; phrases that do not occur are
// absent. A message is walked once: phrases are looked up by their first word.
func (b *phrasebook) find(words []string) map[int]span {
	var found map[int]span
	for i, w := range words {
		for _, number := range b.byFirst[w] {
			if _, again := found[number]; again {
				continue
			}
			if end := b.match(b.phrases[number], words, i); end > 0 {
				if found == nil {
					found = make(map[int]span, 4)
				}
				found[number] = span{i, end}
			}
		}
	}
	return found
}

// match returns where the phrase that begins at i ends, or 0.
func (b *phrasebook) match(p []piece, words []string, i int) int {
	at := i + 1
	for _, next := range p[1:] {
		reach := at
		if next.loose {
			reach = min(at+maxGap, len(words)-1)
		}
		for at <= reach && at < len(words) && words[at] != next.word {
			at++
		}
		if at > reach || at >= len(words) {
			return 0
		}
		at++
	}
	return at
}

// sortedKeys returns a map's keys in order.
func sortedKeys[V any](m map[string]V) []string {
	return slices.Sorted(maps.Keys(m))
}

// sortedNumbers returns the numbers of the phrases found in order.
func sortedNumbers(found map[int]span) []int {
	return slices.Sorted(maps.Keys(found))
}

// within reports whether a phrase was found inside a longer one.
func within(found map[int]span, number int) bool {
	s := found[number]
	for _, other := range found {
		if other != s && other.from <= s.from && s.to <= other.to {
			return true
		}
	}
	return false
}

// appendOnce appends a word that is not there yet.
func appendOnce(words []string, w string) []string {
	if slices.Contains(words, w) {
		return words
	}
	return append(words, w)
}
