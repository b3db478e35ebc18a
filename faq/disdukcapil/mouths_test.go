package disdukcapil_test

import (
	"slices"
	"strings"
	"testing"

	"loket/faq"
	"loket/faq/disdukcapil"
)

// matcher trains on the reference catalogue.
func matcher(t *testing.T) *faq.Matcher {
	t.Helper()
	c, err := disdukcapil.Catalogue()
	if err != nil {
		t.Fatal(err)
	}
	m, err := faq.NewMatcher(c, disdukcapil.Learned())
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// TestOneQuestionManyMouths asks one question as the four kinds of citizens
// ask it: the words of the shelf must bring all of them to the same entry.
func TestOneQuestionManyMouths(t *testing.T) {
	t.Parallel()
	m := matcher(t)
	for id, ways := range map[string][]string{
		"ktp-el-hilang": {
			"Bagaimana mengurus KTP elektronik yang hilang?", "KTP saya hilang, urusnya gimana", "ktp ilang gmn ngurusnya kak", "beta pung ktp ilang, urus karmana",
		},
		"kk-hilang-rusak": {
			"Kartu Keluarga kami hilang, apa yang harus diurus?", "kartu keluarga hilang urus di mana", "kk ilang urus dmn ya", "katong pung kk su ilang, urus di mana",
		},
		"kk-pisah": {
			"Bagaimana cara berpisah Kartu Keluarga dari orang tua?", "mau pisah kk dari orang tua", "pgn pisah kk dr ortu", "beta mo pisah kk dari mama",
		},
		"akta-kelahiran": {
			"Apa saja syarat mengurus akta kelahiran bayi?", "urus akta lahir bayi syaratnya apa", "syrt urus akte bayi apa aja", "mo urus akte bayi bawa apa sa",
		},
		"akta-kematian": {
			"Ayah saya telah wafat. Bagaimana mengurus akta kematian?", "bapak meninggal, urus akta kematian bagaimana", "bokap meninggal gmn urus akte kematian", "bapa su meninggal, urus akte kematian karmana",
		},
		"pindah-keluar": {
			"Saya akan pindah ke Surabaya. Bagaimana mengurus surat pindah?", "mau pindah ke surabaya urus surat pindah", "mo pindah ke sby urus surat pindah gmn", "beta mo pindah pi surabaya urus surat pindah",
		},
		"biaya": {
			"Apakah pengurusan KTP dipungut biaya?", "urus ktp bayar tidak", "ngurus ktp bayar ga", "urus ktp bayar ko sonde",
		},
		"jam-layanan": {
			"Pukul berapa kantor Dukcapil buka?", "dukcapil buka jam berapa", "capil buka jam brp", "capil buka jam barapa",
		},
	} {
		for _, text := range ways {
			p := m.Find(faq.Query{Text: text}).Parts[0]
			if len(p.Candidates) == 0 || p.Candidates[0].Entry != id {
				t.Errorf("Find(%q) = %s %s, want %s first", text, p.Verdict, p.Entry, id)
			}
			if p.Verdict == faq.Sure && p.Entry != id {
				t.Errorf("Find(%q) = sure %s, want %s", text, p.Entry, id)
			}
		}
	}
}

// TestFalseFriends holds words that mean one thing in Kupang and another
// elsewhere, or a person here and a document there.
func TestFalseFriends(t *testing.T) {
	t.Parallel()
	m := matcher(t)
	for _, tt := range []struct{ name, text, entry string }{
		{"KK/Sister", "kk mau tanya ktp saya hilang urus di mana", "ktp-el-hilang"},
		{"KK/SisterAtTheEnd", "ktp saya hilang urus di mana, makasih kk", "ktp-el-hilang"},
		{"KK/Card", "kk saya hilang urus di mana", "kk-hilang-rusak"},
		{"Dong/Particle", "bikin kia syaratnya apa dong", "kia-baru"},
		{"Dong/They", "dong pung ktp hilang urus di mana", "ktp-el-hilang"},
		{"Su/Already", "ktp su rusak mo ganti", "ktp-el-rusak"},
		{"Pi/Go", "beta mo pi capil, kantor di mana", "lokasi-kantor"},
		{"Mati/Expired", "ktp su mati perlu perpanjang ko", "ktp-el-seumur-hidup"},
		{"Ana/Child", "ana baru lahir mo urus akte lahir", "akta-kelahiran"},
		{"KTPChild/KIA", "ktp anak syaratnya apa", "kia-baru"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			p := m.Find(faq.Query{Text: tt.text}).Parts[0]
			if p.Entry != tt.entry {
				t.Errorf("Find(%q) = %s %s, want %s", tt.text, p.Verdict, p.Entry, tt.entry)
			}
		})
	}
}

// TestReferencesHold holds what Load cannot know: neighbours are worth a
// look, forms have a use, and who needs a fact of the office says so.
func TestReferencesHold(t *testing.T) {
	t.Parallel()
	c, err := disdukcapil.Catalogue()
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range c.Entries() {
		if len(e.Related) == 0 || slices.Contains(e.Related, e.ID) {
			t.Errorf("%s is related to %q, want others", e.ID, e.Related)
		}
		if len(e.Facets.Requirements) > 0 && e.Facets.Where == "" {
			t.Errorf("%s says what to bring and not where", e.ID)
		}
		if e.Group != "umum" && e.Facets.Fee == "" {
			t.Errorf("%s does not say what it costs", e.ID)
		}
		for _, b := range e.Basis {
			if strings.Contains(b.Rule, "Pasal") || strings.HasSuffix(b.Rule, ".") {
				t.Errorf("%s rests on %q: the article has its own field, the sentence ends itself", e.ID, b.Rule)
			}
		}
		if strings.Contains(e.Title, "?") || len([]rune(e.Title)) > 60 {
			t.Errorf("%s has the title %q, want a short one without a question: it stands on a button", e.ID, e.Title)
		}
	}
}
