package faq

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// Labelled is a question that somebody has said the right outcome of.
type Labelled struct {
	Line     int    // of its file, 1-based
	Label    string // as written; see ReadLabelled
	Register string // how it is written: formal, gaul …; "" where the file does not say
	Text     string
}

// labelOutside is the label of what no entry answers.
const labelOutside = "_oos"

// ReadLabelled reads labelled questions, one on a line, tabs between the
// fields: label and text, or label, register and text. A first line that
// begins with "label" names the columns, in any order. Empty lines are passed
// over.
//
// A label is what is right: an entry's id; "a+b" where both are asked for;
// "a|b" where either is right; "_" and a special intent's name, which may stand
// in the place of an id; "_oos" where no entry answers.
//
// Everything that is wrong with the file is returned, in the order of lines.
func ReadLabelled(name string, content []byte) ([]Labelled, []Problem) {
	if !utf8.Valid(content) {
		return nil, []Problem{{File: name, Text: "Berkas ini bukan teks UTF-8. Simpan ulang sebagai UTF-8."}}
	}
	r := labelledReader{
		doc:     &document{name: name, source: strings.TrimPrefix(string(content), "\uFEFF")},
		columns: [3]int{0, -1, 1},
	}
	first := true
	for i, line := range strings.Split(r.doc.source, "\n") {
		line = strings.TrimRight(line, "\r")
		if strings.TrimSpace(line) == "" {
			continue
		}
		fields := strings.Split(line, "\t")
		if !first || !r.header(i+1, fields) {
			r.row(i+1, fields)
		}
		first = false
	}
	if len(r.read) == 0 && len(r.problems) == 0 {
		r.report(0, "Berkas ini tidak memuat satu pun pertanyaan. Tulis satu per baris: label, tab, teks.")
	}
	return r.read, r.problems
}

// labelledReader is the reading of a file under way.
type labelledReader struct {
	doc      *document
	columns  [3]int // where label, register and text stand; -1: not in the file
	named    bool   // a header said so
	read     []Labelled
	problems []Problem
}

func (r *labelledReader) report(line int, format string, args ...any) {
	r.problems = append(r.problems, problemAt(r.doc, line, 1, fmt.Sprintf(format, args...)))
}

// header takes the names of the columns, and reports whether these are names.
func (r *labelledReader) header(line int, fields []string) bool {
	names := make([]string, len(fields))
	for i, f := range fields {
		names[i] = strings.ToLower(strings.TrimSpace(f))
	}
	if !slices.Contains(names, "label") {
		return false
	}
	r.named = true
	for i, name := range [...]string{"label", "register", "text"} {
		r.columns[i] = slices.Index(names, name)
	}
	if r.columns[2] < 0 {
		r.columns[2] = len(fields) - 1
		r.report(line, `Kepala tabel ini tidak punya kolom "text". Beri nama itu pada kolom pertanyaannya.`)
	}
	return true
}

// row reads one question.
func (r *labelledReader) row(line int, fields []string) {
	columns := r.columns
	if !r.named && len(fields) == 3 {
		columns = [3]int{0, 1, 2}
	}
	if last := max(columns[0], columns[1], columns[2]); len(fields) <= last || (!r.named && len(fields) > 3) {
		r.report(line, "Baris ini punya %d kolom. Tulis label, tab, teks; atau label, tab, gaya, tab, teks.", len(fields))
		return
	}
	field := func(column int) string {
		if column < 0 {
			return ""
		}
		return strings.TrimSpace(fields[column])
	}
	q := Labelled{Line: line, Label: field(columns[0]), Register: field(columns[1]), Text: field(columns[2])}
	switch {
	case q.Label == "":
		r.report(line, "Label baris ini kosong. Tulis id jawaban yang benar, atau %s bila tidak ada jawabannya.", labelOutside)
	case q.Text == "":
		r.report(line, "Teks baris ini kosong. Tulis pertanyaannya atau hapus baris ini.")
	default:
		if wrong := strange(q.Label); wrong != "" {
			r.report(line, "Label %q tidak dikenal. Yang diawali garis bawah: %s.", wrong, strings.Join(specialLabels(), ", "))
			return
		}
		r.read = append(r.read, q)
	}
}

// strange returns the part of a label that cannot be meant, "" if there is none.
func strange(label string) string {
	for _, alternative := range strings.Split(label, "|") {
		for _, part := range strings.Split(alternative, "+") {
			part = strings.TrimSpace(part)
			if part == "" {
				return label
			}
			if strings.HasPrefix(part, "_") && !slices.Contains(specialLabels(), part) {
				return part
			}
		}
	}
	return ""
}

// specialLabels returns the labels that are no entry's id.
func specialLabels() []string {
	labels := []string{labelOutside}
	for _, i := range specialIntents() {
		labels = append(labels, "_"+string(i))
	}
	return labels
}

// CatalogOf makes a catalogue of labelled texts: one published entry for each
// label, in the order of the labels, with the texts as its patterns. It has no
// titles, no answers and no words of its own, so that a matcher trained on it
// shows what matching can do by itself. A label that is more than one entry's
// id is refused.
func CatalogOf(name string, examples []Labelled) (*Catalog, []Problem) {
	var problems []Problem
	patterns := map[string][]string{}
	for _, e := range examples {
		if strings.ContainsAny(e.Label, "|+") || strings.HasPrefix(e.Label, "_") {
			problems = append(problems, Problem{File: name, Line: e.Line, Column: 1, Text: fmt.Sprintf(
				"Label %q tidak dapat dilatih. Tulis tepat satu label, tanpa |, + dan garis bawah di depan.", e.Label)})
			continue
		}
		patterns[e.Label] = append(patterns[e.Label], e.Text)
	}
	if len(problems) > 0 {
		return nil, problems
	}
	c := &Catalog{byID: make(map[string]int, len(patterns))}
	for i, label := range sortedKeys(patterns) {
		c.byID[label] = i
		c.entries = append(c.entries, Entry{ID: label, Questions: patterns[label], Status: Published})
		c.Version = fingerprint([]byte(c.Version), []byte(label), []byte(strings.Join(patterns[label], "\n")))
	}
	return c, nil
}
