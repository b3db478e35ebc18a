package export

import (
	"fmt"
	"slices"
	"strings"
)

// sheet writes one sheet as YAML.
func (s *scribe) sheet(sh sheet, g grid) {
	columns := s.columns(sh, g)
	var rows []row
	for n := headerRows + 1; n <= len(g); n++ {
		if r := (row{sh.name, n, g, columns}); !r.empty() {
			rows = append(rows, r)
		}
	}
	switch {
	case columns == nil:
		s.torn = true
	case len(rows) == 0 && sh.name == answersSheet:
		s.torn = true
		s.report(place{cell: sh.name}, "Lembar ini tidak memuat satu pun jawaban. Isi sedikitnya satu baris.")
	case len(rows) == 0:
	case sh.name == answersSheet:
		s.answers(sh, rows)
	case sh.name == intentsSheet:
		s.intents(sh, rows)
	default:
		s.table(sh, rows)
	}
}

// columns finds the columns by the names in the second row; nil when one is
// missing, which would otherwise empty that field everywhere.
func (s *scribe) columns(sh sheet, g grid) map[string]int {
	columns := map[string]int{}
	if len(g) >= headerRows {
		for i, name := range g[headerRows-1] {
			at := (row{sh.name, headerRows, g, map[string]int{name: i}}).at(name)
			known := slices.ContainsFunc(sh.columns, func(c column) bool { return c.field == name })
			if _, twice := columns[name]; twice {
				s.report(at, "Kolom %q ada dua kali. Gabungkan isinya, lalu hapus salah satu kolom.", name)
			} else if !known && name != "" {
				s.report(at, "Kolom %q tidak dikenal. Hapus kolomnya, atau kembalikan nama di baris kedua seperti hasil ekspor.", name)
			}
			columns[name] = i
		}
	}
	delete(columns, "")
	complete := true
	for _, c := range sh.columns {
		if _, ok := columns[c.field]; !ok {
			complete = false
			s.report(place{cell: sh.name}, "Kolom %q (%s) tidak ada. Tulis %q di baris kedua sebuah kolom; isinya boleh kosong.", c.field, c.heading, c.field)
		}
	}
	if !complete {
		return nil
	}
	return columns
}

// answers writes the entries, row by row. Fields go by the layout, wherever their
// columns were moved; nested ones (facets.fee) stand together there.
func (s *scribe) answers(sh sheet, rows []row) {
	var p *page
	for _, r := range rows {
		if p == nil || p.Len() > fullPage {
			p = s.open(fmt.Sprintf("jawaban-%d.yaml", len(s.pages)+1), sh.name)
			p.line(r.at("id"), 0, "entries:")
		}
		p.line(r.at("id"), 2, "- id: "+quoted(r.text("id")))
		above := ""
		for _, c := range sh.columns[1:] {
			parent, name, nested := strings.Cut(c.field, ".")
			if !nested {
				p.value(r, c.field, c.field, c.form, 4)
				continue
			}
			if r.text(c.field) != "" && parent != above {
				p.line(r.at(c.field), 4, parent+":")
				above = parent
			}
			p.value(r, c.field, name, c.form, 6)
		}
	}
}

// intents writes a page for each intent, with the rules of all its rows, then
// their messages. A name that is none gets its page too: the loader says so at
// the cell.
func (s *scribe) intents(sh sheet, rows []row) {
	var names []string
	byIntent := map[string][]row{}
	for _, r := range rows {
		name := r.text("intent")
		if byIntent[name] == nil {
			names = append(names, name)
		}
		byIntent[name] = append(byIntent[name], r)
	}
	for i, name := range names {
		own := byIntent[name]
		p := s.open(fmt.Sprintf("intents/maksud-%d.yaml", i+1), sh.name)
		p.line(own[0].at("intent"), 0, "intent: "+quoted(name))
		p.rules(sh, own)
		for _, field := range messageFields() {
			p.messages(own, field)
		}
	}
}

// rules writes the rules that stand in the rows of an intent.
func (p *page) rules(sh sheet, rows []row) {
	columns := slices.DeleteFunc(slices.Clone(sh.columns[1:]), func(c column) bool { return slices.Contains(messageFields(), c.field) })
	begun := false
	for _, r := range rows {
		if !slices.ContainsFunc(columns, func(c column) bool { return r.text(c.field) != "" }) {
			continue
		}
		if !begun {
			p.line(r.at("intent"), 0, "rules:")
			begun = true
		}
		p.item(r, columns)
	}
}

// messages writes the messages that stand in one column of an intent's rows.
func (p *page) messages(rows []row, field string) {
	begun := false
	for _, r := range rows {
		at := r.at(field)
		if at.text == "" {
			continue
		}
		if !begun {
			p.line(at, 0, field+":")
			begun = true
		}
		p.list(at, lines, 2)
	}
}

// item writes the fields of a row as one item of a list. It begins with a bare
// dash: every field then has a line, and a place, of its own.
func (p *page) item(r row, columns []column) {
	p.line(r.at("intent"), 2, "-")
	for _, c := range columns {
		p.value(r, c.field, c.field, c.form, 4)
	}
}

// table writes a sheet of sections: the rows of each together, in the order of
// the layout.
func (s *scribe) table(sh sheet, rows []row) {
	p := s.open(sh.file, sh.name)
	labels := make([]string, 0, len(sh.sections))
	for _, part := range sh.sections {
		labels = append(labels, part.label)
		var own []row
		for _, r := range rows {
			if sh.belongs(r, part) {
				own = append(own, r)
			}
		}
		if len(own) > 0 {
			s.section(p, sh, part, own)
		}
	}
	for _, r := range rows {
		if !slices.ContainsFunc(sh.sections, func(part section) bool { return sh.belongs(r, part) }) {
			s.report(r.at("bagian"), "Bagian %q tidak dikenal. Pilih salah satu: %s.", r.text("bagian"), strings.Join(labels, ", "))
		}
	}
}

// belongs reports whether a row bears a section's label; where there is one
// section only, it need not.
func (sh sheet) belongs(r row, part section) bool {
	label := r.text("bagian")
	return strings.EqualFold(label, part.label) || label == "" && len(sh.sections) == 1
}

// section writes the rows of one section.
func (s *scribe) section(p *page, sh sheet, part section, rows []row) {
	s.superfluous(sh, part, rows)
	value := slices.IndexFunc(part.cells, func(c cellField) bool { return c.name == theValue })
	key := slices.IndexFunc(part.cells, func(c cellField) bool { return c.name == theKey })
	switch part.shape {
	case single:
		for _, r := range rows { // a second row gives the name twice, which the loader refuses
			p.value(r, sh.columns[value+1].field, part.name, part.cells[value].form, 0)
		}
	case list:
		p.line(rows[0].at("bagian"), 0, part.name+":")
		for _, r := range rows {
			p.list(r.at(sh.columns[value+1].field), lines, 2)
		}
	case keyed:
		p.line(rows[0].at("bagian"), 0, part.name+":")
		for _, r := range rows {
			name := r.at(sh.columns[key+1].field)
			if r.text(sh.columns[value+1].field) == "" {
				p.line(name, 2, quoted(name.text)+":")
			}
			p.value(r, sh.columns[value+1].field, quoted(name.text), part.cells[value].form, 2)
		}
	case items:
		p.line(rows[0].at("bagian"), 0, part.name+":")
		for _, r := range rows {
			p.line(r.at("bagian"), 2, "-")
			for i, c := range part.cells {
				if c.name != "" {
					p.value(r, sh.columns[i+1].field, c.name, c.form, 4)
				}
			}
		}
	}
}

// superfluous reports cells that mean nothing in a section: what is written
// there would be lost.
func (s *scribe) superfluous(sh sheet, part section, rows []row) {
	for _, r := range rows {
		for i, c := range part.cells {
			if at := r.at(sh.columns[i+1].field); c.name == "" && at.text != "" {
				s.report(at, "Kolom ini tidak dipakai di bagian %q. Kosongkan sel ini, atau pindahkan isinya.", part.label)
			}
		}
	}
}
