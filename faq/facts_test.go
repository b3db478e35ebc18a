package faq_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"loket/faq"
)

// fullFacts has a fact for several sections, two of them for the place.
const fullFacts = `facts:
  - {id: alamat, about: Alamat KUA, facet: where}
  - {id: telepon, about: Telepon KUA, facet: where}
  - {id: tarif, about: Tarif setempat, facet: fee}
  - {id: berkas, about: Berkas setempat, facet: requirements}
  - {id: jam, about: Jam loket, facet: hours}
`

// localCatalog is full with local facts, after the replacements in pairs.
func localCatalog(t *testing.T, local string, pairs ...string) *faq.Catalog {
	t.Helper()
	source := strings.Replace(strings.NewReplacer(pairs...).Replace(full), "    status:", "    local: ["+local+"]\n    status:", 1)
	c, err := faq.Load(catalogue("uji.yaml", source, "forms.yaml", fullForms, "facets.yaml", fullFacets, "facts.yaml", fullFacts))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// TestRenderFacts holds what a citizen reads of a local fact: the agency's
// value, or that staff know it where it was asked for, and never a guess.
func TestRenderFacts(t *testing.T) {
	t.Parallel()
	const answer = "Bawa surat polisi ke loket."
	noPlace := []string{"      where: Kantor dinas.\n", ""}
	for _, tt := range []struct {
		name    string
		local   string
		changes []string // of the entry
		values  map[string]string
		facet   faq.Facet
		want    []string // in this order
		never   string
	}{
		{
			name: "Asked/Value", local: "alamat", values: map[string]string{"alamat": " Jl. Contoh 1. "}, facet: faq.Where,
			want: []string{"Tempat — KK hilang:\n1. Kantor dinas.\n2. Alamat KUA: Jl. Contoh 1.\n\n" + answer}, never: "Tanyakan petugas",
		},
		{
			name: "Asked/Missing", local: "alamat", facet: faq.Where,
			want: []string{"Tempat — KK hilang:\n1. Kantor dinas.\n2. Tanyakan petugas tentang alamat KUA.\n\n" + answer},
		},
		{
			name: "Asked/NothingButMissing", local: "alamat", changes: noPlace, facet: faq.Where,
			want: []string{"Tempat — KK hilang: Tanyakan petugas tentang alamat KUA.\n\n" + answer},
		},
		{
			name: "Asked/OneOfTwo", local: "alamat, telepon", changes: noPlace, values: map[string]string{"telepon": "0380 123"}, facet: faq.Where,
			want: []string{"Tempat — KK hilang:\n1. Telepon KUA: 0380 123\n2. Tanyakan petugas tentang alamat KUA.\n\n" + answer},
		},
		{
			name: "Whole/Value", local: "alamat", changes: noPlace, values: map[string]string{"alamat": "Jl. Contoh 1."}, facet: faq.Whole,
			want: []string{answer, "\n\nTempat: Alamat KUA: Jl. Contoh 1.\n\n"},
		},
		{
			name: "Asked/BothMissing", local: "alamat, telepon", changes: noPlace, facet: faq.Where,
			want: []string{"Tempat — KK hilang: Tanyakan petugas tentang alamat KUA; telepon KUA.\n\n" + answer},
		},
		{name: "Whole/Missing", local: "alamat", facet: faq.Whole, want: []string{answer, "\n\nTempat: Kantor dinas.\n\n"}, never: "Alamat KUA"},
		{
			name: "AnotherAsked/Missing", local: "alamat, tarif", facet: faq.Fee,
			want: []string{"Biaya — KK hilang:\n1. Gratis.\n2. Tanyakan petugas tentang tarif setempat.\n\n"}, never: "Alamat KUA",
		},
		{
			name: "Blank/IsMissing", local: "alamat", values: map[string]string{"alamat": "  "}, facet: faq.Where,
			want: []string{"Tanyakan petugas tentang alamat KUA."},
		},
		{
			name: "List/AddedToIt", local: "berkas", values: map[string]string{"berkas": "materai."}, facet: faq.Requirements,
			want: []string{"1. Surat polisi.\n2. KTP-el.\n3. Berkas setempat: materai.\n"},
		},
		{
			name: "TheTitleAsks/BehindTheAnswer", local: "jam", changes: []string{"KK hilang", "Jam layanan"}, facet: faq.Hours,
			values: map[string]string{"jam": "08.00"}, want: []string{answer, "\n\nJam layanan: Jam loket: 08.00\n\nSyarat:"}, never: "Senin-Jumat.",
		},
		{
			name: "DoesNotFit/SectionAlone", local: "alamat", facet: faq.Where, values: map[string]string{"alamat": strings.Repeat("jauh ", 160)},
			want: []string{"Tempat — KK hilang: Kantor dinas.\n\n" + answer}, never: "jauh",
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			rest := localCatalog(t, tt.local, tt.changes...).WithFacts(tt.values).Entries()[0].Render(tt.facet, true)
			for _, want := range tt.want {
				_, after, found := strings.Cut(rest, want)
				if !found {
					t.Fatalf("Render(%q) with %v has no %q behind what is wanted before it, in\n%s", tt.facet, tt.values, want, rest)
				}
				if tt.never != "" && strings.Contains(rest, tt.never) {
					t.Errorf("Render(%q) with %v =\n%s\nwant no %q", tt.facet, tt.values, rest, tt.never)
				}
				rest = after
			}
		})
	}
}

func TestRenderDetailHasEveryFact(t *testing.T) {
	t.Parallel()
	c := localCatalog(t, "alamat, tarif", "      fee: Gratis.\n", "")
	got := c.WithFacts(map[string]string{"alamat": "Jl. Contoh 1."}).Entries()[0].RenderDetail()
	for _, want := range []string{"Tempat:\n1. Kantor dinas.\n2. Alamat KUA: Jl. Contoh 1.\n", "Biaya: Tanyakan petugas tentang tarif setempat.\n"} {
		if !strings.Contains(got, want) {
			t.Errorf("RenderDetail =\n%s\nwant %q in it", got, want)
		}
	}
}

// TestWithFacts holds that values are settings: the catalogue they are put
// into stays as it is, and so do the names of what was answered.
func TestWithFacts(t *testing.T) {
	t.Parallel()
	c := localCatalog(t, "alamat")
	before := c.Entries()[0].Render(faq.Where, true)
	filled := c.WithFacts(map[string]string{"alamat": "Jl. Contoh 1.", "lain": "x"})
	if filled.Version != c.Version || filled.Entries()[0].Revision != c.Entries()[0].Revision {
		t.Error("WithFacts changes the version or a revision, want neither")
	}
	if got := c.Entries()[0].Render(faq.Where, true); got != before {
		t.Errorf("WithFacts changes the catalogue it was called on:\n%s\nwant\n%s", got, before)
	}
	if e, ok := filled.Entry("kk-hilang"); !ok || !strings.Contains(e.Render(faq.Where, true), "Jl. Contoh 1.") {
		t.Error("Entry of the filled catalogue has no value, want it")
	}
	if again := filled.WithFacts(nil).Entries()[0].Render(faq.Where, true); again != before {
		t.Errorf("WithFacts(nil) keeps older values:\n%s\nwant\n%s", again, before)
	}
}

func TestUnknownAndMissingFacts(t *testing.T) {
	t.Parallel()
	c := localCatalog(t, "telepon, alamat")
	values := map[string]string{"alamat": "Jl. Contoh 1.", "tlpn": "1", "alamt": "2", "jam": "3"}
	if diff := cmp.Diff([]string{"alamt", "tlpn"}, c.UnknownFacts(values)); diff != "" {
		t.Errorf("UnknownFacts(%v) (-want +got):\n%s", values, diff)
	}
	if diff := cmp.Diff([]string{"telepon"}, c.MissingFacts(values)); diff != "" {
		t.Errorf("MissingFacts(%v) (-want +got):\n%s", values, diff)
	}
	if got := localCatalog(t, "alamat", "published", "draft").MissingFacts(nil); len(got) > 0 {
		t.Errorf("MissingFacts of a draft = %v, want none", got)
	}
	facts := c.Facts()
	facts[0].ID = "lain"
	if got := c.Facts()[0]; got != (faq.Fact{ID: "alamat", About: "Alamat KUA", Facet: faq.Where}) {
		t.Errorf("Facts()[0] = %+v, want the first of the table, unchanged", got)
	}
}

// TestLoadRefusesFacts holds that a table of facts is refused with its place
// and the cure.
func TestLoadRefusesFacts(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, facts, local, want string }{
		{"Unknown", fullFacts, "[alamt]", `uji.yaml:9:13: Fakta setempat "alamt" tidak ada di facts.yaml.`},
		{"NoTable", "", "[alamat]", `uji.yaml:9:13: Fakta setempat "alamat" tidak ada di facts.yaml.`},
		{"Twice", fullFacts, "[alamat, alamat]", `uji.yaml:9:21: Fakta setempat "alamat" ditulis dua kali.`},
		{"ID", "facts: [{id: Alamat, about: x, facet: where}]", "[]", `facts.yaml:1:14: Id fakta "Alamat" tidak sah.`},
		{"IDTwice", "facts:\n- {id: a, about: x, facet: where}\n- {id: a, about: x, facet: fee}", "[]", `facts.yaml:3:8: Fakta "a" ditulis dua kali.`},
		{"NoAbout", "facts: [{id: a, facet: where}]", "[]", `facts.yaml:1:10: Isian "about" pada fakta "a" harus satu baris, 1 sampai 80 karakter.`},
		{"LongAbout", "facts: [{id: a, about: " + strings.Repeat("x", 81) + ", facet: where}]", "[]", `Isian "about" pada fakta "a"`},
		{"Facet", "facts: [{id: a, about: x, facet: tempat}]", "[]", `facts.yaml:1:34: Bagian "tempat" tidak dikenal. Isi "facet" dengan salah satu: requirements, steps, forms, where,`},
		{"Situation", "facts: [{id: a, about: x, facet: lost}]", "[]", `Bagian "lost" tidak dikenal.`},
		{"UnknownField", "facts: [{id: a, about: x, facet: fee, worth: y}]", "[]", `Isian "worth" tidak dikenal.`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			fsys := catalogue("uji.yaml", goodEntry+"    local: "+tt.local+"\n")
			if tt.facts != "" {
				fsys = catalogue("uji.yaml", goodEntry+"    local: "+tt.local+"\n", "facts.yaml", tt.facts)
			}
			found := problems(t, fsys)
			if len(found) != 1 || !strings.Contains(found[0].String(), tt.want) {
				t.Errorf("Load of %q with local %s = %v, want only %q", tt.facts, tt.local, found, tt.want)
			}
		})
	}
}

// TestRenderFactsKeepTheBound holds that whatever an agency fills in, the
// answer fits one message, and the direct answer is in it.
func TestRenderFactsKeepTheBound(t *testing.T) {
	t.Parallel()
	c := localCatalog(t, "alamat, telepon, tarif, berkas, jam")
	rapid.Check(t, func(rt *rapid.T) {
		values := map[string]string{}
		for _, f := range c.Facts() {
			values[f.ID] = strings.Repeat("x", rapid.IntRange(0, 300).Draw(rt, f.ID))
		}
		e := c.WithFacts(values).Entries()[0]
		for _, f := range allFacets() {
			got := e.Render(f, true)
			if n := utf8.RuneCountInString(got); n > 900 || !strings.Contains(got, e.Answer) {
				rt.Errorf("Render(%q) with %v has %d characters, want 900 at most with the answer in it:\n%s", f, values, n, got)
			}
		}
	})
}
