package faq_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"loket/faq"
	"loket/faq/faqtest"
)

// reloaded writes a catalogue as files and loads them.
func reloaded(t teller, c *faq.Catalog) (*faq.Catalog, map[string][]byte) {
	t.Helper()
	files, err := faq.Files(c)
	if err != nil {
		t.Fatalf("Files: %v", err)
	}
	fsys := fstest.MapFS{}
	for name, text := range files {
		fsys[name] = &fstest.MapFile{Data: text}
	}
	again, err := faq.Load(fsys)
	if err != nil {
		t.Fatalf("Load(Files): %v", err)
	}
	return again, files
}

func TestFilesOfTheShippedCatalogue(t *testing.T) {
	t.Parallel()
	_, c := reference(t)
	again, files := reloaded(t, c)
	sameContent(t, again, c)
	for name, text := range files {
		for i, line := range strings.Split(string(text), "\n") {
			if line != strings.TrimRight(line, " ") {
				t.Errorf("%s:%d ends in a blank: %q", name, i+1, line)
			}
		}
	}
}

func TestLoadIsTheInverseOfFiles(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		c := faqtest.Catalogue(t)
		again, files := reloaded(t, c)
		sameContent(t, again, c)
		second, err := faq.Files(again)
		if err != nil {
			t.Fatalf("Files: %v", err)
		}
		if diff := cmp.Diff(files, second); diff != "" {
			t.Errorf("written twice (-first +second):\n%s", diff)
		}
	})
}

func TestFilesAreWrittenForEditors(t *testing.T) {
	t.Parallel()
	c, err := faq.LoadFiles(map[string][]byte{
		"x.yaml": []byte(`entries:
- {id: b, title: "Kartu: hilang", group: Kartu & Anggota, unit: layanan, questions: ["0812", "apa # ini"], answer: "Satu.\n\nDua.", status: draft}
- {id: a, title: Kartu baru, group: Kartu & Anggota, unit: layanan, audience: pelaku-usaha, questions: [q], answer: "1. Datang.", facets: {fee: "-"}, verified: {by_role: Kepala Bidang, on: 2026-11-05}, basis: [{rule: "Perda 3/2020", url: "https://contoh.id"}], related: [b], status: published}
- {id: c, title: "true", questions: ["a"], group: forms, answer: "'a' dan \"b\"", status: published}
`),
		"intents/salam.yaml": []byte("intent: greeting\nrules: [{any: [halo], max_words: 3}]\n"),
	})
	if err != nil {
		t.Fatal(err)
	}
	files, err := faq.Files(c)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{
		"kartu-anggota.yaml": `group: Kartu & Anggota
unit: layanan
entries:
  - id: a
    title: Kartu baru
    audience: pelaku-usaha
    questions: [q]
    answer: "1. Datang."
    facets: {fee: "-"}
    basis:
      - {rule: Perda 3/2020, url: "https://contoh.id"}
    verified: {by_role: Kepala Bidang, on: 2026-11-05}
    related: [b]
    status: published

  - id: b
    title: "Kartu: hilang"
    questions: ["0812", "apa # ini"]
    answer: |
      Satu.

      Dua.
    status: draft
`,
		"jawaban-forms.yaml": `group: forms
entries:
  - id: c
    title: "true"
    questions: [a]
    answer: '''a'' dan "b"'
    status: published
`,
		"intents/greeting.yaml": `intent: greeting
rules:
  - {any: [halo], max_words: 3}
`,
	}
	got := map[string]string{}
	for name, text := range files {
		got[name] = string(text)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("Files (-want +got):\n%s", diff)
	}
}

// TestFilesKeepBelowTheBound holds that a group too large for one file is
// spread over several, and that what cannot be spread is refused.
func TestFilesKeepBelowTheBound(t *testing.T) {
	t.Parallel()
	files := map[string][]byte{}
	for _, name := range []string{"a", "b", "c"} {
		plain := "'a\tb" + strings.Repeat(`"`, 280_000) + "'" // for the tab's sake each is written with an escape
		files[name+".yaml"] = []byte("entries:\n- {id: " + name + ", title: A, answer: A., status: draft, questions: [a], plain: " + plain + "}\n")
	}
	c, err := faq.LoadFiles(files)
	if err != nil {
		t.Fatal(err)
	}
	again, written := reloaded(t, c)
	sameContent(t, again, c)
	if len(written) != 3 || written["jawaban.yaml"] == nil || written["jawaban-2.yaml"] == nil {
		t.Errorf("Files made %d files, want jawaban.yaml, jawaban-2.yaml and jawaban-3.yaml", len(written))
	}
	files["forms.yaml"] = []byte("forms: [{code: F, use: 'a\tb" + strings.Repeat(`"`, 600_000) + "'}]\n")
	if c, err = faq.LoadFiles(files); err != nil {
		t.Fatal(err)
	}
	if _, err := faq.Files(c); err == nil {
		t.Error("Files of a table larger than a file succeeded, want a refusal")
	}
}

func FuzzFiles(f *testing.F) {
	f.Add([]byte(everything))
	f.Add([]byte("entries: [{id: a, title: \"\\u2028 x\", questions: ['- a'], answer: \"a\\n b\", status: draft}]"))
	f.Fuzz(func(t *testing.T, content []byte) {
		c, err := faq.LoadFiles(map[string][]byte{"uji.yaml": content, "forms.yaml": []byte(fullForms)})
		if err == nil {
			again, _ := reloaded(t, c)
			sameContent(t, again, c)
		}
	})
}
