package faq_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"loket/faq"
)

// full is a catalogue with one entry that has every facet.
const full = `entries:
  - id: kk-hilang
    title: KK hilang
    questions: [kk hilang]
    answer: |
      Bawa surat polisi ke loket.
      Kartu dicetak ulang.
    facets:
      requirements: [Surat polisi., KTP-el.]
      steps: [Lapor polisi., Datang ke loket.]
      forms: [F-1.02]
      where: Kantor dinas.
      hours: Senin-Jumat.
      fee: Gratis.
      duration: Satu hari.
      deadline: Segera.
      not_needed: [surat RT, pas foto]
      cases: [Hilang di luar kota? Tanyakan petugas.]
    basis:
      - {rule: Perpres 96/2018, article: Pasal 13}
      - {rule: UU 24/2013}
    status: published
`

const fullFacets = `facets:
  - {facet: hours, phrases: [jam layanan]}
  - {facet: lost, phrases: [hilang]}
  - {facet: damaged, phrases: [rusak]}
  - {facet: change, phrases: [berubah]}
`

const fullForms = "forms:\n  - {code: F-1.02, use: pendaftaran, formerly: [F-1.15]}\n"

// fullEntry returns the entry of full, after the replacements in pairs.
func fullEntry(t *testing.T, pairs ...string) faq.Entry {
	t.Helper()
	c, err := faq.Load(catalogue("uji.yaml", strings.NewReplacer(pairs...).Replace(full), "forms.yaml", fullForms, "facets.yaml", fullFacets))
	if err != nil {
		t.Fatal(err)
	}
	return c.Entries()[0]
}

func TestRender(t *testing.T) {
	t.Parallel()

	t.Run("Whole/AnswerFirst", func(t *testing.T) {
		t.Parallel()
		want := `Bawa surat polisi ke loket.
Kartu dicetak ulang.

Syarat:
1. Surat polisi.
2. KTP-el.

Langkah:
1. Lapor polisi.
2. Datang ke loket.

Formulir: F-1.02 (pendaftaran; dulu F-1.15)

Tempat: Kantor dinas.

Jam layanan: Senin-Jumat.

Biaya: Gratis.

Waktu: Satu hari.

Batas waktu: Segera.

Tidak perlu: surat RT, pas foto

Dasar: Perpres 96/2018 Pasal 13; UU 24/2013.
Belum diperiksa dinas`
		if diff := cmp.Diff(want, fullEntry(t).Render(faq.Whole, true)); diff != "" {
			t.Errorf("Render (-want +got):\n%s", diff)
		}
	})
}

// TestRenderLead holds what a citizen reads first when they asked for a part
// of an answer, or said what happened.
func TestRenderLead(t *testing.T) {
	t.Parallel()
	const answer = "Bawa surat polisi ke loket."
	labelled := []string{"[Surat polisi., KTP-el.]", `["Hilang: surat polisi.", "Rusak: KK lama.", KTP-el.]`}
	for _, tt := range []struct {
		name    string
		facet   faq.Facet
		changes []string // of the entry
		want    string   // the answer begins so
		once    string   // and says this once
		never   string   // and this not at all
	}{
		{name: "Whole", facet: faq.Whole, want: answer},
		{name: "Requirements", facet: faq.Requirements, want: "Syarat — KK hilang:\n1. Surat polisi.\n2. KTP-el.\n\n" + answer, once: "KTP-el."},
		{name: "Steps", facet: faq.Steps, want: "Langkah — KK hilang:\n1. Lapor polisi.", once: "Lapor polisi."},
		{name: "Forms", facet: faq.Forms, want: "Formulir — KK hilang: F-1.02 (pendaftaran; dulu F-1.15)\n\n", once: "F-1.02"},
		{name: "Where", facet: faq.Where, want: "Tempat — KK hilang: Kantor dinas.", once: "Kantor dinas."},
		{name: "Hours", facet: faq.Hours, want: "Jam layanan — KK hilang: Senin-Jumat.", once: "Senin-Jumat."},
		{name: "Fee", facet: faq.Fee, want: "Biaya — KK hilang: Gratis.\n\n" + answer, once: "Gratis."},
		{name: "Duration", facet: faq.Duration, want: "Waktu — KK hilang: Satu hari.", once: "Satu hari."},
		{name: "Deadline", facet: faq.Deadline, want: "Batas waktu — KK hilang: Segera.", once: "Segera."},
		{name: "NotNeeded", facet: faq.NotNeeded, want: "Tidak perlu — KK hilang: surat RT, pas foto", once: "surat RT"},
		{
			name: "Sensitive/ItsOwnWordsFirst", facet: faq.Requirements, changes: []string{"    status:", "    risk: sensitive\n    status:"},
			want: answer + "\nKartu dicetak ulang.\n\nSyarat — KK hilang:\n1. Surat polisi.", once: "Surat polisi.",
		},
		{name: "Missing/Whole", facet: faq.Fee, changes: []string{"      fee: Gratis.\n", ""}, want: answer},
		{name: "StatusCheck/Whole", facet: faq.StatusCheck, want: answer},
		{name: "Lost/TitleSaysIt", facet: faq.Lost, want: answer},
		{name: "Lost/Case", facet: faq.Lost, changes: []string{"KK hilang", "Kartu Keluarga"}, want: "Bila hilang — Kartu Keluarga: Hilang di luar kota? Tanyakan petugas.\n\n" + answer},
		{name: "Damaged/NothingSaid", facet: faq.Damaged, want: answer},
		{
			name: "Lost/Label", facet: faq.Lost, changes: append([]string{"KK hilang", "KK hilang atau rusak"}, labelled...),
			want:  "Bila hilang — KK hilang atau rusak:\n1. Surat polisi.\n2. Hilang di luar kota? Tanyakan petugas.\n\n" + answer,
			never: "KK lama",
		},
		{
			name: "Damaged/Label", facet: faq.Damaged, changes: append([]string{"KK hilang", "KK hilang atau rusak"}, labelled...),
			want: "Bila rusak — KK hilang atau rusak: KK lama.\n\n" + answer, once: "KTP-el.", never: "Hilang: surat",
		},
		{
			name: "Change/Case", facet: faq.Change, changes: []string{"Hilang di luar kota?", "Data berubah?"},
			want: "Bila ada yang berubah — KK hilang: Data berubah? Tanyakan petugas.",
		},
		{name: "Hours/TheTitleAsks", facet: faq.Hours, changes: []string{"KK hilang", "Jam layanan"}, want: answer, never: "Senin-Jumat."},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got := fullEntry(t, tt.changes...).Render(tt.facet, true)
			if !strings.HasPrefix(got, tt.want) {
				t.Errorf("Render(%s) =\n%s\nwant it to begin\n%s", tt.facet, got, tt.want)
			}
			if tt.once != "" && strings.Count(got, tt.once) != 1 {
				t.Errorf("Render(%s) =\n%s\nwant %q once", tt.facet, got, tt.once)
			}
			if tt.never != "" && strings.Contains(got, tt.never) {
				t.Errorf("Render(%s) =\n%s\nwant no %q", tt.facet, got, tt.never)
			}
			if !strings.HasSuffix(got, "\nBelum diperiksa dinas") {
				t.Errorf("Render(%s) =\n%s\nwant the note last", tt.facet, got)
			}
		})
	}
}

// TestRenderKeepsItsBound holds that whatever a catalogue may say, an answer
// fits one message, and the direct answer is in it.
func TestRenderKeepsItsBound(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		line := rapid.StringMatching(`[A-Z][a-z]{1,12}( [a-zéñ]{2,12}){0,12}\.`)
		list := func(name string) string {
			return "[" + strings.Join(rapid.SliceOfN(line, 0, 7).Draw(t, name), ", ") + "]"
		}
		source := "entries:\n  - id: a\n    title: " + line.Draw(t, "title") + "\n    questions: [apa]\n    answer: |\n      " +
			strings.Join(rapid.SliceOfN(line, 1, 9).Draw(t, "answer"), "\n      ") +
			"\n    facets:\n      requirements: " + list("requirements") + "\n      steps: " + list("steps") + "\n      cases: " + list("cases") +
			"\n      not_needed: " + list("not needed") + "\n      fee: " + line.Draw(t, "fee") + "\n    status: published\n"
		c, err := faq.Load(catalogue("uji.yaml", source))
		if err != nil {
			return // the answer alone is too long, which Load refuses
		}
		e := c.Entries()[0]
		for _, f := range allFacets() {
			got := e.Render(f, true)
			if n := utf8.RuneCountInString(got); n > 900 {
				t.Errorf("Render(%s) has %d characters, want 900 at most:\n%s", f, n, got)
			}
			if !strings.Contains(got, e.Answer) {
				t.Errorf("Render(%s) =\n%s\nwant the answer in it:\n%s", f, got, e.Answer)
			}
		}
	})
}

// allFacets returns every facet a question may have.
func allFacets() []faq.Facet {
	return []faq.Facet{
		faq.Whole, faq.Requirements, faq.Steps, faq.Forms, faq.Where, faq.Hours, faq.Fee, faq.Duration, faq.NotNeeded, faq.Deadline,
		faq.Lost, faq.Damaged, faq.Change, faq.StatusCheck,
	}
}

func TestRenderFoot(t *testing.T) {
	t.Parallel()
	t.Run("Verified/SaysWhenInsteadOfTheNote", func(t *testing.T) {
		t.Parallel()
		e := fullEntry(t, "    status:", "    verified: {by_role: Kepala Bidang, on: 2026-11-21}\n    status:")
		got := e.Render(faq.Whole, true)
		if !strings.HasSuffix(got, "\nDiperiksa Kepala Bidang, tanggal 21 November 2026.") || strings.Contains(got, "Belum") {
			t.Errorf("Render =\n%s\nwant who verified it and when as the last line", got)
		}
	})
	t.Run("NoNote/BasisLast", func(t *testing.T) {
		t.Parallel()
		if got := fullEntry(t).Render(faq.Whole, false); !strings.HasSuffix(got, "UU 24/2013.") {
			t.Errorf("Render =\n%s\nwant the basis last", got)
		}
	})
	t.Run("TooLong/SectionsLeftOut", func(t *testing.T) {
		t.Parallel()
		e := fullEntry(t, "Kantor dinas.", strings.Repeat("Kantor yang jauh. ", 60))
		got := e.Render(faq.Whole, true)
		if n := utf8.RuneCountInString(got); n > 900 || strings.Contains(got, "jauh") || !strings.Contains(got, "Biaya: Gratis.") {
			t.Errorf("Render has %d characters:\n%s\nwant at most 900, only the long section left out", n, got)
		}
		if !strings.Contains(e.RenderDetail(), "jauh") {
			t.Error("RenderDetail left the long section out")
		}
	})
}

func TestRenderDetailHasEverything(t *testing.T) {
	t.Parallel()
	e := fullEntry(t, "    status:", "    refer_to: Kantor Imigrasi\n    status:")
	got := e.RenderDetail()
	for _, want := range []string{
		"KK hilang\n\nBawa surat polisi", "1. Lapor polisi.", "F-1.02", "Kantor dinas.", "Senin-Jumat.", "Gratis.", "Satu hari.", "Segera.",
		"surat RT, pas foto", "Keadaan khusus: Hilang di luar kota?", "Yang berwenang: Kantor Imigrasi", "Dasar:",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("RenderDetail =\n%s\nwant %q in it", got, want)
		}
	}
}
