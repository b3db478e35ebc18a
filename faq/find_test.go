package faq_test

import (
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"loket/faq"
	"loket/faq/disdukcapil"
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

func TestPartsKeepTheirPromise(t *testing.T) {
	t.Parallel()
	m, c := reference(t)
	for _, text := range append(textLines(t, "nonsense.txt"), textLines(t, "questions.txt")...) {
		checkResult(t, c, text, m.Find(faq.Query{Text: text}))
	}
}

// checkResult holds a result against what Result and Part promise.
func checkResult(t *testing.T, c *faq.Catalog, text string, r faq.Result) {
	t.Helper()
	if len(r.Parts) > 3 {
		t.Errorf("Find(%q) has %d parts, want 3 at most", text, len(r.Parts))
	}
	for _, p := range r.Parts {
		if p.Score < 0 || p.Score > 1 || len(p.Candidates) > 3 {
			t.Errorf("Find(%q) = score %v, %d candidates; want 0 to 1, at most 3", text, p.Score, len(p.Candidates))
		}
		if (p.Verdict == faq.Unknown) != (p.Entry == "") {
			t.Errorf("Find(%q) = %s with entry %q; only what is unknown has none", text, p.Verdict, p.Entry)
		}
		for i, candidate := range p.Candidates {
			if _, ok := c.Entry(candidate.Entry); !ok {
				t.Errorf("Find(%q) offers %q, which is no entry", text, candidate.Entry)
			}
			if i > 0 && candidate.Score > p.Candidates[i-1].Score {
				t.Errorf("Find(%q) offers %v, want best first", text, p.Candidates)
			}
		}
	}
}

func TestSameCatalogueSameAnswers(t *testing.T) {
	t.Parallel()
	m, _ := reference(t)
	c, err := disdukcapil.Catalogue()
	if err != nil {
		t.Fatal(err)
	}
	again, err := faq.NewMatcher(c)
	if err != nil {
		t.Fatal(err)
	}
	if m.Version() != again.Version() || m.Version() == "" {
		t.Errorf("versions %q and %q of the same catalogue, want the same", m.Version(), again.Version())
	}
	for _, line := range goldenLines(t) {
		q := faq.Query{Text: line.question}
		if diff := cmp.Diff(m.Find(q), again.Find(q)); diff != "" {
			t.Fatalf("Find(%q) differs between two trainings:\n%s", line.question, diff)
		}
	}
}

func TestFindFromManyGoroutines(t *testing.T) {
	t.Parallel()
	m, _ := reference(t)
	lines := goldenLines(t)[:40]
	want := make([]faq.Result, len(lines))
	for i, line := range lines {
		want[i] = m.Find(faq.Query{Text: line.question})
	}
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for i, line := range lines {
				if diff := cmp.Diff(want[i], m.Find(faq.Query{Text: line.question})); diff != "" {
					t.Errorf("Find(%q) differs under concurrency:\n%s", line.question, diff)
				}
			}
		})
	}
	wg.Wait()
}

func TestLongMessage(t *testing.T) {
	t.Parallel()
	m, c := reference(t)
	story := strings.Repeat("kemarin saya jalan jauh sekali dari kampung. ", 180) + "ktp saya hilang urus di mana?"
	r := m.Find(faq.Query{Text: story})
	checkResult(t, c, "a story of 8,000 characters", r)
	if len(r.Parts) == 0 || r.Parts[0].Entry != "ktp-el-hilang" {
		t.Errorf("Find(story with the question last) = %s, want ktp-el-hilang", shown(r.Parts))
	}
}

func FuzzFind(f *testing.F) {
	m, c := reference(f)
	f.Add("gmn urus ktp ilang", "kk-baru", "ktp-el-hilang")
	f.Add("2", "", "kk-baru")
	f.Add("biayanya?\nterus? dan", "akta-kematian", "")
	f.Add("\xff\xfe ﷺ 2️⃣ a\u0301\u200b", "x", "y")
	f.Fuzz(func(t *testing.T, text, topic, choice string) {
		q := faq.Query{Text: text, Topic: topic, Choices: []string{choice, "kk-baru"}}
		r := m.Find(q)
		checkResult(t, c, text, r)
		if diff := cmp.Diff(r, m.Find(q)); diff != "" {
			t.Errorf("Find(%q) is not deterministic:\n%s", text, diff)
		}
	})
}

func BenchmarkFind(b *testing.B) {
	m, _ := reference(b)
	questions := []string{
		"gmn cara urus kk ilang", "Selamat pagi, apa syarat membuat akta kelahiran anak yang baru lahir?",
		"beta pung ktp hilang mo bekin baru karmana", "resep nasi goreng", "jam brp buka",
	}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		m.Find(faq.Query{Text: questions[i%len(questions)]})
	}
}

func BenchmarkTrain(b *testing.B) {
	_, c := reference(b)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := faq.NewMatcher(c); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkLoad(b *testing.B) {
	for b.Loop() {
		if _, err := disdukcapil.Catalogue(); err != nil {
			b.Fatal(err)
		}
	}
}
