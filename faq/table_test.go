package faq_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"loket/faq"
	"loket/internal/loket"
)

// tabled is a small catalogue with all tables that curators change.
func tabled(t *testing.T) *faq.Catalog {
	t.Helper()
	c, err := faq.Load(catalogue(
		"jawaban.yaml", `
entries:
  - id: kartu-baru
    title: Kartu anggota baru
    questions: [bagaimana cara membuat kartu anggota, gmn daftar P-1]
    answer: Isi formulir P-1 di meja layanan. P-12 tidak dipakai, P-1.B dan XP-1 juga; (P-1/P-2) ya, P-1.
    facets: {forms: [P-1, P-2], requirements: [Formulir P-1 yang sudah diisi.]}
    local: [alamat]
    status: published
  - id: kartu-hilang
    title: Kartu anggota hilang
    questions: [kartu anggota saya ilang]
    answer: Lapor di meja layanan.
    risk: sensitive
    local: [alamat, tarif]
    status: published
  - id: ruang
    title: Ruang baca
    questions: [jam ruang baca]
    answer: Buka setiap hari kerja.
    status: published
`,
		"forms.yaml", "forms:\n  - {code: P-1, use: pendaftaran, formerly: [A-7]}\n  - {code: P-2, use: pernyataan}\n  - {code: P-9, use: lain}\n",
		"facts.yaml", "facts:\n  - {id: alamat, about: Alamat kantor, facet: where, value: Jl. Lama 1}\n  - {id: tarif, about: Tarif ganti, facet: fee}\n  - {id: parkir, about: Tempat parkir, facet: where}\n",
		"words.yaml", "slang:\n  bagaimana: [gmn, gimana]\n  hilang: [ilang]\nsynonyms:\n  kartu anggota: [kartu perpus]\n",
		"intents/darurat.yaml", "intent: emergency\nrules:\n  - any: [ada kebakaran, tolong darurat]\n",
	))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// ids names what is touched.
func ids(all []faq.Touch) (out []string) {
	for _, t := range all {
		out = append(out, t.After.ID)
	}
	return out
}

func must[T any](t *testing.T) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// TestTable: a table goes into the ledger and comes back as it was.
func TestTable(t *testing.T) {
	t.Parallel()
	c := tabled(t)
	for _, kind := range []string{faq.WordsKind, faq.FormsKind, faq.FactsKind} {
		item := c.Table(kind)
		at := slices.IndexFunc(c.Items(), func(one loket.CatalogueItem) bool { return one.Kind == kind })
		if diff := cmp.Diff(c.Items()[at], item); diff != "" {
			t.Errorf("Table(%s) is not what is published (-published +table):\n%s", kind, diff)
		}
		same := must[*faq.Catalog](t)(c.WithTable(kind, item.Content))
		if same.Version != c.Version {
			t.Errorf("with its own %s the catalogue is version %s, want %s", kind, same.Version, c.Version)
		}
	}
	if item := c.Table("entry"); item.Content != nil {
		t.Errorf("Table(entry) = %s, want nothing: there are many", item.Content)
	}
	if _, err := c.WithTable(faq.WordsKind, []byte(`{"slng":{}}`)); err == nil {
		t.Error("WithTable(a field nobody knows) = nil, want an error")
	}
}

// TestSetForm: a code that is changed once is changed wherever an entry names it, but for
// what citizens ask.
func TestSetForm(t *testing.T) {
	t.Parallel()
	c := tabled(t)
	next := must[*faq.Catalog](t)(c.SetForm("P-1", faq.Form{Code: "P-1.A", Use: "pendaftaran anggota", Formerly: []string{"A-7"}}))
	form, known := next.Form("P-1.A")
	if !known || !slices.Equal(form.Formerly, []string{"A-7", "P-1"}) {
		t.Errorf("form = %+v, want it known by its old codes", form)
	}
	e, _ := next.Entry("kartu-baru")
	if !slices.Equal(e.Facets.Forms, []string{"P-1.A", "P-2"}) || e.Answer != "Isi formulir P-1.A di meja layanan. P-12 tidak dipakai, P-1.B dan XP-1 juga; (P-1.A/P-2) ya, P-1.A." ||
		e.Facets.Requirements[0] != "Formulir P-1.A yang sudah diisi." || e.Questions[1] != "gmn daftar P-1" {
		t.Errorf("entry = %+v, want the code of today in all it says", e)
	}
	if was, _ := c.Entry("kartu-baru"); was.Facets.Forms[0] != "P-1" || !strings.Contains(was.Answer, "P-1 di") || was.Revision == e.Revision {
		t.Errorf("the catalogue before says %+v, want it as it was", was)
	}
	touched := faq.Touched(c, next)
	if got := ids(touched); !slices.Equal(got, []string{"kartu-baru"}) {
		t.Errorf("touched = %v, want what names the form", got)
	}
	if why := faq.DelicateTable(c, next, touched); len(why) != 0 {
		t.Errorf("delicate = %v, want nothing: no entry of it is", why)
	}
	use := must[*faq.Catalog](t)(c.SetForm("P-2", faq.Form{Code: "P-2", Use: "pernyataan bermeterai"}))
	if got := faq.Touched(c, use); len(got) != 1 || !slices.Equal(got[0].Came, []string{"P-2 (pernyataan bermeterai)"}) || !slices.Equal(got[0].Gone, []string{"P-2 (pernyataan)"}) {
		t.Errorf("another use touches %+v, want the line of it", got)
	}
	gone := must[*faq.Catalog](t)(c.SetForm("P-9", faq.Form{}))
	if len(gone.Forms()) != 2 || len(faq.Touched(c, gone)) != 0 {
		t.Errorf("forms = %v, want one nobody needs taken out", gone.Forms())
	}
	added := must[*faq.Catalog](t)(c.SetForm("", faq.Form{Code: " P-10 ", Use: "usul\n buku"}))
	if f, ok := added.Form("P-10"); !ok || f.Use != "usul buku" {
		t.Errorf("a new form = %+v, want it on one line", f)
	}
}

func TestSetFact(t *testing.T) {
	t.Parallel()
	c := tabled(t)
	next := must[*faq.Catalog](t)(c.SetFact("alamat", faq.Fact{ID: "alamat", About: "Alamat kantor", Facet: faq.Where, Value: " Jl. Baru 2 "}))
	touched := faq.Touched(c, next)
	if got := ids(touched); !slices.Equal(got, []string{"kartu-baru", "kartu-hilang"}) {
		t.Errorf("touched = %v, want both that tell the address", got)
	}
	if !slices.Equal(touched[0].Gone, []string{"Alamat kantor: Jl. Lama 1"}) || !slices.Equal(touched[0].Came, []string{"Alamat kantor: Jl. Baru 2"}) {
		t.Errorf("lines = -%q +%q, want the value", touched[0].Gone, touched[0].Came)
	}
	if why := faq.DelicateTable(c, next, touched); !slices.Equal(why, []faq.Delicate{faq.DelicateRisk}) {
		t.Errorf("delicate = %v, want a sensitive entry noted", why)
	}
	empty := must[*faq.Catalog](t)(c.SetFact("alamat", faq.Fact{ID: "alamat", About: "Alamat kantor", Facet: faq.Where}))
	if filled := faq.Touched(empty, next); len(filled) != 2 || len(filled[0].Gone) != 0 || !slices.Equal(filled[0].Came, touched[0].Came) {
		t.Errorf("a fact that was empty = %+v, want its line come and none gone", filled)
	}
	fee := must[*faq.Catalog](t)(c.SetFact("parkir", faq.Fact{ID: "parkir", About: "Tempat parkir", Facet: faq.Where, Value: "Rp2.000 di pintu timur"}))
	if touched := faq.Touched(c, fee); len(touched) != 0 || len(faq.DelicateTable(c, fee, touched)) != 0 {
		t.Errorf("a fact of no entry touches %v", ids(touched))
	}
	tariff := must[*faq.Catalog](t)(c.SetFact("tarif", faq.Fact{ID: "tarif", About: "Tarif ganti", Facet: faq.Fee, Value: "Rp5.000"}))
	if why := faq.DelicateTable(c, tariff, faq.Touched(c, tariff)); !slices.Equal(why, []faq.Delicate{faq.DelicateRisk, faq.DelicateFee}) {
		t.Errorf("delicate = %v, want the fee among it", why)
	}
}

// TestFactsOfTheCatalogue: what a curator published stands before what the settings say.
func TestFactsOfTheCatalogue(t *testing.T) {
	t.Parallel()
	c := tabled(t)
	settings := map[string]string{"alamat": "Jl. Lain 9", "tarif": "Rp1.000", "parkir": ""}
	e, _ := c.WithFacts(settings).Entry("kartu-hilang")
	if got := e.RenderDetail(); !strings.Contains(got, "Alamat kantor: Jl. Lama 1") || !strings.Contains(got, "Tarif ganti: Rp1.000") {
		t.Errorf("citizens read %q, want the catalogue's address and the tariff of the settings", got)
	}
	if got := c.UnusedFacts(settings); !slices.Equal(got, []string{"alamat"}) {
		t.Errorf("UnusedFacts = %v, want the one that says something else", got)
	}
	if got := c.UnusedFacts(map[string]string{"alamat": " Jl. Lama 1"}); len(got) != 0 {
		t.Errorf("UnusedFacts = %v, want none where both say the same", got)
	}
	if got := c.MissingFacts(nil); !slices.Equal(got, []string{"tarif"}) {
		t.Errorf("MissingFacts = %v, want what neither has", got)
	}
}

func TestSetWord(t *testing.T) {
	t.Parallel()
	c := tabled(t)
	next := must[*faq.Catalog](t)(c.SetWord("", faq.Word{Form: " Karmana ", Meaning: "bagaimana"}))
	if !slices.Contains(next.WordList(), faq.Word{Form: "karmana", Meaning: "bagaimana"}) || len(next.WordList()) != len(c.WordList())+1 {
		t.Errorf("words = %v, want the new one", next.WordList())
	}
	if touched := faq.Touched(c, next); len(touched) != 0 {
		t.Errorf("a word no entry has touches %v", ids(touched))
	}
	moved := must[*faq.Catalog](t)(c.SetWord("ilang", faq.Word{Form: "ilang", Meaning: "lenyap"}))
	touched := faq.Touched(c, moved)
	if len(touched) != 1 || !slices.Equal(touched[0].Asked, []string{"kartu anggota saya ilang"}) {
		t.Fatalf("touched = %+v, want the question that is read otherwise", touched)
	}
	if why := faq.DelicateTable(c, moved, touched); !slices.Equal(why, []faq.Delicate{faq.DelicateRisk}) {
		t.Errorf("delicate = %v, want a sensitive entry noted", why)
	}
	if slices.ContainsFunc(moved.WordList(), func(w faq.Word) bool { return w.Meaning == "hilang" }) {
		t.Errorf("words = %v, want no meaning left without a form", moved.WordList())
	}
	gone := must[*faq.Catalog](t)(c.SetWord("kartu perpus", faq.Word{}))
	if slices.ContainsFunc(gone.WordList(), func(w faq.Word) bool { return w.Name }) {
		t.Errorf("words = %v, want the synonym taken out", gone.WordList())
	}
	danger := must[*faq.Catalog](t)(c.SetWord("", faq.Word{Form: "kebakaran", Meaning: "api"}))
	if why := faq.DelicateTable(c, danger, faq.Touched(c, danger)); !slices.Equal(why, []faq.Delicate{faq.DelicateRisk}) {
		t.Errorf("delicate = %v, want an emergency that is read otherwise noted", why)
	}
}

// TestTableIsRefused: a mistake is told in words, and the catalogue stays as it was.
func TestTableIsRefused(t *testing.T) {
	t.Parallel()
	c := tabled(t)
	long := strings.Repeat("x", 301)
	for _, tt := range []struct {
		name string
		set  func() (*faq.Catalog, error)
		want string
	}{
		{"Word/Empty", func() (*faq.Catalog, error) { return c.SetWord("", faq.Word{Form: "x"}) }, "Isi kata yang diketik warga dan artinya."},
		{"Word/Gone", func() (*faq.Catalog, error) { return c.SetWord("xyz", faq.Word{}) }, "tidak ada lagi di tabel ini"},
		{"Word/TwoMeanings", func() (*faq.Catalog, error) { return c.SetWord("", faq.Word{Form: "gmn", Meaning: "di mana"}) }, "gmn"},
		{"Word/MeansWhatIsReplaced", func() (*faq.Catalog, error) { return c.SetWord("", faq.Word{Form: "abc", Meaning: "gmn"}) }, `Arti "gmn" masih diganti lagi`},
		{"Word/TooLong", func() (*faq.Catalog, error) { return c.SetWord("", faq.Word{Form: "a b c d e", Meaning: "apa"}) }, "satu sampai 4 kata"},
		{"Word/MakesTwins", func() (*faq.Catalog, error) {
			twin := must[*faq.Catalog](t)(c.With(faq.Entry{ID: "kembar", Title: "Kembar", Questions: []string{"kartu anggota saya raib"}, Answer: "Ya."}))
			return twin.SetWord("", faq.Word{Form: "raib", Meaning: "hilang"})
		}, `Jawaban "Kembar": Pertanyaan ini sama dengan pertanyaan jawaban "kartu-hilang"`},
		{"Form/Empty", func() (*faq.Catalog, error) { return c.SetForm("", faq.Form{Code: "P-3"}) }, "Isi kode formulir dan kegunaannya."},
		{"Form/Twice", func() (*faq.Catalog, error) { return c.SetForm("", faq.Form{Code: "P-1", Use: "x"}) }, "ditulis dua kali"},
		{"Form/StillUsed", func() (*faq.Catalog, error) { return c.SetForm("P-1", faq.Form{}) }, `"P-1" masih dipakai jawaban "Kartu anggota baru"`},
		{"Form/Gone", func() (*faq.Catalog, error) { return c.SetForm("P-0", faq.Form{Code: "P-0", Use: "x"}) }, "tidak ada lagi di tabel ini"},
		{"Fact/Empty", func() (*faq.Catalog, error) { return c.SetFact("", faq.Fact{ID: "x"}) }, "Isi id fakta"},
		{"Fact/NoSection", func() (*faq.Catalog, error) { return c.SetFact("", faq.Fact{ID: "x", About: "X"}) }, "tidak dikenal"},
		{"Fact/StillUsed", func() (*faq.Catalog, error) { return c.SetFact("alamat", faq.Fact{}) }, `"alamat" masih dipakai jawaban`},
		{"Fact/TwoLines", func() (*faq.Catalog, error) {
			return c.SetFact("alamat", faq.Fact{ID: "alamat", About: "Alamat", Facet: faq.Where, Value: "a\nb"})
		}, "harus satu baris"},
		{"Fact/TooLong", func() (*faq.Catalog, error) {
			return c.SetFact("alamat", faq.Fact{ID: "alamat", About: "Alamat", Facet: faq.Where, Value: long})
		}, "paling banyak 300 karakter"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			_, err := tt.set()
			if err == nil || loket.CodeOf(err) == "" || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, want a refusal with %q", err, tt.want)
			}
		})
	}
	if c.Version != tabled(t).Version {
		t.Error("a refused change changed the catalogue")
	}
}

// TestTwoHeirs: a code that several forms name as a former one is replaced by none of them.
func TestTwoHeirs(t *testing.T) {
	t.Parallel()
	c := tabled(t)
	next := must[*faq.Catalog](t)(c.WithTable(faq.FormsKind, []byte(`{"forms":[{"code":"P-1A","use":"a","formerly":["P-1"]},{"code":"P-1B","use":"b","formerly":["P-1"]},{"code":"P-2","use":"pernyataan"}]}`)))
	if e, _ := next.Entry("kartu-baru"); e.Facets.Forms[0] != "P-1" {
		t.Errorf("forms = %v, want the old code: which one it is now only a curator knows", e.Facets.Forms)
	}
	remarks := faq.LintTable(c, next, faq.FormsKind)
	if len(remarks) != 1 || !strings.Contains(remarks[0].Text, `"P-1" masih dipakai`) {
		t.Errorf("remarks = %+v, want the entry named", remarks)
	}
}
