package faq_test

import (
	"bytes"
	"io/fs"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"loket/faq"
	"loket/faq/disdukcapil"
	"loket/faq/faqtest"
	"loket/internal/loket"
)

// teller is a *testing.T or a *rapid.T.
type teller interface {
	Helper()
	Errorf(format string, args ...any)
	Fatalf(format string, args ...any)
}

// sameContent fails unless two catalogues say the same.
func sameContent(t teller, got, want *faq.Catalog) {
	t.Helper()
	if got.Version != want.Version {
		t.Errorf("version = %s, want %s", got.Version, want.Version)
	}
	for _, d := range faq.Diff(want, got) {
		t.Errorf("it differs: %s", d)
	}
	for _, e := range want.Entries() {
		if same, _ := got.Entry(e.ID); same.Revision != e.Revision || len(e.Revision) != 12 {
			t.Errorf("revision of %s = %q, want %q", e.ID, same.Revision, e.Revision)
		}
	}
}

// assembled makes a catalogue of another's items, in any order.
func assembled(t teller, c *faq.Catalog, order func([]loket.CatalogueItem)) *faq.Catalog {
	t.Helper()
	items := c.Items()
	order(items)
	again, err := faq.Assemble(items)
	if err != nil {
		t.Fatalf("Assemble: %v", err)
	}
	return again
}

func TestAssembleTheShippedCatalogue(t *testing.T) {
	t.Parallel()
	_, c := reference(t)
	again := assembled(t, c, slices.Reverse)
	sameContent(t, again, c)
	for _, e := range c.Entries() {
		same, _ := again.Entry(e.ID)
		if got, want := same.Render(faq.Whole, true), e.Render(faq.Whole, true); got != want {
			t.Errorf("%s reads\n%s\nwant\n%s", e.ID, got, want)
		}
	}
}

func TestAssembleIsTheInverseOfItems(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		c := faqtest.Catalogue(t)
		sameContent(t, assembled(t, c, func(items []loket.CatalogueItem) {
			copy(items, rapid.Permutation(items).Draw(t, "order"))
		}), c)
	})
}

func TestItemsAreOrderedAndNamed(t *testing.T) {
	t.Parallel()
	_, c := reference(t)
	items := c.Items()
	key := func(i loket.CatalogueItem) string { return i.Kind + "\x00" + i.ID }
	for i, one := range items {
		if len(one.Revision) != 12 || len(one.Content) == 0 {
			t.Errorf("item %s %s has revision %q and %d bytes", one.Kind, one.ID, one.Revision, len(one.Content))
		}
		if i > 0 && key(items[i-1]) >= key(one) {
			t.Errorf("%s %s comes after %s %s", one.Kind, one.ID, items[i-1].Kind, items[i-1].ID)
		}
	}
}

// TestVersionIsIndependentOfFiles holds that how entries are spread over files,
// and in which order they stand, changes nothing.
func TestVersionIsIndependentOfFiles(t *testing.T) {
	t.Parallel()
	load := func(files ...string) *faq.Catalog {
		c, err := faq.Load(catalogue(files...))
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	second := "  - {id: a, title: A, questions: [apa], answer: A., status: draft, group: uji}\n"
	one := load("uji.yaml", goodEntry+second)
	two := load("z.yaml", goodEntry, "a.yaml", "entries:\n"+second)
	sameContent(t, two, one)
	if got := two.Entries()[0].ID; got != "a" {
		t.Errorf("the first entry is %q, want %q: entries stand in the order of their ids", got, "a")
	}
	empty := load("uji.yaml", goodEntry+second, "words.yaml", "keep: []\nslang: {}\n", "forms.yaml", "# nihil\n")
	sameContent(t, empty, one)
}

func TestAssembleRefuses(t *testing.T) {
	t.Parallel()
	entry := loket.CatalogueItem{Kind: "entry", ID: "a", Content: []byte(`{"id":"a","title":"A","questions":["a"],"answer":"A.","status":"published"}`)}
	for _, tt := range []struct {
		name  string
		items []loket.CatalogueItem
	}{
		{"Nothing", nil},
		{"OnlyWhatWasTakenOut", []loket.CatalogueItem{{Kind: "entry", ID: "a"}}},
		{"NoJSON", []loket.CatalogueItem{{Kind: "entry", ID: "a", Content: []byte("{")}}},
		{"TwoValues", []loket.CatalogueItem{{Kind: "entry", ID: "a", Content: bytes.Repeat(entry.Content, 2)}}},
		{"FieldOfANewerProgram", []loket.CatalogueItem{entry, {Kind: "forms", Content: []byte(`{"colour":"red"}`)}}},
		{"KindOfANewerProgram", []loket.CatalogueItem{entry, {Kind: "poems", Content: []byte(`{}`)}}},
		{"OneIDTwice", []loket.CatalogueItem{entry, entry}},
		{"SubjectWithoutWords", []loket.CatalogueItem{entry, {Kind: "facets", Content: []byte(`{"subjects":[{"prefix":"a","words":null}]}`)}}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if c, err := faq.Assemble(tt.items); err == nil {
				t.Errorf("Assemble(%s) = %v, want an error", tt.items, c.Version)
			}
		})
	}
}

// TestEveryTableIsAnItem holds the list of tables to what the loader reads: a
// table it left out would be lost by publishing and by export.
func TestEveryTableIsAnItem(t *testing.T) {
	t.Parallel()
	shipped, err := disdukcapil.Files()
	if err != nil {
		t.Fatal(err)
	}
	_, c := reference(t)
	written, err := faq.Files(c)
	if err != nil {
		t.Fatal(err)
	}
	names, err := fs.Glob(shipped, "*.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		text, err := fs.ReadFile(shipped, name)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Contains(text, []byte("\nentries:")) && written[name] == nil {
			t.Errorf("%s is loaded, but Files does not write it", name)
		}
	}
}

// TestWhatCannotBeWrittenIsRefused holds that the loader takes nothing that
// another form of the catalogue could not carry.
func TestWhatCannotBeWrittenIsRefused(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, file, content, want string }{
		{"ControlCharacter", "b.yaml", strings.Replace(goodEntry, "Bawa surat polisi.", `"Bawa\u0007 surat."`, 1), `b.yaml:7:13: Isian "answer" memuat karakter yang tidak terlihat (U+0007)`},
		{"KeyWithControlCharacter", "words.yaml", "slang: {\"a\\u0007\": [b]}\n", `words.yaml:1:9: Nama isian "a\a" memuat spasi di tepi atau karakter yang tidak terlihat.`},
		{"NoText", "b.yaml", strings.Replace(goodEntry, "surat polisi", "surat \xff polisi", 1), `b.yaml:7:13: Isian "answer" memuat karakter yang tidak terlihat (U+FFFD)`},
		{"EmptyItem", "words.yaml", "keep: [tanya, '']\n", `words.yaml:1:15: Butir ke-2 pada "keep" kosong.`},
		{"IntentInTwoFiles", "intents/b.yaml", "intent: thanks\n", `intents/b.yaml:1:9: Maksud khusus "thanks" sudah ada di intents/a.yaml. Gabungkan aturannya dalam satu berkas.`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			files := []string{"intents/a.yaml", "intent: thanks\n", tt.file, tt.content}
			if tt.file != "b.yaml" {
				files = append(files, "uji.yaml", goodEntry)
			}
			found := problems(t, catalogue(files...))
			if len(found) != 1 || !strings.HasPrefix(found[0].String(), tt.want) {
				t.Errorf("problems = %v, want one: %s", found, tt.want)
			}
		})
	}
}

func BenchmarkAssemble(b *testing.B) {
	_, c := reference(b)
	items := c.Items()
	b.ReportMetric(float64(len(c.Entries())), "entries")
	for b.Loop() {
		if _, err := faq.Assemble(items); err != nil {
			b.Fatal(err)
		}
	}
}
