package words

import (
	"embed"
	"fmt"
	"io/fs"
	"strings"
	"sync"
)

//go:embed english/*.tsv
var files embed.FS

// Entry is one line of the tables.
type Entry struct {
	Indonesian string // as it stands in a template or in Go, spaces collapsed
	English    string
	One        string // the English where the first number is one; empty: the same
	File       string // where it stands
}

// Entries returns the lines of all tables, in their order. A line is the Indonesian, a
// tab, the English and, where one is said otherwise, a tab and that. Empty lines and
// those that begin with "// " tell something to whoever reads the table.
func Entries() (all []Entry, err error) {
	names, err := fs.Glob(files, "english/*.tsv")
	if err != nil {
		return nil, fmt.Errorf("list the tables of English: %w", err)
	}
	for _, name := range names {
		content, err := files.ReadFile(name)
		if err != nil {
			return nil, fmt.Errorf("read a table of English: %w", err)
		}
		for line := range strings.Lines(string(content)) {
			line = strings.TrimRight(line, "\n")
			if line == "" || strings.HasPrefix(line, "// ") {
				continue
			}
			cells := append(strings.Split(line, "\t"), "", "")
			all = append(all, Entry{Indonesian: cells[0], English: cells[1], One: cells[2], File: name})
		}
	}
	return all, nil
}

// table finds entries by their Indonesian.
var table = sync.OnceValue(func() map[string]Entry { //nolint:gochecknoglobals // what is compiled in, read once
	entries, err := Entries()
	if err != nil {
		panic(err) // they are compiled in
	}
	found := make(map[string]Entry, len(entries))
	for _, e := range entries {
		found[e.Indonesian] = e
	}
	return found
})

// Find returns the English of an Indonesian constant, format or run of a template.
func Find(indonesian string) (Entry, bool) {
	e, ok := table()[indonesian]
	return e, ok && e.English != ""
}

// found is the English of a constant or a format; what has none is said as it is.
// Spaces at its ends, which join it to something, stay.
func found(indonesian string, single bool) string {
	words := strings.TrimSpace(indonesian)
	e, ok := Find(words)
	if !ok {
		return indonesian
	}
	english := e.English
	if single && e.One != "" {
		english = e.One
	}
	before, after, _ := strings.Cut(indonesian, words)
	return before + english + after
}
