package faq

import (
	"slices"
	"strings"
)

// reading is a message while Find reads it. Its sentences, their halves and the
// whole are looked at several times; what was made of the latest is kept.
type reading struct {
	*Matcher
	kept []*stretch
}

// mostKept is how many stretches of a message are kept at once.
const mostKept = 8

// stretch is a piece of a message and what is made of it. Pieces that differ in
// the marks behind them are the same.
type stretch struct {
	said     string
	words    []string
	content  []string // without greetings, thanks, fillers and long numbers
	repaired []string // the words with their spelling repaired
	part     Part     // what it asks for after topic, once that was found out
	topic    string
	judged   bool
}

// stretch reads a piece of the message.
func (r *reading) stretch(said string) *stretch {
	said = strings.TrimRight(strings.TrimSpace(said), " .?!;\n")
	if i := slices.IndexFunc(r.kept, func(s *stretch) bool { return s.said == said }); i >= 0 {
		return r.kept[i]
	}
	s := &stretch{said: said, words: r.norm.words(said)}
	s.content = r.content(s.words)
	s.repaired, _ = r.model.repair(s.words)
	if len(r.kept) == mostKept {
		r.kept = slices.Delete(r.kept, 0, 1)
	}
	r.kept = append(r.kept, s)
	return s
}

// part recognises one question, after topic.
func (r *reading) part(said, topic string) Part {
	s := r.stretch(said)
	if !s.judged || s.topic != topic {
		s.part, s.topic, s.judged = r.recognise(s, topic), topic, true
	}
	p := s.part
	p.Text = strings.TrimSpace(said)
	return p
}

// namesNoun reports whether a text calls a document or a topic by its name.
func (r *reading) namesNoun(said string) bool {
	return len(r.facets.nouns.find(r.stretch(said).repaired)) > 0
}

// short reports whether a text is too short to be a question of its own.
func (r *reading) short(said string) bool { return len(r.stretch(said).content) < shortestAsk }
