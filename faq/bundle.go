package faq

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"regexp"
	"strings"

	"github.com/goccy/go-yaml/ast"
)

// maxBundle bounds a catalogue in one file, in bytes.
const maxBundle = 16 << 20

// bundle is a whole catalogue as one JSON value.
type bundle struct {
	Version string       `json:"version,omitempty"` // told, not read
	Entries []Entry      `json:"entries"`
	Facets  facetWords   `json:"facets,omitzero"`
	Facts   factTable    `json:"facts,omitzero"`
	Forms   formTable    `json:"forms,omitzero"`
	Intents []intentFile `json:"intents,omitempty"`
	Style   houseStyle   `json:"style,omitzero"`
	Words   words        `json:"words,omitzero"`
}

// JSON writes the catalogue as one value: its version, entries, intents, and
// the tables under the names of their files.
func (c *Catalog) JSON() ([]byte, error) {
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	err := encoder.Encode(bundle{
		Version: c.Version, Entries: c.entries, Facets: c.lexicon.Facets, Facts: c.facts, Forms: c.forms,
		Intents: c.lexicon.Intents, Style: c.style, Words: c.lexicon.Words,
	})
	if err != nil {
		return nil, fmt.Errorf("write catalogue as JSON: %w", err)
	}
	return b.Bytes(), nil
}

// LoadJSON is Load for a catalogue as JSON writes it, from the file of the
// given name. It fails with a *LoadError only.
func LoadJSON(name string, content []byte) (*Catalog, error) {
	l := &loader{}
	d := &document{name: name, source: string(content)}
	if len(content) > maxBundle {
		l.report(d, nil, "Berkas lebih besar dari 16 MB. Ekspor dan impor sebagai folder.")
		return l.finish()
	}
	if err := json.Unmarshal(content, new(json.RawMessage)); err != nil {
		at := len(content)
		if wrong, ok := err.(*json.SyntaxError); ok { //nolint:errorlint // Unmarshal returns it as it is
			at = int(wrong.Offset)
		}
		before := string(content[:min(at, len(content))])
		line := strings.Count(before, "\n") + 1
		l.problems = append(l.problems, problemAt(d, line, len([]rune(before[strings.LastIndex(before, "\n")+1:])),
			"Ini bukan JSON yang utuh. Periksa koma, tanda kutip dan kurung di sekitar sini."))
		return l.finish()
	}
	l.readInto(d, readable(content))
	l.bundle(d)
	l.check()
	return l.finish()
}

// bundle takes a whole catalogue from a document. Its tables become documents of
// their own, as if they had come from files, with the places of the whole: the
// checks know no difference.
func (l *loader) bundle(d *document) {
	var b bundle
	l.decode(d, d.root, reflect.ValueOf(&b).Elem(), "katalog")
	c := &l.catalog
	c.forms, c.facts, c.style = b.Forms, b.Facts, b.Style
	c.lexicon = lexicon{Words: b.Words, Facets: b.Facets, Intents: b.Intents}
	l.addEntries(d, child(d.root, "entries"), entryFile{Entries: b.Entries})
	for i := range b.Intents {
		l.intents = append(l.intents, d.part(item(child(d.root, "intents"), i)))
	}
	pairs, _ := pairsOf(d.root)
	for _, pair := range pairs {
		part := d.part(pair.Value)
		switch name, _ := scalar(pair.Key); name {
		case "facets":
			l.facets = part
		case "facts":
			l.facts = part
		case "forms":
			l.forms = part
		case "style":
			l.style = part
		case "words":
			l.words = part
		}
	}
}

// part is a part of a document, with the places of the whole.
func (d *document) part(root ast.Node) *document {
	return &document{name: d.name, source: d.source, root: root}
}

// numbered finds characters that JSON gives by number, and backslashes that are
// none of them.
var numbered = regexp.MustCompile(`\\\\|(\\u[0-9A-Fa-f]{4})+`)

// readable writes out the characters that JSON gives by number, some in two
// halves: the YAML reader does not join them. What would end a text stays.
func readable(content []byte) []byte {
	return numbered.ReplaceAllFunc(content, func(found []byte) []byte {
		var text string
		err := json.Unmarshal([]byte(`"`+string(found)+`"`), &text)
		if err != nil || found[1] == '\\' || strings.ContainsAny(text, "\"\\") || strings.IndexFunc(text, unseen) >= 0 || strings.ContainsAny(text, "\n\t") {
			return found
		}
		return []byte(text)
	})
}
