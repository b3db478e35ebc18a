package faq_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"loket/faq"
)

func TestFollowups(t *testing.T) {
	t.Parallel()
	m, _ := reference(t)
	for _, tt := range []struct {
		name, topic, text string
		entry             string
		facet             faq.Facet
	}{
		{"Fee", "akta-kematian", "biayanya?", "akta-kematian", faq.Fee},
		{"Duration", "kk-baru", "berapa lama jadinya", "kk-baru", faq.Duration},
		{"Requirements", "kia-baru", "syaratnya apa sa", "kia-baru", faq.Requirements},
		{"Where", "pindah-keluar", "urusnya di mana?", "pindah-keluar", faq.Where},
		{"Forms", "pembetulan-akta", "pakai formulir apa", "pembetulan-akta", faq.Forms},
		{"Deadline", "akta-kematian", "batas waktunya kapan", "akta-kematian", faq.Deadline},
		{"LostKTP", "ktp-el-perekaman-pertama", "kalau hilang?", "ktp-el-hilang", faq.Lost},
		{"LostKK", "kk-baru", "klo ilang?", "kk-hilang-rusak", faq.Lost},
		{"LostBirthCertificate", "akta-kelahiran", "kalau hilang gimana", "akta-kelahiran-hilang", faq.Lost},
		{"DamagedKTP", "ktp-el-hilang", "kalau rusak?", "ktp-el-rusak", faq.Damaged},
		{"DamagedKK", "kk-pisah", "kalo sobek?", "kk-hilang-rusak", faq.Damaged},
		{"Steps", "ikd-aktivasi", "langkahnya apa?", "ikd-aktivasi", faq.Steps},
		{"Hours", "jam-layanan", "jam berapa?", "jam-layanan", faq.Hours},
		{"NotNeeded", "kia-baru", "apa perlu surat lain?", "kia-baru", faq.NotNeeded},
		{"Slang", "akta-kelahiran", "brp lama kak", "akta-kelahiran", faq.Duration},
		{"Kupang", "pindah-datang", "bayar barapa", "pindah-datang", faq.Fee},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			p := m.Find(faq.Query{Text: tt.text, Topic: tt.topic}).Parts[0]
			if p.Verdict == faq.Unknown || p.Entry != tt.entry || p.Facet != tt.facet {
				t.Errorf("Find(%q) after %s = %s %s/%s, want %s/%s", tt.text, tt.topic, p.Verdict, p.Entry, p.Facet, tt.entry, tt.facet)
			}
		})
	}
	t.Run("NewSubject/TopicIgnored", func(t *testing.T) {
		t.Parallel()
		p := m.Find(faq.Query{Text: "cara aktivasi ikd?", Topic: "kk-baru"}).Parts[0]
		if p.Entry != "ikd-aktivasi" {
			t.Errorf("entry = %q, want ikd-aktivasi", p.Entry)
		}
	})
	t.Run("SomethingElse/TopicNotQuoted", func(t *testing.T) {
		t.Parallel()
		for _, text := range []string{"parkir motor di mana?", "toiletnya di mana?", "beli meterai bayar berapa?", "kantin buka jam berapa?"} {
			if p := m.Find(faq.Query{Text: text, Topic: "ktp-el-hilang"}).Parts[0]; p.Verdict == faq.Sure && p.Entry == "ktp-el-hilang" {
				t.Errorf("Find(%q) after ktp-el-hilang quotes it, want not: it never speaks of that", text)
			}
		}
	})
	t.Run("ReadTwice/ChoicesOnce", func(t *testing.T) {
		t.Parallel()
		p := m.Find(faq.Query{Text: "apa gantinya apa", Topic: "akta-kelahiran"}).Parts[0]
		if len(p.Candidates) > 3 {
			t.Errorf("a fragment that no neighbour answers has %d candidates, want 3 at most", len(p.Candidates))
		}
	})
	t.Run("NeedNotServed/NotQuoted", func(t *testing.T) {
		t.Parallel()
		p := m.Find(faq.Query{Text: "syaratnya?", Topic: "ktp-el-seumur-hidup"}).Parts[0]
		if p.Verdict == faq.Sure {
			t.Errorf("Find(syaratnya?) after an entry without requirements = sure %s, want nothing sure", p.Entry)
		}
	})
	t.Run("NoTopic/NotQuoted", func(t *testing.T) {
		t.Parallel()
		for _, text := range []string{"kalau hilang?", "syaratnya?", "terus gimana", "yang kedua", "iya"} {
			if p := m.Find(faq.Query{Text: text}).Parts[0]; p.Verdict == faq.Sure {
				t.Errorf("Find(%q) without a topic = sure %s, want nothing sure", text, p.Entry)
			}
		}
	})
	t.Run("Long/StandsByItself", func(t *testing.T) {
		t.Parallel()
		p := m.Find(faq.Query{Text: "kalau saya mau tanya jadwal buka kantor itu dari jam berapa sampai jam berapa", Topic: "kk-baru"}).Parts[0]
		if p.Entry != "jam-layanan" {
			t.Errorf("entry = %q, want jam-layanan", p.Entry)
		}
	})
	t.Run("TopicUnknown/Ignored", func(t *testing.T) {
		t.Parallel()
		p := m.Find(faq.Query{Text: "berapa biayanya?", Topic: "no-such-entry"}).Parts[0]
		if p.Entry == "no-such-entry" {
			t.Errorf("entry = %q, want one of the catalogue", p.Entry)
		}
	})
}

func TestChoices(t *testing.T) {
	t.Parallel()
	m, _ := reference(t)
	choices := []string{"ktp-el-hilang", "ktp-el-rusak", "kk-barcode-cetak-mandiri"}
	for text, want := range map[string]string{
		"1":                 "ktp-el-hilang",
		"2":                 "ktp-el-rusak",
		"yang kedua":        "ktp-el-rusak",
		"nomor dua kak":     "ktp-el-rusak",
		"yg pertama":        "ktp-el-hilang",
		"ketiga":            "kk-barcode-cetak-mandiri",
		"yang rusak":        "ktp-el-rusak",
		"ktp hilang":        "ktp-el-hilang",
		"yang barcode":      "kk-barcode-cetak-mandiri",
		"4":                 "",
		"yang ktp":          "",
		"satu atau dua kah": "",
		"0":                 "",
		"nomor 1 atau 2":    "",
		"dua":               "ktp-el-rusak",
		"kk barcode":        "kk-barcode-cetak-mandiri",
		"yang lain":         "",
	} {
		t.Run(text, func(t *testing.T) {
			t.Parallel()
			got := ""
			if p := m.Find(faq.Query{Text: text, Choices: choices}).Parts[0]; p.Score == 1 {
				got = p.Entry
			}
			if got != want {
				t.Errorf("Find(%q) among %v chose %q, want %q", text, choices, got, want)
			}
		})
	}
}

func TestSeveralQuestions(t *testing.T) {
	t.Parallel()
	m, _ := reference(t)
	entries := func(text string) []string {
		var ids []string
		for _, p := range m.Find(faq.Query{Text: text}).Parts {
			ids = append(ids, p.Entry)
		}
		return ids
	}
	for _, tt := range []struct {
		name, text string
		want       []string
	}{
		{"QuestionMarks", "KTP saya hilang bagaimana? Jam berapa kantor dukcapil buka?", []string{"ktp-el-hilang", "jam-layanan"}},
		{"Lines", "nik saya tidak ditemukan\ncara aktivasi ikd", []string{"nik-tidak-ditemukan", "ikd-aktivasi"}},
		{"And", "urus ktp hilang dan akta kematian", []string{"ktp-el-hilang", "akta-kematian"}},
		{"AndWithinOne/NotSplit", "nama dan tanggal lahir di akta kelahiran salah ketik", []string{"pembetulan-akta"}},
		{"And/SharedVerb", "cara urus kk hilang dan akta lahir hilang", []string{"kk-hilang-rusak", "akta-kelahiran-hilang"}},
		{"And/Kupang", "ktp ilang deng kk ilang urus karmana", []string{"ktp-el-hilang", "kk-hilang-rusak"}},
		{"And/Story", "saya baru menikah dan ingin mengubah status ktp", []string{"ktp-el-perubahan-data"}},
		{"Story/QuestionLast", "Saya baru menikah bulan lalu. Bagaimana cara mengubah status di KTP?", []string{"ktp-el-perubahan-data"}},
		{"GoesOn", "KTP saya rusak. Bagaimana cara menggantinya?", []string{"ktp-el-rusak"}},
		{"GoesOn/Fee", "KTP saya hilang di pasar. Bayar berapa?", []string{"ktp-el-hilang"}},
		{"Greeting/NoQuestion", "Selamat pagi. KTP saya hilang, bagaimana mengurusnya?", []string{"ktp-el-hilang"}},
		{"Thanks/NoQuestion", "syarat kk baru setelah menikah apa saja? Terima kasih.", []string{"kk-baru"}},
		{"Numbers/NotSplit", "kantor buka jam 08.00 ya?", []string{"jam-layanan"}},
		{"Twice/AnsweredOnce", "ktp saya hilang bagaimana? urus ktp hilang?", []string{"ktp-el-hilang"}},
		{
			"AtMostThree", "ktp saya hilang? nik saya tidak ditemukan? cara aktivasi ikd? jam berapa kantor dukcapil buka?",
			[]string{"ktp-el-hilang", "nik-tidak-ditemukan", "ikd-aktivasi"},
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(tt.want, entries(tt.text)); diff != "" {
				t.Errorf("Find(%q) entries (-want +got):\n%s", tt.text, diff)
			}
		})
	}
	t.Run("FragmentBehindQuestion/TakesItsTopic", func(t *testing.T) {
		t.Parallel()
		r := m.Find(faq.Query{Text: "Bagaimana mengurus akta kematian? Biayanya berapa?"})
		if len(r.Parts) != 1 || r.Parts[0].Entry != "akta-kematian" {
			t.Errorf("parts = %s, want akta-kematian once", shown(r.Parts))
		}
	})
}
