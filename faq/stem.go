package faq

import (
	_ "embed"
	"slices"
	"strings"
)

//go:embed roots.txt
var rootWords string

// Bounds of stemming. A word shorter than the first has no affix worth
// taking; no Indonesian word has more prefixes than the second.
const (
	shortestAffixed = 4
	mostPrefixes    = 3
)

// stemmer finds the root of an Indonesian word by the method of Nazief and
// Adriani in the order of enhanced confix stripping: mengurus, pengurusan,
// diuruskan → urus. Nothing counts as a root that is not in its list, so a
// word it cannot explain stays as it is, and a root stays itself.
type stemmer struct {
	roots map[string]bool
	known map[string]string // words remembered → their roots
}

// form is a word without some of its suffixes.
type form struct {
	rest   string
	suffix string // the derivational suffix taken; empty: none
}

// newStemmer reads the list of roots.
func newStemmer() *stemmer {
	return &stemmer{roots: setOf(strings.Fields(rootWords)), known: map[string]string{}}
}

// remember finds the roots of words once and for all, if they take a search. It
// must not run beside anything else.
func (s *stemmer) remember(words []string) {
	for _, w := range words {
		if _, done := s.known[w]; !done && !s.plain(w) {
			s.known[w] = s.search(w)
		}
	}
}

// plain reports whether a word is its own root without a search.
func (s *stemmer) plain(word string) bool {
	return len(word) < shortestAffixed || len(word) > 2*maxWord || s.roots[word]
}

// stem returns the root of a word in lower case, or the word when it has none
// in the list. A doubled word is what both its halves come from.
func (s *stemmer) stem(word string) string {
	if s.plain(word) {
		return word
	}
	if root, ok := s.known[word]; ok {
		return root
	}
	return s.search(word)
}

// search is stem for a word that is not plain.
func (s *stemmer) search(word string) string {
	if head, tail, doubled := strings.Cut(word, "-"); doubled {
		if root := s.stem(tail); root != "" && root == s.stem(head) {
			return root
		}
		return word
	}
	forms := unsuffixed(word)
	for _, f := range forms[1:] {
		if s.roots[f.rest] {
			return f.rest
		}
	}
	if !prefixFirst(word) {
		slices.Reverse(forms)
	}
	for _, f := range forms {
		if root, ok := s.unprefixed(f, nil); ok {
			return root
		}
	}
	for _, f := range forms {
		if root, ok := s.spoken(f); ok {
			return root
		}
	}
	return word
}

// stems returns the root of each word.
func (s *stemmer) stems(words []string) []string {
	roots := make([]string, len(words))
	for i, w := range words {
		roots[i] = s.stem(w)
	}
	return roots
}

// unsuffixed takes suffixes off a word: the particle, then the possessive,
// then one that derives. The word itself comes first; those that give a suffix
// back stand between: tindakan is tindak-an, though it ends in -kan.
func unsuffixed(word string) []form {
	forms := make([]form, 1, 8)
	forms[0] = form{rest: word}
	for _, kind := range [...][]string{{"lah", "kah", "tah", "pun"}, {"nya", "ku", "mu"}} {
		word = forms[len(forms)-1].rest
		for _, suffix := range kind {
			if rest, ok := strings.CutSuffix(word, suffix); ok && len(rest) > 1 {
				forms = append(forms, form{rest: rest})
				break
			}
		}
	}
	word = forms[len(forms)-1].rest
	for _, suffix := range [...]string{"kan", "an", "in", "i"} {
		if rest, ok := strings.CutSuffix(word, suffix); ok && len(rest) > 1 {
			forms = append(forms, form{rest, suffix})
		}
	}
	return forms
}

// prefixFirst tells whether the beginning of a word is more to be trusted than
// its end: berjalan is ber-jalan, not ber-jal-an.
func prefixFirst(word string) bool {
	for _, pair := range [...][2]string{
		{"be", "lah"}, {"be", "an"}, {"me", "i"}, {"di", "i"}, {"pe", "i"}, {"te", "i"},
	} {
		if strings.HasPrefix(word, pair[0]) && strings.HasSuffix(word, pair[1]) {
			return true
		}
	}
	return false
}

// unprefixed takes prefixes off a form until a root is left. taken lists those
// taken before; none occurs twice.
func (s *stemmer) unprefixed(f form, taken []string) (root string, ok bool) {
	if len(taken) == mostPrefixes || len(f.rest) < shortestAffixed {
		return "", false
	}
	prefix := f.rest[:2]
	if slices.Contains(taken, prefix) || (len(taken) == 0 && !together(prefix, f.suffix)) {
		return "", false
	}
	rests := withoutPrefix(prefix, f.rest)
	for _, rest := range rests {
		if s.roots[rest] {
			return rest, true
		}
	}
	for _, rest := range rests {
		if root, ok := s.unprefixed(form{rest, f.suffix}, append(taken, prefix)); ok {
			return root, true
		}
	}
	return "", false
}

// together reports whether a word may have this prefix and this suffix.
func together(prefix, suffix string) bool {
	switch prefix + "-" + suffix {
	case "be-i", "di-an", "ke-i", "ke-kan", "me-an", "se-i", "se-kan", "te-an",
		"be-in", "ke-in", "se-in", "te-in":
		return false
	}
	return true
}

// withoutPrefix returns what may stand behind the prefix that a word begins
// with, the likelier first; nothing when it does not begin with one.
func withoutPrefix(prefix, word string) []string {
	rest := word[2:]
	switch prefix {
	case "di", "ke", "se":
		return []string{rest}
	case "be", "te":
		return rolled(rest)
	case "me":
		return nasal(rest)
	case "pe":
		rests := append(rolled(rest), nasal(rest)...)
		if len(rests) == 0 && !strings.ContainsRune("rwylmn", rune(rest[0])) {
			rests = append(rests, rest) // pe-tugas
		}
		return rests
	}
	return nil
}

// rolled returns what follows ber-, ter- and per-, of which the r is lost
// before a syllable with another, or turned to l: be-kerja, bel-ajar.
func rolled(rest string) []string {
	switch {
	case strings.HasPrefix(rest, "r") && startsWithVowel(rest[1:]):
		return []string{rest[1:], rest} // ber-ubah or be-rubah
	case strings.HasPrefix(rest, "r"):
		return []string{rest[1:]}
	case strings.HasPrefix(rest, "lajar"), strings.HasPrefix(rest, "lunjur"):
		return []string{rest[1:]}
	case len(rest) > 3 && rest[1:3] == "er" && !startsWithVowel(rest) && !startsWithVowel(rest[3:]):
		return []string{rest}
	}
	return nil
}

// nasal returns what follows meN- and peN-, whose N becomes like the letter
// behind it, or swallows it: mem-baca, me-m(p)ilih, me-n(t)ulis, meng-urus.
func nasal(rest string) []string {
	two := rest[:min(2, len(rest))]
	switch {
	case two == "ny":
		return []string{"s" + rest[2:], rest}
	case two == "ng" && strings.HasPrefix(rest[2:], "e") && len(rest) > 5: // menge-cek
		return []string{rest[2:], "k" + rest[2:], rest[3:]}
	case two == "ng" && startsWithVowel(rest[2:]):
		return []string{rest[2:], "k" + rest[2:], rest}
	case two == "ng":
		return []string{rest[2:]}
	case rest[0] == 'm' && (startsWithVowel(rest[1:]) || strings.HasPrefix(rest[1:], "r")):
		return []string{rest, "p" + rest[1:]}
	case rest[0] == 'n' && startsWithVowel(rest[1:]):
		return []string{rest, "t" + rest[1:]}
	case rest[0] == 'm' || rest[0] == 'n':
		return []string{rest[1:]}
	case strings.ContainsRune("lrwy", rune(rest[0])):
		return []string{rest}
	}
	return nil
}

// spoken takes off the nasal prefix as it is spoken, without me-: ngurus,
// nyetak, nulis, milih.
func (s *stemmer) spoken(f form) (root string, ok bool) {
	if len(f.rest) < shortestAffixed || f.suffix == "an" || !strings.ContainsRune("mn", rune(f.rest[0])) {
		return "", false
	}
	rests := nasal(f.rest)
	if rest, ok := strings.CutPrefix(f.rest, "ny"); ok {
		rests = append(rests, "c"+rest) // nyetak
	}
	for _, rest := range rests {
		if s.roots[rest] {
			return rest, true
		}
	}
	return "", false
}

func startsWithVowel(word string) bool {
	return word != "" && strings.IndexByte("aeiou", word[0]) >= 0
}
