package faq_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"loket/faq"
	"loket/faq/disdukcapil"
)

// shipped is the reference catalogue, which no test changes.
func shipped(t *testing.T) *faq.Catalog {
	t.Helper()
	catalog, err := disdukcapil.Catalogue()
	if err != nil {
		t.Fatal(err)
	}
	return catalog
}

func TestEntryContent(t *testing.T) {
	t.Parallel()
	for _, e := range shipped(t).Entries() {
		again, err := faq.ReadEntry(e.Content())
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(e, again, cmpopts.IgnoreUnexported(faq.Entry{})); diff != "" {
			t.Errorf("%s, read again (-want +got):\n%s", e.ID, diff)
		}
	}
	if _, err := faq.ReadEntry([]byte(`{"titel":"x"}`)); err == nil {
		t.Error("a field that is not known was lost without a word")
	}
	empty, err := faq.ReadEntry([]byte(`{}`))
	if err != nil || empty.Status != faq.Published || empty.Risk != "normal" || empty.Audience != "warga" {
		t.Errorf("of an entry nobody has begun: %+v, %v, want what is usual", empty, err)
	}
}

func TestWith(t *testing.T) {
	t.Parallel()
	catalog := shipped(t)
	e, _ := catalog.Entry("kk-baru")
	e.Answer = "Datang saja."
	changed, err := catalog.With(e)
	if err != nil {
		t.Fatal(err)
	}
	if got := faq.Diff(catalog, changed); len(got) != 1 || got[0].ID != "kk-baru" || got[0].Field != "answer" {
		t.Errorf("with another answer: %v, want that one difference", got)
	}
	if was, _ := catalog.Entry("kk-baru"); was.Answer == e.Answer {
		t.Error("the catalogue it was made from has changed")
	}
	e.ID = "kk-lain"
	more, err := catalog.With(e)
	if err != nil {
		t.Fatal(err)
	}
	if got := faq.Diff(catalog, more); len(got) != 1 || got[0].What != faq.Added || len(more.Entries()) != len(catalog.Entries())+1 {
		t.Errorf("with a new entry: %v, want it added", got)
	}
}

func TestDiffEntry(t *testing.T) {
	t.Parallel()
	e, _ := shipped(t).Entry("kk-baru")
	if got := faq.DiffEntry(e, e); len(got) != 0 {
		t.Errorf("an entry and itself differ: %v", got)
	}
	changed := e
	changed.Facets.Fee, changed.Title = "Rp10.000.", "Lain"
	var fields []string
	for _, d := range faq.DiffEntry(e, changed) {
		fields = append(fields, d.Field)
	}
	if want := []string{"title", "facets.fee"}; !slices.Equal(fields, want) {
		t.Errorf("fields = %q, want %q", fields, want)
	}
	for _, d := range faq.DiffEntry(faq.Entry{}, e) {
		if d.What != faq.Changed || d.Field == "id" {
			t.Errorf("of a new entry: %v, want its fields", d)
		}
	}
}

func TestDelicateChange(t *testing.T) {
	t.Parallel()
	base := faq.Entry{ID: "x", Title: "Kartu", Questions: []string{"satu"}, Answer: "Datang ke loket.", Risk: "normal", Status: faq.Published}
	with := func(change func(*faq.Entry)) faq.Entry {
		e := base
		change(&e)
		return e
	}
	for _, tt := range []struct {
		name     string
		old, new faq.Entry
		want     string
	}{
		{"Nothing", base, base, ""},
		{"AnotherWord", base, with(func(e *faq.Entry) { e.Answer = "Datang ke kantor." }), ""},
		{"MorePatterns", base, with(func(e *faq.Entry) { e.Questions = []string{"satu", "dua"} }), ""},
		{"Verified", base, with(func(e *faq.Entry) { e.Verified = &faq.Verified{ByRole: "Kepala", On: "2026-11-01"} }), ""},
		{"BecomesSensitive", base, with(func(e *faq.Entry) { e.Risk = "sensitive" }), "risk"},
		{"WasSensitive", with(func(e *faq.Entry) { e.Risk = "sensitive" }), base, "risk"},
		{"Fee", base, with(func(e *faq.Entry) { e.Facets.Fee = "Seikhlasnya." }), "fee"},
		{"FeeInTheAnswer", base, with(func(e *faq.Entry) { e.Answer = "Datang, bayar Rp5.000." }), "fee"},
		{"FineIsTakenOut", with(func(e *faq.Entry) { e.Facets.Cases = []string{"Denda bila terlambat."} }), base, "fee"},
		{"Basis", base, with(func(e *faq.Entry) { e.Basis = []faq.Basis{{Rule: "UU 1/2000"}} }), "basis"},
		{"Data", base, with(func(e *faq.Entry) { e.Facets.Steps = []string{"Sebutkan NIK di loket."} }), "data"},
		{"Fraud", base, with(func(e *faq.Entry) { e.Answer = "Laporkan calo." }), "fraud"},
		{"New", faq.Entry{}, with(func(e *faq.Entry) { e.Facets.Fee = "Gratis."; e.Basis = []faq.Basis{{Rule: "UU"}} }), "fee basis"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var got []string
			for _, why := range faq.DelicateChange(tt.old, tt.new) {
				got = append(got, string(why))
			}
			if strings.Join(got, " ") != tt.want {
				t.Errorf("DelicateChange = %q, want %q", got, tt.want)
			}
		})
	}
}

// TestLintEntry: remarks stand at the field they are about, and of the rest of the
// catalogue nothing is said.
func TestLintEntry(t *testing.T) {
	t.Parallel()
	catalog := shipped(t)
	clean, _ := catalog.Entry("kk-baru")
	lost, _ := catalog.Entry("ktp-el-hilang")
	clean.Verified = &faq.Verified{ByRole: "Kepala", On: "2026-11-01"}
	with := func(change func(*faq.Entry)) faq.Entry {
		e := clean
		change(&e)
		return e
	}
	for _, tt := range []struct {
		name  string
		draft faq.Entry
		rule  faq.Rule
		field string
		text  string
		fails bool
	}{
		{"NoTitle", with(func(e *faq.Entry) { e.Title = "" }), faq.RuleLoad, "", `belum punya "title"`, true},
		{"NoID", with(func(e *faq.Entry) { e.ID = "" }), faq.RuleLoad, "id", "tidak sah", true},
		{"UnknownForm", with(func(e *faq.Entry) { e.Facets.Forms = []string{"F-9.99"} }), faq.RuleLoad, "forms", "F-9.99", true},
		{"UnknownNeighbour", with(func(e *faq.Entry) { e.Related = []string{"tidak-ada"} }), faq.RuleLoad, "related", "tidak-ada", true},
		{"BadDay", with(func(e *faq.Entry) { e.ValidUntil = "besok" }), faq.RuleLoad, "valid_until", "besok", true},
		{"AsksData", with(func(e *faq.Entry) { e.Facets.Steps = []string{"Kirim NIK Anda ke sini."} }), faq.RuleAsksData, "steps", "data pribadi", true},
		{"Expired", with(func(e *faq.Entry) { e.ValidUntil = "2026-11-01" }), faq.RuleExpired, "valid_until", "berakhir", true},
		{"SamePattern", with(func(e *faq.Entry) { e.Questions = append(slices.Clone(e.Questions), lost.Questions[0]) }), faq.RulePatternTwice, "questions", `"ktp-el-hilang". Pilih`, true},
		{"OneLineFee", with(func(e *faq.Entry) { e.Facets = faq.Facets{Fee: "Lihat bit.ly/x."} }), faq.RuleLink, "fee", "bit.ly", true},
		{"NoSource", with(func(e *faq.Entry) { e.Basis = nil }), faq.RuleNoSource, "basis", "dasarnya", false},
		{"Unverified", with(func(e *faq.Entry) { e.Verified = nil }), faq.RuleUnverified, "verified", "Belum diperiksa", false},
		{"FewPatterns", with(func(e *faq.Entry) { e.Questions = e.Questions[:3] }), faq.RuleFewPatterns, "questions", "baru punya 3", false},
		{"LongSentence", with(func(e *faq.Entry) { e.Facets.Cases = []string{"Kata" + strings.Repeat(" kata", 20) + "."} }), faq.RuleLongSentence, "cases", "21 kata", false},
		{"OpenItem", with(func(e *faq.Entry) { e.Facets.Requirements = []string{"KTP.", "Surat"} }), faq.RuleOpenItem, "requirements", "titik", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			remarks := catalog.LintEntry(tt.draft, lintDay())
			if !slices.ContainsFunc(remarks, func(r faq.Remark) bool {
				return r.Rule == tt.rule && r.Field == tt.field && strings.Contains(r.Text, tt.text)
			}) {
				t.Errorf("remarks = %+v, want %s at %q with %q", remarks, tt.rule, tt.field, tt.text)
			}
			if faq.Failed(remarks) != tt.fails {
				t.Errorf("Failed(%+v) = %v, want %v", remarks, !tt.fails, tt.fails)
			}
		})
	}
	t.Run("Nothing", func(t *testing.T) {
		t.Parallel()
		remarks := slices.DeleteFunc(catalog.LintEntry(clean, lintDay()), func(r faq.Remark) bool { return r.Rule.Agency() })
		if len(remarks) > 0 {
			t.Errorf("remarks = %+v, want none: the shipped entry is clean", remarks)
		}
	})
	t.Run("Nobody's", func(t *testing.T) {
		t.Parallel()
		if remarks := catalog.LintEntry(faq.Entry{}, lintDay()); !faq.Failed(remarks) {
			t.Errorf("remarks of an empty draft = %+v, want what is missing", remarks)
		}
	})
}
