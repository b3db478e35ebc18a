package faq

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"reflect"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// maxFile bounds one file of a catalogue, in bytes.
const maxFile = 1 << 20

// The files of a catalogue that hold no entries. All of them are optional.
const (
	formsFile  = "forms.yaml"
	wordsFile  = "words.yaml"
	facetsFile = "facets.yaml"
	intentsDir = "intents"
)

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
}

// place is where an entry stands.
type place struct {
	doc  *document
	node ast.Node
}

// Load reads the catalogue in the root of fsys: files of entries (*.yaml),
// forms.yaml, words.yaml, facets.yaml and intents/*.yaml. When the catalogue
// has mistakes it returns a *LoadError with all of them; any other error means
// that a file could not be read.
func Load(fsys fs.FS) (*Catalog, error) {
	var l loader
	err := fs.WalkDir(fsys, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if ext := path.Ext(name); entry.IsDir() || (ext != ".yaml" && ext != ".yml") {
			return nil
		}
		return l.file(fsys, name)
	})
	if err != nil {
		return nil, fmt.Errorf("read catalogue: %w", err)
	}
	l.check()
	if len(l.problems) > 0 {
		slices.SortStableFunc(l.problems, func(a, b Problem) int {
			return cmp.Or(strings.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
		})
		return nil, &LoadError{Problems: l.problems}
	}
	l.seal()
	return &l.catalog, nil
}

// file reads one file into the catalogue. Its place and name tell what it
// holds; only a file that cannot be read is an error, the rest are problems.
func (l *loader) file(fsys fs.FS, name string) error {
	content, err := fs.ReadFile(fsys, name)
	if err != nil {
		return err
	}
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
	default:
		l.entryFile(d)
	}
	return nil
}

// entryFile reads a file of entries. What an entry leaves out it takes from
// its file (group, unit) or from the usual (warga, normal).
func (l *loader) entryFile(d *document) {
	var f entryFile
	l.decode(d, d.root, reflect.ValueOf(&f).Elem(), "entries")
	if len(f.Entries) == 0 {
		l.report(d, d.root, `Berkas ini tidak memuat satu pun jawaban. Tulis "entries:" lalu daftarnya, atau hapus berkas ini.`)
	}
	list := child(d.root, "entries")
	for i, e := range f.Entries {
		e.Group = cmp.Or(e.Group, f.Group)
		e.Unit = cmp.Or(e.Unit, f.Unit)
		e.Audience = cmp.Or(e.Audience, "warga")
		e.Risk = cmp.Or(e.Risk, "normal")
		l.catalog.entries = append(l.catalog.entries, e)
		l.places = append(l.places, place{doc: d, node: item(list, i)})
	}
}

// parse turns a file into nodes. A file that is no YAML is a problem and an
// empty document.
func (l *loader) parse(name string, content []byte) (d *document) {
	d = &document{name: name, source: string(content)}
	if len(content) > maxFile {
		l.report(d, nil, "Berkas lebih besar dari 1 MB. Bagi menjadi beberapa berkas.")
		return d
	}
	defer func() { // the parser may panic on what is far from YAML
		if recover() != nil {
			l.report(d, nil, "Susunan berkas tidak dapat dibaca. Periksa titik dua, tanda kutip dan lekukan baris.")
		}
	}()
	file, err := parser.ParseBytes(content, 0, parser.AllowDuplicateMapKey())
	if err != nil {
		l.syntax(d, err)
		return d
	}
	docs := slices.DeleteFunc(file.Docs, func(n *ast.DocumentNode) bool { return n.Body == nil })
	if len(docs) > 1 {
		l.report(d, docs[1].Body, `Satu berkas hanya boleh memuat satu bagian. Hapus baris "---".`)
	}
	if len(docs) > 0 {
		d.root = docs[0].Body
	}
	return d
}

// syntax reports a parser's error in the curator's words.
func (l *loader) syntax(d *document, err error) {
	p := Problem{File: d.name, Text: "Susunan berkas keliru. Periksa titik dua, tanda kutip dan lekukan (spasi di awal baris; jangan memakai Tab) di sekitar baris ini."}
	var at yaml.Error
	if errors.As(err, &at) {
		p.Text += " Catatan pembaca YAML: " + at.GetMessage() + "."
		if token := at.GetToken(); token != nil && token.Position != nil {
			p.Line, p.Column = token.Position.Line, token.Position.Column
			p.Excerpt = excerpt(d.source, p.Line, p.Column)
		}
	}
	l.problems = append(l.problems, p)
}

// seal completes a catalogue without mistakes: references are resolved, and
// revisions and the version computed.
func (l *loader) seal() {
	c := &l.catalog
	byCode := make(map[string]Form, len(c.forms.Forms))
	for _, f := range c.forms.Forms {
		byCode[f.Code] = f
	}
	n := newNormaliser(c.lexicon.Words)
	book := newFacetBook(n, c.lexicon.Facets)
	parts := make([][]byte, 0, len(c.entries)+2)
	for i := range c.entries {
		e := &c.entries[i]
		e.Revision = e.revision()
		for _, code := range e.Facets.Forms {
			e.forms = append(e.forms, byCode[code])
		}
		e.situate(n, &book)
		parts = append(parts, []byte(e.ID+e.Revision))
	}
	for _, table := range []any{c.forms, c.lexicon} {
		canonical, _ := json.Marshal(table) // strings only: always marshals
		parts = append(parts, canonical)
	}
	c.Version = fingerprint(parts...)
}
