package faq

import (
	"slices"
	"strings"
)

// How much of a message is looked at.
const (
	maxParts    = 3
	maxSegments = 8 // sentences; the middle of a longer message is left out
	shortestAsk = 2 // content words of a question worth a part of its own
)

// segment is one sentence of a message.
type segment struct {
	text  string
	asked bool // it ends in a question mark
}

// parts finds the questions of a message: one, unless several sentences, or
// the halves around an "and", each ask surely for another entry.
func (r *reading) parts(q Query) []Part {
	segments := segmentsOf(q.Text)
	var found []Part
	topic := q.Topic
	for _, s := range segments {
		for _, p := range r.halves(s.text, topic) {
			if p.Verdict != Sure && (!s.asked || r.short(s.text)) {
				continue
			}
			// "Saya baru menikah." tells a story; "Bagaimana menggantinya?"
			// belongs to the sentence before. The whole message is read too.
			story := func() bool { return !s.asked && !r.namesNoun(p.Text) }
			if len(segments) > 1 && (story() || (topic != q.Topic && r.goesOn(p))) {
				continue
			}
			if p.Verdict == Sure {
				topic = p.Entry
			}
			found = add(found, p)
		}
	}
	// Two sure sentences are two questions. A single one may be a fragment of
	// a longer thought, so the message is also read as a whole.
	sure := 0
	for _, p := range found {
		if p.Verdict == Sure {
			sure++
		}
	}
	if sure >= 2 {
		return found[:min(len(found), maxParts)]
	}
	if len(segments) == 1 && len(found) == 1 {
		return found
	}
	whole := r.part(q.Text, q.Topic)
	if sure == 0 {
		return []Part{whole}
	}
	return settle(whole, found)
}

// goesOn reports whether a sentence speaks of changing something that it does
// not name: it goes on with what the sentence before was about.
func (r *reading) goesOn(p Part) bool {
	return p.Facet == Change && !r.namesNoun(p.Text)
}

// settle decides between one sure sentence and the message as a whole. When
// they surely say different things, neither is sure.
func settle(whole Part, found []Part) []Part {
	i := slices.IndexFunc(found, func(p Part) bool { return p.Verdict == Sure })
	if whole.Verdict == Sure && whole.Entry != found[i].Entry {
		whole.Verdict = Unsure
		return []Part{whole}
	}
	return found[:min(len(found), maxParts)]
}

// halves recognises a sentence, cut only where both sides surely ask for
// different entries: at an "and" between pieces that stand by themselves, at a
// comma between pieces that each name a document ("saya cerai, KTP masih kawin" is
// one question). What follows the first cut may be cut again.
func (r *reading) halves(text, topic string) []Part {
	fields := strings.Fields(text)
	cuts := 0
	for i := 1; i < len(fields) && cuts < maxSegments; i++ {
		from, stands := i, r.ownDocument
		if r.facets.joints[strings.ToLower(fields[i])] {
			from, stands = i+1, r.stands
		} else if !strings.HasSuffix(fields[i-1], ",") {
			continue
		}
		before, after := strings.Join(fields[:i], " "), strings.Join(fields[from:], " ")
		if r.short(before) || !stands(before) || !stands(after) {
			continue
		}
		cuts++
		left := r.part(before, topic)
		if left.Verdict != Sure {
			continue
		}
		if right := r.behind(fields[:i], after, left.Entry); right[0].Verdict == Sure && right[0].Entry != left.Entry {
			return append([]Part{left}, right...)
		}
	}
	return []Part{r.part(text, topic)}
}

// ownDocument reports whether a piece calls a document by its name, and not only to
// say that it changes with another matter: "kami pindah, KK ganti?" is about moving.
func (r *reading) ownDocument(said string) bool {
	words := r.stretch(said).repaired
	documents, _ := r.facets.named(words)
	return len(documents) > 0 && r.namesNoun(said) && r.facets.facet(words) != Change
}

// stands reports whether a piece names what it is about, or asks for something.
func (r *reading) stands(said string) bool {
	if r.namesNoun(said) {
		return true
	}
	asked := r.facets.facet(r.stretch(said).repaired)
	return asked != Whole && !asked.situation()
}

// behind recognises what stands behind a cut, as following the topic before it.
// When that is not sure, it is read with the beginning of the sentence: in "urus
// ktp hilang dan akta kematian" both are "urus".
func (r *reading) behind(before []string, after, topic string) []Part {
	if parts := r.halves(after, topic); parts[0].Verdict == Sure || !r.namesNoun(after) {
		return parts
	}
	part := r.part(r.lead(before)+" "+after, topic)
	part.Text = after
	return []Part{part}
}

// lead returns the words before the first name of a document or topic.
func (r *reading) lead(fields []string) string {
	for i, f := range fields {
		if r.namesNoun(f) {
			return strings.Join(fields[:i], " ")
		}
	}
	return ""
}

// add appends a part. An entry is answered once: asked twice with different
// needs, it is answered whole.
func add(parts []Part, p Part) []Part {
	for i := range parts {
		if p.Entry == "" || parts[i].Entry != p.Entry {
			continue
		}
		if p.Verdict == Sure && parts[i].Verdict != Sure {
			parts[i] = p
		} else if parts[i].Facet != p.Facet {
			parts[i].Facet = Whole
		}
		return parts
	}
	return append(parts, p)
}

// clausesOf splits a text at commas and wherever a sentence may end, and before
// words that join clauses.
func clausesOf(text string, joints map[string]bool) []string {
	var clauses []string
	for _, piece := range strings.FieldsFunc(clipMiddle(text), func(c rune) bool { return strings.ContainsRune(".!?,;\n", c) }) {
		fields := strings.Fields(piece)
		from := 0
		for i, field := range fields {
			if joints[strings.ToLower(field)] {
				clauses = append(clauses, strings.Join(fields[from:i], " "))
				from = i
			}
		}
		clauses = append(clauses, strings.Join(fields[from:], " "))
	}
	return clauses
}

// segmentsOf splits a text at line ends and at ?, !, ; and full stops that end
// a sentence.
func segmentsOf(text string) []segment {
	text = clipMiddle(text)
	var segments []segment
	from := 0
	cut := func(to int, asked bool) {
		if s := strings.TrimSpace(text[from:to]); s != "" {
			segments = append(segments, segment{s, asked})
		} else if asked && len(segments) > 0 {
			segments[len(segments)-1].asked = true
		}
	}
	for i := range len(text) {
		switch c := text[i]; {
		case c == '?' || c == '\n' || c == '!' || c == ';':
		case c == '.' && (i+1 == len(text) || text[i+1] == ' '):
		default:
			continue
		}
		cut(i, text[i] == '?')
		from = i + 1
	}
	cut(len(text), false)
	if len(segments) > maxSegments {
		segments = append(segments[:maxSegments/2:maxSegments/2], segments[len(segments)-maxSegments/2:]...)
	}
	if len(segments) == 0 {
		segments = []segment{{text: strings.TrimSpace(text)}}
	}
	return segments
}
