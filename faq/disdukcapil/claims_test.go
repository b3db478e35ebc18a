package disdukcapil_test

import (
	"regexp"
	"strings"
	"testing"
)

// claim is what no answer may say: it was true once, or never, and official
// pages still repeat it.
type claim struct {
	name   string
	reason string // the rule that abolished it, or what stands in its place
	says   *regexp.Regexp
	of     string   // the entries it can be made in begin so; empty: all
	fixed  bool     // wrong whoever denies it: a number is dialled all the same
	caught []string // made-up sentences that say it
	passed []string // sentences near it that do not, or deny it
}

// demand stands before something a citizen is told to bring or to do.
const demand = `(?:syarat:|\b(?:bawa|membawa|serahkan|lampirkan|sertakan|siapkan|minta|mintalah|urus|harus|wajib|perlu|butuh|memerlukan|dengan)\b)[^.,;]*`

func claims() []claim {
	re := regexp.MustCompile
	return []claim{
		{
			name: "CourtForLateBirth", reason: "MK 18/PUU-XI/2013 abolished it",
			says:   re(`(?:60 hari|terlambat|lewat waktu)[^.;]*\b(?:pengadilan|sidang|penetapan)|\b(?:pengadilan|sidang|penetapan)\b[^.;]*(?:60 hari|lahir terlambat|terlambat)`),
			caught: []string{"Lahir lebih dari enam puluh hari harus lewat penetapan pengadilan.", "Penetapan pengadilan diperlukan bila anak terlambat dilaporkan."},
			passed: []string{"Lewat 60 hari tidak perlu sidang pengadilan.", "Lebih dari 60 hari? Cukup datang.", "Perubahan nama memakai penetapan pengadilan."},
		},
		{
			name: "CardForFiveYears", reason: "UU 24/2013 Pasal 64: KTP-el holds for life",
			says:   re(`\bktp\b[^.;]*\b(?:berlaku|masa berlaku|masa berlakunya)\b[^.;]*\b5 tahun|\bktp\b[^.;]*\b(?:harus|wajib|perlu|setiap)\b[^.;]*perpanjang|\bktp\b[^.;]*perpanjang[^.;]*(?:\b5 tahun|sekali)|perpanjang(?:an)? ktp[^.;]*\b(?:5 tahun|harus|wajib)`),
			caught: []string{"KTP-el berlaku selama lima tahun.", "KTP elektronik harus diperpanjang.", "Perpanjangan KTP wajib sebelum masa berlakunya habis."},
			passed: []string{"KTP-el berlaku seumur hidup dan tidak perlu diperpanjang.", "Tanggal di KTP-el lama tidak perlu diperpanjang setiap 5 tahun."},
		},
		{
			name: "LetterOfNeighbourhood", reason: "Perpres 96/2018 Pasal 4: for the first entry of biodata only",
			says:   re(demand + `\b(?:pengantar|surat|keterangan)\b[^.,;]*\b(?:rt|rw|ketua rt)\b|` + demand + `\bpengantar\b[^.,;]*\b(?:kelurahan|desa|lurah)\b`),
			caught: []string{"Bawa surat pengantar RT/RW.", "Pindah perlu surat pengantar kelurahan.", "Tidak perlu antre, tetapi wajib surat RT."},
			passed: []string{
				"Tidak perlu surat pengantar RT/RW.", "Kartu dicetak tanpa surat RT/RW.", "Surat kematian dari lurah atau dokter.",
				"Belum pernah terdata? Biodata pertama memakai surat pengantar RT/RW.",
			},
		},
		{
			name: "MarriageBookForCivilMarriage", reason: "the marriage book is the KUA's, for Muslims; a deed is for the others",
			says:   re(`^akta perkawinan[^:?]*(?:syarat:|` + demand + `)[^.;]*\b(?:buku nikah|n1|n4)\b`),
			caught: []string{"Akta perkawinan syarat: Buku nikah asli.", "Akta perkawinan diurus dengan membawa buku nikah.", "Akta perkawinan syarat: surat N1 sampai N4."},
			passed: []string{"Akta perkawinan tidak perlu buku nikah.", "Bila sudah menikah, tambahkan fotokopi buku nikah atau akta perkawinan."},
		},
		{
			name: "LegalisedCopy", reason: "Permendagri 104/2019 Pasal 19 ayat (6)",
			says:   re(demand + `\b(?:dilegalisir|dilegalisasi|legalisir|legalisasi|berlegalisir)\b`),
			caught: []string{"Serahkan fotokopi KK yang dilegalisir.", "Akta kelahiran syarat: Fotokopi buku nikah legalisir."},
			passed: []string{"Fotokopi tidak perlu dilegalisir.", "Dokumen lama dapat dilegalisir di kantor penerbitnya."},
		},
		{
			name: "CopiesOfWitnessesCards", reason: "their identity is written in the form",
			says:   re(demand + `\b(?:ktp|kartu identitas)\b[^.;]*\bsaksi\b|\bsaksi\b[^.;]*\b(?:fotokopi|membawa|serahkan)[^.;]*\bktp\b`),
			caught: []string{"Bawa fotokopi KTP dua orang saksi.", "Dua saksi datang membawa fotokopi KTP-el."},
			passed: []string{"Tidak perlu fotokopi KTP saksi.", "Bawa KTP-el. Data dua saksi ditulis di formulir."},
		},
		{
			name: "ColourBehindTheChild", reason: "Permendagri 2/2016 says a colour photograph of 2x3; sources contradict each other on the rest",
			of:     "kia-",
			says:   re(`\b(?:latar|belakang)\b[^.;]*\b(?:merah|biru)\b|\b(?:merah|biru)\b[^.;]*\blatar\b`),
			caught: []string{"Pas foto berlatar belakang merah untuk tahun ganjil.", "Warna biru untuk latar foto."},
			passed: []string{"Warna latar foto tanyakan petugas.", "Foto berwarna 2x3."},
		},
		{
			name: "OldHotlines", reason: "numbers of 2021; today 0811-800-5373", fixed: true,
			says:   re(`0813[ .-]?2691[ .-]?2479|0815[ .-]?3636[ .-]?9999`),
			caught: []string{"Hubungi 0813-2691-2479.", "SMS ke 081536369999, jangan telepon."},
			passed: []string{"Hubungi 0811-800-5373."},
		},
		{
			name: "OriginalsKept", reason: "surat Dirjen 470/13287/Dukcapil: copies are handed in, originals only shown",
			says:   re(`\basli\w*\b[^.;]*\b(?:disimpan|ditahan|ditinggal|ditinggalkan)\b`),
			caught: []string{"Surat kelahiran asli disimpan petugas."},
			passed: []string{"Surat asli tidak disimpan petugas, hanya ditunjukkan.", "KTP-el yang lama ditarik."},
		},
		{
			name: "Fee", reason: "UU 24/2013 Pasal 79A: free of charge",
			says:   re(`\b(?:biaya|bayar|membayar|tarif|retribusi|administrasi|dipungut)\b[^.;]*\brp ?\d`),
			caught: []string{"Biaya administrasi Rp50.000.", "Cukup membayar Rp 10.000 di loket."},
			passed: []string{"Gratis.", "Biaya: Gratis."},
		},
		{
			name: "PromiseOfADay", reason: "Permendagri 19/2018: 24 hours from a complete file, unless the network or the blanks fail",
			says:   re(`\b(?:pasti|dijamin|kami jamin|janji)\b[^.;]*\b(?:selesai|jadi|terbit|keluar)\b|\b(?:selesai|jadi|terbit)\b[^.;]*\b(?:pasti|dijamin)\b`),
			caught: []string{"KTP pasti jadi besok.", "Akta selesai hari ini, dijamin."},
			passed: []string{"Umumnya paling lambat 24 jam sejak berkas lengkap.", "Tidak ada yang dapat memastikan tanggalnya."},
		},
		{
			name: "NumberChangesWithTheHouse", reason: "PP 40/2019 Pasal 30: valid for life, does not follow the domicile",
			says:   re(`\bnik\b[^.;]*\b(?:berubah|berganti|diganti|baru)\b[^.;]*\bpindah\b|\bpindah\b[^.;]*\bnik\b[^.;]*\b(?:berubah|berganti|diganti|baru)\b`),
			caught: []string{"NIK berganti bila Anda pindah provinsi.", "Setelah pindah, Anda mendapat NIK baru."},
			passed: []string{"NIK tidak berubah walau Anda pindah."},
		},
		{
			name: "CardReplacedByTelephone", reason: "Permendagri 72/2022 Pasal 13: the card is physical and/or digital",
			says:   re(`\bktp\b[^.;]*\b(?:tidak berlaku|mati|dihapus|digantikan|diganti)\b[^.;]*\b(?:ikd|ktp digital|mulai tanggal)\b|\bikd\b[^.;]*\b(?:wajib|menggantikan|pengganti)\b`),
			caught: []string{"KTP-el dihapus dan diganti IKD.", "IKD wajib bagi semua warga."},
			passed: []string{"IKD tidak menggantikan KTP-el.", "KTP-el tetap berlaku; IKD melengkapinya."},
		},
		{
			name: "TelephoneOnlyAtHome", reason: "any Dukcapil office activates IKD",
			says:   re(`\bikd\b[^.;]*\b(?:hanya|harus|wajib)\b[^.;]*\b(?:sesuai alamat|sesuai domisili|kantor asal|daerah asal)\b`),
			caught: []string{"Aktivasi IKD hanya di kantor sesuai alamat KTP."},
			passed: []string{"IKD diaktifkan di kantor Dukcapil terdekat."},
		},
		{
			name: "PapersForTheFirstCard", reason: "Perpres 96/2018 Pasal 15: age and KK",
			says:   re(`^ktp pertama[^:]*syarat:[^.;]*\b(?:pas foto|ijazah|akta kelahiran|akta lahir)\b`),
			caught: []string{"KTP-el pertama syarat: Fotokopi ijazah terakhir."},
			passed: []string{"KTP-el pertama syarat: Fotokopi KK.", "KTP-el pertama tidak perlu ijazah."},
		},
		{
			name: "LetterOfBusinessAddress", reason: "the NIB carries the address",
			says:   re(`\b(?:skdu|(?:surat )?(?:keterangan )?domisili usaha)\b[^.;]*\b(?:wajib|syarat|harus)\b|\b(?:wajib|syarat|harus)\b[^.;]*\b(?:skdu|domisili usaha)\b`),
			caught: []string{"SKDU wajib sebelum mengurus izin.", "Syarat NIB: surat keterangan domisili usaha."},
			passed: []string{"Surat domisili usaha tidak wajib lagi; NIB memuat alamatnya."},
		},
	}
}

// A sentence may name a claim to deny it, and the one case in which a letter of
// the neighbourhood is right.
var (
	denial    = regexp.MustCompile(`\b(?:tidak|bukan|tanpa|jangan|hoaks|keliru|tak)\b`)
	biodata   = regexp.MustCompile(`\bbiodata\b|belum (?:pernah )?(?:punya nik|terdata|terdaftar|memiliki nik)`)
	boundary  = regexp.MustCompile(`[,;]|\b(?:tetapi|tapi|namun|melainkan)\b`)
	sentences = regexp.MustCompile(`[.?!](?:\s|$)|\n`)
)

// plain writes a text as the claims expect it: one name for each thing.
func plain(text string) string {
	text = strings.NewReplacer(
		"ktp elektronik", "ktp", "e-ktp", "ktp", "ktp-el", "ktp", "kartu keluarga", "kk", "enam puluh", "60", "lima tahun", "5 tahun",
		`"`, "", "“", "", "”", "", "rt / rw", "rt/rw",
	).Replace(strings.ToLower(text))
	return strings.Join(strings.Fields(text), " ")
}

// broken returns the sentence in which a text makes the claim, "" if none does.
func (c claim) broken(text string) string {
	for _, sentence := range sentences.Split(text, -1) {
		sentence = plain(sentence)
		for _, at := range c.says.FindAllStringIndex(sentence, -1) {
			from, to := 0, len(sentence)
			for _, cut := range boundary.FindAllStringIndex(sentence, -1) {
				if cut[1] <= at[0] {
					from = cut[1]
				} else if cut[0] >= at[1] {
					to = cut[0]
					break
				}
			}
			denied := denial.MatchString(sentence[from:to]) || (c.name == "LetterOfNeighbourhood" && biodata.MatchString(sentence))
			if c.fixed || !denied {
				return sentence
			}
		}
	}
	return ""
}

// everySaid returns, by id, what each entry of the shelf says:
// requirements with the title before them, since alone they name nothing.
func everySaid(t *testing.T) map[string][]string {
	t.Helper()
	said := map[string][]string{}
	for _, e := range entries(t) {
		f := e.Facets
		texts := []string{e.Answer, e.Plain, f.Where, f.Hours, "Biaya: " + f.Fee, f.Duration, f.Deadline, e.ReferTo}
		for _, need := range f.Requirements {
			texts = append(texts, e.Title+" syarat: "+need)
		}
		said[e.ID] = append(append(texts, f.Steps...), f.Cases...)
	}
	return said
}

// TestNoAbolishedClaim holds that no answer repeats what a rule has abolished.
func TestNoAbolishedClaim(t *testing.T) {
	t.Parallel()
	said := everySaid(t)
	if len(said) < 100 {
		t.Errorf("%d entries looked at, want the shelf and the drafts", len(said))
	}
	for id, texts := range said {
		for _, c := range claims() {
			if !strings.HasPrefix(id, c.of) {
				continue
			}
			for _, text := range texts {
				if sentence := c.broken(text); sentence != "" {
					t.Errorf("%s says %q: %s (%s)", id, sentence, c.name, c.reason)
				}
			}
		}
	}
}

// TestAbolishedClaimsAreCaught shows that the test above can fail, and that a
// denial is no claim.
func TestAbolishedClaimsAreCaught(t *testing.T) {
	t.Parallel()
	for _, c := range claims() {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if c.reason == "" || len(c.caught) == 0 || len(c.passed) == 0 {
				t.Error("want a reason, a sentence that is caught and one that is not")
			}
			for _, text := range c.caught {
				if c.broken(text) == "" {
					t.Errorf("%q is not caught", text)
				}
			}
			for _, text := range c.passed {
				if got := c.broken(text); got != "" {
					t.Errorf("%q is caught: %q", text, got)
				}
			}
		})
	}
}
