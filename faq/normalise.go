package faq

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Bounds of what is read of a message. The middle of a longer one is left
// out: questions stand at its beginning or its end.
const (
	maxText      = 4000 // bytes
	maxWord      = 40   // characters
	maxRewrites  = 8    // rounds of replacement
	longestForm  = 4    // words of a form that is replaced
	shortestNya  = 3    // characters that must remain before -nya and -kah
	shortestTail = 4    // the same for -lah and -pun

	shortestDrawn = 4 // bytes of a word whose last letter may be drawn out
)

// normaliser turns what citizens type into plain words: one spelling, one
// name for each thing. It is idempotent for a checked lexicon.
type normaliser struct {
	forms   map[string]meaning // words joined by blanks → what they mean
	longest map[string]int     // first word of a form → most words of such a form
	friends map[string][]falseFriend
	keep    map[string]bool
	fillers map[string]bool
	heard   map[string]bool // takes down the forms that are replaced; nil: nobody wants to know
}

// meaning is what a form is replaced by.
type meaning struct {
	words []string
	name  bool // the form is a name of a document or deed, not slang
}

// newNormaliser prepares the agency's data on words.
func newNormaliser(w words) *normaliser {
	n := &normaliser{
		forms:   make(map[string]meaning, len(w.Slang)+len(w.Synonyms)),
		longest: make(map[string]int, len(w.Slang)+len(w.Synonyms)),
		friends: make(map[string][]falseFriend, len(w.False)),
		keep:    setOf(w.Keep),
		fillers: setOf(w.Fillers),
	}
	// A meaning stands for itself too, so that no part of it is replaced; a
	// form that is also a meaning wins, and Load refuses it.
	tables := []map[string][]string{w.Slang, w.Synonyms}
	for i, table := range tables {
		for said := range table {
			n.learn(meaning{rawWords(said), i == 1}, []string{said})
		}
	}
	for i, table := range tables {
		for _, said := range sortedKeys(table) {
			n.learn(meaning{rawWords(said), i == 1}, table[said])
		}
	}
	for _, f := range w.False {
		n.friends[f.Form] = append(n.friends[f.Form], f)
	}
	n.hear(everydayWords)
	return n
}

// learn notes the forms of a meaning. Load refuses what it leaves out.
func (n *normaliser) learn(m meaning, forms []string) {
	for _, form := range forms {
		words := rawWords(form)
		if len(words) == 0 || len(words) > longestForm {
			continue
		}
		n.forms[strings.Join(words, " ")] = m
		n.longest[words[0]] = max(n.longest[words[0]], len(words))
	}
}

// words returns the plain words of a text. Slang goes first, so that a false
// friend is judged between plain neighbours; what a document is called goes
// last. Each is repeated until nothing changes, since one replacement may give
// another its neighbour.
func (n *normaliser) words(text string) []string {
	words := rawWords(text)
	next := make([]string, 0, len(words)+8)
	for _, names := range [...]bool{false, true} {
		for range maxRewrites {
			next = n.rewrite(next[:0], words, names)
			if slices.Equal(next, words) {
				break
			}
			words, next = next, words
		}
	}
	return words
}

// content leaves out the words that say nothing about the question.
func (n *normaliser) content(words []string) []string {
	kept := make([]string, 0, len(words))
	for _, w := range words {
		if !n.fillers[w] {
			kept = append(kept, w)
		}
	}
	return kept
}

// rewrite is one round of replacement from words to out; names tells whether
// names of documents are replaced too.
func (n *normaliser) rewrite(out, words []string, names bool) []string {
	for i := 0; i < len(words); {
		meaning, used := n.befriend(words, i)
		if used == 0 {
			meaning, used = n.replace(words, i, names)
		}
		if used == 0 {
			out = appendNew(out, singular(n.bare(words[i])))
			i++
			continue
		}
		for _, w := range meaning {
			out = appendNew(out, w)
		}
		i += used
	}
	return out
}

// replace finds the longest form that begins at i. used is 0 when there is
// none. Single words, by far the most, are looked up without joining.
func (n *normaliser) replace(words []string, i int, names bool) (said []string, used int) {
	longest := min(n.longest[words[i]], len(words)-i)
	for size := longest; size > 1; size-- {
		if m, ok := n.meant(strings.Join(words[i:i+size], " "), names); ok {
			return m.words, size
		}
	}
	if longest > 0 {
		if m, ok := n.meant(words[i], names); ok {
			return m.words, 1
		}
	} else if w := words[i]; len(w) >= shortestDrawn && w[len(w)-1] == w[len(w)-2] {
		if m, ok := n.meant(w[:len(w)-1], names); ok {
			return m.words, 1 // okee, makasihh
		}
	}
	return nil, 0
}

// meant is what a form means; names tells whether it may be the name of a document.
func (n *normaliser) meant(form string, names bool) (meaning, bool) {
	m, ok := n.forms[form]
	if ok = ok && (names || !m.name); ok && n.heard != nil {
		n.heard[form] = true
	}
	return m, ok
}

// befriend replaces a false friend between its neighbours.
func (n *normaliser) befriend(words []string, i int) (said []string, used int) {
	for _, f := range n.friends[words[i]] {
		if neighbour(f.After, words[:i], true) && neighbour(f.Before, words[i+1:], false) {
			return strings.Fields(f.Becomes), 1
		}
	}
	return nil, 0
}

// neighbour reports whether one of the phrases stands at the near end of
// words: the last of those before a word, the first of those behind it. No
// phrases fit everywhere; "^" and "$" fit where there are no words.
func neighbour(phrases, words []string, before bool) bool {
	if len(phrases) == 0 {
		return true
	}
	for _, phrase := range phrases {
		wanted := strings.Fields(phrase)
		switch {
		case phrase == "^" || phrase == "$":
			if len(words) == 0 {
				return true
			}
		case len(wanted) > len(words):
		case before && slices.Equal(wanted, words[len(words)-len(wanted):]):
			return true
		case !before && slices.Equal(wanted, words[:len(wanted)]):
			return true
		}
	}
	return false
}

// bare takes the particles off a word: biayanya, berapakah, sudahlah. Words
// that only seem to carry one are data of the agency.
func (n *normaliser) bare(word string) string {
	if n.keep[word] {
		return word
	}
	for _, t := range [...]struct {
		tail string
		left int
	}{{"nya", shortestNya}, {"kah", shortestNya}, {"lah", shortestTail}, {"pun", shortestTail}} {
		if stem, ok := strings.CutSuffix(word, t.tail); ok && len(stem) >= t.left {
			return stem
		}
	}
	return word
}

// appendNew appends a word unless it repeats the one before: "syarat-syarat".
func appendNew(words []string, w string) []string {
	if len(words) > 0 && words[len(words)-1] == w {
		return words
	}
	return append(words, w)
}

// rawWords splits a text into lower-case words, with stretched letters and
// the "2" of chat undone, before any data is applied.
func rawWords(text string) []string {
	text = clipMiddle(text)
	if !isASCII(text) {
		text = norm.NFKC.String(strings.ToLower(norm.NFKC.String(text)))
	}
	words := make([]string, 0, len(text)/5+1)
	word := make([]byte, 0, maxWord)
	flush := func() {
		if len(word) > 0 {
			words = appendNew(words, singular(unstretch(string(word))))
			word = word[:0]
		}
	}
	for _, r := range text {
		switch {
		case r >= 'A' && r <= 'Z':
			word = append(word, byte(r)+'a'-'A')
		case unicode.IsLetter(r) || unicode.IsNumber(r):
			word = utf8.AppendRune(word, unicode.ToLower(r))
		case r == '\'' || r == '’' || r == '`' || unicode.In(r, unicode.Mn, unicode.Cf):
			// jum'at, ma'af, and what has no width
		default:
			flush()
		}
		if len(word) >= maxWord {
			flush()
		}
	}
	flush()
	return words
}

// unstretch shortens letters typed three times or more: gmnaaa. Digits stay.
func unstretch(word string) string {
	run, last := 0, rune(-1)
	for _, r := range word {
		if r == last {
			run++
		} else {
			run, last = 1, r
		}
		if run >= 3 && unicode.IsLetter(r) {
			return squeeze(word)
		}
	}
	return word
}

// squeeze writes each run of three or more equal letters as one.
func squeeze(word string) string {
	runes := []rune(word)
	out := make([]rune, 0, len(runes))
	for i := 0; i < len(runes); {
		j := i
		for j < len(runes) && runes[j] == runes[i] {
			j++
		}
		if j-i >= 3 && unicode.IsLetter(runes[i]) {
			out = append(out, runes[i])
		} else {
			out = append(out, runes[i:j]...)
		}
		i = j
	}
	return string(out)
}

// singular undoes the "2" that doubles a word: syarat2, syarat2nya.
func singular(word string) string {
	i := strings.IndexByte(word, '2')
	if i < 3 || (word[i+1:] != "" && word[i+1:] != "nya" && word[i+1:] != "an") {
		return word
	}
	for _, r := range word[:i] {
		if !unicode.IsLetter(r) {
			return word
		}
	}
	return word[:i] + word[i+1:]
}

// clipMiddle leaves out the middle of a text longer than maxText.
func clipMiddle(text string) string {
	if len(text) <= maxText {
		return text
	}
	head, tail := maxText/2, len(text)-maxText/2
	for head > 0 && !utf8.RuneStart(text[head]) {
		head--
	}
	for tail < len(text) && !utf8.RuneStart(text[tail]) {
		tail++
	}
	return text[:head] + " " + text[tail:]
}

func isASCII(text string) bool {
	for i := range len(text) {
		if text[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

func setOf(words []string) map[string]bool {
	set := make(map[string]bool, len(words))
	for _, w := range words {
		set[w] = true
	}
	return set
}
