package faq_test

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"loket/faq"
	"loket/internal/loket"
)

// TestSuperseded: a revision is wrong when a citizen read something else in it, not when
// only who verified it, what leads to it or its neighbours are others.
func TestSuperseded(t *testing.T) {
	t.Parallel()
	const now = `
entries:
  - id: kk-baru
    title: KK baru
    questions: [kk baru, buat kk]
    answer: Tiga hari.
    facets: {fee: Gratis., forms: [F-1], requirements: [KTP-el.]}
    basis: [{rule: Perpres 96/2018}]
    local: [alamat]
    verified: {by_role: Kepala Bidang, on: 2026-11-20}
    status: published
`
	load := func(text string) *faq.Catalog {
		c, err := faq.Load(fstest.MapFS{
			"a.yaml": {Data: []byte(text)}, "forms.yaml": {Data: []byte("forms: [{code: F-1, use: daftar}]\n")},
			"facts.yaml": {Data: []byte("facts: [{id: alamat, about: Alamat kantor, facet: where}]\n")},
		})
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	current := load(now).WithFacts(map[string]string{"alamat": "Jl. Contoh 1"})
	for name, c := range map[string]struct {
		old, replaced string
		wrong         bool
	}{
		"Itself":      {"", "", false},
		"Questions":   {"[kk baru, buat kk]", "[kk baru]", false},
		"Verified":    {"verified: {by_role: Kepala Bidang, on: 2026-11-20}", "group: kk", false},
		"Answer":      {"Tiga hari.", "Tujuh hari.", true},
		"Fee":         {"fee: Gratis.", "fee: Rp5.000.", true},
		"Requirement": {"[KTP-el.]", "[KTP-el., Buku nikah.]", true},
		"Form":        {"forms: [F-1]", "where: Loket 1.", true},
		"Basis":       {"Perpres 96/2018", "Perpres 25/2008", true},
	} {
		text := now
		if c.old != "" {
			text = strings.Replace(now, c.old, c.replaced, 1)
		}
		item := load(text).Items()
		i := slices.IndexFunc(item, func(one loket.CatalogueItem) bool { return one.Kind == "entry" })
		got := current.Superseded("kk-baru", []loket.CatalogueItem{item[i], {Kind: "entry", ID: "kk-baru"}, item[i]})
		if want := map[bool][]string{true: {item[i].Revision}}[c.wrong]; !slices.Equal(got, want) {
			t.Errorf("%s: superseded = %q, want %q, each once", name, got, want)
		}
	}
	if got := current.Superseded("kk-baru", []loket.CatalogueItem{{Revision: "rusak", Content: []byte(`{"id": 7}`)}}); !slices.Equal(got, []string{"rusak"}) {
		t.Errorf("one that cannot be read = %q, want it among them", got)
	}
	if got := current.Superseded("tidak-ada", []loket.CatalogueItem{{Revision: "r", Content: []byte(`{}`)}}); len(got) != 0 {
		t.Errorf("of an entry that is not there = %q, want none", got)
	}
}
