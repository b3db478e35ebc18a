package faq

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestSentencesOf(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, text string
		want       []string
	}{
		{"Two", "Bawa KTP. Datang ke loket.", []string{"Bawa KTP.", "Datang ke loket."}},
		{"Question", "Hilang? Lapor polisi! Lalu datang.", []string{"Hilang?", "Lapor polisi!", "Lalu datang."}},
		{"NoStop", "Bawa KTP", []string{"Bawa KTP"}},
		{"FormCode", "Isi F-1.02 dan F-2.01A. Lalu serahkan.", []string{"Isi F-1.02 dan F-2.01A.", "Lalu serahkan."}},
		{"Article", "Menurut Ps. 3 dan No. 5 boleh. Titik.", []string{"Menurut Ps. 3 dan No. 5 boleh.", "Titik."}},
		{"ArticleBeforeCapital", "Lihat No. B di Jl. Soekarno.", []string{"Lihat No. B di Jl. Soekarno."}},
		{"Hours", "Buka 08.00–16.00. Sabtu tutup.", []string{"Buka 08.00–16.00.", "Sabtu tutup."}},
		{"Address", "Lihat https://dukcapil.kupangkota.go.id/a.html. Pilih menu.", []string{"Lihat https://dukcapil.kupangkota.go.id/a.html.", "Pilih menu."}},
		{"AndSoOn", "Bawa KTP, KK, dll. ke loket.", []string{"Bawa KTP, KK, dll. ke loket."}},
		{"AndSoOnAtTheEnd", "Bawa KTP, KK, dll. Datang pagi.", []string{"Bawa KTP, KK, dll.", "Datang pagi."}},
		{"OnBehalf", "Surat a.n. Ibu. Masih berlaku.", []string{"Surat a.n. Ibu.", "Masih berlaku."}},
		{"StopsAtTheEnd", "Surat lain, dsb.", []string{"Surat lain, dsb."}},
		{"Quote", `Pilih "Cetak." Tunggu.`, []string{`Pilih "Cetak."`, "Tunggu."}},
		{"Bracket", "Datang (pagi.) Tunggu.", []string{"Datang (pagi.)", "Tunggu."}},
		{"Lines", "Bawa KTP\nDatang ke loket\n\n1 lembar saja", []string{"Bawa KTP", "Datang ke loket", "1 lembar saja"}},
		{"FoldedLine", "Bawa KTP\nyang asli.", []string{"Bawa KTP\nyang asli."}},
		{"Money", "Denda Rp50.000. Bayar di bank.", []string{"Denda Rp50.000.", "Bayar di bank."}},
		{"Dots", "Tunggu... Lalu datang.", []string{"Tunggu...", "Lalu datang."}},
		{"Empty", " \n ", nil},
		{"OnlyStops", ". . .", []string{".", ".", "."}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(tt.want, sentencesOf(tt.text)); diff != "" {
				t.Errorf("sentencesOf(%q) (-want +got):\n%s", tt.text, diff)
			}
		})
	}
}

func TestCountWords(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]int{
		"Bawa KTP-el ke loket.": 4, "Buka 08.00 – 16.00": 3, "": 0, "— ... !": 0, "Lihat https://a.go.id/x?y=1": 2,
	} {
		if got := countWords(text); got != want {
			t.Errorf("countWords(%q) = %d, want %d", text, got, want)
		}
	}
}

// FuzzSentences holds that sentences leave out nothing but blanks.
func FuzzSentences(f *testing.F) {
	f.Add("Bawa KTP. Isi F-1.02, No. 5, dll.\nDatang")
	f.Add("a.n.\xff.")
	f.Fuzz(func(t *testing.T, text string) {
		text = strings.ToValidUTF8(text, "?")
		got := strings.Join(strings.Fields(strings.Join(sentencesOf(text), " ")), "")
		if want := strings.Join(strings.Fields(text), ""); got != want {
			t.Errorf("sentencesOf(%q) holds %q, want %q", text, got, want)
		}
	})
}
