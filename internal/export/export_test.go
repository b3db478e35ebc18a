package export_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"

	"loket/faq"
	"loket/faq/disdukcapil"
	"loket/faq/faqtest"
	"loket/internal/export"
	"loket/internal/loket"
)

// workbook writes a catalogue.
func workbook(t interface {
	Helper()
	Fatalf(format string, args ...any)
}, c *faq.Catalog,
) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := export.WriteCatalogue(&b, c); err != nil {
		t.Fatalf("WriteCatalogue: %v", err)
	}
	return b.Bytes()
}

// small is a catalogue with something in every sheet.
func small(tb testing.TB) *faq.Catalog {
	tb.Helper()
	c, err := faq.LoadFiles(map[string][]byte{
		"kartu.yaml": []byte(`
group: keanggotaan
entries:
  - id: kartu-baru
    title: Kartu anggota baru
    questions: [mau jadi anggota, "0812", "=SUM(A1)", "'kutip"]
    answer: "Bawa KTP-el.\n\nAnak datang bersama orang tua. 👨‍👩‍👧"
    facets: {forms: [F-1.02], fee: "-5", steps: ["Datang\nke loket", 'C:\naik | turun', "- tanda"]}
    basis:
      - {rule: "Perda 3 | 2020", article: Pasal 7}
      - {rule: UU 1, url: "https://contoh.id/a|b"}
    verified: {by_role: Kepala Bidang, on: 2026-11-05}
    local: [alamat-kua]
    related: [kartu-hilang]
    status: published
  - {id: kartu-hilang, title: "1e3", questions: ["2026-11-21"], answer: "_x0041_ 007", status: draft}
`),
		"forms.yaml":           []byte("rule: Perda\nreviewed_on: 2026-11-02\nforms: [{code: F-1.02, use: anggota, formerly: [A-7, '08']}]\n"),
		"words.yaml":           []byte("slang: {tidak: [gak, ga]}\nsynonyms: {kartu anggota: [kartu perpus]}\nfalse_friends: [{form: su, becomes: sudah, before: [hilang, $]}]\nkeep: [tanya]\nfillers: [min, kak]\n"),
		"facets.yaml":          []byte("facets: [{facet: fee, phrases: [biaya]}]\nsubjects: [{prefix: kartu, words: [kartu anggota]}, {prefix: denda, words: [denda], topic: true}]\noutside: [wifi]\nordinals: {'1': [satu], '2': [dua]}\njoints: [dan]\n"),
		"facts.yaml":           []byte("facts: [{id: alamat-kua, about: Alamat KUA, facet: where, value: '=Jl. 1'}, {id: telepon, about: Telepon, facet: where}]\n"),
		"style.yaml":           []byte("links: [contoh.id]\nabbreviations: {KTP-el: kartu tanda penduduk}\nmax_sentence: 20\n"),
		"intents/manusia.yaml": []byte("intent: human-request\nrules:\n  - {any: [petugas], unless: [jam petugas], max_words: 8, no_subject: true}\n  - {any: [admin], with: [mau]}\n"),
	})
	if err != nil {
		tb.Fatal(err)
	}
	return c
}

// same fails unless a workbook reads as the catalogue it was written from.
func same(t interface {
	Helper()
	Errorf(format string, args ...any)
	Fatalf(format string, args ...any)
}, book []byte, want *faq.Catalog,
) {
	t.Helper()
	got, err := export.ReadCatalogue(bytes.NewReader(book))
	if err != nil {
		t.Fatalf("ReadCatalogue: %v", err)
	}
	for _, d := range faq.Diff(want, got) {
		t.Errorf("it differs: %s", d)
	}
	if got.Version != want.Version {
		t.Errorf("version = %s, want %s", got.Version, want.Version)
	}
}

func TestReadIsTheInverseOfWrite(t *testing.T) {
	t.Parallel()
	t.Run("EverySheet", func(t *testing.T) {
		t.Parallel()
		c := small(t)
		same(t, workbook(t, c), c)
	})
	t.Run("Shipped", func(t *testing.T) {
		t.Parallel()
		c, err := disdukcapil.Catalogue()
		if err != nil {
			t.Fatal(err)
		}
		same(t, workbook(t, c), c)
	})
	t.Run("AnyCatalogue", func(t *testing.T) {
		t.Parallel()
		rapid.Check(t, func(t *rapid.T) {
			c := faqtest.Catalogue(t)
			same(t, workbook(t, c), c)
		})
	})
	t.Run("LongLists", func(t *testing.T) {
		t.Parallel()
		files, err := faq.Files(small(t))
		if err != nil {
			t.Fatal(err)
		}
		var outside strings.Builder
		for range 250 {
			outside.WriteString("  - " + strings.Repeat("kata ", 40) + "\n")
		}
		files["facets.yaml"] = []byte("outside:\n" + outside.String())
		c, err := faq.LoadFiles(files)
		if err != nil {
			t.Fatal(err)
		}
		same(t, workbook(t, c), c)
	})
}

func TestWriteRefusesWhatNoCellHolds(t *testing.T) {
	t.Parallel()
	questions := strings.Repeat("- "+strings.Repeat("kata ", 20)+"\n", 400)
	c, err := faq.LoadFiles(map[string][]byte{"a.yaml": []byte("entries:\n- id: a\n  title: A\n  answer: A.\n  status: draft\n  questions:\n  " + strings.ReplaceAll(questions, "\n", "\n  "))})
	if err != nil {
		t.Fatal(err)
	}
	err = export.WriteCatalogue(&bytes.Buffer{}, c)
	if loket.CodeOf(err) != loket.CodeTooLarge || !strings.Contains(err.Error(), "Jawaban!H3") {
		t.Errorf("WriteCatalogue = %v, want a refusal that names Jawaban!H3", err)
	}
}

// edited writes the small catalogue and changes cells as an editor would.
func edited(t *testing.T, edit func(*excelize.File) error) []byte {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(workbook(t, small(t))))
	if err != nil {
		t.Fatal(err)
	}
	if err := edit(f); err != nil {
		t.Fatal(err)
	}
	b, err := f.WriteToBuffer()
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// set changes the text of cells: "Sheet!A1", text, …
func set(cells ...string) func(*excelize.File) error {
	return func(f *excelize.File) error {
		for i := 0; i < len(cells); i += 2 {
			sheet, cell, _ := strings.Cut(cells[i], "!")
			if err := f.SetCellStr(sheet, cell, cells[i+1]); err != nil {
				return err
			}
		}
		return nil
	}
}

func TestReadNamesTheCell(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name string
		edit func(*excelize.File) error
		want []string // parts of the problems, each of another, in order
	}{
		{"Status", set("Jawaban!C3", "terbit"), []string{`Jawaban!C3: Isian "status" tidak boleh "terbit".`}},
		{"LineOfAList", set("Jawaban!L4", "F-1.02\nF-9"), []string{"Jawaban!L4: Kode formulir \"F-9\" tidak ada di Formulir. Periksa kodenya atau tambahkan ke tabel itu.\n  > F-9"}},
		{"Date", set("Jawaban!V3", "kemarin"), []string{"Jawaban!V3: Tanggal \"kemarin\""}},
		{"Twice", set("Jawaban!A4", "kartu-baru"), []string{`Jawaban!A4: Id "kartu-baru" sudah dipakai di Jawaban!A3.`, "Jawaban!AA3: Jawaban terkait"}},
		{"MissingID", set("Jawaban!B5", "Tanpa id"), []string{`Jawaban!A5: Id "" tidak sah`, "", "", ""}},
		{"WordTwice", set("Kata!A8", "sebutan lain", "Kata!B8", "kartu anggota", "Kata!C8", "kartuku"), []string{`Kata!C8: Isian "kartu anggota" sudah ada di Kata!C4.`}},
		{"Number", set("Maksud!F3", "delapan"), []string{`Maksud!F3: Isian "max_words" harus berupa angka bulat.`}},
		{"Flag", set("Maksud!G3", "mungkin"), []string{`Maksud!G3: Isian "no_subject" hanya boleh "ya" atau kosong.`}},
		{"Section", set("Kata!A3", "entah"), []string{`Kata!A3: Bagian "entah" tidak dikenal. Pilih salah satu: singkatan dan ejaan`}},
		{"CellThatMeansNothing", set("Kata!D3", "kata"), []string{`Kata!D3: Kolom ini tidak dipakai di bagian "singkatan dan ejaan".`}},
		{"FourPartsOfASource", set("Jawaban!U3", "a | b | https://c.id | d"), []string{"Jawaban!U3: Isian \"bagian keempat\" tidak dikenal."}},
		{"ColumnRenamed", set("Jawaban!O2", "facets.tarif"), []string{`Jawaban!O2: Kolom "facets.tarif" tidak dikenal.`, `Jawaban: Kolom "facets.fee" (Biaya) tidak ada.`}},
		{"ColumnTwice", set("Jawaban!O2", "title"), []string{`Jawaban!O2: Kolom "title" ada dua kali.`, `Kolom "facets.fee"`}},
		{"NoAnswers", func(f *excelize.File) error { return errors.Join(f.RemoveRow("Jawaban", 3), f.RemoveRow("Jawaban", 3)) }, []string{"Jawaban: Lembar ini tidak memuat satu pun jawaban."}},
		{"Unseen", set("Jawaban!B3", "Kartu_x0007_"), []string{"Jawaban!B3: Isian \"title\" memuat karakter yang tidak terlihat (U+0007)."}},
		{"Everything", set("Jawaban!C3", "x", "Formulir!B5", "", "Fakta!D3", "hujan", "Gaya!C3", "https://a.id/"), []string{"Fakta!", "Formulir!", "", "Jawaban!", "Gaya!"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			_, err := export.ReadCatalogue(bytes.NewReader(edited(t, tt.edit)))
			if _, ok := errors.AsType[*faq.LoadError](err); !ok {
				t.Fatalf("ReadCatalogue = %v, want a *faq.LoadError", err)
			}
			text := err.Error()
			for _, want := range tt.want {
				if !strings.Contains(text, want) {
					t.Errorf("problems =\n%s\nwant one with %q", text, want)
				}
			}
			if strings.Contains(text, ".yaml") {
				t.Errorf("problems =\n%s\nwant no names of files an editor has never seen", text)
			}
		})
	}
}
