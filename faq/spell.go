package faq

import (
	"math"
	"strings"
)

// speller repairs words that differ from a known one as typed words do: vowels
// left out (krtu, prses), a slip of the finger (kanror), letters swapped,
// doubled, or written as digits. Known words that share their consonants, but
// for one, are compared; the cheapest repair wins, the commoner word among
// equals.
type speller struct {
	count map[string]int      // known words and how often they occur
	near  map[string][]string // consonants of a word, also with one left out → the words
	roots map[string]bool     // words of the language: never slips, even if not known
}

// Repairs are sought for words of at least so many bytes, and may cost as much
// as their length allows.
const (
	shortestRepair = 3
	costOfVowel    = 0.5  // one more or less
	costOfDouble   = 0.3  // a letter repeated
	costOfSwap     = 0.7  // of neighbours
	costOfSlip     = 0.7  // the key beside it, or another vowel
	costOfHead     = 0.25 // beside the rest, where the first letter differs
	commonness     = 0.04 // what a word gains for each doubling of its count
)

// dearest returns the highest cost of a repair of a word.
func dearest(word string) float64 {
	switch n := len(word); {
	case n <= 3:
		return 0.9
	case n == 4:
		return 1
	case n == 5:
		return 1.25
	case n <= 7:
		return 1.5
	default:
		return 2.25
	}
}

// newSpeller indexes the known words.
func newSpeller(count map[string]int) *speller {
	s := &speller{count: count, near: make(map[string][]string, 4*len(count))}
	for _, w := range sortedKeys(count) {
		if len(w) < shortestRepair || len(w) > maxWord || hasDigit(w) {
			continue
		}
		eachSkeleton(w, func(key []byte) {
			if list := s.near[string(key)]; len(list) == 0 || list[len(list)-1] != w {
				s.near[string(key)] = append(list, w)
			}
		})
	}
	return s
}

// eachSkeleton calls take with the consonants of a word, and with all of them
// but one where at least two remain. The key is reused.
func eachSkeleton(word string, take func(key []byte)) {
	bones := make([]byte, 0, maxWord)
	for i := range len(word) {
		if !isVowel(word[i]) {
			bones = append(bones, word[i])
		}
	}
	take(bones)
	if len(bones) < 3 {
		return
	}
	key := make([]byte, 0, maxWord)
	for i := range bones {
		if i > 0 && bones[i] == bones[i-1] {
			continue
		}
		take(append(append(key[:0], bones[:i]...), bones[i+1:]...))
	}
}

// knows reports whether the word is known as it stands.
func (s *speller) knows(word string) bool { return s.count[word] > 0 }

// repair returns the known word that is nearest, the first in the alphabet
// among equals, or the word itself.
func (s *speller) repair(word string) string {
	if len(word) < shortestRepair || len(word) > maxWord || s.knows(word) || s.roots[word] {
		return word
	}
	if hasDigit(word) {
		if plain := lettered(word); plain == word || s.knows(plain) {
			return plain
		}
		return word
	}
	best, least := word, math.Inf(1)
	most := dearest(word)
	eachSkeleton(word, func(key []byte) {
		for _, w := range s.near[string(key)] {
			if s.count[w] == 0 || w == best || math.Abs(float64(len(w)-len(word)))*costOfDouble > most {
				continue
			}
			cost := repairCost(word, w, most)
			if cost > most {
				continue
			}
			cost -= commonness * math.Log2(float64(s.count[w]))
			if cost < least || (cost == least && w < best) {
				best, least = w, cost
			}
		}
	})
	return best
}

// repairCost is what it takes to make the known word of the typed one; it may
// stop at any cost above most.
func repairCost(typed, known string, most float64) float64 {
	var rows [3][maxWord + 1]float64
	before, last, row := &rows[0], &rows[1], &rows[2]
	for j := 1; j <= len(known); j++ {
		last[j] = last[j-1] + gap(known, j-1)
	}
	for i := 1; i <= len(typed); i++ {
		row[0] = last[0] + gap(typed, i-1)
		least := row[0]
		for j := 1; j <= len(known); j++ {
			cost := min(last[j]+gap(typed, i-1), row[j-1]+gap(known, j-1), last[j-1]+exchange(typed[i-1], known[j-1]))
			if i > 1 && j > 1 && typed[i-1] == known[j-2] && typed[i-2] == known[j-1] {
				cost = min(cost, before[j-2]+costOfSwap)
			}
			row[j] = cost
			least = min(least, cost)
		}
		if least > most {
			return least
		}
		before, last, row = last, row, before
	}
	return last[len(known)]
}

// gap is the cost of a letter that the other word lacks.
func gap(word string, i int) float64 {
	switch {
	case i > 0 && word[i] == word[i-1]:
		return costOfDouble
	case i > 0 && isVowel(word[i]):
		return costOfVowel
	default:
		return 1
	}
}

// exchange is the cost of one letter for another.
func exchange(typed, known byte) float64 {
	switch {
	case typed == known:
		return 0
	case isVowel(typed) && isVowel(known), besides(typed, known):
		return costOfSlip
	default:
		return 1
	}
}

// besides reports whether two keys are neighbours.
func besides(typed, known byte) bool {
	for _, row := range [...]string{"qwertyuiop", "asdfghjkl", "zxcvbnm", "qawsedrftgyhujikolp", "azsxdcfvgbhnjmk"} {
		for i := 1; i < len(row); i++ {
			if (row[i-1] == typed && row[i] == known) || (row[i-1] == known && row[i] == typed) {
				return true
			}
		}
	}
	return false
}

func isVowel(c byte) bool {
	switch c {
	case 'a', 'e', 'i', 'o', 'u':
		return true
	}
	return false
}

// lettered returns a word written with digits for letters, k4rtu, in letters; a
// word that has another digit too, or more digits than letters, as it stands.
func lettered(word string) string {
	plain, digits := []byte(word), 0
	for i, c := range plain {
		if c < '0' || c > '9' {
			continue
		}
		digits++
		at := strings.IndexByte("013456", c)
		if at < 0 || digits*2 > len(word) {
			return word
		}
		plain[i] = "oieasg"[at]
	}
	return string(plain)
}

func hasDigit(word string) bool {
	for i := range len(word) {
		if word[i] >= '0' && word[i] <= '9' {
			return true
		}
	}
	return false
}
