package faq

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"reflect"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/lexer"
	"github.com/goccy/go-yaml/parser"

	"loket/internal/nesting"
)

// maxFile bounds one file of a catalogue, in bytes.
const maxFile = 1 << 20

// The files of a catalogue that hold no entries. All of them are optional.
const (
	formsFile  = "forms.yaml"
	wordsFile  = "words.yaml"
	facetsFile = "facets.yaml"
	factsFile  = "facts.yaml"
	intentsDir = "intents"
)

// What an entry is that does not say otherwise.
const (
	usualAudience = "warga"
	usualRisk     = "normal"
)

// riskSensitive marks an entry on a matter that hurts or may harm.
const riskSensitive = "sensitive"

// Sensitive tells whether an entry is on a matter that hurts or may harm.
func (e Entry) Sensitive() bool { return e.Risk == riskSensitive }

// entryFile is a file of entries: group and unit hold for all of them.
type entryFile struct {
	Group   string  `json:"group"`
	Unit    string  `json:"unit"`
	Entries []Entry `json:"entries"`
}

// loader reads a catalogue, file after file. The documents of the tables are
// kept for their places; nil or empty when there is no such file.
type loader struct {
	reader
	catalog Catalog
	places  []place // of each entry of the catalogue
	words   *document
	facets  *document
	intents []*document
	forms   *document
	facts   *document
	style   *document
}

// place is where an entry stands.
type place struct {
	doc  *document
	node ast.Node
}

// Load reads the catalogue in the root of fsys: files of entries (*.yaml),
// forms.yaml, words.yaml, facets.yaml, facts.yaml, style.yaml and
// intents/*.yaml. When the catalogue has mistakes it returns a *LoadError with
// all of them; any other error means that a file could not be read.
func Load(fsys fs.FS) (*Catalog, error) {
	l, err := read(fsys)
	if err != nil {
		return nil, err
	}
	return l.finish()
}

// LoadFiles is Load for files by name, as Files makes them: their names end in
// .yaml. It fails with a *LoadError only.
func LoadFiles(files map[string][]byte) (*Catalog, error) {
	l := &loader{}
	for _, name := range sortedKeys(files) {
		l.file(name, files[name])
	}
	l.check()
	return l.finish()
}

// finish gives the catalogue, or all that is wrong with it.
func (l *loader) finish() (*Catalog, error) {
	if len(l.problems) > 0 {
		slices.SortStableFunc(l.problems, func(a, b Problem) int {
			return cmp.Or(strings.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
		})
		return nil, &LoadError{Problems: l.problems}
	}
	c := l.catalog // a pointer into the loader would keep all that was read
	c.seal()
	return &c, nil
}

// read reads and checks every file, in the order of their names whatever the
// order fsys gives; what is wrong is noted. The catalogue is not sealed yet:
// its entries stand as they are written.
func read(fsys fs.FS) (*loader, error) {
	var names []string
	err := fs.WalkDir(fsys, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if ext := path.Ext(name); !entry.IsDir() && (ext == ".yaml" || ext == ".yml") {
			names = append(names, name)
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read catalogue: %w", err)
	}
	slices.Sort(names)
	l := &loader{}
	for _, name := range names {
		content, err := fs.ReadFile(fsys, name)
		if err != nil {
			return nil, fmt.Errorf("read catalogue: %w", err)
		}
		l.file(name, content)
	}
	l.check()
	return l, nil
}

// file takes one file into the catalogue. Its place and name tell what it
// holds.
func (l *loader) file(name string, content []byte) {
	d := l.parse(name, content)
	switch {
	case path.Dir(name) == intentsDir:
		var f intentFile
		l.decode(d, d.root, reflect.ValueOf(&f).Elem(), "intent")
		l.catalog.lexicon.Intents = append(l.catalog.lexicon.Intents, f)
		l.intents = append(l.intents, d)
	case path.Dir(name) != ".":
		l.report(d, nil, "Folder ini tidak dikenal. Pindahkan berkas ke folder utama katalog atau ke folder %q.", intentsDir)
	case name == formsFile:
		l.forms = d
		l.decode(d, d.root, reflect.ValueOf(&l.catalog.forms).Elem(), "forms")
	case name == wordsFile:
		l.words = d
		l.decode(d, d.root, reflect.ValueOf(&l.catalog.lexicon.Words).Elem(), "words")
	case name == facetsFile:
		l.facets = d
		l.decode(d, d.root, reflect.ValueOf(&l.catalog.lexicon.Facets).Elem(), "facets")
	case name == factsFile:
		l.facts = d
		l.decode(d, d.root, reflect.ValueOf(&l.catalog.facts).Elem(), "facts")
	case name == styleFile:
		l.style = d
		l.decode(d, d.root, reflect.ValueOf(&l.catalog.style).Elem(), "style")
	default:
		l.entryFile(d)
	}
}

// entryFile reads a file of entries. What an entry leaves out it takes from
// its file (group, unit) or from the usual (warga, normal).
func (l *loader) entryFile(d *document) {
	var f entryFile
	l.decode(d, d.root, reflect.ValueOf(&f).Elem(), "entries")
	if len(f.Entries) == 0 {
		l.report(d, d.root, `Berkas ini tidak memuat satu pun jawaban. Tulis "entries:" lalu daftarnya, atau hapus berkas ini.`)
	}
	l.addEntries(d, child(d.root, "entries"), f)
}

// addEntries takes the entries of a file, which stand in the given list.
func (l *loader) addEntries(d *document, list ast.Node, f entryFile) {
	for i, e := range f.Entries {
		e.Group = cmp.Or(e.Group, f.Group)
		e.Unit = cmp.Or(e.Unit, f.Unit)
		e.Audience = cmp.Or(e.Audience, usualAudience)
		e.Risk = cmp.Or(e.Risk, usualRisk)
		l.catalog.entries = append(l.catalog.entries, e)
		l.places = append(l.places, place{doc: d, node: item(list, i)})
	}
}

// parse turns a file into nodes. A file that is no YAML is a problem and an
// empty document.
func (l *loader) parse(name string, content []byte) *document {
	d := &document{name: name, source: string(content)}
	if len(content) > maxFile {
		l.report(d, nil, "Berkas lebih besar dari 1 MB. Bagi menjadi beberapa berkas.")
		return d
	}
	l.readInto(d, content)
	return d
}

// readInto turns content into the nodes of a document.
func (l *loader) readInto(d *document, content []byte) {
	defer func() { // the parser may panic on what is far from YAML
		if recover() != nil {
			l.report(d, nil, "Susunan berkas tidak dapat dibaca. Periksa titik dua, tanda kutip dan lekukan baris.")
		}
	}()
	signs := lexer.Tokenize(string(content))
	if line := nesting.Line(signs); line > 0 {
		l.problems = append(l.problems, problemAt(d, line, 1, fmt.Sprintf("Baris ini bersarang lebih dari %d tingkat. "+
			"Tulis daftar di dalam daftar pada baris-baris sendiri, tanpa kurung; periksa kurung yang lupa ditutup.", nesting.Most)))
		return
	}
	file, err := parser.Parse(signs, 0, parser.AllowDuplicateMapKey())
	if err != nil {
		l.syntax(d, err)
		return
	}
	docs := slices.DeleteFunc(file.Docs, func(n *ast.DocumentNode) bool { return n.Body == nil })
	if len(docs) > 1 {
		l.report(d, docs[1].Body, `Satu berkas hanya boleh memuat satu bagian. Hapus baris "---".`)
	}
	if len(docs) > 0 {
		d.root = docs[0].Body
	}
}

// syntax reports a parser's error in the curator's words.
func (l *loader) syntax(d *document, err error) {
	text := "Susunan berkas keliru. Periksa titik dua, tanda kutip dan lekukan (spasi di awal baris; jangan memakai Tab) di sekitar baris ini."
	line, column := 0, 0
	var at yaml.Error
	if errors.As(err, &at) {
		text += " Catatan pembaca YAML: " + at.GetMessage() + "."
		if token := at.GetToken(); token != nil && token.Position != nil {
			line, column = token.Position.Line, token.Position.Column
		}
	}
	l.problems = append(l.problems, problemAt(d, line, column, text))
}
