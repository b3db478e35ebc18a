package config

import (
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"loket/internal/loket"
)

// An Addition is one more agency for a configuration.
type Addition struct {
	loket.Agency
	Catalogue string // its folder of entries; empty: the shipped catalogue
}

// Block is how it stands in the list of agencies, each line indented by so many blanks.
func (a Addition) Block(indent int) string {
	text := scalars(a.Agency)
	if a.Catalogue != "" {
		text += "catalogue: " + scalar(a.Catalogue) + "\n"
	}
	var b strings.Builder
	for i, line := range strings.Split(strings.TrimSpace(text), "\n") {
		b.WriteString(strings.Repeat(" ", indent) + []string{"- ", "  "}[min(i, 1)] + line + "\n")
	}
	return b.String()
}

// Block is an agency with its hours and sections as a configuration lists it: what
// another installation may begin its settings with.
func (a Agency) Block() string {
	return agencyText(loket.Opening{Agency: a.Agency, Hours: a.Hours, Units: a.Units})
}

// beginsList is the line under which agencies are listed, one under the other.
var beginsList = regexp.MustCompile(`^agencies:[ \t\r]*(#.*)?$`)

// AddAgency returns what loket.yaml is to say so that it names one more agency behind the
// others: content with the block put in and not a byte of it changed. A loket.Error, with
// place and cure, when the agency cannot be used, its id or code is another's, or the
// file has a form in which nothing can be put.
func AddAgency(name string, content []byte, a Addition) ([]byte, error) {
	before := Default()
	if err := before.apply(name, content); err != nil {
		return nil, err
	}
	added := fileAgency{ID: string(a.ID), Code: a.Code, Name: a.Name, Zone: a.Zone, Catalogue: a.Catalogue}.agency()
	if !oneLine(a.Name) || !oneLine(a.Catalogue) {
		return nil, loket.Errorf(loket.CodeInvalid, fmt.Sprintf("Instansi %s: name dan catalogue harus satu baris teks biasa.", a.ID))
	}
	if err := added.check(); err != nil {
		return nil, err
	}
	for _, b := range before.Agencies {
		if b.ID == a.ID || b.Code == a.Code {
			return nil, loket.Errorf(loket.CodeConflict, fmt.Sprintf("Berkas %s sudah memuat instansi %s dengan code %s. Pilih id dan code yang belum dipakai.", name, b.ID, b.Code))
		}
	}
	after, want := Default(), before
	want.Agencies = append(slices.Clone(before.Agencies), added)
	changed := insertAgency(string(content), before.Agencies, a)
	if err := after.apply(name, []byte(changed)); err != nil || !reflect.DeepEqual(after, want) {
		return nil, loket.Errorf(loket.CodeConflict, "Berkas "+name+" tidak dapat ditambahi tanpa mengubah isinya yang lain. Tulis sendiri di akhir daftar agencies:\n"+a.Block(2))
	}
	return []byte(changed), nil
}

// insertAgency puts the block behind the last line of the list. A file without a list
// means the agency that is there without one, which is then listed too.
func insertAgency(content string, standing []Agency, a Addition) string {
	lines := strings.SplitAfter(content, "\n")
	begins := slices.IndexFunc(lines, func(line string) bool { return beginsList.MatchString(strings.TrimRight(line, "\n")) })
	if begins < 0 {
		return closed(content) + standing[0].Block() + a.Block(2)
	}
	last, indent := begins, 2
	for i, line := range lines[begins+1:] {
		bare := strings.TrimSpace(line)
		inside := strings.HasPrefix(line, " ") || strings.HasPrefix(line, "\t") || strings.HasPrefix(line, "- ")
		switch {
		case bare == "" || strings.HasPrefix(line, "#"):
			continue // it may belong to what follows
		case !inside:
			return put(lines, last, a.Block(indent))
		case last == begins && strings.HasPrefix(bare, "- "):
			indent = strings.Index(line, "-")
		}
		last = begins + 1 + i
	}
	return put(lines, last, a.Block(indent))
}

// put puts a block behind a line.
func put(lines []string, behind int, block string) string {
	return closed(strings.Join(lines[:behind+1], "")) + block + strings.Join(lines[behind+1:], "")
}

// closed ends the last line of a text.
func closed(text string) string {
	if text != "" && !strings.HasSuffix(text, "\n") {
		return text + "\n"
	}
	return text
}
