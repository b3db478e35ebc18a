package faq

import (
	"path"
	"reflect"
	"slices"
	"testing"
)

// TestFileKinds promises that every file of a catalogue has a kind, and every
// kind a type with fields.
func TestFileKinds(t *testing.T) {
	t.Parallel()
	kinds := FileKinds()
	for _, name := range []string{"kk.yaml", formsFile, wordsFile, facetsFile, factsFile, styleFile, intentsDir + "/salam.yaml"} {
		if !slices.ContainsFunc(kinds, func(k FileKind) bool { ok, err := path.Match(k.Files, name); return ok && err == nil }) {
			t.Errorf("no kind of file matches %s", name)
		}
	}
	seen := map[string]bool{}
	for _, k := range kinds {
		if k.Type.Kind() != reflect.Struct || len(fieldsOf(k.Type)) == 0 || seen[k.Name] {
			t.Errorf("kind %+v has no fields or is there twice", k)
		}
		seen[k.Name] = true
	}
}

// TestShapesNameFields promises that every shape is of a field there is: one
// that is renamed would lose its shape without a word.
func TestShapesNameFields(t *testing.T) {
	t.Parallel()
	needed := map[string][]string{
		"entryFile": {"entries"}, "Entry": {"answer", "id", "questions", "status", "title"}, "Basis": {"rule"}, "Verified": {"by_role", "on"},
		"Form": {"code", "use"}, "Fact": {"about", "facet", "id"}, "facetPhrases": {"facet"}, "subject": {"prefix", "words"},
		"falseFriend": {"form"}, "intentFile": {"intent"}, "intentRule": {"any"},
	}
	seen := map[string]bool{}
	for _, k := range FileKinds() {
		eachStruct(k.Type, seen, func(s reflect.Type) {
			var got []string
			for name := range fieldsOf(s) {
				if ShapeOf(s.Name() + "." + name).Needed {
					got = append(got, name)
				}
			}
			if slices.Sort(got); !slices.Equal(got, needed[s.Name()]) {
				t.Errorf("needed fields of %s = %q, want %q", s.Name(), got, needed[s.Name()])
			}
		})
	}
	for name := range needed {
		if !seen[name] {
			t.Errorf("no file has a %s", name)
		}
	}
}

// eachStruct calls f once for each struct that a type is made of.
func eachStruct(t reflect.Type, seen map[string]bool, f func(reflect.Type)) {
	switch t.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Map:
		eachStruct(t.Elem(), seen, f)
	case reflect.Struct:
		if seen[t.Name()] {
			return
		}
		seen[t.Name()] = true
		f(t)
		for i := range t.NumField() {
			if t.Field(i).IsExported() {
				eachStruct(t.Field(i).Type, seen, f)
			}
		}
	default:
	}
}

// TestKnown holds the closed sets to what recognising needs of them.
func TestKnown(t *testing.T) {
	t.Parallel()
	if Whole.known() || Facet("harga").known() || Intent("salam").known() {
		t.Error("known takes what no catalogue may give phrases for")
	}
	for _, f := range needs() {
		if want := !slices.Contains(sections(), f); f.situation() != want || !f.known() {
			t.Errorf("%q: situation = %v, known = %v, want %v and true", f, f.situation(), f.known(), want)
		}
	}
}

func sections() []Facet {
	order := sectionOrder()
	return order[:]
}
