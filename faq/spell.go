package faq

// speller repairs words that are one edit away from a known one, by the
// method of deletions: two words are near when they share a form with at most
// one letter left out.
type speller struct {
	count map[string]int      // known words and how often they occur
	near  map[string][]string // a word with one letter left out → the words it came from
}

// shortestRepair is the length, in bytes, from which words are repaired;
// below looseRepair the first letter must agree.
const (
	shortestRepair = 5
	looseRepair    = 6
)

// newSpeller indexes the known words.
func newSpeller(count map[string]int) *speller {
	s := &speller{count: count, near: make(map[string][]string, 8*len(count))}
	for _, w := range sortedKeys(count) {
		if len(w) < shortestRepair {
			continue
		}
		s.near[w] = append(s.near[w], w)
		for i := range len(w) {
			left := w[:i] + w[i+1:]
			s.near[left] = append(s.near[left], w)
		}
	}
	return s
}

// knows reports whether the word is known as it stands.
func (s *speller) knows(word string) bool { return s.count[word] > 0 }

// repair returns the commonest known word within one edit, the first in the
// alphabet among equals, or the word itself.
func (s *speller) repair(word string) string {
	if s.knows(word) || len(word) < shortestRepair || hasDigit(word) {
		return word
	}
	best := ""
	consider := func(form string) {
		for _, w := range s.near[form] {
			if !s.allowed(word, w) {
				continue
			}
			if best == "" || s.count[w] > s.count[best] || (s.count[w] == s.count[best] && w < best) {
				best = w
			}
		}
	}
	consider(word)
	for i := range len(word) {
		consider(word[:i] + word[i+1:])
	}
	if best == "" {
		return word
	}
	return best
}

// allowed reports whether word may be a slip of the known word w. Short words
// have many neighbours; there the first letter, which is rarely wrong, decides.
func (s *speller) allowed(word, w string) bool {
	if len(word) < looseRepair && word[0] != w[0] {
		return false
	}
	return withinOneEdit(word, w)
}

// withinOneEdit reports whether a becomes b by at most one insertion,
// deletion, substitution or swap of neighbours. It compares bytes.
func withinOneEdit(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(b)-len(a) > 1 {
		return false
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	switch {
	case i == len(a):
		return true
	case len(a) < len(b):
		return a[i:] == b[i+1:]
	case a[i+1:] == b[i+1:]:
		return true
	default:
		return i+1 < len(a) && a[i] == b[i+1] && a[i+1] == b[i] && a[i+2:] == b[i+2:]
	}
}

func hasDigit(word string) bool {
	for i := range len(word) {
		if word[i] >= '0' && word[i] <= '9' {
			return true
		}
	}
	return false
}
