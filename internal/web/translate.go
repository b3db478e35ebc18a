package web

import (
	"html"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"loket/internal/words"
)

// run is a piece of a template's source that readers see: words with the actions
// that write into them, between two tags or two actions that choose or repeat, or
// the same of an attribute that is shown.
type run struct {
	start, end int
	text       string // with its spaces collapsed: what the table is asked for
}

// isShown tells whether people see or hear the values of an attribute. Those of
// data-kata-… are shown by scripts.
func isShown(attribute string) bool {
	switch attribute {
	case "title", "alt", "placeholder", "aria-label", "data-nama", "data-tombol-nama":
		return true
	}
	return strings.HasPrefix(attribute, "data-kata-")
}

// translated is a template's source with every run that has an English in it.
func translated(source string) string {
	var out strings.Builder
	at := 0
	for _, r := range runsOf(source) {
		if entry, ok := words.Find(r.text); ok {
			out.WriteString(source[at:r.start] + entry.English)
			at = r.end
		}
	}
	return out.String() + source[at:]
}

// runsOf finds the runs of a template's source.
func runsOf(source string) []run {
	s := scanner{source: source}
	for s.at < len(source) {
		switch rest := source[s.at:]; {
		case strings.HasPrefix(rest, "{{"):
			s.at += len(actionOf(rest))
		case tag.MatchString(rest):
			s.text(s.from, s.at)
			s.tag()
			s.from = s.at
		default:
			s.at++
		}
	}
	s.text(s.from, s.at)
	slices.SortFunc(s.runs, func(a, b run) int { return a.start - b.start })
	return s.runs
}

var (
	tag       = regexp.MustCompile(`^<[/!a-zA-Z]`)
	attribute = regexp.MustCompile(`^\s([-a-z]+)="`)
	action    = regexp.MustCompile(`\{\{.*?\}\}`)
	literal   = regexp.MustCompile(`"[^"]*"`)
	choosing  = regexp.MustCompile(`^\{\{-?\s*(if|else|end|range|with|template|define|block|break|continue|/\*|\$\w+\s*:?=)`)
)

// actionOf is the action that a source begins with.
func actionOf(source string) string {
	if found := action.FindString(source); found != "" {
		return found
	}
	return source
}

// scanner goes through a template's source.
type scanner struct {
	source   string
	at, from int    // where it is, and where the text before it began
	mute     string // the element whose text is for programs, while in it; empty: none
	runs     []run
}

// tag goes to the end of the tag at hand.
func (s *scanner) tag() {
	name := strings.ToLower(strings.TrimLeft(s.source[s.at:], "<"))
	name = name[:strings.IndexFunc(name[1:], func(r rune) bool { return !unicode.IsLetter(r) })+1]
	switch name {
	case "/" + s.mute:
		s.mute = ""
	case "code", "kbd":
		s.mute = name
	}
	for s.at < len(s.source) {
		rest := s.source[s.at:]
		found := attribute.FindStringSubmatch(rest)
		switch {
		case found != nil:
			s.at += len(found[0])
			s.value(isShown(found[1]))
		case strings.HasPrefix(rest, "{{"):
			s.at += len(actionOf(rest))
		case rest[0] == '>':
			s.at++
			return
		default:
			s.at++
		}
	}
}

// value goes behind the value of an attribute.
func (s *scanner) value(shown bool) {
	start := s.at
	for s.at < len(s.source) && s.source[s.at] != '"' {
		if strings.HasPrefix(s.source[s.at:], "{{") {
			s.at += len(actionOf(s.source[s.at:]))
			continue
		}
		s.at++
	}
	if mute := s.mute; shown {
		s.mute = ""
		s.text(start, s.at)
		s.mute = mute
	}
	s.at = min(s.at+1, len(s.source))
}

// text divides what is between two tags, or in an attribute, into runs.
func (s *scanner) text(start, end int) {
	if s.mute != "" {
		return
	}
	from := start
	for _, found := range action.FindAllStringIndex(s.source[start:end], -1) {
		if choosing.MatchString(s.source[start+found[0] : end]) {
			s.run(from, start+found[0])
			from = start + found[1]
		}
	}
	s.run(from, end)
}

// run keeps a piece that has words.
func (s *scanner) run(start, end int) {
	piece := s.source[start:end]
	text := strings.TrimSpace(piece)
	if !wordy(text) {
		return
	}
	start += strings.Index(piece, text)
	s.runs = append(s.runs, run{start, start + len(text), strings.Join(strings.Fields(text), " ")})
}

// wordy tells whether there are words in a piece: in it, or in what its actions
// write where there is nothing else.
func wordy(piece string) bool {
	spoken := html.UnescapeString(action.ReplaceAllStringFunc(piece, func(a string) string {
		return strings.Join(literal.FindAllString(a, -1), " ")
	}))
	return strings.IndexFunc(spoken, unicode.IsLetter) >= 0
}
