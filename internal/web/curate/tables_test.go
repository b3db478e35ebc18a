package curate_test

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"loket/faq"
	"loket/internal/loket"
	"loket/internal/loket/lokettest"
	"loket/internal/report"
	"loket/internal/web/curate"
)

// withTables is what the bench's catalogue gets tables from.
const (
	someForms = "forms:\n  - {code: P-1, use: pendaftaran, formerly: [A-7]}\n  - {code: P-9, use: lain}\n"
	someFacts = "facts:\n  - {id: alamat, about: Alamat kantor, facet: where, value: Jl. Lama 1}\n  - {id: tarif, about: Tarif ganti, facet: fee}\n"
	someWords = "slang:\n  bagaimana: [gmn, gimana]\n  hilang: [ilang]\nsynonyms:\n  kartu anggota: [kartu perpus]\n"
)

// newTableBench is a bench whose entries rest on tables.
func newTableBench(t *testing.T) *bench {
	t.Helper()
	b := newBench(t)
	source := strings.Replace(small, "facets: {fee: Gratis.}", "facets: {fee: Gratis., forms: [P-1]}\n    local: [alamat]", 1)
	source = strings.Replace(source, "    risk: sensitive", "    local: [tarif]\n    risk: sensitive", 1)
	catalog, err := faq.Load(fstest.MapFS{
		"kartu.yaml": {Data: []byte(source)}, "forms.yaml": {Data: []byte(someForms)}, "facts.yaml": {Data: []byte(someFacts)}, "words.yaml": {Data: []byte(someWords)},
	})
	b.must(err)
	b.puts(catalog, loket.SourceImport, "ani")
	b.settings = map[string]string{"tarif": "Rp1.000"}
	return b
}

// Change implements curate.Tables, without a guard.
func (b *bench) Change(ctx context.Context, agency loket.AgencyID, kind string, content []byte) (c curate.Change, err error) {
	live, _, err := b.Live(ctx, agency)
	if err != nil {
		return c, err
	}
	next, err := live.WithTable(kind, content)
	if err != nil {
		return c, err
	}
	c.Now, c.Then, c.Remarks = live.WithFacts(b.settings), next.WithFacts(b.settings), faq.LintTable(live, next, kind)
	c.Touched = faq.Touched(c.Now, c.Then)
	c.Second = faq.DelicateTable(c.Now, c.Then, c.Touched)
	return c, nil
}

// TryTable implements curate.Tables.
func (b *bench) TryTable(ctx context.Context, agency loket.AgencyID, kind string, content []byte, question string) (trial curate.Trial, err error) {
	c, err := b.Change(ctx, agency, kind, content)
	if err != nil {
		return trial, err
	}
	matcher, err := faq.NewMatcher(c.Then)
	if err != nil {
		return trial, err
	}
	trial.Then = matcher.Explain(faq.Query{Text: question})
	return trial, nil
}

// Rescued implements curate.Tables.
func (b *bench) Rescued(_ context.Context, _ loket.AgencyID, days int) (curate.Rescued, error) {
	b.days = days
	return b.rescued, nil
}

// Settings implements curate.Tables.
func (b *bench) Settings(loket.AgencyID) map[string]string { return b.settings }

// Suggestions implements curate.Suggester.
func (b *bench) Suggestions(context.Context, loket.AgencyID, time.Time) ([]report.Suggestion, error) {
	return b.suggested, nil
}

// DecidePattern implements curate.Suggester.
func (b *bench) DecidePattern(_ context.Context, _ loket.Staff, entry string, asked []loket.MessageID, how int64) error {
	for _, id := range asked {
		b.decided = append(b.decided, decision{entry, id, how})
	}
	return nil
}

// decision is what was decided on a question.
type decision struct {
	entry string
	asked loket.MessageID
	how   int64
}

// table is the content of the draft of a table that is alive.
func (b *bench) table(kind string) (loket.Draft, *faq.Catalog) {
	b.t.Helper()
	drafts, err := b.ledger.Drafts(b.t.Context(), lokettest.Agency().ID, 10)
	b.must(err)
	i := slices.IndexFunc(drafts, func(d loket.Draft) bool { return d.Kind == kind && d.Alive() })
	if i < 0 {
		b.t.Fatalf("no draft of %s among %d", kind, len(drafts))
	}
	live, _, err := b.Live(b.t.Context(), lokettest.Agency().ID)
	b.must(err)
	next, err := live.WithTable(kind, drafts[i].Content)
	b.must(err)
	return drafts[i], next
}

func TestWords(t *testing.T) {
	t.Parallel()
	b := newTableBench(t)
	b.rescued = curate.Rescued{From: b.clock.Now(), Asked: 12, Words: []faq.Rescue{
		{Word: faq.Word{Form: "ilang", Meaning: "hilang"}, Heard: 9, Rescued: 7}, {Word: faq.Word{Form: "gmn", Meaning: "bagaimana"}, Heard: 3, Rescued: 1},
	}}
	ani := b.as("ani", loket.RoleCurator)
	page := ani.Get("/katalog/kata")
	wantSays(t, page, "main", "3 arti", "Dihitung dari 12 pertanyaan warga sejak", "ilang 7", "gmn 1", "kartu perpus", "Kata baru")
	if b.days != 28 {
		t.Errorf("counted for %d days, want 28", b.days)
	}
	for query, want := range map[string]int{"7": 7, "0": 28, "9999": 28, "x": 28} {
		ani.Get("/katalog/kata?hari=" + query)
		if b.days != want {
			t.Errorf("hari=%s counts %d days, want %d", query, b.days, want)
		}
	}
	first := ani.Get("/katalog/kata?urut=tertolong").Page(t).One("main dl").All("dt")[0].Text()
	if first != "hilang" {
		t.Errorf("the first meaning is %q, want the one that rescued most", first)
	}
	wantSays(t, ani.Get("/katalog/kata?cari=gim"), "main dl", "bagaimana", "!hilang")
	wantSays(t, ani.Get("/katalog/kata?kata=ilang"), "#ubah", "Ubah kata", "Muncul dalam 9 pertanyaan; 7 di antaranya", "Hapus kata ini")
	wantSays(t, ani.Get("/katalog/kata?kata=tidak-ada"), "#ubah", "Kata baru", "!Hapus")
	head := b.as("kepala", loket.RoleHead).Get("/katalog/kata")
	if forms := head.Page(t).One("main").All("form[method=post]"); head.Status != http.StatusOK || len(forms) != 0 {
		t.Errorf("the head of office: status %d with %d forms, want to read and no more", head.Status, len(forms))
	}
}

// TestWordsWay is a word's way: written into a draft, seen there with what it touches, sent,
// published by somebody else where a sensitive entry is read otherwise.
func TestWordsWay(t *testing.T) {
	t.Parallel()
	b := newTableBench(t)
	ani, budi := b.as("ani", loket.RoleCurator), b.as("budi", loket.RoleCurator)
	refused := ani.Post("/katalog/kata", "bentuk", "gmn", "arti", "di mana")
	if refused.Status != http.StatusBadRequest {
		t.Errorf("a second meaning: status %d, want it refused", refused.Status)
	}
	wantSays(t, refused, "[role=alert]", `"gmn" sudah berarti`)
	if value := refused.Page(t).One("#arti").Attr["value"]; value != "di mana" {
		t.Errorf("meaning in the form = %q, want what was typed", value)
	}
	saved := ani.Post("/katalog/kata", "bentuk", "Karmana", "arti", "bagaimana")
	wantSays(t, ani.Get(saved.Location()), "main", "Tersimpan di rancangan.", "karmana", "Daftar ini memuat rancangan yang belum terbit.")
	ani.Post("/katalog/kata", "lama", "kartu perpus", "bentuk", "kartu perpus", "arti", "kartu anggota", "hapus", "1")
	ani.Post("/katalog/kata", "lama", "gimana", "bentuk", "gimane", "arti", "bagaimana")
	ani.Post("/katalog/kata", "bentuk", "anggota", "arti", "warga perpustakaan")
	d, next := b.table(faq.WordsKind)
	want := []faq.Word{
		{Form: "gimane", Meaning: "bagaimana"},
		{Form: "gmn", Meaning: "bagaimana"},
		{Form: "karmana", Meaning: "bagaimana"},
		{Form: "ilang", Meaning: "hilang"},
		{Form: "anggota", Meaning: "warga perpustakaan"},
	}
	if got := next.WordList(); !slices.Equal(got, want) {
		t.Errorf("words = %v, want %v", got, want)
	}
	draft := "/katalog/rancangan/" + string(d.ID)
	page := ani.Get(draft)
	wantSays(t, page, "main", "Kata warga", "sedang ditulis", "0 kesalahan", "slang.bagaimana", "karmana", "Kartu anggota hilang", "peka",
		"Contoh yang terbaca lain", "kartu anggota saya hilang", "Perlu orang kedua: jawaban peka.")
	wantSays(t, ani.Get(draft+"?tanya=kartu+anggota+saya+hilang"), "#hasil-coba", "Kartu anggota hilang")
	noted := ani.Post(draft, "versi", "4", "catatan", "kata Kupang")
	wantSays(t, ani.Get(noted.Location()), "main", "Rancangan tersimpan.")
	sent := ani.Post(draft, "versi", "5", "catatan", "kata Kupang", "kirim", "1")
	wantSays(t, ani.Get(sent.Location()), "main", "menunggu ditinjau", "Kata-kata ini Anda tulis")
	wantSays(t, ani.Get("/katalog/rancangan"), "main", "Kata warga", "kata Kupang", "perlu orang kedua")
	wantSays(t, budi.Get("/katalog/rancangan"), "main", "Kata warga", "!perlu orang kedua")
	version := versionIn(t, budi.Get(draft), "/terbit")
	done := budi.Post(draft+"/terbit", "versi", version)
	wantSays(t, budi.Get(done.Location()), "main", "Rancangan terbit.")
	wantSays(t, ani.Get(draft), "main", "terbit", "!Lanjut mengubah")
	if live, _, err := b.Live(t.Context(), lokettest.Agency().ID); err != nil || !slices.Equal(live.WordList(), want) {
		t.Errorf("in force: %v, %v, want the words", live.WordList(), err)
	}
}

func TestFacts(t *testing.T) {
	t.Parallel()
	b := newTableBench(t)
	ani := b.as("ani", loket.RoleCurator)
	wantSays(t, ani.Get("/katalog/fakta"), "main", "Alamat kantor", "Jl. Lama 1 1 jawaban", "Rp1.000 dari loket.yaml", "P-1", "dulu A-7", "0 jawaban")
	wantSays(t, ani.Get("/katalog/fakta?fakta=tarif"), "#ubah", "dipakai isi dari loket.yaml: Rp1.000", "Dipakai 1 jawaban", "Kartu anggota hilang peka", "!Hapus")
	wantSays(t, ani.Get("/katalog/fakta?fakta=alamat"), "#ubah", "warga diminta bertanya kepada petugas")
	wantSays(t, ani.Get("/katalog/fakta?formulir=P-9"), "#ubah", "Kode baru menggantikan P-9", "Hapus formulir ini")
	wantSays(t, ani.Get("/katalog/fakta?fakta="), "#ubah", "Fakta baru")
	wantSays(t, ani.Get("/katalog/fakta?formulir="), "#ubah", "Formulir baru")

	saved := ani.Post("/katalog/fakta", "lama", "tarif", "about", "Tarif ganti", "value", "Rp2.500", "facet", "fee")
	wantSays(t, ani.Get(saved.Location()), "main", "Fakta setempat", "Kartu anggota hilang", "Tarif ganti: Rp1.000", "Tarif ganti: Rp2.500", "!Kartu anggota baru",
		"Perlu orang kedua: jawaban peka, biaya atau denda.")
	ani.Post("/katalog/fakta", "lama", "", "about", "Nomor Parkir!", "value", "", "facet", "where")
	_, next := b.table(faq.FactsKind)
	if got := next.Facts(); len(got) != 3 || got[2].ID != "nomor-parkir" || got[1].Value != "Rp2.500" {
		t.Errorf("facts = %+v, want the value and a new one with an id of its own", got)
	}
	wantSays(t, ani.Get("/katalog/fakta"), "main", "rancangan fakta", "Rp2.500", "Nomor Parkir!")
	ani.Post("/katalog/fakta", "lama", "nomor-parkir", "about", "Nomor Parkir!", "facet", "where", "hapus", "1")
	if _, next = b.table(faq.FactsKind); len(next.Facts()) != 2 {
		t.Errorf("facts = %+v, want the new one taken out", next.Facts())
	}
	refused := ani.Post("/katalog/fakta", "lama", "alamat", "about", "Alamat", "value", "satu\ndua", "facet", "where")
	wantSays(t, refused, "[role=alert]", "harus satu baris")
	if value := refused.Page(t).One("#about").Attr["value"]; refused.Status != http.StatusBadRequest || value != "Alamat" {
		t.Errorf("status %d, about = %q, want what was typed", refused.Status, value)
	}
	wantSays(t, ani.Post("/katalog/fakta", "lama", "alamat", "hapus", "1", "about", "x", "facet", "where"), "[role=alert]", "masih dipakai jawaban")
}

func TestForms(t *testing.T) {
	t.Parallel()
	b := newTableBench(t)
	ani := b.as("ani", loket.RoleCurator)
	saved := ani.Post("/katalog/formulir", "lama", "P-1", "code", "P-1.A", "use", "pendaftaran", "formerly", "A-7\r\n")
	wantSays(t, ani.Get(saved.Location()), "main", "Kode formulir", "Kartu anggota baru", "P-1 (pendaftaran)", "P-1.A (pendaftaran)", "!Perlu orang kedua")
	wantSays(t, ani.Get("/katalog/fakta?formulir=P-1.A"), "#ubah", "Dipakai 1 jawaban")
	_, next := b.table(faq.FormsKind)
	if e, _ := next.Entry("kartu-baru"); !slices.Equal(e.Facets.Forms, []string{"P-1.A"}) {
		t.Errorf("forms of the entry = %v, want the new code", e.Facets.Forms)
	}
	refused := ani.Post("/katalog/formulir", "lama", "", "code", "P-9", "use", "kembar")
	wantSays(t, refused, "[role=alert]", "ditulis dua kali")
	if value := refused.Page(t).One("#use").Attr["value"]; value != "kembar" {
		t.Errorf("use = %q, want what was typed", value)
	}
	gone := ani.Post("/katalog/formulir", "lama", "P-0", "code", "P-0", "use", "hilang sementara itu")
	wantSays(t, gone, "[role=alert]", "tidak ada lagi di tabel ini")
	if value := gone.Page(t).One("#use").Attr["value"]; gone.Status != http.StatusNotFound || value != "hilang sementara itu" {
		t.Errorf("of a form that is gone: status %d, use = %q, want what was typed", gone.Status, value)
	}
	b.folder = "/srv/katalog"
	if a := ani.Post("/katalog/formulir", "code", "P-2", "use", "x"); a.Status != http.StatusConflict {
		t.Errorf("where a folder is the truth: status %d, want it refused", a.Status)
	}
	if forms := ani.Get("/katalog/fakta?formulir=P-9").Page(t).One("main").All("form[method=post]"); len(forms) != 0 {
		t.Errorf("where a folder is the truth there are %d forms", len(forms))
	}
}

// TestTableMeanwhile: what was published of a table since its draft began is shown, and the
// draft goes on from it.
func TestTableMeanwhile(t *testing.T) {
	t.Parallel()
	b := newTableBench(t)
	ani := b.as("ani", loket.RoleCurator)
	ani.Post("/katalog/kata", "bentuk", "karmana", "arti", "bagaimana")
	live, _, err := b.Live(t.Context(), lokettest.Agency().ID)
	b.must(err)
	other, err := live.SetWord("", faq.Word{Form: "raib", Meaning: "hilang"})
	b.must(err)
	b.puts(other, loket.SourceImport, "budi")
	d, _ := b.table(faq.WordsKind)
	draft := "/katalog/rancangan/" + string(d.ID)
	wantSays(t, ani.Get(draft), "#berubah", "slang.hilang", "raib")
	based := ani.Post(draft+"/dasar", "versi", "1")
	page := ani.Get(based.Location())
	wantSays(t, page, "#beda", "raib")
	if moved := page.Page(t).All("#berubah"); len(moved) != 0 {
		t.Error("based on what is in force, the page still says that it moved")
	}
	ani.Post(draft + "/batal")
	ani.Post("/katalog/kata", "bentuk", "karmana", "arti", "bagaimana")
	if next, _ := b.table(faq.WordsKind); next.ID == d.ID {
		t.Error("a draft that was ended is written on")
	}
}

// TestSuggestions: what citizens picked is taken into a draft, or dismissed.
func TestSuggestions(t *testing.T) {
	t.Parallel()
	b := newTableBench(t)
	b.suggested = []report.Suggestion{
		{Entry: "kartu-baru", Text: "mau jadi anggota", N: 4, Messages: []loket.MessageID{"m1", "m2"}},
		{Entry: "kartu-hilang", Text: "kartu beta jatuh", N: 1, Messages: []loket.MessageID{"m3"}},
	}
	ani := b.as("ani", loket.RoleCurator)
	page := ani.Get("/katalog/pertanyaan")
	wantSays(t, page, "main", "Kartu anggota baru", "4 kali dipilih", "Kartu anggota hilang", "1 kali dipilih")
	taken := ani.Post("/katalog/usulan", "entri", "kartu-baru", "pesan", "m1", "pesan", "m2", "contoh", "mau jadi anggota [NIK ••••0001]", "terima", "1")
	if raw := ani.Get(taken.Location()).Page(t).One("#questions").Raw(); !strings.HasSuffix(raw, "\nmau jadi anggota") {
		t.Errorf("questions = %q, want the suggestion at the end", raw)
	}
	dismissed := ani.Post("/katalog/usulan", "entri", "kartu-hilang", "pesan", "m3", "contoh", "kartu beta jatuh")
	wantSays(t, ani.Get(dismissed.Location()), "[role=status]", "tidak akan ditampilkan lagi")
	want := []decision{{"kartu-baru", "m1", loket.PatternTaken}, {"kartu-baru", "m2", loket.PatternTaken}, {"kartu-hilang", "m3", loket.PatternDismissed}}
	if !slices.Equal(b.decided, want) {
		t.Errorf("decided = %v, want %v", b.decided, want)
	}
	for _, fields := range [][]string{{"entri", "kartu-baru"}, {"pesan", "m1"}} {
		if a := ani.Post("/katalog/usulan", fields...); a.Status != http.StatusBadRequest {
			t.Errorf("%v: status %d, want it refused", fields, a.Status)
		}
	}
	if a := ani.Post("/katalog/usulan", "entri", "tidak-ada", "pesan", "m9", "terima", "1"); a.Status != http.StatusNotFound {
		t.Errorf("for an entry that is not there: status %d, want 404", a.Status)
	}
	if e := b.live("kartu-baru"); len(e.Questions) != 2 || len(b.decided) != 3 {
		t.Errorf("in force = %+v with %d decisions, want nothing live without a curator", e, len(b.decided))
	}
	b.folder = "/srv/katalog"
	if forms := ani.Get("/katalog/pertanyaan").Page(t).One("main").All("form"); len(forms) != 0 {
		t.Errorf("where a folder is the truth there are %d forms", len(forms))
	}
}
