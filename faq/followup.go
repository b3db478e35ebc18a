package faq

import (
	"slices"
	"strings"
)

// A follow-up or a reply to choices is short: at most so many words.
const (
	longestFollowup = 6
	longestReply    = 4
)

// followup recognises a fragment that needs the last topic: "biayanya?",
// "kalau hilang?". It reports false when the text stands by itself.
//
// A need is answered from the topic's own entry, if that says something on it.
// What happened to the document ("hilang") leads to a neighbour: the topic's
// noun is put before the words, and only entries near the topic may be chosen.
func (m *Matcher) followup(p *Part, content, words []string, topic string) bool {
	e, ok := m.catalog.Entry(topic)
	if !ok || p.Facet == Whole || len(content) > longestFollowup || m.facets.hasSubject(words) {
		return false
	}
	if !p.Facet.situation() {
		return e.has(p.Facet) && !m.strange(words, topic) && m.certain(p, topic, ByTopic)
	}
	prefix, noun := m.facets.subjectOf(topic)
	if noun == "" || p.Facet == StatusCheck {
		return false
	}
	neighbour := func(class int) bool {
		id := m.entryOf(class).ID
		return id == topic || strings.HasPrefix(id, prefix) || slices.Contains(e.Related, id)
	}
	full := append(m.norm.words(noun), content...)
	m.fill(p, m.text(full), neighbour)
	return p.Verdict != Unknown
}

// commonUses is by how many entries a word is used at least that says little of
// what a question is about.
const commonUses = 4

// strange reports whether words that ask for a need name something else besides
// that the topic never speaks of: "parkirnya di mana?" is not about the topic.
func (m *Matcher) strange(words []string, topic string) bool {
	class := slices.IndexFunc(m.classes, func(i int) bool { return m.catalog.entries[i].ID == topic })
	return class < 0 || slices.ContainsFunc(m.norm.content(words), func(w string) bool {
		uses := m.model.evidence.words[w]
		return len(uses) < commonUses && !m.facets.asking[w] && !has(uses, class)
	})
}

// choice recognises a reply to what was offered: "2", "yang kedua", or words
// of just one title.
func (m *Matcher) choice(q Query, words []string) (Part, bool) {
	p := Part{Text: strings.TrimSpace(q.Text)}
	if len(q.Choices) == 0 || len(words) > longestReply {
		return p, false
	}
	if place := m.ordinal(words); place > 0 {
		return p, place <= len(q.Choices) && m.certain(&p, q.Choices[place-1], ByChoice)
	}
	if place := m.named(q.Choices, m.norm.content(words)); place >= 0 {
		return p, m.certain(&p, q.Choices[place], ByChoice)
	}
	return p, false
}

// ordinal returns the only place that a reply names, or 0.
func (m *Matcher) ordinal(words []string) int {
	place := 0
	for _, w := range words {
		n := m.facets.ordinals[w]
		if n == 0 {
			continue
		}
		if place != 0 && place != n {
			return 0
		}
		place = n
	}
	return place
}

// named returns the only choice whose title has every word of the reply, or
// -1. Words that several titles share name none. Titles are short and the
// curator's own, hence no model is asked.
func (m *Matcher) named(choices, reply []string) int {
	found := -1
	for i, id := range choices {
		e, ok := m.catalog.Entry(id)
		if !ok || len(reply) == 0 {
			continue
		}
		title := m.norm.words(e.Title)
		if slices.ContainsFunc(reply, func(w string) bool { return !slices.Contains(title, w) }) {
			continue
		}
		if found >= 0 {
			return -1
		}
		found = i
	}
	return found
}

// has reports whether the entry says something on the facet.
func (e Entry) has(f Facet) bool {
	_, lines := e.section(f)
	return len(lines) > 0
}
