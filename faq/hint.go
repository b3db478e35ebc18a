package faq

import (
	"cmp"
	"math"
	"slices"
	"strings"
)

// hintSpace is how many numbers the features of a message are spread over. Two
// that share a number by chance do little harm: each message has many.
const hintSpace = 1 << 16

// Bounds of the sequences of letters within a word, and of what is heard.
const (
	shortestHint = 3
	longestHint  = 5
	mostHeard    = 60 // words of a message
)

// hint is the number of a feature while its letters are added. It is made from
// these alone, so that there is no list of features to learn, keep or load.
type hint uint32

// hintKind is a kind of features; each has its own length in a vector.
type hintKind byte

const (
	hintWord    hintKind = iota // words, pairs of neighbours, the kin of words
	hintLetters                 // sequences of letters within a word
	hintForm                    // what rules see, how long the message is, its signs
	hintKin                     // pairs of kin that occur together
	hintKinds
)

// newHint begins a feature of a kind.
func newHint(k hintKind) hint { return hint(2166136261).with(byte(k)) }

// with adds a letter (FNV-1a).
func (h hint) with(c byte) hint { return (h ^ hint(c)) * 16777619 }

// number adds a number.
func (h hint) number(n int) hint { return h.with(byte(n)).with(byte(n >> 8)) }

// word adds the letters of a word.
func (h hint) word(w string) hint {
	for i := range len(w) {
		h = h.with(w[i])
	}
	return h
}

// place is the number of a finished feature among those there are.
func (h hint) place() int32 { return int32((h ^ h>>16) % hintSpace) }

// takeHint is called with a feature, its kind, and the word it ends in; -1 when
// it is of the whole message.
type takeHint func(k hintKind, h int32, at int)

// eachHint calls take for every feature of a message. What is said again, and
// the middle of a long message, adds nothing.
func (m *message) eachHint(s seen, holding []int, take takeHint) {
	last := newHint(hintWord)
	var kin []uint16
	for i, w := range m.words {
		if len(m.words) > mostHeard && i >= mostHeard/2 && i < len(m.words)-mostHeard/2 {
			continue
		}
		if slices.Contains(m.words[max(i-mostHeard, 0):i], w) {
			last = newHint(hintWord).word(w)
			continue
		}
		w = digitsAlike(w)
		take(hintWord, newHint(hintWord).word(w).place(), i)
		take(hintWord, last.with(' ').word(w).place(), i)
		for _, k := range m.book.kin.of(w) {
			take(hintWord, newHint(hintWord).with('=').number(int(k)).place(), i)
			kin = appendOnce(kin, k)
		}
		eachSequence(w, i, take)
		last = newHint(hintWord).word(w)
	}
	slices.Sort(kin)
	for i, a := range kin {
		for _, b := range kin[:i] {
			take(hintKin, newHint(hintKin).number(int(a)).number(int(b)).place(), -1)
		}
	}
	m.eachForm(s, holding, take)
}

// digitsAlike writes each digit of a number as the same sign: how long it is
// tells a telephone from a house, which it is does not matter.
func digitsAlike(w string) string {
	if !hasDigit(w) || strings.Trim(w, "0123456789") != "" {
		return w
	}
	return "################"[:min(len(w), 16)]
}

// eachSequence calls take for the sequences of letters of a word, its edges
// included.
func eachSequence(w string, word int, take takeHint) {
	letter := func(i int) byte {
		if i == 0 || i > len(w) {
			return '_'
		}
		return w[i-1]
	}
	for from := 0; from+shortestHint <= len(w)+2; from++ {
		h := newHint(hintLetters)
		for size := 1; size <= longestHint && from+size <= len(w)+2; size++ {
			if h = h.with(letter(from + size - 1)); size >= shortestHint {
				take(hintLetters, h.place(), word)
			}
		}
	}
}

// eachForm calls take for what the rules see, and what the message looks like.
func (m *message) eachForm(s seen, holding []int, take takeHint) {
	put := func(kind byte, number int) {
		take(hintForm, newHint(hintForm).with(kind).number(number).place(), -1)
	}
	for rule, have := range s.roles {
		for r := roleAny; r <= roleUnlessNear && have&roleAny != 0; r <<= 1 {
			if have&r != 0 {
				put('0'+byte(r), rule)
			}
		}
	}
	for _, rule := range holding {
		put('h', rule)
	}
	put('n', min(len(m.words), 3)+min(len(m.words)/4, 3))
	put('d', longestDigits(m.text))
	if m.subject {
		put('s', 0)
	}
	for _, sign := range []byte("[?!") {
		if strings.IndexByte(m.text, sign) >= 0 {
			put('c', int(sign))
		}
	}
}

// longestDigits tells how many digits stand together at most, a blank, a hyphen
// or a full stop between them allowed: 0 for none or a year, then a code, an
// account, a telephone, a card.
func longestDigits(text string) int {
	most, run, gap := 0, 0, 0
	for i := range len(text) {
		switch c := text[i]; {
		case c >= '0' && c <= '9':
			run, gap = run+1, 0
		case (c == ' ' || c == '-' || c == '.') && gap == 0:
			gap++
		default:
			run, gap = 0, 0
		}
		most = max(most, run)
	}
	size := 0
	for _, least := range [...]int{5, 7, 10, 14} {
		if most >= least {
			size++
		}
	}
	return size
}

// hintScale is what features of each kind are multiplied by in a message that
// has so many of them: each kind has its length, however long the message.
func hintScale(count [hintKinds]int) (by [hintKinds]float32) {
	for k, length := range [hintKinds]float64{hintWord: 0.7, hintLetters: 1, hintForm: 0.6, hintKin: 0.7} {
		by[k] = float32(length / math.Sqrt(float64(max(count[k], 1))))
	}
	return by
}

// hints returns the features of a message as a vector.
func (m *message) hints(s seen, holding []int) vector {
	type tally struct {
		hint  int32
		value float32
	}
	var all [hintKinds][]int32
	m.eachHint(s, holding, func(k hintKind, h int32, _ int) { all[k] = append(all[k], h) })
	var count [hintKinds]int
	for k := range all {
		count[k] = len(all[k])
	}
	var list []tally
	for k, by := range hintScale(count) {
		for _, h := range all[k] {
			list = append(list, tally{h, by})
		}
	}
	slices.SortStableFunc(list, func(a, b tally) int { return cmp.Compare(a.hint, b.hint) })
	var v vector
	for _, t := range list {
		if n := len(v.features); n > 0 && v.features[n-1] == t.hint {
			v.values[n-1] += t.value
			continue
		}
		v.features, v.values = append(v.features, t.hint), append(v.values, t.value)
	}
	return v
}
