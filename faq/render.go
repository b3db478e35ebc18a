package faq

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// shortAnswer bounds what Render shows, in characters; RenderDetail shows all.
const shortAnswer = 900

// unverifiedLine closes what the agency has not verified yet.
const unverifiedLine = "Belum diperiksa dinas"

// sectionOrder returns the sections in the order a citizen reads an answer.
func sectionOrder() [9]Facet {
	return [...]Facet{Requirements, Steps, Forms, Where, Hours, Fee, Duration, Deadline, NotNeeded}
}

// page is an answer being laid out within a bound.
type page struct {
	left   int // characters that still fit
	blocks []string
}

// put appends a block if it fits and reports whether it did.
func (p *page) put(block string) bool {
	size := utf8.RuneCountInString(block) + 2 // the empty line before the next
	if block == "" || size > p.left {
		return false
	}
	p.left -= size
	p.blocks = append(p.blocks, block)
	return true
}

// putSection appends a section with its local facts, without them if they do
// not fit, and reports whether it appended any.
func (p *page) putSection(head string, lines, facts []string) bool {
	return p.put(block(head, slices.Concat(lines, facts))) || p.put(block(head, lines))
}

// Render returns what a citizen reads: the direct answer, then requirements,
// forms, place, fee and time as far as 900 characters go, what it rests on,
// and whether the agency has verified it. What was asked for comes first: a
// section, or what concerns the situation; only a sensitive entry begins with
// its own words, which may be of sympathy. unverifiedNote adds the note to
// entries that nobody verified.
func (e Entry) Render(facet Facet, unverifiedNote bool) string {
	foot := e.foot(unverifiedNote)
	p := page{left: shortAnswer - utf8.RuneCountInString(foot)}
	// An entry that is about nothing else answers what was asked directly.
	direct := slices.Contains(e.about, facet)
	leads := !direct && e.lead(&p, facet)
	p.put(e.Answer)
	if leads && e.Sensitive() {
		slices.Reverse(p.blocks)
	}
	if direct {
		head, _ := e.section(facet)
		p.put(block(head, e.factLines(facet, true)))
	}
	for _, f := range sectionOrder() {
		if (leads || direct) && f == facet {
			continue
		}
		head, lines := e.section(f)
		if leads && f == Requirements && facet.situation() {
			lines = slices.DeleteFunc(slices.Clone(lines), func(line string) bool { return e.labelled[line] })
		}
		p.putSection(head, lines, e.factLines(f, false))
	}
	if foot != "" {
		p.blocks = append(p.blocks, foot)
	}
	return strings.Join(p.blocks, "\n\n")
}

// lead puts the section that was asked for, if it leaves room for the answer.
// It names its entry, since it stands before the answer that would tell.
func (e Entry) lead(p *page, facet Facet) bool {
	reserved := utf8.RuneCountInString(e.Answer) + 2
	head, lines := e.section(facet)
	p.left -= reserved
	leads := p.putSection(head+" — "+e.Title, lines, e.factLines(facet, true))
	p.left += reserved
	return leads
}

// RenderDetail returns everything the entry says, without a bound.
func (e Entry) RenderDetail() string { return e.detail(e.foot(true)) }

func (e Entry) detail(foot string) string {
	blocks := []string{e.Title, e.Answer}
	for _, s := range e.Sections() {
		blocks = append(blocks, block(s.Head, s.Lines))
	}
	blocks = append(blocks, foot)
	kept := blocks[:0]
	for _, b := range blocks {
		if b != "" {
			kept = append(kept, b)
		}
	}
	return strings.Join(kept, "\n\n")
}

// section returns a facet's heading and lines; no lines when the entry says
// nothing on it.
func (e Entry) section(f Facet) (head string, lines []string) {
	one := func(text string) []string {
		if text == "" {
			return nil
		}
		return []string{text}
	}
	switch f {
	case Requirements:
		return "Syarat", e.Facets.Requirements
	case Steps:
		return "Langkah", e.Facets.Steps
	case Forms:
		return "Formulir", one(e.formLine())
	case Where:
		return "Tempat", one(e.Facets.Where)
	case Hours:
		return "Jam layanan", one(e.Facets.Hours)
	case Fee:
		return "Biaya", one(e.Facets.Fee)
	case Duration:
		return "Waktu", one(e.Facets.Duration)
	case Deadline:
		return "Batas waktu", one(e.Facets.Deadline)
	case NotNeeded:
		return "Tidak perlu", one(strings.Join(e.Facets.NotNeeded, ", "))
	case Lost:
		return "Bila hilang", e.situations[Lost]
	case Damaged:
		return "Bila rusak", e.situations[Damaged]
	case Change:
		return "Bila ada yang berubah", e.situations[Change]
	case Whole, StatusCheck:
	}
	return "", nil
}

// formLine names the forms, with the codes they had before.
func (e Entry) formLine() string {
	names := make([]string, 0, len(e.forms))
	for _, f := range e.forms {
		name := f.Code + " (" + f.Use
		if len(f.Formerly) > 0 {
			name += "; dulu " + f.Formerly[0]
		}
		names = append(names, name+")")
	}
	return strings.Join(names, ", ")
}

// foot is the last paragraph: what the answer rests on, who verified it.
func (e Entry) foot(unverifiedNote bool) string {
	rules := make([]string, 0, len(e.Basis))
	for _, b := range e.Basis {
		rules = append(rules, strings.TrimSpace(b.Rule+" "+b.Article))
	}
	var lines []string
	if len(rules) > 0 {
		lines = append(lines, "Dasar: "+strings.Join(rules, "; ")+".")
	}
	switch {
	case e.Verified != nil:
		lines = append(lines, "Diperiksa "+e.Verified.ByRole+", tanggal "+e.Verified.On.String()+".")
	case unverifiedNote:
		lines = append(lines, unverifiedLine)
	}
	return strings.Join(lines, "\n")
}

// block writes a heading with its lines: one behind it, several numbered
// below it, as small telephones show them best.
func block(head string, lines []string) string {
	switch len(lines) {
	case 0:
		return ""
	case 1:
		return head + ": " + lines[0]
	}
	var b strings.Builder
	b.WriteString(head + ":")
	for i, line := range lines {
		fmt.Fprintf(&b, "\n%d. %s", i+1, line)
	}
	return b.String()
}
