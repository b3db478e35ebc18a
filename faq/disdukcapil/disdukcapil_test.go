package disdukcapil_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"loket/faq"
	"loket/faq/disdukcapil"
)

// entries returns the entries of the reference catalogue.
func entries(t *testing.T) []faq.Entry {
	t.Helper()
	c, err := disdukcapil.Catalogue()
	if err != nil {
		t.Fatal(err)
	}
	return c.Entries()
}

func TestShelfHoldsTheMostAsked(t *testing.T) {
	t.Parallel()
	var ids []string
	for _, e := range entries(t) {
		ids = append(ids, e.ID)
	}
	for _, want := range []string{
		"ktp-el-perekaman-pertama", "ktp-el-hilang", "ktp-el-rusak", "ktp-el-perubahan-data", "ktp-el-seumur-hidup", "ktp-el-luar-domisili",
		"ikd-aktivasi", "ikd-penipuan", "kk-baru", "kk-pisah", "kk-tambah-anggota", "kk-perubahan-data", "kk-hilang-rusak",
		"kk-barcode-cetak-mandiri", "akta-kelahiran", "akta-kelahiran-terlambat", "akta-kelahiran-hilang", "akta-kematian",
		"akta-perkawinan", "perubahan-nama", "pembetulan-akta", "kia-baru", "pindah-dalam-kota", "pindah-keluar", "pindah-datang",
		"nik-tidak-ditemukan", "biaya", "lama-proses", "jam-layanan", "lokasi-kantor", "surat-pengantar-rt-rw", "legalisir",
	} {
		if !slices.Contains(ids, want) {
			t.Errorf("the shelf has no %s", want)
		}
	}
}

// TestEntriesAreReference holds what every shipped entry must be: published,
// compared with its sources, not pretending to be verified.
func TestEntriesAreReference(t *testing.T) {
	t.Parallel()
	for _, e := range entries(t) {
		if e.Status != faq.Published || e.ReviewedOn == "" || e.Verified != nil || e.ValidUntil != "" || len(e.Basis) == 0 {
			t.Errorf("%s: status %s, reviewed %q, verified %v, valid until %q, %d sources; want a published, sourced, unverified entry",
				e.ID, e.Status, e.ReviewedOn, e.Verified, e.ValidUntil, len(e.Basis))
		}
	}
}

func TestPatterns(t *testing.T) {
	t.Parallel()
	owner := map[string]string{}
	for _, e := range entries(t) {
		if len(e.Questions) < 12 {
			t.Errorf("%s has %d patterns, want 12 at least", e.ID, len(e.Questions))
		}
		for _, q := range e.Questions {
			key := strings.Join(strings.Fields(strings.ToLower(q)), " ")
			if other, twice := owner[key]; twice {
				t.Errorf("%q is a pattern of %s and of %s", q, other, e.ID)
			}
			owner[key] = e.ID
		}
	}
}

// sentenceEnd ends a sentence; "08.00" and "F-1.02" do not.
var sentenceEnd = regexp.MustCompile(`[.?!;:]+(\s|$)|\n`)

// TestPlainLanguage holds the policy on plain words: at most 18 words a
// sentence, 7 items a list, about 900 characters an answer.
func TestPlainLanguage(t *testing.T) {
	t.Parallel()
	for _, e := range entries(t) {
		f := e.Facets
		texts := slices.Concat([]string{e.Answer, f.Where, f.Hours, f.Fee, f.Duration, f.Deadline}, f.Requirements, f.Steps, f.Cases)
		for _, text := range texts {
			for _, sentence := range sentenceEnd.Split(text, -1) {
				if n := len(strings.Fields(sentence)); n > 18 {
					t.Errorf("%s: %d words in %q, want 18 at most", e.ID, n, sentence)
				}
			}
		}
		for _, list := range [][]string{f.Requirements, f.Steps, f.Cases, f.NotNeeded} {
			if len(list) > 7 {
				t.Errorf("%s: a list of %d items, want 7 at most", e.ID, len(list))
			}
		}
		if n := utf8.RuneCountInString(e.Render(faq.Whole, true)); n > 900 {
			t.Errorf("%s: an answer of %d characters, want 900 at most", e.ID, n)
		}
	}
}

// TestNoErrorOfOtherPages looks for claims that official-looking pages repeat
// although they are wrong, and for requests a bot must not make.
func TestNoErrorOfOtherPages(t *testing.T) {
	t.Parallel()
	forbidden := []*regexp.Regexp{
		regexp.MustCompile(`(?i)60 hari[^.]*(harus|wajib)[^.]*(pengadilan|sidang)`),
		regexp.MustCompile(`(?i)perpanjang[^.]*(5|lima) tahun`),
		regexp.MustCompile(`(?i)(kirim|tulis|sebut)kan (nik|nomor kk|foto ktp|otp)`),
		regexp.MustCompile(`(?i)latar[^.]*(merah|biru)`),
		regexp.MustCompile(`0813-?2691-?2479|0815-?3636-?9999`),
	}
	for _, e := range entries(t) {
		said := e.RenderDetail()
		for _, claim := range forbidden {
			if found := claim.FindString(said); found != "" {
				t.Errorf("%s says %q", e.ID, found)
			}
		}
		for _, need := range e.Facets.Requirements {
			if strings.Contains(need, "RT/RW") || strings.Contains(strings.ToLower(need), "dilegalisir") {
				t.Errorf("%s requires %q", e.ID, need)
			}
			if e.ID == "akta-perkawinan" && strings.Contains(strings.ToLower(need), "buku nikah") {
				t.Errorf("%s requires %q, which is of the KUA", e.ID, need)
			}
		}
	}
}

func TestTone(t *testing.T) {
	t.Parallel()
	c, err := disdukcapil.Catalogue()
	if err != nil {
		t.Fatal(err)
	}
	if e, _ := c.Entry("akta-kematian"); !strings.HasPrefix(e.Answer, "Kami turut berduka cita.") {
		t.Errorf("akta-kematian begins %.40q, want condolence first", e.Answer)
	}
	if e, _ := c.Entry("jam-layanan"); !strings.Contains(e.Answer, "belum dipastikan") {
		t.Errorf("jam-layanan says %q, want that the hours are not confirmed", e.Answer)
	}
}
