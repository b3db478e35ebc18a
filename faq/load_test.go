package faq_test

import (
	"errors"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"loket/faq"
)

// goodEntry is a file with one entry that has nothing wrong.
const goodEntry = `group: uji
entries:
  - id: ktp-hilang
    title: KTP hilang
    questions:
      - ktp saya hilang
    answer: Bawa surat polisi.
    status: published
`

// catalogue makes a file system of name, content pairs.
func catalogue(files ...string) fstest.MapFS {
	fsys := fstest.MapFS{}
	for i := 0; i < len(files); i += 2 {
		fsys[files[i]] = &fstest.MapFile{Data: []byte(files[i+1])}
	}
	return fsys
}

// problems loads a catalogue that has mistakes.
func problems(t *testing.T, fsys fs.FS) []faq.Problem {
	t.Helper()
	_, err := faq.Load(fsys)
	var load *faq.LoadError
	if !errors.As(err, &load) {
		t.Fatalf("Load = %v, want a *LoadError", err)
	}
	return load.Problems
}

func TestLoadShowsTheExcerpt(t *testing.T) {
	t.Parallel()
	found := problems(t, catalogue("uji.yaml", goodEntry+"    titel: x\n"))
	want := `uji.yaml:9:5: Isian "titel" tidak dikenal. Maksud Anda "title"? Perbaiki ejaannya.
     8 |     status: published
>    9 |     titel: x
             ^`
	if diff := cmp.Diff(want, found[0].String()); diff != "" {
		t.Errorf("problem (-want +got):\n%s", diff)
	}
}

func TestLoadTellsAllProblemsAtOnce(t *testing.T) {
	t.Parallel()
	fsys := catalogue(
		"a.yaml", "entries:\n  - id: a\n    titel: x\n    questions: y\n",
		"b.yaml", "entries:\n  - id: \"b\n",
		"forms.yaml", "forms:\n  - {code: F-1}\n",
		"words.yaml", "slang:\n  tidak: [gak, ga]\n  belum: [gak]\n",
		"facets.yaml", "facets:\n  - {facet: harga, phrases: [biaya]}\n",
		"intents/x.yaml", "intent: salam\nrules:\n  - any: [halo]\n",
		"lain/y.yaml", goodEntry,
	)
	var got []string
	for _, p := range problems(t, fsys) {
		got = append(got, p.File)
	}
	want := []string{
		"a.yaml", "a.yaml", "a.yaml", "a.yaml", "a.yaml", "a.yaml", // titel, questions, and four needed fields
		"b.yaml", "b.yaml", // unreadable, hence without entries
		"facets.yaml", "forms.yaml", "intents/x.yaml", "lain/y.yaml", "words.yaml",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("files with problems (-want +got):\n%s", diff)
	}
}

// TestLoadIntentExamples tells what examples can get wrong.
func TestLoadIntentExamples(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct{ file, want string }{
		"NoWord":       {"intent: greeting\nexamples: [halo, \"?!\"]\n", `Ungkapan "?!" tidak memuat kata.`},
		"Both":         {"intent: greeting\nexamples: [Halo kak]\nunlike: [\"halo, kak!\"]\n", `Pesan "halo, kak!" ada di "examples" dan di "unlike".`},
		"UnknownEntry": {"intent: greeting\nbeside: [ktp-hilank]\n", `Jawaban "ktp-hilank" tidak ada di katalog.`},
		"OutsideRule":  {"intent: outside\nrules:\n  - any: [halo]\n", `Maksud "outside" hanya memuat "examples"`},
		"EmptyNear":    {"intent: greeting\nrules:\n  - any: [halo]\n    unless_near: [\"...\"]\n", `Ungkapan "..." tidak memuat kata.`},
	} {
		found := problems(t, catalogue("uji.yaml", goodEntry, "intents/x.yaml", tt.file))
		if len(found) != 1 || !strings.Contains(found[0].Text, tt.want) || found[0].File != "intents/x.yaml" {
			t.Errorf("%s: problems = %v, want one with %s", name, found, tt.want)
		}
	}
	if _, err := faq.Load(catalogue("uji.yaml", goodEntry, "intents/x.yaml", "intent: outside\nexamples: [harga sapi]\n")); err != nil {
		t.Errorf("messages outside are refused: %v", err)
	}
}

func TestLoadEmpty(t *testing.T) {
	t.Parallel()
	if found := problems(t, catalogue("README.md", "tidak dibaca")); len(found) != 1 || found[0].File != "." {
		t.Errorf("problems = %v, want one of the folder", found)
	}
}

func TestLoadGood(t *testing.T) {
	t.Parallel()
	c, err := faq.Load(catalogue("uji.yaml", goodEntry))
	if err != nil {
		t.Fatal(err)
	}
	e, ok := c.Entry("ktp-hilang")
	if !ok || e.Group != "uji" || e.Audience != "warga" || e.Risk != "normal" || len(e.Revision) != 12 {
		t.Errorf("entry = %+v, want group and defaults filled in, a revision of 12 digits", e)
	}
	if _, ok := c.Entry("tidak-ada"); ok {
		t.Error("Entry(tidak-ada) found, want not")
	}
	c.Entries()[0].Title = "lain"
	if e, _ := c.Entry("ktp-hilang"); e.Title != "KTP hilang" {
		t.Errorf("title = %q after a change of the copy, want the catalogue unchanged", e.Title)
	}
}

func TestRevisionsFollowContent(t *testing.T) {
	t.Parallel()
	load := func(files ...string) *faq.Catalog {
		c, err := faq.Load(catalogue(files...))
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	base := load("uji.yaml", goodEntry)
	commented := load("uji.yaml", "# catatan\n"+goodEntry)
	changed := load("uji.yaml", strings.Replace(goodEntry, "surat polisi", "surat kehilangan", 1))
	worded := load("uji.yaml", goodEntry, "words.yaml", "slang:\n  tidak: [ga]\n")
	revision := func(c *faq.Catalog) string { return c.Entries()[0].Revision }
	if revision(base) != revision(commented) || base.Version != commented.Version {
		t.Error("a comment changed the revision, want the same")
	}
	if revision(base) == revision(changed) || base.Version == changed.Version {
		t.Error("another answer has the same revision, want another")
	}
	if revision(base) != revision(worded) || base.Version == worded.Version {
		t.Error("a new word must change the version and no revision")
	}
}

func TestQuotable(t *testing.T) {
	t.Parallel()
	wita := time.FixedZone("WITA", 8*3600)
	for _, tt := range []struct {
		name string
		e    faq.Entry
		now  time.Time
		want bool
	}{
		{"Published", faq.Entry{Status: faq.Published}, time.Date(2026, 11, 21, 8, 0, 0, 0, wita), true},
		{"Draft", faq.Entry{Status: faq.Draft}, time.Date(2026, 11, 21, 8, 0, 0, 0, wita), false},
		{"Withdrawn", faq.Entry{Status: faq.Withdrawn}, time.Date(2026, 11, 21, 8, 0, 0, 0, wita), false},
		{"LastDay", faq.Entry{Status: faq.Published, ValidUntil: "2026-11-21"}, time.Date(2026, 11, 21, 23, 59, 0, 0, wita), true},
		{"DayAfter", faq.Entry{Status: faq.Published, ValidUntil: "2026-11-21"}, time.Date(2026, 11, 22, 0, 0, 0, 0, wita), false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := tt.e.Quotable(tt.now); got != tt.want {
				t.Errorf("Quotable(%s) = %v, want %v", tt.now, got, tt.want)
			}
		})
	}
}

func FuzzLoad(f *testing.F) {
	f.Add([]byte(goodEntry))
	f.Add([]byte("entries:\n\t- id"))
	f.Add([]byte("a: &x [*x]\n---\n- b"))
	f.Add([]byte("entries: {id: [\"\xff\"]}"))
	f.Fuzz(func(t *testing.T, content []byte) {
		for _, name := range []string{"uji.yaml", "words.yaml", "intents/x.yaml", "facets.yaml", "forms.yaml"} {
			c, err := faq.Load(catalogue("baik.yaml", goodEntry, name, string(content)))
			var load *faq.LoadError
			if err != nil && (!errors.As(err, &load) || len(load.Problems) == 0) {
				t.Fatalf("Load(%s) = %v, want a *LoadError with problems", name, err)
			}
			if err == nil && len(c.Entries()) == 0 {
				t.Fatalf("Load(%s) gave an empty catalogue", name)
			}
		}
	})
}
