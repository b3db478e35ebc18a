package faq

import (
	_ "embed"
	"math"
	"strings"
)

// senseWords is which everyday words ask for or name the same: the name of a
// sense and its words on a line. A root stands for all that come from it and have
// no sense of their own.
//
//go:embed senses.txt
var senseWords string

// senseMark begins the name of a sense: no word has it.
const senseMark = "="

// newSenses reads the senses: word → mark and name.
func newSenses(lines string) map[string]string {
	senses := map[string]string{}
	for line := range strings.Lines(lines) {
		name, words, ok := strings.Cut(strings.TrimSpace(line), ": ")
		if !ok || strings.HasPrefix(line, "#") {
			continue
		}
		for _, word := range strings.Split(words, ", ") {
			senses[word] = senseMark + name
		}
	}
	return senses
}

// sense returns what a word stands for: its sense, or its root when it has none.
func (s *space) sense(word string) string {
	if sense, ok := s.senses[word]; ok {
		return sense
	}
	root := s.stemmer.stem(word)
	if sense, ok := s.senses[root]; ok {
		return sense
	}
	return root
}

// eachSense calls take for what each word stands for and for each pair of
// neighbours, so that "bagaimana proses" and "tata cara" are alike; one that
// repeats its neighbour counts once. The key is reused.
func (s *space) eachSense(words []string, take func(key []byte)) {
	key := make([]byte, 0, 2*maxWord)
	last := ""
	for _, w := range words {
		sense := s.sense(w)
		if sense == last {
			continue
		}
		key = append(key[:0], sense...)
		take(key)
		if last != "" {
			key = append(append(append(key[:0], last...), ' '), sense...)
			take(key)
		}
		last = sense
	}
}

// senseLength returns the length of the block of senses. They are what is known
// without examples: the more texts a class has, the less they weigh, and of
// enough texts they are left out (0), which spares memory and time.
func senseLength(examples []example) float64 {
	const most, falling, enough = 1.4, 3, 20
	classes := map[int]bool{}
	for _, e := range examples {
		classes[e.label] = true
	}
	each := float64(len(examples)) / float64(max(len(classes), 1))
	if each > enough {
		return 0
	}
	return min(most, falling/math.Sqrt(each))
}
