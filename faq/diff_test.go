package faq_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"loket/faq"
	"loket/faq/faqtest"
)

// library is a small catalogue with something in most tables.
func library() map[string]string {
	return map[string]string{
		"a.yaml": `entries:
  - id: kartu-baru
    title: Kartu baru
    questions: [mau jadi anggota, kartu baru]
    answer: |
      Bawa KTP-el.
      Isi formulir.
    facets: {fee: Gratis., requirements: [KTP-el, Formulir]}
    basis: [{rule: Perda 1}]
    status: published
  - {id: kartu-hilang, title: Kartu hilang, questions: [kartu hilang], answer: Lapor., status: published}
`,
		"forms.yaml":        "rule: Perda 1\nforms: [{code: P-1, use: anggota}, {code: P-2, use: pindah}]\n",
		"words.yaml":        "slang: {tidak: [gak, ga], hilang: [ilang]}\n",
		"intents/tks.yaml":  "intent: thanks\nrules: [{any: [makasih]}]\n",
		"intents/halo.yaml": "intent: greeting\nrules: [{any: [halo], max_words: 3}]\n",
	}
}

// compared loads the library and what edits make of it, and tells the difference.
func compared(t *testing.T, edits ...string) []faq.Difference {
	t.Helper()
	load := func(files map[string]string) *faq.Catalog {
		bytes := map[string][]byte{}
		for name, text := range files {
			bytes[name] = []byte(text)
		}
		c, err := faq.LoadFiles(bytes)
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	edited := library()
	for i := 0; i < len(edits); i += 3 {
		before := edited[edits[i]]
		edited[edits[i]] = strings.Replace(before, edits[i+1], edits[i+2], 1)
		if edited[edits[i]] == before {
			t.Fatalf("%q is not in %s", edits[i+1], edits[i])
		}
	}
	for name, text := range edited {
		if text == "" {
			delete(edited, name)
		}
	}
	return faq.Diff(load(library()), load(edited))
}

func TestDiffTellsEachChange(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name  string
		edits []string // file, old, new, …
		want  string
	}{
		{"Nothing", nil, ""},
		{"EntryAdded", []string{"a.yaml", "entries:\n", "entries:\n  - {id: denda, title: Denda, questions: [denda], answer: Rp500., status: draft}\n"}, "+ denda (baru)"},
		{"EntryRenamed", []string{"a.yaml", "kartu-hilang", "kartu-raib"}, "- kartu-hilang (dihapus)\n+ kartu-raib (baru)"},
		{"Field", []string{"a.yaml", "Gratis.", "Rp5.000."}, `~ kartu-baru: facets.fee: "Gratis." → "Rp5.000."`},
		{"FieldEmptied", []string{"a.yaml", "fee: Gratis., ", ""}, `~ kartu-baru: facets.fee: "Gratis." → ""`},
		{"LineOfAText", []string{"a.yaml", "Isi formulir.", "Isi formulir P-1."}, "~ kartu-baru: answer:\n    - \"Isi formulir.\"\n    + \"Isi formulir P-1.\""},
		{"ItemOfAList", []string{"a.yaml", "KTP-el, Formulir", "Formulir, Pas foto"}, "~ kartu-baru: facets.requirements:\n    - \"KTP-el\"\n    + \"Pas foto\""},
		{"OrderOfAList", []string{"a.yaml", "KTP-el, Formulir", "Formulir, KTP-el"}, "~ kartu-baru: facets.requirements: urutannya berubah"},
		{"Basis", []string{"a.yaml", "{rule: Perda 1}", "{rule: Perda 1, article: Pasal 2}"}, `~ kartu-baru: basis.Perda 1.article: "" → "Pasal 2"`},
		{"Verified", []string{"a.yaml", "    basis:", "    verified: {by_role: Kepala, on: 2026-11-01}\n    basis:"}, "~ kartu-baru: verified.by_role: \"\" → \"Kepala\"\n~ kartu-baru: verified.on: \"\" → \"2026-11-01\""},
		{"FormChanged", []string{"forms.yaml", "use: pindah", "use: pindah alamat, formerly: [P-9]"}, "~ forms: forms.P-2.use: \"pindah\" → \"pindah alamat\"\n~ forms: forms.P-2.formerly:\n    + \"P-9\""},
		{"FormAdded", []string{"forms.yaml", "pindah}", "pindah}, {code: P-3, use: keluar}"}, "~ forms: forms:\n    + \"{code: P-3, use: keluar}\""},
		{"Word", []string{"words.yaml", "[gak, ga]", "[gak, nggak]"}, "~ words: slang.tidak:\n    - \"ga\"\n    + \"nggak\""},
		{"WordAdded", []string{"words.yaml", "slang: {", "slang: {rumah: [rmh], "}, "~ words: slang.rumah:\n    + \"rmh\""},
		{"TableRemoved", []string{"words.yaml", library()["words.yaml"], ""}, "- words (dihapus)"},
		{"IntentRemoved", []string{"intents/halo.yaml", library()["intents/halo.yaml"], ""}, "- intents/greeting (dihapus)"},
		{"Rule", []string{"intents/halo.yaml", "max_words: 3", "max_words: 4"}, "~ intents/greeting: rules:\n    - \"{any: [halo], max_words: 3}\"\n    + \"{any: [halo], max_words: 4}\""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var lines []string
			for _, d := range compared(t, tt.edits...) {
				lines = append(lines, d.String())
			}
			if diff := cmp.Diff(tt.want, strings.Join(lines, "\n")); diff != "" {
				t.Errorf("Diff (-want +got):\n%s", diff)
			}
		})
	}
}

func TestDiffOfNothing(t *testing.T) {
	t.Parallel()
	_, c := reference(t)
	if got, want := len(faq.Diff(nil, c)), len(c.Items()); got != want {
		t.Errorf("Diff(nil, c) tells %d differences, want %d: each item is new", got, want)
	}
	if got := faq.Diff(c, nil); len(got) == 0 || got[0].What != faq.Removed {
		t.Errorf("Diff(c, nil) = %v, want each item removed", got)
	}
	if got := faq.Diff(nil, nil); got != nil {
		t.Errorf("Diff(nil, nil) = %v, want none", got)
	}
}

// TestDiffFollowsTheVersion holds that a difference is told exactly when the
// content differs, and that the way back tells the same places.
func TestDiffFollowsTheVersion(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		a, b := faqtest.Catalogue(t), faqtest.Catalogue(t)
		there, back := faq.Diff(a, b), faq.Diff(b, a)
		if (len(there) == 0) != (a.Version == b.Version) {
			t.Errorf("versions %s and %s, but Diff = %v", a.Version, b.Version, there)
		}
		for i := range back { // there as the way back would tell it
			d := &back[i]
			d.Old, d.New, d.Gone, d.Came = d.New, d.Old, d.Came, d.Gone
			switch d.What {
			case faq.Added:
				d.What = faq.Removed
			case faq.Removed:
				d.What = faq.Added
			case faq.Changed:
			}
		}
		byPlace := cmpopts.SortSlices(func(x, y faq.Difference) bool { return x.Item()+x.Field < y.Item()+y.Field })
		if diff := cmp.Diff(there, back, byPlace, cmpopts.IgnoreUnexported(faq.Difference{}), cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("there and back (-there +back):\n%s", diff)
		}
	})
}
