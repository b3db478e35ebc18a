package faq_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"loket/faq"
)

// shelfOf makes a catalogue of "id status: pattern; pattern" lines.
func shelfOf(lines ...string) fstest.MapFS {
	var b strings.Builder
	b.WriteString("entries:\n")
	for _, line := range lines {
		head, said, _ := strings.Cut(line, ": ")
		id, status, _ := strings.Cut(head, " ")
		fmt.Fprintf(&b, "  - id: %s\n    title: %s\n    answer: Jawaban %s.\n    status: %s\n    questions:\n", id, strings.ReplaceAll(id, "-", " "), id, status)
		for _, q := range strings.Split(said, "; ") {
			fmt.Fprintf(&b, "      - %s\n", q)
		}
	}
	return catalogue("uji.yaml", b.String())
}

// trainOn trains a matcher on a catalogue without mistakes.
func trainOn(t *testing.T, fsys fstest.MapFS) *faq.Matcher {
	t.Helper()
	c, err := faq.Load(fsys)
	if err != nil {
		t.Fatal(err)
	}
	m, err := faq.NewMatcher(c)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestOnlyPublishedEntriesAreFound(t *testing.T) {
	t.Parallel()
	m := trainOn(t, shelfOf(
		"ktp-hilang published: ktp saya hilang; kehilangan ktp",
		"ktp-rusak draft: ktp saya rusak; ktp patah",
		"kk-hilang withdrawn: kk saya hilang",
	))
	for _, text := range []string{"ktp saya hilang", "ktp saya rusak", "ktp patah", "kk saya hilang"} {
		for _, p := range m.Find(faq.Query{Text: text, Topic: "kk-hilang", Choices: []string{"ktp-rusak"}}).Parts {
			for _, c := range p.Candidates {
				if c.Entry != "ktp-hilang" {
					t.Errorf("Find(%q) offers %s, which is not published", text, c.Entry)
				}
			}
		}
	}
	if p := m.Find(faq.Query{Text: "1", Choices: []string{"ktp-rusak"}}).Parts[0]; p.Verdict == faq.Sure {
		t.Errorf("the choice of a draft = sure %s, want not", p.Entry)
	}
}

func TestNothingPublishedIsRefused(t *testing.T) {
	t.Parallel()
	c, err := faq.Load(shelfOf("ktp-hilang draft: ktp saya hilang"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := faq.NewMatcher(c); err == nil {
		t.Error("NewMatcher of drafts alone succeeded, want an error")
	}
}

func TestVersionsNameWhatAnswersComeFrom(t *testing.T) {
	t.Parallel()
	base := trainOn(t, shelfOf("a published: ktp hilang")).Version()
	if again := trainOn(t, shelfOf("a published: ktp hilang")).Version(); again != base {
		t.Errorf("versions %s and %s of the same catalogue, want the same", base, again)
	}
	if other := trainOn(t, shelfOf("a published: ktp hilang; ktp raib")).Version(); other == base {
		t.Error("another pattern has the same version, want another")
	}
	words := shelfOf("a published: ktp hilang")
	words["words.yaml"] = &fstest.MapFile{Data: []byte("slang:\n  hilang: [ilang]\n")}
	if other := trainOn(t, words).Version(); other == base {
		t.Error("another word has the same version, want another")
	}
}

// TestFewPatternsMakeNothingSure holds that a thin catalogue leads to caution:
// only what repeats a pattern is quoted.
func TestFewPatternsMakeNothingSure(t *testing.T) {
	t.Parallel()
	m := trainOn(t, shelfOf(
		"ktp-hilang published: ktp saya hilang; kehilangan ktp di jalan",
		"kk-baru published: buat kk baru; kk setelah menikah",
		"jam published: kantor buka jam berapa; jam pelayanan",
	))
	for text, want := range map[string]faq.Verdict{
		"ktp saya hilang": faq.Sure, "KTP saya hilang!!": faq.Sure, "buat kk baru": faq.Sure,
		"hilang": faq.Unsure, "ktp baru": faq.Unsure, "harga beras": faq.Unknown,
	} {
		if p := m.Find(faq.Query{Text: text}).Parts[0]; p.Verdict != want {
			t.Errorf("Find(%q) = %s %s at %.2f, want %s", text, p.Verdict, p.Entry, p.Score, want)
		}
	}
}

// TestPatternsAreFound holds that every pattern of the reference catalogue
// leads to its own entry, however it is written.
func TestPatternsAreFound(t *testing.T) {
	t.Parallel()
	m, c := reference(t)
	first := func(text string) string {
		r := m.Find(faq.Query{Text: text})
		if len(r.Parts) == 0 || len(r.Parts[0].Candidates) == 0 {
			return ""
		}
		return r.Parts[0].Candidates[0].Entry
	}
	for _, way := range []struct {
		name  string
		write func(string) string
		most  int // patterns in a hundred that may lead elsewhere
	}{
		{"AsTheyStand", func(q string) string { return q }, 2},
		{"Capitals", strings.ToUpper, 2},
		{"Marks", func(q string) string { return "\"" + q + "\"..." }, 2},
		{"Greeting", func(q string) string { return "Selamat pagi kak, " + q }, 3},
		{"Thanks", func(q string) string { return q + ", terima kasih min" }, 3},
		{"Filler", func(q string) string { return "mohon maaf mau tanya dong " + q + " ya kak" }, 4},
		{"Stretched", func(q string) string { return q + "aaaa" }, 8},
		{"Blanks", func(q string) string { return strings.Join(strings.Fields(q), "  \n ") }, 40}, // each line is a sentence
	} {
		t.Run(way.name, func(t *testing.T) {
			t.Parallel()
			total := 0
			var astray []string
			for _, e := range c.Entries() {
				for _, q := range e.Questions {
					total++
					if got := first(way.write(q)); got != e.ID {
						astray = append(astray, fmt.Sprintf("%q leads to %s, not %s", way.write(q), got, e.ID))
					}
				}
			}
			if len(astray)*100 > total*way.most {
				t.Errorf("%d of %d patterns lead astray, want %d %% at most:\n%s", len(astray), total, way.most, strings.Join(astray[:min(20, len(astray))], "\n"))
			}
		})
	}
}

// TestPlacesAreAlike holds that a question about moving does not depend on
// which place was in the patterns.
func TestPlacesAreAlike(t *testing.T) {
	t.Parallel()
	m, _ := reference(t)
	for pattern, want := range map[string]string{
		"pindah dari kupang ke %s surat apa":            "pindah-keluar",
		"baru pindah dari %s ke kupang lapor di mana":   "pindah-datang",
		"saya orang %s, ktp hilang, bisa cetak di sini": "ktp-el-luar-domisili",
	} {
		for _, place := range []string{"surabaya", "bima", "lembata", "sorong", "ruteng", "kabupaten kupang", "luar kota"} {
			text := fmt.Sprintf(pattern, place)
			if p := m.Find(faq.Query{Text: text}).Parts[0]; p.Entry != want {
				t.Errorf("Find(%q) = %s %s, want %s", text, p.Verdict, p.Entry, want)
			}
		}
	}
	for _, places := range [][2]string{{"oesapa", "liliba"}, {"sikumana", "kayu putih"}, {"penfui", "alak"}} {
		text := fmt.Sprintf("pindah rumah dari %s ke %s", places[0], places[1])
		if p := m.Find(faq.Query{Text: text}).Parts[0]; p.Entry != "pindah-dalam-kota" {
			t.Errorf("Find(%q) = %s %s, want pindah-dalam-kota", text, p.Verdict, p.Entry)
		}
	}
}

// TestTyposAreForgiven holds that one slip of a finger seldom changes which
// entry comes first, and hardly ever makes another one sure.
func TestTyposAreForgiven(t *testing.T) {
	t.Parallel()
	m, c := reference(t)
	total, astray, wrong := 0, 0, 0
	for _, e := range c.Entries() {
		for k, q := range e.Questions {
			words := strings.Fields(strings.ToLower(q))
			at := slices.IndexFunc(words, func(w string) bool { return len(w) > 5 })
			if at < 0 {
				continue
			}
			w := []byte(words[at])
			i := 2 + k%(len(w)-3) // never the first letter
			if k%2 == 0 {
				w[i], w[i+1] = w[i+1], w[i]
			} else {
				w = append(w[:i], w[i+1:]...)
			}
			words[at] = string(w)
			p := m.Find(faq.Query{Text: strings.Join(words, " ")}).Parts[0]
			total++
			if len(p.Candidates) == 0 || p.Candidates[0].Entry != e.ID {
				astray++
			}
			if p.Verdict == faq.Sure && p.Entry != e.ID {
				wrong++
			}
		}
	}
	t.Logf("with a typo %d of %d patterns lead astray, %d of them surely", astray, total, wrong)
	if total < 300 || astray*100 > total*5 || wrong*200 > total {
		t.Errorf("with a typo %d of %d patterns lead astray, %d surely; want 5 %% and 0.5 %% at most", astray, total, wrong)
	}
}
