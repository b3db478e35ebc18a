package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"

	"loket/faq"
	"loket/faq/disdukcapil"
	"loket/internal/loket"
)

// tableCommand lists the published entries of a catalogue in Markdown.
type tableCommand struct {
	Into string `help:"Ganti tabel di antara kedua penanda dalam berkas ini." placeholder:"BERKAS"`
	Dir  string `arg:"" optional:"" name:"folder" help:"Folder katalog (baku: katalog bawaan)."`
}

// The markers in a document, between which the table stands.
const (
	tableBegins = "<!-- begin: loket faq table -->\n"
	tableEnds   = "<!-- end: loket faq table -->\n"
)

// Run implements the command.
func (c *tableCommand) Run(s *shell) error {
	catalog, err := c.open()
	if err != nil {
		return err
	}
	if c.Into == "" {
		_, err := io.WriteString(s.stdout, entryTable(catalog))
		return err
	}
	content, err := os.ReadFile(c.Into)
	if err != nil {
		return loket.Errorf(loket.CodeInvalid, fmt.Sprintf("Berkas %s tidak dapat dibaca: %v.", c.Into, err))
	}
	replaced, err := replaceTable(string(content), entryTable(catalog))
	if err != nil {
		return loket.Errorf(loket.CodeInvalid, fmt.Sprintf("Berkas %s: %v.", c.Into, err))
	}
	if err := os.WriteFile(c.Into, []byte(replaced), readableFile); err != nil {
		return loket.Errorf(loket.CodeInvalid, fmt.Sprintf("Berkas %s tidak dapat ditulis: %v.", c.Into, err))
	}
	return nil
}

// open loads the folder named, or the shipped catalogue.
func (c *tableCommand) open() (*faq.Catalog, error) {
	if c.Dir == "" {
		return disdukcapil.Catalogue()
	}
	catalog, err := faq.Load(os.DirFS(c.Dir))
	if wrong, ok := errors.AsType[*faq.LoadError](err); ok {
		return nil, loket.Errorf(loket.CodeInvalid, "Folder "+c.Dir+": "+wrong.Error())
	}
	if errors.Is(err, fs.ErrNotExist) {
		return nil, loket.Errorf(loket.CodeInvalid, fmt.Sprintf("Folder katalog %q tidak ada. Periksa namanya.", c.Dir))
	}
	return catalog, err
}

// replaceTable puts a table between the markers of a document.
func replaceTable(document, table string) (string, error) {
	before, rest, begins := strings.Cut(document, tableBegins)
	_, after, ends := strings.Cut(rest, tableEnds)
	if !begins || !ends {
		return "", fmt.Errorf("penanda %q dan %q tidak ditemukan; tulis keduanya pada baris sendiri",
			strings.TrimSpace(tableBegins), strings.TrimSpace(tableEnds))
	}
	return before + tableBegins + table + tableEnds + after, nil
}

// entryTable lists what may be quoted and what each answer rests on.
func entryTable(c *faq.Catalog) string {
	var b strings.Builder
	b.WriteString("| id | title | patterns | sources | local facts | reviewed | verified |\n|---|---|--:|---|---|---|---|\n")
	entries, patterns := 0, 0
	for _, e := range c.Entries() {
		if e.Status != faq.Published {
			continue
		}
		entries, patterns = entries+1, patterns+len(e.Questions)
		verified := "no"
		if e.Verified != nil {
			verified = string(e.Verified.On) + ", " + e.Verified.ByRole
		}
		fmt.Fprintf(&b, "| `%s` | %s | %d | %s | %s | %s | %s |\n", e.ID, cell(e.Title), len(e.Questions),
			cell(sources(e)), cell(strings.Join(e.Local, ", ")), string(e.ReviewedOn), cell(verified))
	}
	fmt.Fprintf(&b, "\n%d entries, %d patterns.\n", entries, patterns)
	return b.String()
}

// sources names the rules an entry rests on, or who is in charge instead.
func sources(e faq.Entry) string {
	var rules []string
	for _, b := range e.Basis {
		rules = append(rules, strings.TrimSpace(b.Rule+" "+b.Article))
	}
	if len(rules) == 0 && e.ReferTo != "" {
		return "refers to " + e.ReferTo
	}
	return strings.Join(rules, "; ")
}

// cell makes a text safe for a cell of a Markdown table.
func cell(text string) string {
	return strings.NewReplacer("|", `\|`, "\n", " ").Replace(text)
}
