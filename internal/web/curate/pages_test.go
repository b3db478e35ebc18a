package curate_test

import (
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"loket/faq"
	"loket/internal/loket"
	"loket/internal/loket/lokettest"
	"loket/internal/report"
	"loket/internal/web/curate"
	"loket/internal/web/webtest"
)

// wantSays holds a part of a page to saying some things, and not others, which begin
// with "!".
func wantSays(t *testing.T, a webtest.Answer, selector string, all ...string) {
	t.Helper()
	said := a.Page(t).One(selector).Text()
	for _, want := range all {
		if unwanted, not := strings.CutPrefix(want, "!"); not == strings.Contains(said, strings.TrimPrefix(want, "!")) {
			t.Errorf("status %d, %s says %q; want %q there: %v", a.Status, selector, said, unwanted, !not)
		}
	}
}

func TestList(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	ani := b.as("ani", loket.RoleCurator)
	b.begins(ani, "entri", "denda")
	for _, tt := range []struct {
		name, query string
		want        []string
	}{
		{"All", "", []string{"Kartu anggota baru", "Kartu anggota hilang", "Denda", "3 jawaban", "rancangan: sedang ditulis", "berlaku sampai 1 Des 2026"}},
		{"Search/InQuestions", "cari=daftar+perpustakaan", []string{"Kartu anggota baru", "!Kartu anggota hilang", "1 jawaban"}},
		{"Topic", "topik=lain", []string{"Denda", "!Kartu"}},
		{"Published", "keadaan=terbit", []string{"Kartu anggota baru", "!Denda"}},
		{"Hidden", "keadaan=tidak-dikutip", []string{"Denda", "dicabut", "!Kartu"}},
		{"Ending", "keadaan=berakhir", []string{"Kartu anggota baru", "!hilang"}},
		{"Unverified", "keadaan=belum-diperiksa", []string{"Kartu anggota baru", "!hilang", "!Denda"}},
		{"Sensitive", "keadaan=peka", []string{"Kartu anggota hilang", "!baru"}},
		{"InWork", "keadaan=dikerjakan", []string{"Denda", "!Kartu"}},
		{"Nothing", "cari=paspor", []string{"Tidak ada jawaban yang cocok."}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			page := ani.Clone().Get("/katalog?" + tt.query)
			said := strings.Builder{}
			for _, node := range page.Page(t).One("main").All("li") {
				said.WriteString(node.Text() + "\n")
			}
			for _, want := range tt.want {
				unwanted, not := strings.CutPrefix(want, "!")
				if not && strings.Contains(said.String(), unwanted) || !not && !strings.Contains(page.Page(t).One("main").Text(), want) {
					t.Errorf("?%s lists %q; want %q", tt.query, said.String(), want)
				}
			}
		})
	}
}

func TestListOfWhatHasEnded(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.clock.Add(30 * 24 * time.Hour)
	wantSays(t, b.as("ani", loket.RoleCurator).Get("/katalog?keadaan=berakhir"), "main", "berakhir 1 Des 2026, tidak dikutip lagi")
}

func TestEntry(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	ani := b.as("ani", loket.RoleCurator)
	changed := b.live("kartu-baru")
	changed.Answer, changed.Facets.Fee = "Bawa KTP-el dan pas foto.", "Rp5.000."
	catalog, _, err := b.Live(t.Context(), lokettest.Agency().ID)
	b.must(err)
	catalog, err = catalog.With(changed)
	b.must(err)
	b.clock.Add(time.Hour)
	b.puts(catalog, loket.SourceCurator, "budi")
	page := ani.Get("/katalog/jawaban/kartu-baru")
	wantSays(t, page, "main", "Kartu anggota baru", "belum diperiksa dinas", "Perda 3/2020 | Pasal 7", "Rp5.000.", "berlaku sampai 1 Des 2026", "Rincian")
	history := page.Page(t).One(".hasil").All("li")
	if len(history) != 2 || !strings.Contains(history[0].Text(), "Rekan budi") || !strings.Contains(history[1].Text(), "Pertama kali terbit.") {
		t.Fatalf("history = %v, want both publications, the latest first", history)
	}
	for _, want := range []string{"Biaya", "Gratis.", "Rp5.000.", "Bawa KTP-el.", "Bawa KTP-el dan pas foto."} {
		if !strings.Contains(history[0].Text(), want) {
			t.Errorf("the latest revision says %q, want %q", history[0].Text(), want)
		}
	}
	if a := ani.Get("/katalog/jawaban/tidak-ada"); a.Status != http.StatusNotFound {
		t.Errorf("an entry that is not there: status %d, want 404", a.Status)
	}
	head := b.as("kepala", loket.RoleHead).Get("/katalog/jawaban/kartu-baru")
	if forms := head.Page(t).One("main").All("form"); head.Status != http.StatusOK || len(forms) != 0 {
		t.Errorf("the head of office: status %d with %d forms, want to read and no more", head.Status, len(forms))
	}
}

// live is an entry in force.
func (b *bench) live(id string) faq.Entry {
	b.t.Helper()
	catalog, _, err := b.Live(b.t.Context(), lokettest.Agency().ID)
	b.must(err)
	e, known := catalog.Entry(id)
	if !known {
		b.t.Fatalf("no entry %s", id)
	}
	return e
}

// versionIn is the version of the draft in the form of a page that leads to a step.
func versionIn(t *testing.T, a webtest.Answer, step string) string {
	t.Helper()
	for _, form := range a.Page(t).All("form") {
		if strings.HasSuffix(form.Attr["action"], step) {
			return form.One("[name=versi]").Attr["value"]
		}
	}
	t.Fatalf("no form leads to %s:\n%s", step, a.Body)
	return ""
}

// TestWorkbench is a draft's way: begun from nothing, filled in, checked, tried, refused
// with a reason, mended, and published by somebody else.
func TestWorkbench(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	ani, budi := b.as("ani", loket.RoleCurator), b.as("budi", loket.RoleCurator)
	draft := b.begins(ani)
	wantSays(t, ani.Get(draft), "main", "sedang ditulis", "Jawaban ini baru")
	saved := fill(t, ani, draft, "title", "Sewa Ruang Rapat!", "questions", "sewa ruang rapat\r\n\r\n pinjam ruang ", "answer", "Kirim NIK Anda ke sini.",
		"basis", "Perda 4/2021 | Pasal 2", "fee", "Rp50.000.", "catatan", "sering ditanyakan")
	if saved.Status != http.StatusSeeOther {
		t.Fatalf("save: status %d, want it saved\n%s", saved.Status, saved.Body)
	}
	page := ani.Get(saved.Location())
	wantSays(t, page, "main", "Rancangan tersimpan.", "1 kesalahan", "meminta warga mengirim data pribadi", "Perlu orang kedua: biaya atau denda, dasar hukum, data pribadi.")
	if value := page.Page(t).One("#id").Attr["value"]; value != "sewa-ruang-rapat" {
		t.Errorf("id = %q, want one made of the title", value)
	}
	if raw := page.Page(t).One("#questions").Raw(); raw != "sewa ruang rapat\npinjam ruang" {
		t.Errorf("questions = %q, want a line each", raw)
	}
	wantSays(t, page, "#answer-kata", "Kesalahan: Kalimat ini meminta")
	refused := fill(t, ani, draft, "kirim", "1")
	wantSays(t, refused, "[role=alert]", "belum dikirim: masih ada kesalahan")
	sent := fill(t, ani, draft, "answer", "Ruang rapat dipesan di meja layanan.", "kirim", "1")
	wantSays(t, ani.Get(sent.Location()), "main", "Rancangan dikirim", "menunggu ditinjau", "Kata-kata ini Anda tulis")

	wantSays(t, budi.Get("/katalog/rancangan"), "main", "Menunggu ditinjau", "Sewa Ruang Rapat!", "sering ditanyakan")
	wantSays(t, budi.Get(draft+"?tanya=sewa+ruang+rapat"), "#hasil-coba", "Sewa Ruang Rapat!", "Dengan rancangan ini:")
	wantSays(t, budi.Get(draft+"?bagian=fee"), ".telegram", "Biaya — Sewa Ruang Rapat!: Rp50.000.")
	version := versionIn(t, budi.Get(draft), "/tolak")
	if a := budi.Post(draft+"/tolak", "versi", version, "alasan", " "); a.Status != http.StatusBadRequest {
		t.Errorf("refused without a reason: status %d, want it refused itself", a.Status)
	}
	budi.Post(draft+"/tolak", "versi", version, "alasan", "tarifnya belum disahkan")
	wantSays(t, ani.Get(draft), "main", "Ditolak oleh Rekan budi", "tarifnya belum disahkan")
	fill(t, ani, draft, "fee", "Rp40.000.", "kirim", "1")
	old := budi.Post(draft+"/terbit", "versi", version)
	wantSays(t, old, "[role=alert]", "berubah sejak Anda membukanya")
	version = versionIn(t, budi.Get(draft), "/terbit")
	done := budi.Post(draft+"/terbit", "versi", version)
	if done.Status != http.StatusSeeOther {
		t.Fatalf("publish: status %d\n%s", done.Status, done.Body)
	}
	wantSays(t, budi.Get(done.Location()), "main", "Rancangan terbit.", "Selesai")
	if e := b.live("sewa-ruang-rapat"); e.Facets.Fee != "Rp40.000." || e.Questions[1] != "pinjam ruang" || e.Basis[0].Article != "Pasal 2" {
		t.Errorf("in force = %+v, want what was written", e)
	}
	if page := ani.Get(draft); page.Page(t).One("#isi-rancangan") != nil {
		t.Error("a published draft can still be written on")
	}
}

// TestSaveLosesNothing: what cannot be saved stays in the form, with the reason.
func TestSaveLosesNothing(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	ani, budi := b.as("ani", loket.RoleCurator), b.as("budi", loket.RoleCurator)
	draft := b.begins(ani, "entri", "kartu-baru")
	a := fill(t, ani, draft, "answer", "Bawa KTP-el dan kartu lama.", "sure_at", "banyak")
	wantSays(t, a, "[role=alert]", `Ambang sendiri: "banyak" tidak dapat dipakai.`)
	if raw := a.Page(t).One("#answer").Raw(); raw != "Bawa KTP-el dan kartu lama." || a.Page(t).One("#sure_at").Attr["value"] != "banyak" {
		t.Errorf("after a refusal the form holds %q, want what was typed", raw)
	}
	fill(t, budi, draft, "answer", "Datang saja.")
	late := ani.Post(draft, "versi", "1", "title", "Kartu", "answer", "Kata Ani.")
	wantSays(t, late, "[role=alert]", "berubah sejak Anda membukanya")
	if raw := late.Page(t).One("#answer").Raw(); raw != "Kata Ani." {
		t.Errorf("after a colleague saved first the form holds %q, want the words typed", raw)
	}
	if a := ani.Post(draft, "versi", "1"); a.Status != http.StatusBadRequest {
		t.Errorf("half a form: status %d, want it refused", a.Status)
	}
	if a := fill(t, ani, draft, "id", "lain", "sure_at", "0,9"); a.Status != http.StatusSeeOther {
		t.Errorf("save: status %d\n%s", a.Status, a.Body)
	}
	if id := ani.Get(draft).Page(t).One("#id").Attr["value"]; id != "kartu-baru" {
		t.Errorf("id = %q, want that of a published entry to stay", id)
	}
	wantSays(t, ani.Get(draft), "#beda", "Datang saja.", "0.9")
}

func TestDraftOverAnother(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	ani := b.as("ani", loket.RoleCurator)
	draft := b.begins(ani, "entri", "kartu-baru")
	changed := b.live("kartu-baru")
	changed.Facets.Where = "Lantai 2."
	catalog, _, err := b.Live(t.Context(), lokettest.Agency().ID)
	b.must(err)
	catalog, err = catalog.With(changed)
	b.must(err)
	b.puts(catalog, loket.SourceImport, "impor")
	page := ani.Get(draft)
	wantSays(t, page, "#berubah", "berubah sejak rancangan ini dimulai", "Tempat", "Lantai 2.")
	b.refusal = loket.ErrDraftStale
	wantSays(t, ani.Post(draft+"/terbit", "versi", "1"), "[role=alert]", "Rancangan tetap tersimpan.")
	version := versionIn(t, page, "/dasar")
	a := ani.Post(draft+"/dasar", "versi", version)
	if after := ani.Get(a.Location()).Page(t); after.One("#berubah") != nil {
		t.Errorf("taken as the base, it is still told that it moved")
	}
	wantSays(t, ani.Get(draft), "#beda", "Lantai 2.")
}

func TestBegin(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	ani, budi := b.as("ani", loket.RoleCurator), b.as("budi", loket.RoleCurator)
	first := b.begins(ani, "entri", "kartu-baru", "contoh", "mau jadi anggota [NIK ••••0001] dong", "contoh", " ")
	if raw := ani.Get(first).Page(t).One("#questions").Raw(); !strings.HasSuffix(raw, "\nmau jadi anggota dong") {
		t.Errorf("questions = %q, want the example behind them, without the mark", raw)
	}
	if again := b.begins(budi, "entri", "kartu-baru", "contoh", "daftar anggota", "contoh", "daftar anggota"); again != first {
		t.Errorf("a second draft of the entry at %s, want the one that is being written at %s", again, first)
	}
	if raw := ani.Get(first).Page(t).One("#questions").Raw(); strings.Count(raw, "daftar anggota\n") > 0 || !strings.HasSuffix(raw, "dong\ndaftar anggota") {
		t.Errorf("questions = %q, want the second example once", raw)
	}
	verify := b.begins(ani, "entri", "kartu-hilang", "verified", "Kepala Dinas", "verified_on", "2026-11-20", "valid_until", "2027-05-20")
	wantSays(t, ani.Get(verify), "#beda", "Kepala Dinas", "2027-05-20")
	if a := ani.Post("/katalog/rancangan", "entri", "tidak-ada"); a.Status != http.StatusNotFound {
		t.Errorf("a draft of what is not there: status %d, want 404", a.Status)
	}
	gone := ani.Post(verify + "/batal")
	wantSays(t, ani.Get(gone.Location()), "main", "Rancangan dibatalkan.", "Selesai")
	if fresh := b.begins(ani, "entri", "kartu-hilang"); fresh == verify {
		t.Error("a withdrawn draft is gone on with")
	}
}

func TestFolder(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	ani := b.as("ani", loket.RoleCurator)
	draft := b.begins(ani, "entri", "denda")
	b.folder = "/srv/katalog"
	for _, path := range []string{"/katalog", "/katalog/jawaban/denda", draft, "/katalog/rancangan", "/katalog/pertanyaan"} {
		page := ani.Get(path).Page(t)
		for _, form := range page.One("main").All("form") {
			if form.Attr["method"] == "post" {
				t.Errorf("%s has a form to %s, though the folder is the truth", path, form.Attr["action"])
			}
		}
	}
	for _, path := range []string{"/katalog/rancangan", draft} {
		a := ani.Post(path, "versi", "1", "title", "x", "entri", "denda")
		if a.Status != http.StatusConflict || !strings.Contains(a.Body, "/srv/katalog") {
			t.Errorf("POST %s: status %d, want it refused with the folder named", path, a.Status)
		}
	}
}

func TestAsked(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	ani := b.as("ani", loket.RoleCurator)
	wantSays(t, ani.Get("/katalog/pertanyaan"), "main", "Tidak ada pertanyaan yang luput")
	b.improve.Facts = report.GapFacts{
		Agency: lokettest.Agency().ID, From: b.clock.Now().Add(-time.Hour), To: b.clock.Now().Add(time.Hour), AsOf: b.clock.Now(),
		Titles:    map[string]string{"denda": "Denda"},
		Questions: []report.Question{{ID: "e1", At: b.clock.Now(), Text: `sewa "ruang" rapat`, Why: report.NoAnswer, Best: "denda", Likely: true, Traits: []string{"ruang", "rapat"}}},
	}
	page := ani.Get("/katalog/pertanyaan")
	wantSays(t, page, "main", "Buat jawaban", "Tambah contoh ke “Denda”")
	form := page.Page(t).One("main").One("form")
	if b.improve.Texts == nil || b.improve.Texts.ActorID != "ani" || b.improve.Asked.Agency != lokettest.Agency().ID {
		t.Errorf("asked for %+v as %+v, want the reader noted", b.improve.Asked, b.improve.Texts)
	}
	draft := ani.Submit(form, "entri", "").Location()
	if raw := ani.Get(draft).Page(t).One("#questions").Raw(); raw != `sewa "ruang" rapat` {
		t.Errorf("questions = %q, want the example", raw)
	}
}

func TestTryIsRefused(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	ani := b.as("ani", loket.RoleCurator)
	draft := b.begins(ani)
	wantSays(t, ani.Get(draft+"?tanya="+url.QueryEscape("apa?")), "[role=alert]", curate.ErrNothingToTry.Message)
}

// TestLearn: a reply begins a draft, or adds a way to ask to the one that is written.
func TestLearn(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	room := b.room()
	officer := b.member("petugas", loket.RoleOfficer)
	for _, l := range []loket.Lesson{{}, {Question: strings.Repeat("a", 301)}, {Question: "a", Answer: strings.Repeat("a", 2001)}} {
		if err := room.Learn(t.Context(), officer, l); !errors.Is(err, loket.ErrLesson) {
			t.Errorf("Learn(%d, %d characters) = %v, want %v", len(l.Question), len(l.Answer), err, loket.ErrLesson)
		}
	}
	if err := room.Learn(t.Context(), officer, loket.Lesson{Entry: "tidak-ada", Question: "x"}); !errors.Is(err, loket.ErrNotFound) {
		t.Errorf("Learn of what is not there = %v, want %v", err, loket.ErrNotFound)
	}
	b.must(room.Learn(t.Context(), officer, loket.Lesson{Question: "parkir [NIK ••••0001] di mana", Answer: "Di pintu timur."}))
	b.must(room.Learn(t.Context(), officer, loket.Lesson{Entry: "kartu-baru", Question: "mau jadi anggota", Answer: "Bawa KTP-el saja."}))
	b.must(room.Learn(t.Context(), officer, loket.Lesson{Entry: "kartu-baru", Question: "daftar anggota"}))
	drafts, err := b.ledger.Drafts(t.Context(), officer.Agency, 10)
	b.must(err)
	if len(drafts) != 2 {
		t.Fatalf("%d drafts, want one for each entry", len(drafts))
	}
	for _, d := range drafts {
		e, err := faq.ReadEntry(d.Content)
		b.must(err)
		last := e.Questions[len(e.Questions)-1]
		switch {
		case d.Entry == "" && (last != "parkir di mana" || e.Answer != "Di pintu timur."):
			t.Errorf("new entry = %+v, want question and answer", e)
		case d.Entry != "" && (last != "daftar anggota" || len(e.Questions) != 4 || e.Answer != "Bawa KTP-el."):
			t.Errorf("entry = %+v, want both questions and the answer it had", e)
		}
	}
	if e := b.live("kartu-baru"); len(e.Questions) != 2 {
		t.Errorf("in force = %+v, want nothing live without a curator", e)
	}
}
