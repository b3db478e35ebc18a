package faq

import (
	"fmt"
	"slices"
	"strings"
)

// shortestNear is how long a word must be for one letter more or less to be a
// slip rather than another word: "kk" is not "kb".
const shortestNear = 5

// pattern is one question of an entry, for comparing with those of others.
type pattern struct {
	entry   int // of the catalogue, in the order written
	at      prose
	content []string // its content words, sorted, each once
}

// twin names the other of two patterns that are too much alike.
func (l *linter) twin(rule Rule, p, other pattern, format string) {
	where := ""
	if at := other.at.at; at.line > 0 { // of a catalogue that was not read from files nothing stands anywhere
		where = fmt.Sprintf(" (%s baris %d)", at.doc.name, at.line)
	}
	l.note(rule, &l.catalog.entries[p.entry], p.at.at, format, l.catalog.entries[other.entry].ID, where)
}

// patterns finds questions that two entries claim: the same one is an error,
// nearly the same one a warning. Each is told once, at the later of the two.
func (l *linter) patterns() {
	same := map[string]pattern{}   // all plain words in their order
	equal := map[string]pattern{}  // content words, whatever their order
	near := map[string][]pattern{} // content words but one
	for i := range l.catalog.entries {
		e := &l.catalog.entries[i]
		if e.Status == Withdrawn {
			continue
		}
		list := child(l.places[i].node, "questions")
		for j, question := range e.Questions {
			words := l.norm.words(question)
			p := pattern{entry: i, at: newProse(l.places[i].doc, item(list, j), "questions", question)}
			p.content = slices.Compact(slices.Sorted(slices.Values(l.norm.content(words))))
			if len(p.content) == 0 {
				continue
			}
			l.compare(p, strings.Join(words, " "), same, equal, near)
		}
	}
}

// compare tells what a pattern has in common with those before it, and adds it
// to them.
func (l *linter) compare(p pattern, words string, same, equal map[string]pattern, near map[string][]pattern) {
	set := strings.Join(p.content, " ")
	if other, ok := same[words]; ok && other.entry != p.entry {
		l.twin(RulePatternTwice, p, other, "Pertanyaan ini sama dengan pertanyaan jawaban %q%s. Pilih satu jawaban saja, lalu hapus di yang lain.")
	} else if other, ok := equal[set]; ok && other.entry != p.entry {
		l.twin(RulePatternNear, p, other, "Kata-katanya sama dengan pertanyaan jawaban %q%s. Beri kata pembeda, atau hapus salah satunya.")
	} else if other, ok := l.neighbour(p, near); ok {
		l.twin(RulePatternNear, p, other, "Hanya berbeda satu huruf dengan pertanyaan jawaban %q%s. Beri kata pembeda, atau hapus salah satunya.")
	}
	if _, ok := same[words]; !ok {
		same[words] = p
	}
	if _, ok := equal[set]; !ok {
		equal[set] = p
		for i, w := range p.content {
			if distinctive(w) {
				key := rest(p.content, i)
				near[key] = append(near[key], p)
			}
		}
	}
}

// neighbour finds a pattern of another entry of which all words but one are
// the same, and that one is a letter off.
func (l *linter) neighbour(p pattern, near map[string][]pattern) (pattern, bool) {
	for i, w := range p.content {
		if !distinctive(w) {
			continue
		}
		for _, other := range near[rest(p.content, i)] {
			if other.entry != p.entry && withinOneEdit(w, odd(other.content, p.content)) {
				return other, true
			}
		}
	}
	return pattern{}, false
}

// distinctive reports whether a word is long enough to be misspelt, and no
// number: 16 is not 17.
func distinctive(word string) bool { return len(word) >= shortestNear && !hasDigit(word) }

// rest joins all words but the i-th.
func rest(words []string, i int) string {
	return strings.Join(slices.Concat(words[:i], words[i+1:]), " ")
}

// odd returns the word that the second list does not have.
func odd(words, other []string) string {
	for _, w := range words {
		if _, found := slices.BinarySearch(other, w); !found {
			return w
		}
	}
	return ""
}
