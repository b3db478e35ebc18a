package faq

import (
	"math"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

// someWords is a small lexicon.
func someWords() words {
	return words{
		Slang:    map[string][]string{"bagaimana": {"gmn", "gimana"}, "apa saja": {"apa sa"}, "tidak": {"ga"}, "mau": {"mo"}},
		Synonyms: map[string][]string{"kk": {"kartu keluarga"}, "ktp": {"e ktp", "ktp el"}, "nikah": {"perkawinan"}, "akta perkawinan": {"akta nikah"}},
		False: []falseFriend{
			{Form: "kk", Becomes: "kakak", After: []string{"^"}, Before: []string{"mau"}},
			{Form: "dong", Becomes: "mereka", Before: []string{"punya"}},
			{Form: "dong"},
		},
		Keep:    []string{"sekolah", "tanya"},
		Fillers: []string{"kakak", "saya"},
	}
}

func TestNormalise(t *testing.T) {
	t.Parallel()
	n := newNormaliser(someWords())
	for text, want := range map[string]string{
		"GMN URUS E-KTP???":           "bagaimana urus ktp",
		"zmnaaaa":                     "zmna",
		"syarat2nya":                  "syarat",
		"syarat2nyanya":               "syarat",
		"syarat-syarat":               "syarat",
		"orang2":                      "orang",
		"biayanya berapakah":          "biaya berapa",
		"sekolah tanya":               "sekolah tanya",
		"kartu keluarga":              "kk",
		"kk mo tanya":                 "kakak mau tanya",
		"urus kk mau tanya":           "urus kk mau tanya",
		"dong punya rumah":            "mereka punya rumah",
		"tolong dong":                 "tolong",
		"akta nikah":                  "akta perkawinan",
		"jum'at ma\u2019af":           "jumat maaf",
		"\uff4b\uff54\uff50 ①":        "ktp 1",
		"a\u200bb c\u0301":            "ab ć",
		"buka jam 08.00":              "buka jam 08 00",
		"covid19 h2o":                 "covid19 h2o",
		"ulang 2222":                  "ulang 2222",
		"":                            "",
		"apa sa":                      "apa saja",
		strings.Repeat("a", 3) + "pa": "apa",
	} {
		if got := strings.Join(n.words(text), " "); got != want {
			t.Errorf("words(%q) = %q, want %q", text, got, want)
		}
	}
	if got := n.content([]string{"kakak", "kk", "saya"}); !slices.Equal(got, []string{"kk"}) {
		t.Errorf("content = %q, want kk alone", got)
	}
}

func TestWithinOneEdit(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		a, b string
		want bool
	}{
		{"hilang", "hilang", true},
		{"hilng", "hilang", true},
		{"hilaang", "hilang", true},
		{"hilamg", "hilang", true},
		{"hialng", "hilang", true},
		{"hlig", "hilang", false},
		{"", "a", true},
		{"", "ab", false},
		{"ab", "ba", true},
		{"abc", "cba", false},
	} {
		if got := withinOneEdit(tt.a, tt.b); got != tt.want {
			t.Errorf("withinOneEdit(%q, %q) = %v, want %v", tt.a, tt.b, got, tt.want)
		}
	}
}

func TestRepair(t *testing.T) {
	t.Parallel()
	s := newSpeller(map[string]int{"biaya": 3, "hilang": 5, "hitung": 1, "pindah": 2, "ktp": 9, "kartu": 4, "kuliah": 2, "berapa": 2})
	s.roots = setOf([]string{"indah", "malang"})
	for word, want := range map[string]string{
		"biyaya": "biaya", "hilanh": "hilang", "hlang": "hilang", "pnidah": "pindah", "ppindah": "pindah",
		"biaya": "biaya", "lain": "lain", "biayaa": "biaya", "brpa": "berapa", "krtu": "kartu", "kul14h": "kuliah",
		"indah": "indah", "malang": "malang", "kpp": "kpp", "hilang2": "hilang2", "k1234": "k1234", "": "",
	} {
		if got := s.repair(word); got != want {
			t.Errorf("repair(%q) = %q, want %q", word, got, want)
		}
	}
}

// TestRepairIsAffordable holds that only a known word comes instead of an
// unknown one, and only for what the length of the word allows.
func TestRepairIsAffordable(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		known := rapid.SliceOfN(rapid.StringMatching(`[a-e]{3,8}`), 1, 20).Draw(t, "known")
		count := map[string]int{}
		for _, w := range known {
			count[w]++
		}
		word := rapid.StringMatching(`[a-e0-9]{1,9}`).Draw(t, "word")
		got := newSpeller(count).repair(word)
		if got != word && (count[got] == 0 || count[word] > 0 || repairCost(word, got, 99) > dearest(word)) {
			t.Errorf("repair(%q) among %q = %q at %.2f, want a known word for %.2f at most", word, known, got, repairCost(word, got, 99), dearest(word))
		}
	})
}

// TestRepairCost compares the cost with what the letters say.
func TestRepairCost(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		typed, known string
		want         float64
	}{
		{"ktp", "ktp", 0},
		{"krtu", "kartu", costOfVowel},
		{"kkartu", "kartu", costOfDouble},
		{"katru", "kartu", costOfSwap},
		{"kaetu", "kartu", costOfSlip},
		{"kapu", "kartu", 2},
		{"", "ka", 1 + costOfVowel},
	} {
		if got := repairCost(tt.typed, tt.known, 99); math.Abs(got-tt.want) > 1e-9 {
			t.Errorf("repairCost(%q, %q) = %.2f, want %.2f", tt.typed, tt.known, got, tt.want)
		}
	}
}

func TestPhrases(t *testing.T) {
	t.Parallel()
	n := newNormaliser(words{})
	for _, tt := range []struct {
		phrase, text string
		want         bool
	}{
		{"bicara ... petugas", "mau bicara dengan seorang petugas", true},
		{"bicara ... petugas", "bicara petugas", true},
		{"bicara ... petugas", "bicara satu dua tiga empat petugas", false},
		{"mati", "matikan lampu", false},
		{"bunuh diri", "bunuh lalu diri", false},
		{"sudah jadi", "sudah", false},
	} {
		var b phrasebook
		b.add(n, []string{tt.phrase})
		if got := len(b.find(n.words(tt.text))) > 0; got != tt.want {
			t.Errorf("%q occurs in %q = %v, want %v", tt.phrase, tt.text, got, tt.want)
		}
	}
}

func TestSegments(t *testing.T) {
	t.Parallel()
	got := segmentsOf("Pagi. Jam 08.00 buka? \n\nBiaya? ya!")
	want := []segment{{"Pagi", false}, {"Jam 08.00 buka", true}, {"Biaya", true}, {"ya", false}}
	if !slices.Equal(got, want) {
		t.Errorf("segments = %+v, want %+v", got, want)
	}
	if n := len(segmentsOf(strings.Repeat("a. ", 100))); n != maxSegments {
		t.Errorf("a hundred sentences give %d segments, want %d", n, maxSegments)
	}
}

func FuzzNormalise(f *testing.F) {
	n := newNormaliser(someWords())
	f.Add("Gmn caranya urus KK-nya kk?? 2x syarat2")
	f.Add("kartu keluarga saya kk mau kk")
	f.Add("ﷺ İ ẞ ﬁ \u0345 e-ktp el")
	f.Fuzz(func(t *testing.T, text string) {
		words := n.words(text)
		for _, w := range words {
			if w == "" || !utf8.ValidString(w) || strings.ContainsAny(w, " \n") {
				t.Fatalf("words(%q) has %q", text, w)
			}
		}
		if len(words) > maxText {
			t.Fatalf("words of %d bytes are %d, want bounded", len(text), len(words))
		}
		once := strings.Join(words, " ")
		if len(text) > 500 || len(once) > maxText/2 {
			return // beyond what is read of a message nothing is promised
		}
		if again := strings.Join(n.words(once), " "); again != once {
			t.Fatalf("words(%q) = %q, and again %q: want the same", text, once, again)
		}
	})
}

// FuzzRepair holds for any word that its repair is known and affordable, or the
// word itself, and is repaired no further.
func FuzzRepair(f *testing.F) {
	for _, seed := range []string{"", "krtu", "kkartu", "k4rtu", "brpa", "5371019999", "kartuuuuu", "\xff\xfe", "ñandu"} {
		f.Add(seed)
	}
	s := newSpeller(map[string]int{"biaya": 3, "hilang": 5, "kartu": 9, "berapa": 4, "keluarga": 7, "ktp": 20})
	f.Fuzz(func(t *testing.T, word string) {
		got := s.repair(word)
		if got != word && s.count[got] == 0 {
			t.Errorf("repair(%q) = %q, want a known word", word, got)
		}
		if again := s.repair(got); again != got {
			t.Errorf("repair(%q) = %q, and of that %q; want the same", word, got, again)
		}
	})
}
