package faq

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// TestNamesComeLast holds that a false friend is judged between plain words,
// before documents get the name they are known by.
func TestNamesComeLast(t *testing.T) {
	t.Parallel()
	n := newNormaliser(words{
		Slang:    map[string][]string{"mau": {"mo"}, "saya": {"sy"}, "terima kasih": {"makasih"}},
		Synonyms: map[string][]string{"kartukeluarga": {"kk", "kartu keluarga"}},
		False: []falseFriend{
			{Form: "kk", Becomes: "kakak", After: []string{"^"}, Before: []string{"mau", "saya mau"}},
			{Form: "kk", Becomes: "kakak", After: []string{"kasih"}, Before: []string{"$"}},
		},
	})
	for text, want := range map[string]string{
		"kk mo tanya":           "kakak mau tanya",
		"kk sy mo tanya":        "kakak saya mau tanya",
		"kk saya hilang":        "kartukeluarga saya hilang",
		"kartu keluarga saya":   "kartukeluarga saya",
		"kartu keluarga mau":    "kartukeluarga mau",
		"makasih kk":            "terima kasih kakak",
		"kk":                    "kartukeluarga",
		"urus kk mau cepat":     "urus kartukeluarga mau cepat",
		"kartukeluarga mau apa": "kartukeluarga mau apa",
	} {
		got := strings.Join(n.words(text), " ")
		if got != want {
			t.Errorf("words(%q) = %q, want %q", text, got, want)
		}
		if again := strings.Join(n.words(got), " "); again != got {
			t.Errorf("words(%q) = %q, want it unchanged", got, again)
		}
	}
}

func TestNeighbour(t *testing.T) {
	t.Parallel()
	words := []string{"saya", "mau", "tanya"}
	for _, tt := range []struct {
		name    string
		phrases []string
		words   []string
		before  bool
		want    bool
	}{
		{"NoPhrases", nil, words, true, true},
		{"LastWord", []string{"tanya"}, words, true, true},
		{"LastWords", []string{"mau tanya"}, words, true, true},
		{"NotTheLast", []string{"mau"}, words, true, false},
		{"FirstWord", []string{"saya"}, words, false, true},
		{"FirstWords", []string{"saya mau"}, words, false, true},
		{"NotTheFirst", []string{"mau"}, words, false, false},
		{"OneOfThem", []string{"halo", "saya"}, words, false, true},
		{"Beginning", []string{"^"}, nil, true, true},
		{"NotTheBeginning", []string{"^"}, words, true, false},
		{"End", []string{"$"}, nil, false, true},
		{"NotTheEnd", []string{"$"}, words, false, false},
		{"Longer", []string{"satu dua tiga empat"}, words, true, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := neighbour(tt.phrases, tt.words, tt.before); got != tt.want {
				t.Errorf("neighbour(%q, %q, %v) = %v, want %v", tt.phrases, tt.words, tt.before, got, tt.want)
			}
		})
	}
}

func TestSqueezing(t *testing.T) {
	t.Parallel()
	for word, want := range map[string]string{
		"gmnaaa": "gmna", "hiiilang": "hilang", "maaf": "maaf", "kkk": "k", "aaa": "a", "2222": "2222", "08000": "08000",
		"ééé": "é", "aabbb": "aab", "": "", "ktp": "ktp",
	} {
		if got := unstretch(word); got != want {
			t.Errorf("unstretch(%q) = %q, want %q", word, got, want)
		}
	}
	for word, want := range map[string]string{
		"syarat2": "syarat", "syarat2nya": "syaratnya", "orang2an": "orangan", "s2": "s2", "covid2019": "covid2019", "h2o": "h2o",
		"2": "2", "mp3": "mp3", "anak2x": "anak2x",
	} {
		if got := singular(word); got != want {
			t.Errorf("singular(%q) = %q, want %q", word, got, want)
		}
	}
}

func TestParticles(t *testing.T) {
	t.Parallel()
	n := newNormaliser(words{Keep: []string{"tanya", "sekolah", "langkah"}})
	for word, want := range map[string]string{
		"biayanya": "biaya", "berapakah": "berapa", "sudahlah": "sudah", "siapapun": "siapa", "tanya": "tanya", "sekolah": "sekolah",
		"langkah": "langkah", "nya": "nya", "anya": "anya", "alah": "alah", "bapaknya": "bapak",
	} {
		if got := n.bare(word); got != want {
			t.Errorf("bare(%q) = %q, want %q", word, got, want)
		}
	}
}

func TestClipMiddle(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringN(0, 3000, 9000).Draw(t, "text")
		got := clipMiddle(text)
		if len(text) <= maxText && got != text {
			t.Errorf("a text of %d bytes was clipped, want it whole", len(text))
		}
		if len(got) > maxText+1 {
			t.Errorf("a text of %d bytes became %d, want %d at most", len(text), len(got), maxText+1)
		}
		half := len(got) / 2
		if len(text) > maxText && (!strings.HasPrefix(text, got[:half-8]) || !strings.HasSuffix(text, got[half+8:])) {
			t.Errorf("a clipped text does not keep its beginning and its end")
		}
	})
}

// TestMeaningsStand holds for any small lexicon that is its own fixed point,
// as Load makes sure: what was replaced is not replaced again.
func TestMeaningsStand(t *testing.T) {
	t.Parallel()
	n := newNormaliser(someWords())
	vocabulary := strings.Fields("gmn gimana apa sa ga mo kk mau kartu keluarga e ktp el akta nikah perkawinan dong punya saya sekolah biayanya 17")
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(rapid.SliceOfN(rapid.SampledFrom(vocabulary), 0, 10).Draw(t, "words"), " ")
		once := n.words(text)
		if again := n.words(strings.Join(once, " ")); !slices.Equal(once, again) {
			t.Errorf("words(%q) = %q, and of that %q; want the same", text, once, again)
		}
		for i, w := range once {
			if i > 0 && w == once[i-1] {
				t.Errorf("words(%q) = %q repeats %q", text, once, w)
			}
		}
	})
}
