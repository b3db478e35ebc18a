package faq

import (
	"maps"
	"regexp"
	"slices"
	"strings"
)

// styleFile holds the house style of a catalogue. It is optional.
const styleFile = "style.yaml"

// What holds where the house style says nothing.
const (
	usualSentence = 18 // words
	usualList     = 7  // items
)

// hostShape is the name of a site, without https:// and path.
var hostShape = regexp.MustCompile(`^([a-z0-9-]+\.)+[a-z]{2,}$`)

// houseStyle is the file style.yaml: what Lint holds texts to, and what groups of
// answers are called. The answers themselves do not depend on it.
type houseStyle struct {
	Links         []string          `json:"links,omitempty"`         // sites that answers and sources may lead to, with their subdomains; none: any
	Abbreviations map[string]string `json:"abbreviations,omitempty"` // those that need no explanation in each answer, and what they mean
	MaxSentence   int               `json:"max_sentence,omitempty"`  // words of a sentence; 0: 18
	MaxList       int               `json:"max_list,omitempty"`      // items of a list; 0: 7
	Topics        map[string]string `json:"topics,omitempty"`        // what citizens read for a group of entries, in menus
}

// sentence is the most words a sentence should have.
func (s houseStyle) sentence() int {
	if s.MaxSentence > 0 {
		return s.MaxSentence
	}
	return usualSentence
}

// list is the most items a list should have.
func (s houseStyle) list() int {
	if s.MaxList > 0 {
		return s.MaxList
	}
	return usualList
}

// leads reports whether a host is on the list of links or below one of it.
func (s houseStyle) leads(host string) bool {
	host = strings.ToLower(host)
	return len(s.Links) == 0 || slices.ContainsFunc(s.Links, func(link string) bool {
		return host == link || strings.HasSuffix(host, "."+link)
	})
}

// checkStyle reports bounds nobody can keep, and links and abbreviations that
// would never be met.
func (l *loader) checkStyle() {
	if l.style == nil {
		return
	}
	s, root := l.catalog.style, l.style.root
	for i, link := range s.Links {
		node := item(child(root, "links"), i)
		if !hostShape.MatchString(link) {
			l.report(l.style, node, "Situs %q tidak sah. Tulis namanya saja dengan huruf kecil, tanpa https:// dan garis miring, misalnya kupangkota.go.id.", link)
		} else if slices.Contains(s.Links[:i], link) {
			l.report(l.style, node, "Situs %q ditulis dua kali. Hapus salah satunya.", link)
		}
	}
	abbreviations := child(root, "abbreviations")
	for _, short := range slices.Sorted(maps.Keys(s.Abbreviations)) {
		if s.Abbreviations[short] == "" {
			l.report(l.style, child(abbreviations, short), "Singkatan %q belum punya kepanjangan. Tulis artinya sesudah titik dua.", short)
		}
		if shorts := abbreviationsIn(short); len(shorts) != 1 || shorts[0] != short {
			l.report(l.style, child(abbreviations, short), "%q tidak terbaca sebagai singkatan. Tulis dengan huruf besar, misalnya KK.", short)
		}
	}
	for _, bound := range []struct {
		field string
		value int
	}{{"max_sentence", s.MaxSentence}, {"max_list", s.MaxList}} {
		if node := child(root, bound.field); node != root && bound.value < 1 {
			l.report(l.style, node, "Isian %q harus angka 1 atau lebih.", bound.field)
		}
	}
	l.checkTopics()
}
