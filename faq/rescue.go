package faq

import (
	"cmp"
	"slices"
	"strings"
)

// Rescue is what one word of the agency did for questions that were asked.
type Rescue struct {
	Word
	Heard   int `json:"heard"`   // questions in which it was replaced by its meaning
	Rescued int `json:"rescued"` // of them, those that were quoted an entry because of it
}

// Rescues puts questions to a catalogue as they are, and again without each of the agency's
// words in them: the word is read as it stands, and everything else, what was learned too,
// is as before. A word rescued a question that is quoted an entry with it, and without it
// not the same. Of two words that a question needs, each rescued it; of two of which one
// would do, neither. Words that no question had are left out; those that rescued most come
// first. step is told how many questions are done; nil: nobody wants to know.
func Rescues(s Side, asked []Query, step func(done int)) []Rescue {
	r := rescuing{side: s, words: map[string]*Rescue{}, without: map[string]Side{}}
	for _, w := range s.Matcher.catalog.WordList() {
		r.words[strings.Join(rawWords(w.Form), " ")] = &Rescue{Word: w}
	}
	for i, q := range asked {
		r.ask(q)
		if step != nil {
			step(i + 1)
		}
	}
	out := []Rescue{}
	for _, w := range r.words {
		if w.Heard > 0 {
			out = append(out, *w)
		}
	}
	slices.SortFunc(out, func(a, b Rescue) int {
		return cmp.Or(cmp.Compare(b.Rescued, a.Rescued), cmp.Compare(b.Heard, a.Heard), cmp.Compare(a.Form, b.Form))
	})
	return out
}

// rescuing is Rescues at work.
type rescuing struct {
	side    Side
	words   map[string]*Rescue // by their plain form
	without map[string]Side    // by the word that it does not have
}

// ask puts one question with and without its words. A reply that picks one of the choices
// offered before it is none.
func (r *rescuing) ask(q Query) {
	if _, reply := r.side.Matcher.Picks(q); reply {
		return
	}
	q.Choices = nil
	heard := map[string]bool{}
	norm := *r.side.Matcher.norm
	norm.heard = heard
	got := r.reading(&norm).Outcome(q)
	for form := range heard {
		w := r.words[form]
		if w == nil {
			continue // a meaning, which stands for itself, or an everyday word
		}
		w.Heard++
		if got.What == GotQuote && !got.same(r.lacking(form, w.Form).Outcome(q)) {
			w.Rescued++
		}
	}
}

// lacking is the catalogue's side without a word.
func (r *rescuing) lacking(key, form string) Side {
	side, made := r.without[key]
	if !made {
		side = r.reading(newNormaliser(r.side.Matcher.catalog.lexicon.Words.lacking(form)))
		r.without[key] = side
	}
	return side
}

// reading is the catalogue's side with another way to read words.
func (r *rescuing) reading(n *normaliser) Side {
	m, intents := *r.side.Matcher, *r.side.Matcher.intents
	m.norm, intents.norm = n, n
	m.intents = &intents
	return Side{Matcher: &m, Quotable: r.side.Quotable}
}

// lacking is a lexicon without one form. Its meaning stays one.
func (w words) lacking(form string) words {
	w.Slang, w.Synonyms = lackingIn(w.Slang, form), lackingIn(w.Synonyms, form)
	return w
}

func lackingIn(table map[string][]string, form string) map[string][]string {
	out := make(map[string][]string, len(table))
	for meaning, forms := range table {
		if slices.Contains(forms, form) {
			forms = slices.DeleteFunc(slices.Clone(forms), func(one string) bool { return one == form })
		}
		out[meaning] = forms
	}
	return out
}

// Plainly returns a function that writes a text in the plain words of the catalogue: texts
// of which it makes the same ask the same.
func (c *Catalog) Plainly() func(text string) string {
	n := newNormaliser(c.lexicon.Words)
	return func(text string) string { return strings.Join(n.words(text), " ") }
}

// Picks tells which of the choices offered a message names, by its place or its title;
// false: none. It asks no model.
func (m *Matcher) Picks(q Query) (entry string, ok bool) {
	p, ok := m.choice(q, m.norm.words(q.Text))
	return p.Entry, ok && p.Entry != ""
}
