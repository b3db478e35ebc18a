package main

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"loket/faq"
)

// TestExplained lays out an explanation that has one of each.
func TestExplained(t *testing.T) {
	t.Parallel()
	e := faq.Explanation{
		Result: faq.Result{Parts: []faq.Part{{Text: "gmn kk", Entry: "kk-baru"}, {Text: "halo"}}},
		Intents: []faq.IntentCue{
			{Cue: faq.Cue{Name: "greeting", Phrase: "halo"}},
			{Cue: faq.Cue{Name: "pii"}, Chance: 0.75, Bar: 0.5, For: []faq.Contribution{{Feature: "nik", Sum: 0.25}, {Feature: "saya", Sum: 0.125}}},
		},
		Parts: []faq.Account{
			{
				Why: "Dijawab: begitu.", Words: []string{"bagaimana", "kk"}, Facet: faq.Cue{Name: "fee", Phrase: "biaya"},
				Readings: []faq.Reading{
					{Typed: "gmn", Read: "bagaimana", How: faq.HowSlang},
					{Typed: "kartu keluarga", Read: "kk", How: faq.HowSynonym},
					{Typed: "biayanya", Read: "biaya", How: faq.HowForm},
					{Typed: "ilng", Read: "hilang", How: faq.HowSpelling},
					{Typed: "min", How: faq.HowFiller},
					{Typed: "xyz", Read: "xyz", How: faq.HowUnknown},
					{Read: "sudah", How: faq.HowForm},
				},
				Thresholds: faq.Thresholds{Chance: 0.5, Sure: 0.9, SureAt: 0.95, Offered: 0.75, Offer: 0.25},
				Signals:    faq.Signals{Top: -1, Share: 0.25, Known: 1},
				Classes: []faq.Leaning{
					{Entry: "kk-baru", Score: 1, Bias: -0.5, Rest: 0.25, For: []faq.Contribution{
						{Feature: "kk", Kind: faq.KindWord, Sum: 0.5},
						{Feature: "kk baru", Kind: faq.KindPair, Sum: 0.25},
						{Feature: "_kk", Kind: faq.KindLetters, Sum: 0.125},
						{Feature: "kk/", Kind: faq.KindTag, Sum: 0.0625},
						{Feature: "k", Kind: faq.KindLetters, Sum: 0.01},
					}},
					{Entry: "kk-hilang", Against: []faq.Contribution{{Feature: "baru", Kind: faq.KindWord, Sum: -0.5}}},
				},
			},
			{Why: "Tidak dicari."},
		},
	}
	want := `Maksud: greeting ("halo")
Maksud: pii
  menurut contoh: peluang 0,750, ambang 0,500; mendukung: "nik" 0,250, "saya" 0,125

Bagian 1: "gmn kk" → kk-baru
  Dijawab: begitu.
  Terbaca:
    gmn → bagaimana (singkatan)
    kartu keluarga → kk (sebutan lain)
    biayanya → biaya (bentuk kata)
    ilng → hilang (ejaan)
    min (dibuang: tanpa arti)
    xyz (tidak dikenal)
    (ditambahkan) sudah (bentuk kata)
  Bagian jawaban: fee ("biaya")
  Dinilai: bagaimana kk
  Peluang benar 0,500, ambang 0,900, sure_at 0,950; peluang ada di pilihan 0,750, ambang 0,250
  Tanda: nilai -1,000, bagian nilai 0,250, kata dikenal 1,000, kata terpakai 0,000, hal asing 0,000, khas 0,000
  Terbaik: kk-baru, nilai 1,000 (awal -0,500, lainnya 0,250)
    mendukung: kata "kk" 0,500; pasangan "kk baru" 0,250; huruf "_kk" 0,125; tanda "kk/" 0,062
  Kedua: kk-hilang, nilai 0,000 (awal 0,000, lainnya 0,000)
    melawan: kata "baru" -0,500

Bagian 2: "halo" → (tidak ada)
  Tidak dicari.
`
	if diff := cmp.Diff(strings.Split(want, "\n"), strings.Split(explained(e), "\n")); diff != "" {
		t.Errorf("explained (-want +got):\n%s", diff)
	}
}
