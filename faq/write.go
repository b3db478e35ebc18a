package faq

import (
	"cmp"
	"fmt"
	"path"
	"reflect"
	"slices"
	"strings"

	"loket/internal/loket"
)

// Files writes the catalogue as the YAML files an editor would: the entries of
// a group in a file named after it, every table in its own, intents in their
// folder. Loading them gives a catalogue of the same version. Comments of the
// files it was once read from are not kept. An error means that a file would
// be too large to be read again.
func Files(c *Catalog) (map[string][]byte, error) {
	files := map[string][]byte{}
	for name, entries := range byFile(c.entries) {
		for i, some := range entryFiles(entries) {
			if i > 0 {
				name = fmt.Sprintf("%s-%d.yaml", strings.TrimSuffix(name, ".yaml"), i+1)
			}
			files[name] = some
		}
	}
	for _, t := range c.tables() {
		if !isEmpty(t.data) {
			files[t.file] = fileText(t.data)
		}
	}
	for i := range c.lexicon.Intents {
		f := &c.lexicon.Intents[i]
		files[path.Join(intentsDir, string(f.Intent)+".yaml")] = fileText(f)
	}
	for name, text := range files {
		if len(text) > maxFile {
			return nil, loket.Errorf(loket.CodeTooLarge, fmt.Sprintf("Berkas %s akan lebih besar dari 1 MB. Ringkas isinya lebih dulu.", name))
		}
	}
	return files, nil
}

// byFile divides entries by the files they belong into: one for each group, or
// for groups whose names differ in signs only. No file is called like a table.
func byFile(entries []Entry) map[string][]Entry {
	files := map[string][]Entry{}
	for _, e := range entries {
		name := slug(e.Group) + ".yaml"
		if slices.ContainsFunc((&Catalog{}).tables(), func(t table) bool { return t.file == name }) {
			name = "jawaban-" + name
		}
		files[name] = append(files[name], e)
	}
	return files
}

// slug makes a file name of a group's name.
func slug(group string) string {
	words := strings.FieldsFunc(strings.ToLower(group), func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < '0' || r > '9')
	})
	name := strings.Join(words, "-")
	return cmp.Or(name[:min(len(name), 60)], "jawaban")
}

// entryFiles writes entries, as many files as it takes to keep each well below
// the bound.
func entryFiles(entries []Entry) (files [][]byte) {
	const most = maxFile / 2
	var f entryFile
	size := 0
	flush := func() {
		f.hoist()
		files = append(files, fileText(&f))
		f, size = entryFile{}, 0
	}
	for _, e := range entries {
		one := len(fileText(&entryFile{Entries: []Entry{e}}))
		if size > 0 && size+one > most {
			flush()
		}
		f.Entries, size = append(f.Entries, e), size+one
	}
	flush()
	return files
}

// hoist makes the file shorter, as an editor would: what all entries agree on
// moves to its top, and what holds anyway is left out.
func (f *entryFile) hoist() {
	group, unit := f.Entries[0].Group, f.Entries[0].Unit
	for _, e := range f.Entries {
		if e.Group != group {
			group = ""
		}
		if e.Unit != unit {
			unit = ""
		}
	}
	f.Group, f.Unit = group, unit
	for i := range f.Entries {
		e := &f.Entries[i]
		if group != "" {
			e.Group = ""
		}
		if unit != "" {
			e.Unit = ""
		}
		if e.Audience == usualAudience {
			e.Audience = ""
		}
		if e.Risk == usualRisk {
			e.Risk = ""
		}
	}
}

// fileText writes a struct as a file.
func fileText(data any) []byte {
	var w yamlWriter
	w.fields(reflect.ValueOf(data).Elem(), 0)
	return []byte(w.String())
}
