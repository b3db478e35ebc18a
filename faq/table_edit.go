package faq

import (
	"cmp"
	"encoding/json"
	"slices"
	"strings"

	"loket/internal/loket"
)

// Word is one way to write or say something, and what it means.
type Word struct {
	Form    string `json:"form"`           // as citizens type it, one to four words
	Meaning string `json:"meaning"`        // in plain words
	Name    bool   `json:"name,omitempty"` // of a document or a deed: a synonym rather than slang
}

// What is refused of a change of a table.
var (
	ErrWordEmpty = loket.Errorf(loket.CodeInvalid, "Isi kata yang diketik warga dan artinya.")
	ErrFormEmpty = loket.Errorf(loket.CodeInvalid, "Isi kode formulir dan kegunaannya.")
	ErrFactEmpty = loket.Errorf(loket.CodeInvalid, "Isi id fakta dan apa yang diterangkannya.")
	ErrRowGone   = loket.Errorf(loket.CodeNotFound, "Yang hendak diubah tidak ada lagi di tabel ini. Muat ulang halaman, lalu pilih lagi.")
)

// WordList returns the agency's slang and synonyms, by meaning and form.
func (c *Catalog) WordList() (all []Word) {
	for _, table := range []struct {
		pairs map[string][]string
		name  bool
	}{{c.lexicon.Words.Slang, false}, {c.lexicon.Words.Synonyms, true}} {
		for meaning, forms := range table.pairs {
			for _, form := range forms {
				all = append(all, Word{form, meaning, table.name})
			}
		}
	}
	slices.SortFunc(all, func(a, b Word) int { return cmp.Or(cmp.Compare(a.Meaning, b.Meaning), cmp.Compare(a.Form, b.Form)) })
	return all
}

// SetWord returns the catalogue with a word in the place of the form was, or a new one
// where was is empty; the zero Word takes it out. A loket.Error says what is wrong with it.
func (c *Catalog) SetWord(was string, w Word) (*Catalog, error) {
	w.Form, w.Meaning = oneBlank(strings.ToLower(w.Form)), oneBlank(strings.ToLower(w.Meaning))
	if (w.Form == "") != (w.Meaning == "") || w.Form == "" && was == "" {
		return nil, ErrWordEmpty
	}
	table := words{}
	err := json.Unmarshal(c.Table(WordsKind).Content, &table)
	if err != nil {
		return nil, err
	}
	if was != "" && !dropWord(&table, was) {
		return nil, ErrRowGone
	}
	if w.Form != "" {
		into := &table.Slang
		if w.Name {
			into = &table.Synonyms
		}
		if *into == nil {
			*into = map[string][]string{}
		}
		(*into)[w.Meaning] = append((*into)[w.Meaning], w.Form)
	}
	return c.edited(WordsKind, table)
}

// dropWord takes a form out, and a meaning without any with it; false: it is not there.
func dropWord(w *words, form string) (found bool) {
	for _, table := range []map[string][]string{w.Slang, w.Synonyms} {
		for meaning, forms := range table {
			i := slices.Index(forms, form)
			if i < 0 {
				continue
			}
			found = true
			if table[meaning] = slices.Delete(forms, i, i+1); len(table[meaning]) == 0 {
				delete(table, meaning)
			}
		}
	}
	return found
}

// Forms returns the table of forms, in the order it is written. The slice is the caller's.
func (c *Catalog) Forms() []Form { return slices.Clone(c.forms.Forms) }

// SetForm returns the catalogue with a form in the place of the one with the code was, or a
// new one where was is empty; the zero Form takes it out. A form with another code is known
// by its old one too, so that entries follow it. A loket.Error says what is wrong with it.
func (c *Catalog) SetForm(was string, f Form) (*Catalog, error) {
	f.Code, f.Use = oneBlank(f.Code), oneBlank(f.Use)
	if (f.Code == "") != (f.Use == "") || f.Code == "" && was == "" {
		return nil, ErrFormEmpty
	}
	f.Formerly = slices.DeleteFunc(slices.Clone(f.Formerly), func(code string) bool { return code == f.Code })
	if was != "" && f.Code != was && !slices.Contains(f.Formerly, was) {
		f.Formerly = append(f.Formerly, was)
	}
	table := c.forms
	var err error
	table.Forms, err = setRow(table.Forms, was, f, func(f Form) string { return f.Code })
	if err != nil {
		return nil, err
	}
	return c.edited(FormsKind, table)
}

// SetFact is SetForm for a local fact, by its id.
func (c *Catalog) SetFact(was string, f Fact) (*Catalog, error) {
	f.About, f.Value = oneBlank(f.About), strings.TrimSpace(f.Value)
	if (f.ID == "") != (f.About == "") || f.ID == "" && was == "" {
		return nil, ErrFactEmpty
	}
	table := c.facts
	var err error
	table.Facts, err = setRow(table.Facts, was, f, func(f Fact) string { return f.ID })
	if err != nil {
		return nil, err
	}
	return c.edited(FactsKind, table)
}

// setRow puts a row into the place of the one with a name, or behind all where the name is
// empty; one without a name takes it out.
func setRow[T any](rows []T, was string, row T, name func(T) string) ([]T, error) {
	rows = slices.Clone(rows)
	if was == "" {
		return append(rows, row), nil
	}
	i := slices.IndexFunc(rows, func(one T) bool { return name(one) == was })
	switch {
	case i < 0:
		return nil, ErrRowGone
	case name(row) == "":
		return slices.Delete(rows, i, i+1), nil
	}
	rows[i] = row
	return rows, nil
}

// edited is the catalogue with a table, unless that has a mistake that was not there before.
func (c *Catalog) edited(kind string, table any) (*Catalog, error) {
	content, err := json.Marshal(table)
	if err != nil {
		return nil, err
	}
	next, err := c.WithTable(kind, content)
	if err != nil {
		return nil, err
	}
	before := LintTable(c, c, kind)
	for _, r := range LintTable(c, next, kind) {
		if r.Severity == SeverityError && !slices.Contains(before, r) {
			return nil, loket.Errorf(loket.CodeInvalid, r.Text)
		}
	}
	return next, nil
}

// oneBlank writes a text on one line with single blanks.
func oneBlank(text string) string { return strings.Join(strings.Fields(text), " ") }
