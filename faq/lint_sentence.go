package faq

import (
	"regexp"
	"strings"
	"unicode"
)

// A full stop ends no sentence behind these: something follows them always
// (No. 5, Ps. 3, a.n. ibu), or unless a new sentence clearly begins (dll.).
var (
	opensMore = regexp.MustCompile(`(?i)(^|[\s(])(no|ps|psl|pasal|hlm|jl|jln|kec|kel|kab|prov|tgl|bpk|sdr|sdri|dr|prof|a\.n|u\.p|s\.d|d\.a|u\.b)\.$`)
	mayClose  = regexp.MustCompile(`(?i)(^|[\s(])(dll|dsb|dst|dkk|spt|dsb)\.$`)
)

// sentencesOf splits a text into sentences. Dots within codes, times, numbers
// and addresses (F-1.02, 08.00–16.00, kupangkota.go.id) end none, since a blank
// must follow. A line ends its sentence unless the next goes on in lower case.
func sentencesOf(text string) (sentences []string) {
	runes := []rune(text)
	from := 0
	cut := func(to int) {
		if s := strings.TrimSpace(string(runes[from:to])); s != "" {
			sentences = append(sentences, s)
		}
		from = to
	}
	for i := range runes {
		switch runes[i] {
		case '\n':
			if next := nextRune(runes, i+1); !unicode.IsLower(next) {
				cut(i)
			}
		case '.', '?', '!':
			if end := closing(runes, i+1); ends(runes, from, i, end) {
				cut(end)
			}
		}
	}
	cut(len(runes))
	return sentences
}

// closing returns where the quotes and brackets behind a full stop end.
func closing(runes []rune, i int) int {
	for i < len(runes) && strings.ContainsRune(`"'”’)`, runes[i]) {
		i++
	}
	return i
}

// ends reports whether the sign at dot ends the sentence that begins at from;
// end is behind the quotes that close it.
func ends(runes []rune, from, dot, end int) bool {
	if end < len(runes) && !unicode.IsSpace(runes[end]) {
		return false
	}
	next := nextRune(runes, end)
	if unicode.IsLower(next) {
		return false
	}
	if from > dot || runes[dot] != '.' {
		return true
	}
	before := string(runes[max(from, dot-8) : dot+1])
	if opensMore.MatchString(before) {
		return end == len(runes)
	}
	return !mayClose.MatchString(before) || next == 0 || unicode.IsUpper(next)
}

// nextRune returns the next that is no space; 0 at the end.
func nextRune(runes []rune, i int) rune {
	for ; i < len(runes); i++ {
		if !unicode.IsSpace(runes[i]) {
			return runes[i]
		}
	}
	return 0
}

// countWords counts what is read as a word: anything with a letter or a digit
// between blanks.
func countWords(sentence string) (n int) {
	for _, field := range strings.Fields(sentence) {
		if strings.ContainsFunc(field, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }) {
			n++
		}
	}
	return n
}
