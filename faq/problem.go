package faq

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// Problem is one thing that is wrong with a catalogue, told to the person who
// edits it: Text is in Indonesian and names the cure.
type Problem struct {
	File    string `json:"file"`
	Line    int    `json:"line,omitempty"`   // 1-based; 0: the file as a whole
	Column  int    `json:"column,omitempty"` // 1-based, in characters
	Text    string `json:"text"`
	Excerpt string `json:"excerpt,omitempty"` // the line, the one before it, and a caret under the column
}

// problemAt is a problem at a line and a column. A place outside the source, as
// the YAML reader gives for what ends too early, becomes the nearest inside.
func problemAt(d *document, line, column int, text string) Problem {
	p := Problem{File: d.name, Text: text}
	lines := strings.Split(d.source, "\n")
	if line < 1 {
		return p
	}
	p.Line = min(line, len(lines))
	p.Column = min(max(column, 1), utf8.RuneCountInString(lines[p.Line-1])+1)
	p.Excerpt = excerpt(d.source, p.Line, p.Column)
	return p
}

// String shows the problem as a curator reads it.
func (p Problem) String() string {
	var b strings.Builder
	b.WriteString(p.File)
	if p.Line > 0 {
		fmt.Fprintf(&b, ":%d:%d", p.Line, p.Column)
	}
	b.WriteString(": " + p.Text)
	if p.Excerpt != "" {
		b.WriteString("\n" + p.Excerpt)
	}
	return b.String()
}

// LoadError lists everything that is wrong with a catalogue, in the order of
// files and lines.
type LoadError struct {
	Problems []Problem
}

func (e *LoadError) Error() string {
	lines := make([]string, 0, len(e.Problems)+1)
	lines = append(lines, fmt.Sprintf("Katalog belum dapat dipakai: %d hal perlu diperbaiki.", len(e.Problems)))
	for _, p := range e.Problems {
		lines = append(lines, p.String())
	}
	return strings.Join(lines, "\n")
}

// excerptWidth bounds a line of an excerpt, in characters.
const excerptWidth = 160

// excerpt shows the given line with the one before it, and a caret under
// column; "" when there is no such line.
func excerpt(source string, line, column int) string {
	lines := strings.Split(source, "\n")
	if line < 1 || line > len(lines) {
		return ""
	}
	var b strings.Builder
	if line > 1 {
		fmt.Fprintf(&b, "  %4d | %s\n", line-1, clip(lines[line-2], excerptWidth))
	}
	text := clip(lines[line-1], excerptWidth)
	fmt.Fprintf(&b, "> %4d | %s\n", line, text)
	column = min(max(column, 1), len([]rune(text))+1)
	b.WriteString(strings.Repeat(" ", len("> 1234 | ")+column-1) + "^")
	return b.String()
}

// clip makes a line safe to show: no tabs or control characters, at most
// width characters.
func clip(s string, width int) string {
	runes := []rune(strings.ToValidUTF8(s, "?"))
	if len(runes) > width {
		runes = runes[:width]
	}
	for i, r := range runes {
		if r < ' ' || r == 0x7f {
			runes[i] = ' '
		}
	}
	return string(runes)
}
