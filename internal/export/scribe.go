package export

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"loket/faq"
)

// fullPage is how long a page of answers may grow before the next is begun, in
// bytes: well below what the loader takes in one file.
const fullPage = 1 << 19

// place is where a text stands in the workbook.
type place struct {
	cell string // "Jawaban!D12"
	text string // what stands there
}

// page is one YAML text under way; each of its lines knows its place.
type page struct {
	strings.Builder
	name   string // of the file
	sheet  string
	places []place
}

// line writes one line.
func (p *page) line(at place, indent int, text string) {
	p.WriteString(strings.Repeat(" ", indent) + text + "\n")
	p.places = append(p.places, at)
}

// scribe writes a workbook as YAML texts, so that the one loader there is
// judges it, and tells where in the workbook each line comes from.
type scribe struct {
	pages    []*page
	problems []faq.Problem // with the workbook itself
	torn     bool          // a sheet could not be written: a column or all its rows are missing
}

// files returns what was written, for the loader.
func (s *scribe) files() map[string][]byte {
	files := make(map[string][]byte, len(s.pages))
	for _, p := range s.pages {
		files[p.name] = []byte(p.String())
	}
	return files
}

// open begins a page.
func (s *scribe) open(name, sheet string) *page {
	p := &page{name: name, sheet: sheet}
	s.pages = append(s.pages, p)
	return p
}

// report notes what is wrong with the workbook rather than with the catalogue.
func (s *scribe) report(at place, format string, args ...any) {
	s.problems = append(s.problems, faq.Problem{File: at.cell, Text: fmt.Sprintf(format, args...), Excerpt: excerpt(at.text)})
}

// fileNamed finds files and lines in the loader's words.
var fileNamed = regexp.MustCompile(`([a-z0-9/-]+\.yaml)(?: baris (\d+))?|\bdi baris (\d+)`)

// translate tells the loader's problems by sheet and cell.
func (s *scribe) translate(problems []faq.Problem) []faq.Problem {
	translated := make([]faq.Problem, 0, len(problems))
	for _, p := range problems {
		at := s.where(p.File, p.Line)
		file := p.File
		p.File, p.Line, p.Column, p.Excerpt = at.cell, 0, 0, excerpt(at.text)
		p.Text = fileNamed.ReplaceAllStringFunc(p.Text, func(named string) string {
			parts := fileNamed.FindStringSubmatch(named)
			if line, err := strconv.Atoi(parts[3]); err == nil {
				return "di " + s.where(file, line).cell
			}
			line, _ := strconv.Atoi(parts[2]) // empty: the file as a whole
			return s.where(parts[1], line).cell
		})
		p.Text = strings.Replace(p.Text, "hanya boleh true atau false", `hanya boleh "ya" atau kosong`, 1)
		translated = append(translated, p)
	}
	return translated
}

// where returns the place of a line of a file; of a file that was not written,
// the sheet it would have come from.
func (s *scribe) where(file string, line int) place {
	for _, p := range s.pages {
		if p.name != file {
			continue
		}
		if line < 1 || line > len(p.places) {
			return place{cell: p.sheet}
		}
		return p.places[line-1]
	}
	for _, sheet := range layout() {
		if sheet.file == file {
			return place{cell: sheet.name}
		}
	}
	return place{cell: answersSheet}
}

// excerptWidth bounds what is shown of a cell, in characters.
const excerptWidth = 160

// excerpt shows the beginning of a cell.
func excerpt(text string) string {
	if text == "" {
		return ""
	}
	shown := []rune(strings.NewReplacer("\n", " ⏎ ", "\t", " ").Replace(strings.ToValidUTF8(text, "?")))
	if len(shown) > excerptWidth {
		shown = append(shown[:excerptWidth:excerptWidth], '…')
	}
	return "  > " + string(shown)
}

// quoted writes a text in double quotes as YAML reads them.
func quoted(text string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range text {
		switch {
		case r == '"' || r == '\\':
			b.WriteString(`\` + string(r))
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\t':
			b.WriteString(`\t`)
		case r < ' ' || r == 0x7f || r == 0x85 || r == 0x2028 || r == 0x2029 || r == 0xfeff:
			fmt.Fprintf(&b, `\u%04x`, r)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}

// row is one row of a sheet under reading.
type row struct {
	sheet   string
	number  int // from 1
	grid    grid
	columns map[string]int // field name → column, from 0
}

// at returns the place of a field's cell.
func (r row) at(field string) place {
	name, err := excelize.CoordinatesToCellName(r.columns[field]+1, r.number)
	if err != nil {
		name = strconv.Itoa(r.number)
	}
	return place{cell: r.sheet + "!" + name, text: r.text(field)}
}

// text returns what stands in a field's cell.
func (r row) text(field string) string {
	column, ok := r.columns[field]
	if !ok {
		return ""
	}
	return r.grid.cell(r.number-1, column)
}

// empty reports whether nothing stands in the row.
func (r row) empty() bool {
	for field := range r.columns {
		if r.text(field) != "" {
			return false
		}
	}
	return true
}

// value writes "name: value" from a cell, in lines that all have its place.
// Nothing is written for an empty cell.
func (p *page) value(r row, field, name string, f form, indent int) {
	at := r.at(field)
	if at.text == "" {
		return
	}
	switch f {
	case lines, sources:
		p.line(at, indent, name+":")
		p.list(at, f, indent+2)
	case flag:
		p.line(at, indent, name+": "+bare(flagText(at.text)))
	case number:
		p.line(at, indent, name+": "+bare(at.text))
	case day:
		p.line(at, indent, name+": "+quoted(dayText(at.text)))
	default:
		p.line(at, indent, name+": "+quoted(at.text))
	}
}

// list writes the lines of a cell as the items of a list. Lines left empty are
// the layout's.
func (p *page) list(at place, f form, indent int) {
	for text := range strings.SplitSeq(at.text, "\n") {
		text = strings.TrimSpace(text)
		if text == "" {
			continue
		}
		from := place{cell: at.cell, text: text}
		if f == lines {
			p.line(from, indent, "- "+quoted(splitLine(text, 0)[0]))
			continue
		}
		p.source(from, indent, splitLine(text, '|'))
	}
}

// source writes one basis of an answer.
func (p *page) source(at place, indent int, parts []string) {
	lead := "- "
	for i, part := range parts {
		name := [...]string{"rule", "article", "url"}[min(i, 2)]
		if i > 2 {
			name = "bagian keempat" // which the loader does not know, and says so
		}
		if part = strings.TrimSpace(part); part != "" || i == 0 {
			p.line(at, indent, lead+quoted(name)+": "+quoted(part))
			lead = "  "
		}
	}
}

// bareShape is what the loader reads as a number or a truth value.
var bareShape = regexp.MustCompile(`^(true|false|-?\d{1,9})$`)

// bare writes a number or a truth value; anything else in quotes, for the
// loader to refuse.
func bare(text string) string {
	if bareShape.MatchString(text) {
		return text
	}
	return quoted(text)
}
