package faq_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

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

const fullForms = "forms:\n  - {code: F-1.02, use: pendaftaran, formerly: [F-1.15]}\n"

// fullEntry returns the entry of full, after the replacements in pairs.
func fullEntry(t *testing.T, pairs ...string) faq.Entry {
	t.Helper()
	c, err := faq.Load(catalogue("uji.yaml", strings.NewReplacer(pairs...).Replace(full), "forms.yaml", fullForms))
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
	t.Run("Facet/ComesFirstAndOnce", func(t *testing.T) {
		t.Parallel()
		got := fullEntry(t).Render(faq.Fee, false)
		if !strings.HasPrefix(got, "Biaya — KK hilang: Gratis.\n\nBawa surat polisi") || strings.Count(got, "Gratis.") != 1 {
			t.Errorf("Render(fee) =\n%s\nwant the fee first and only once", got)
		}
	})
	t.Run("FacetMissing/Whole", func(t *testing.T) {
		t.Parallel()
		e := fullEntry(t, "      fee: Gratis.\n", "")
		if got := e.Render(faq.Fee, false); got != e.Render(faq.Whole, false) {
			t.Errorf("Render(fee) =\n%s\nwant the whole answer when the entry has no fee", got)
		}
	})
	t.Run("Situation/Whole", func(t *testing.T) {
		t.Parallel()
		e := fullEntry(t)
		if got := e.Render(faq.Lost, true); got != e.Render(faq.Whole, true) {
			t.Errorf("Render(lost) =\n%s\nwant the whole answer", got)
		}
	})
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
