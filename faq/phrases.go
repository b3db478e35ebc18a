package faq

import (
	"cmp"
	"maps"
	"slices"
	"strings"
)

// maxGap is how many words "..." in a phrase stands for at most.
const maxGap = 3

// usualWords is room for the words of a message of usual length.
const usualWords = 64

// phrasebook finds many phrases in a message at once.
type phrasebook struct {
	phrases  [][]piece
	words    map[string]int32 // every word of the phrases → its number
	openings [][]opening      // first word → the phrases that begin with it
}

// piece is one word of a phrase; loose allows up to maxGap words before it.
type piece struct {
	word  string
	id    int32 // the word's number
	loose bool
}

// opening is how a phrase begins.
type opening struct{ phrase, second int32 }

// What stands in place of a word's number.
const (
	noWord  = -1 // of a message: no phrase has the word
	anyWord = -2 // of an opening: what comes second may be any word, or nothing
)

// span is where a phrase was found: words from to before to.
type span struct{ from, to int }

// hit is a phrase that was found.
type hit struct {
	phrase int
	span
}

// hits are the phrases found in a message, in rising order.
type hits []hit

// add compiles phrases and returns their numbers, which rise without a gap.
func (b *phrasebook) add(n *normaliser, phrases []string) []int {
	numbers := make([]int, 0, len(phrases))
	for _, text := range phrases {
		var p []piece
		for i, stretch := range strings.Split(text, "...") {
			for j, w := range n.words(stretch) {
				p = append(p, piece{word: w, id: b.number(w), loose: i > 0 && j == 0 && len(p) > 0})
			}
		}
		if len(p) == 0 {
			continue // the whole phrase was fillers of the data; nothing to find
		}
		second := int32(anyWord)
		if len(p) > 1 && !p[1].loose {
			second = p[1].id
		}
		first := p[0].id
		b.openings[first] = append(b.openings[first], opening{int32(len(b.phrases)), second})
		numbers = append(numbers, len(b.phrases))
		b.phrases = append(b.phrases, p)
	}
	return numbers
}

// number returns the number of a word of phrases, new if need be.
func (b *phrasebook) number(word string) int32 {
	if b.words == nil {
		b.words = map[string]int32{}
	}
	id, ok := b.words[word]
	if !ok {
		id = int32(len(b.openings))
		b.words[word] = id
		b.openings = append(b.openings, nil)
	}
	return id
}

// find returns where each phrase occurs first; phrases that do not occur are
// absent. A message is walked once: phrases are looked up by their first two
// words.
func (b *phrasebook) find(words []string) hits {
	ids := make([]int32, 0, usualWords)
	for _, w := range words {
		id, ok := b.words[w]
		if !ok {
			id = noWord
		}
		ids = append(ids, id)
	}
	var found hits
	for i, id := range ids {
		if id == noWord {
			continue
		}
		second := int32(noWord)
		if i+1 < len(ids) {
			second = ids[i+1]
		}
		for _, o := range b.openings[id] {
			if o.second != anyWord && o.second != second {
				continue
			}
			if end := match(b.phrases[o.phrase], ids, i); end > 0 && !found.has(int(o.phrase)) {
				found = append(found, hit{int(o.phrase), span{i, end}})
			}
		}
	}
	slices.SortFunc(found, func(a, b hit) int { return cmp.Compare(a.phrase, b.phrase) })
	return found
}

// match returns where the phrase that begins at i ends, or 0.
func match(p []piece, ids []int32, i int) int {
	at := i + 1
	for _, next := range p[1:] {
		reach := at
		if next.loose {
			reach = min(at+maxGap, len(ids)-1)
		}
		for at <= reach && at < len(ids) && ids[at] != next.id {
			at++
		}
		if at > reach || at >= len(ids) {
			return 0
		}
		at++
	}
	return at
}

// has reports whether a phrase is among the hits.
func (h hits) has(phrase int) bool {
	return slices.ContainsFunc(h, func(x hit) bool { return x.phrase == phrase })
}

// of returns the hits of some phrases, numbered as add does.
func (h hits) of(numbers []int) hits {
	if len(numbers) == 0 {
		return nil
	}
	first, last := numbers[0], numbers[len(numbers)-1]
	from := 0
	for from < len(h) && h[from].phrase < first {
		from++
	}
	to := from
	for to < len(h) && h[to].phrase <= last {
		to++
	}
	return h[from:to]
}

// within reports whether a phrase was found inside a longer one.
func (h hits) within(x hit) bool {
	return slices.ContainsFunc(h, func(other hit) bool {
		return other.span != x.span && other.from <= x.from && x.to <= other.to
	})
}

// sortedKeys returns a map's keys in order.
func sortedKeys[V any](m map[string]V) []string {
	return slices.Sorted(maps.Keys(m))
}

// appendOnce appends what is not there yet.
func appendOnce[T comparable](list []T, one T) []T {
	if slices.Contains(list, one) {
		return list
	}
	return append(list, one)
}
