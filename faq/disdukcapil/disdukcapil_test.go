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

// TestPatternsComeFromManyMouths holds that each entry answers to slang and to
// Kupang Malay, not only to the language of forms.
func TestPatternsComeFromManyMouths(t *testing.T) {
	t.Parallel()
	slang := regexp.MustCompile(`\b(gmn|gimana|brp|bikin|kak|min|ga|gak|udah|blm|yg|krn|dong|aja|nih|akte|utk|sih|bisa\?)\b`)
	kupang := regexp.MustCompile(`\b(beta|katong|pung|mo|su|sonde|ko|karmana|apa sa|musti|barapa|bekin|dapa|e)\b`)
	for _, e := range entries(t) {
		all := strings.ToLower(strings.Join(e.Questions, "\n"))
		if n := len(slang.FindAllString(all, -1)); n < 2 {
			t.Errorf("%s has %d slang words in its patterns, want 2 at least", e.ID, n)
		}
		if n := len(kupang.FindAllString(all, -1)); n < 2 {
			t.Errorf("%s has %d words of Kupang Malay in its patterns, want 2 at least", e.ID, n)
		}
	}
}

// sentenceEnd ends a sentence; "08.00" and "F-1.02" do not.
var sentenceEnd = regexp.MustCompile(`[.?!;:]+(\s|$)|\n`)

// TestPlainLanguage holds the policy on plain words: at most 18 words a
// sentence, 7 items a list, no articles of rules in the text.
func TestPlainLanguage(t *testing.T) {
	t.Parallel()
	article := regexp.MustCompile(`(?i)\bpasal \d`)
	for _, e := range entries(t) {
		f := e.Facets
		texts := slices.Concat([]string{e.Answer, e.Plain, f.Where, f.Hours, f.Fee, f.Duration, f.Deadline}, f.Requirements, f.Steps, f.Cases, f.NotNeeded)
		for _, text := range texts {
			for _, sentence := range sentenceEnd.Split(text, -1) {
				if n := len(strings.Fields(sentence)); n > 18 {
					t.Errorf("%s: %d words in %q, want 18 at most", e.ID, n, sentence)
				}
			}
			if article.MatchString(text) {
				t.Errorf("%s: %q names an article; that belongs to the basis", e.ID, text)
			}
		}
		for _, list := range [][]string{f.Requirements, f.Steps, f.Cases, f.NotNeeded} {
			if len(list) > 7 {
				t.Errorf("%s: a list of %d items, want 7 at most", e.ID, len(list))
			}
		}
	}
}

// TestEveryRenderingFits holds that each entry, asked for whatever, fits a
// message, says its direct answer and ends with what it rests on.
func TestEveryRenderingFits(t *testing.T) {
	t.Parallel()
	facets := []faq.Facet{
		faq.Whole, faq.Requirements, faq.Steps, faq.Forms, faq.Where, faq.Hours, faq.Fee, faq.Duration, faq.NotNeeded, faq.Deadline,
		faq.Lost, faq.Damaged, faq.Change, faq.StatusCheck,
	}
	for _, e := range entries(t) {
		for _, f := range facets {
			got := e.Render(f, true)
			if n := utf8.RuneCountInString(got); n > 900 {
				t.Errorf("%s asked for %q has %d characters, want 900 at most", e.ID, f, n)
			}
			if !strings.Contains(got, e.Answer) || !strings.Contains(got, "\n\nDasar: ") || !strings.HasSuffix(got, "\nBelum diperiksa dinas") {
				t.Errorf("%s asked for %q:\n%s\nwant the answer, its basis and the note", e.ID, f, got)
			}
		}
		if whole := e.Render(faq.Whole, true); !strings.HasPrefix(whole, e.Answer) {
			t.Errorf("%s:\n%s\nwant the direct answer first", e.ID, whole)
		}
	}
}

// TestSituationsLead holds that who says what happened reads first what
// concerns it.
func TestSituationsLead(t *testing.T) {
	t.Parallel()
	c, err := disdukcapil.Catalogue()
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		id    string
		facet faq.Facet
		want  string
	}{
		{"kk-hilang-rusak", faq.Lost, "Bila hilang — KK hilang atau rusak: Surat keterangan hilang"},
		{"kk-hilang-rusak", faq.Damaged, "Bila rusak — KK hilang atau rusak: KK yang rusak"},
		{"akta-kelahiran-hilang", faq.Damaged, "Bila rusak — Akta kelahiran hilang atau rusak: Kutipan akta yang rusak."},
		{"kia-baru", faq.Lost, "Bila hilang — Kartu Identitas Anak (KIA): Tanyakan petugas."},
		{"ikd-aktivasi", faq.Lost, "Bila hilang — Aktivasi IKD (KTP digital): Ponsel hilang atau ganti? Tanyakan petugas."},
		{"ktp-el-hilang", faq.Lost, "Minta surat keterangan hilang"},
		{"ktp-el-rusak", faq.Damaged, "Bawa KTP-el yang rusak"},
		{"ktp-el-perubahan-data", faq.Change, "Bawa KTP-el lama dan bukti"},
		{"jam-layanan", faq.Hours, "Kantor melayani pada hari kerja"},
		{"biaya", faq.Fee, "Gratis. Semua dokumen"},
		{"lokasi-kantor", faq.Where, "Kantor Dinas Kependudukan"},
		{"lama-proses", faq.Duration, "Umumnya paling lambat 24 jam"},
	} {
		e, _ := c.Entry(tt.id)
		if got := e.Render(tt.facet, true); !strings.HasPrefix(got, tt.want) {
			t.Errorf("%s asked for %q:\n%s\nwant it to begin %q", tt.id, tt.facet, got, tt.want)
		}
	}
}

// wrong are claims that official-looking pages repeat although they are wrong,
// and contacts that are out of date.
var wrong = map[string]*regexp.Regexp{
	"a court for late births":       regexp.MustCompile(`(?i)(60 hari|terlambat)[^.]*(harus|wajib|perlu)[^.]*(pengadilan|sidang|penetapan)`),
	"a KTP that must be extended":   regexp.MustCompile(`(?i)(perpanjang|diperpanjang)[^.]*(5|lima) tahun|ktp[^.]*(harus|wajib) diperpanjang`),
	"a background colour for KIA":   regexp.MustCompile(`(?i)latar[^.]*(merah|biru)`),
	"copies of witnesses' cards":    regexp.MustCompile(`(?i)(bawa|serahkan|lampirkan|syarat)[^.]*ktp[^.]*saksi`),
	"originals that are kept":       regexp.MustCompile(`(?i)(asli|dokumen)[^.]*(disimpan|ditahan) petugas`),
	"an old number of the ministry": regexp.MustCompile(`0813-?2691-?2479|0815-?3636-?9999`),
	"a promise of a date":           regexp.MustCompile(`(?i)\b(pasti|dijamin|kami jamin)\b[^.]*(selesai|jadi|terbit)`),
	"a fee":                         regexp.MustCompile(`(?i)(biaya|bayar|tarif)[^.]*rp ?\d`),
	"a sanction as a threat":        regexp.MustCompile(`(?i)(anda|warga)[^.]*(dipidana|didenda|dipenjara)`),
}

// requests are what nobody may ask a citizen for in a chat.
var requests = map[string]*regexp.Regexp{
	"a number or a photograph": regexp.MustCompile(`(?i)\b(kirim|kirimkan|tulis|tuliskan|sebut|sebutkan|ketik|masukkan|balas dengan)\b[^.]*\b(nik|nomor kk|no\. kk|foto ktp|foto kk|scan|swafoto|selfie|otp|pin|sandi|nama ibu)\b`),
	"an upload here":           regexp.MustCompile(`(?i)(unggah|upload)[^.]*(di sini|di percakapan|lewat chat)`),
	"a reason or a belief":     regexp.MustCompile(`(?i)(jelaskan|sebutkan|tuliskan)[^.]*(alasan|agama)`),
}

// TestNoErrorOfOtherPages holds that no entry makes a wrong claim or asks for
// personal data. What an entry warns of ("Jangan kirim NIK") is left out.
func TestNoErrorOfOtherPages(t *testing.T) {
	t.Parallel()
	warning := regexp.MustCompile(`(?i)[^.\n]*\b(jangan|tidak (pernah )?(meminta|mengirim|perlu)|tanpa)\b[^.\n]*`)
	for _, e := range entries(t) {
		said := e.RenderDetail()
		for name, claim := range wrong {
			if found := claim.FindString(said); found != "" && !warning.MatchString(found) {
				t.Errorf("%s says %q: %s", e.ID, found, name)
			}
		}
		for name, request := range requests {
			if found := request.FindString(warning.ReplaceAllString(said, "")); found != "" {
				t.Errorf("%s asks %q: %s", e.ID, found, name)
			}
		}
		for _, need := range e.Facets.Requirements {
			lower := strings.ToLower(need)
			if strings.Contains(lower, "rt/rw") || strings.Contains(lower, "dilegalisir") || strings.Contains(lower, "ktp saksi") {
				t.Errorf("%s requires %q", e.ID, need)
			}
			if e.ID == "akta-perkawinan" && strings.Contains(lower, "buku nikah") {
				t.Errorf("%s requires %q, which is of the KUA", e.ID, need)
			}
		}
	}
}

// TestForbiddenClaimsAreFound shows that the lists above would notice.
func TestForbiddenClaimsAreFound(t *testing.T) {
	t.Parallel()
	for text, name := range map[string]string{
		"Lahir lebih dari 60 hari harus dengan penetapan pengadilan.": "a court for late births",
		"KTP diperpanjang setiap lima tahun.":                         "a KTP that must be extended",
		"Latar foto merah untuk tahun ganjil.":                        "a background colour for KIA",
		"Bawa fotokopi KTP dua orang saksi.":                          "copies of witnesses' cards",
		"Surat asli disimpan petugas.":                                "originals that are kept",
		"Hubungi 0813-2691-2479.":                                     "an old number of the ministry",
		"Dokumen pasti selesai besok.":                                "a promise of a date",
		"Biaya administrasi Rp50.000.":                                "a fee",
		"Anda dapat didenda bila terlambat.":                          "a sanction as a threat",
	} {
		if !wrong[name].MatchString(text) {
			t.Errorf("%q is not found to be %s", text, name)
		}
	}
	for text, name := range map[string]string{
		"Kirim foto KTP Anda.":              "a number or a photograph",
		"Sebutkan NIK dan nama ibu.":        "a number or a photograph",
		"Unggah dokumen lewat chat ini.":    "an upload here",
		"Jelaskan alasan pindah agama Anda": "a reason or a belief",
	} {
		if !requests[name].MatchString(text) {
			t.Errorf("%q is not found to ask for %s", text, name)
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
	if e, _ := c.Entry("jam-layanan"); regexp.MustCompile(`\d\d\.\d\d`).MatchString(e.RenderDetail()) {
		t.Errorf("jam-layanan says %q, want no hours of its own: they are the office's calendar's", e.RenderDetail())
	}
}

// TestAbbreviations holds that each entry explains what it abbreviates.
func TestAbbreviations(t *testing.T) {
	t.Parallel()
	meanings := map[string]*regexp.Regexp{
		"KK":     regexp.MustCompile(`KK \(Kartu Keluarga\)|Kartu Keluarga \(KK\)`),
		"KIA":    regexp.MustCompile(`KIA \(Kartu Identitas Anak\)|Kartu Identitas Anak \(KIA\)`),
		"IKD":    regexp.MustCompile(`IKD \(KTP digital|Identitas Kependudukan Digital`),
		"SKPWNI": regexp.MustCompile(`(?i)surat pindah \(SKPWNI\)|SKPWNI \(surat`),
		"SPTJM":  regexp.MustCompile(`(?i)pernyataan tanggung jawab mutlak`),
		"TTE":    regexp.MustCompile(`(?i)tanda tangan elektronik`),
		"KUA":    regexp.MustCompile(`KUA \(Kantor Urusan Agama\)|Kantor Urusan Agama \(KUA\)`),
	}
	for _, e := range entries(t) {
		said := e.Title + "\n" + e.RenderDetail()
		for short, meaning := range meanings {
			if regexp.MustCompile(`\b`+short+`\b`).MatchString(said) && !meaning.MatchString(said) {
				t.Errorf("%s says %s without what it means", e.ID, short)
			}
		}
	}
}
