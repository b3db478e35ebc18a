package faq_test

import (
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"loket/faq"
	"loket/faq/disdukcapil"
	"loket/internal/loket"
)

func TestPartsKeepTheirPromise(t *testing.T) {
	t.Parallel()
	m, c := reference(t)
	for _, name := range []string{"nonsense.txt", "outside.txt", "questions.txt", "intents.txt", "emergencies.txt"} {
		for _, text := range textLines(t, name) {
			checkResult(t, c, faq.Query{Text: text}, m.Find(faq.Query{Text: text}))
		}
	}
}

// TestFindKeepsItsPromise asks what citizens might: words of patterns in any
// order, cut, joined and mixed with marks, after any topic and choices.
func TestFindKeepsItsPromise(t *testing.T) {
	t.Parallel()
	m, c := reference(t)
	var vocabulary, ids []string
	for _, e := range c.Entries() {
		ids = append(ids, e.ID)
		for _, q := range e.Questions {
			vocabulary = append(vocabulary, strings.Fields(q)...)
		}
	}
	vocabulary = append(vocabulary, "?", "!", ".", "\n", "dan", "deng", "kalau", "xyz", "paspor", "5371010101900001", "😀", "yang kedua", "bunuh diri")
	rapid.Check(t, func(t *rapid.T) {
		q := faq.Query{
			Text:    strings.Join(rapid.SliceOfN(rapid.SampledFrom(vocabulary), 0, 30).Draw(t, "words"), " "),
			Topic:   rapid.SampledFrom(append(ids, "", "no-such-entry")).Draw(t, "topic"),
			Choices: rapid.SliceOfN(rapid.SampledFrom(ids), 0, 3).Draw(t, "choices"),
		}
		r := m.Find(q)
		checkResult(t, c, q, r)
		if diff := cmp.Diff(r, m.Find(q)); diff != "" {
			t.Errorf("Find(%+v) is not deterministic:\n%s", q, diff)
		}
	})
}

// checkResult holds a result against what Result and Part promise.
func checkResult(t interface {
	Helper()
	Errorf(format string, args ...any)
}, c *faq.Catalog, q faq.Query, r faq.Result,
) {
	t.Helper()
	if len(r.Parts) > 3 {
		t.Errorf("Find(%+v) has %d parts, want 3 at most", q, len(r.Parts))
	}
	answered := map[string]bool{}
	for _, p := range r.Parts {
		if p.Score < 0 || p.Score > 1 || len(p.Candidates) > 3 {
			t.Errorf("Find(%+v) = score %v, %d candidates; want 0 to 1, at most 3", q, p.Score, len(p.Candidates))
		}
		if (p.Verdict == faq.Unknown) != (p.Entry == "") {
			t.Errorf("Find(%+v) = %s with entry %q; only what is unknown has none", q, p.Verdict, p.Entry)
		}
		if p.Entry != "" && (answered[p.Entry] || p.Entry != p.Candidates[0].Entry) {
			t.Errorf("Find(%+v) = %s, want each entry once, the first of its candidates", q, shown(r.Parts))
		}
		answered[p.Entry] = true
		if r.Has(faq.IntentEmergency) && p.Verdict != faq.Unknown {
			t.Errorf("Find(%+v) = %s in an emergency, want nothing known", q, shown(r.Parts))
		}
		for i, candidate := range p.Candidates {
			if e, ok := c.Entry(candidate.Entry); !ok || e.Title != candidate.Title || e.Status != faq.Published {
				t.Errorf("Find(%+v) offers %q (%s), which is no published entry", q, candidate.Entry, candidate.Title)
			}
			if i > 0 && candidate.Score > p.Candidates[i-1].Score {
				t.Errorf("Find(%+v) offers %v, want best first", q, p.Candidates)
			}
		}
	}
}

// TestSameCatalogueSameAnswers trains twice on a part of the reference shelf:
// on all of it the race detector would take minutes.
func TestSameCatalogueSameAnswers(t *testing.T) {
	t.Parallel()
	_, whole := reference(t)
	seen := map[string]int{} // a quarter of the entries, and of the intents
	c, err := faq.Assemble(slices.DeleteFunc(whole.Items(), func(i loket.CatalogueItem) bool {
		seen[i.Kind]++
		return (i.Kind == "entry" || i.Kind == "intents") && seen[i.Kind]%4 != 0
	}))
	if err != nil {
		t.Fatal(err)
	}
	m, again := matcherOf(t, c), matcherOf(t, c)
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
	checkResult(t, c, faq.Query{Text: "a story of 8,000 characters"}, r)
	if len(r.Parts) == 0 || r.Parts[0].Entry != "ktp-el-hilang" {
		t.Errorf("Find(story with the question last) = %s, want ktp-el-hilang", shown(r.Parts))
	}
}

func FuzzFind(f *testing.F) {
	m, c := reference(f)
	f.Add("gmn urus ktp ilang", "kk-baru", "ktp-el-hilang")
	f.Add("2", "", "kk-baru")
	f.Add("biayanya?\nterus? dan", "akta-kematian", "")
	f.Add("apa gantinya apa", "akta-kelahiran", "") // read twice: as a follow-up, then by itself
	f.Add("kk sy mo tanya, kartu keluarga hilang deng ktp rusak?", "", "")
	f.Add("Saya baru menikah. Bagaimana menggantinya?", "ktp-el-rusak", "")
	f.Add("\xff\xfe ﷺ 2️⃣ a\u0301\u200b", "x", "y")
	f.Fuzz(func(t *testing.T, text, topic, choice string) {
		q := faq.Query{Text: text, Topic: topic, Choices: []string{choice, "kk-baru"}}
		r := m.Find(q)
		checkResult(t, c, q, r)
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

// TestVagueQuestionsOfferChoices holds that who names a document and not what
// about it is asked back, with what is asked most among the choices.
func TestVagueQuestionsOfferChoices(t *testing.T) {
	t.Parallel()
	m, _ := reference(t)
	for text, want := range map[string][]string{
		"syarat ktp":  {"ktp-el-perekaman-pertama", "ktp-el-hilang", "ktp-el-perubahan-data"},
		"mau urus kk": {"kk-baru"},
		"akta":        {"akta-kelahiran"},
		"pindah":      {"pindah-keluar"},
	} {
		p := m.Find(faq.Query{Text: text}).Parts[0]
		var offered []string
		for _, c := range p.Candidates {
			offered = append(offered, c.Entry)
		}
		for _, id := range want {
			if p.Verdict != faq.Unsure || !slices.Contains(offered, id) {
				t.Errorf("Find(%q) = %s among %q, want unsure with %s among the choices", text, p.Verdict, offered, id)
			}
		}
	}
}
