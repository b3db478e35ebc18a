package faq

import (
	_ "embed"
	"strings"
)

// everydayWords is how words that every counter hears are typed in chats, a
// meaning and its forms on a line.
//
//go:embed everyday.txt
var everydayWords string

// hear learns how everyday words are typed, for any catalogue. The agency's own
// data goes first: a form that it knows keeps the meaning it has there.
func (n *normaliser) hear(lines string) {
	for line := range strings.Lines(lines) {
		said, forms, ok := strings.Cut(strings.TrimSpace(line), ": ")
		if !ok || strings.HasPrefix(said, "#") {
			continue
		}
		m := meaning{words: rawWords(said)}
		n.learnNew(m, said)
		for _, form := range strings.Split(forms, ", ") {
			n.learnNew(m, form)
		}
	}
}

// learnNew notes a form that is not known yet.
func (n *normaliser) learnNew(m meaning, form string) {
	key := strings.Join(rawWords(form), " ")
	if _, known := n.forms[key]; !known && n.friends[key] == nil {
		n.learn(m, []string{form})
	}
}
