package faq

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// courteousMatcher is the matcher of two entries and a greeting.
func courteousMatcher(tb testing.TB) *Matcher {
	tb.Helper()
	c := &Catalog{
		entries: []Entry{
			{ID: "a", Title: "KTP hilang", Questions: []string{"ktp saya hilang", "biaya ktp hilang"}, Status: Published},
			{ID: "b", Title: "KK baru", Questions: []string{"buat kk baru"}, Status: Published},
		},
		byID: map[string]int{"a": 0, "b": 1},
	}
	c.lexicon.Intents = []intentFile{
		{Intent: IntentGreeting, Rules: []intentRule{{Any: []string{"selamat pagi"}}}},
		{Intent: IntentHuman, Rules: []intentRule{{Any: []string{"petugas"}}}},
	}
	m, err := NewMatcher(c)
	if err != nil {
		tb.Fatal(err)
	}
	return m
}

// TestWhatIsKeptIsWhatIsRead holds that a piece of a message is recognised as
// if it were the first one, whatever was looked at before, and after any topic.
func TestWhatIsKeptIsWhatIsRead(t *testing.T) {
	t.Parallel()
	m := courteousMatcher(t)
	rapid.Check(t, func(t *rapid.T) {
		r := &reading{Matcher: m}
		words := []string{"ktp", "hilang", "kk", "baru", "hilang?", "selamat", "pagi", "biaya", "2", "."}
		for range rapid.IntRange(1, 3*mostKept).Draw(t, "pieces") {
			said := strings.Join(rapid.SliceOfN(rapid.SampledFrom(words), 0, 4).Draw(t, "said"), " ")
			topic := rapid.SampledFrom([]string{"", "a", "b"}).Draw(t, "topic")
			if diff := cmp.Diff((&reading{Matcher: m}).part(said, topic), r.part(said, topic)); diff != "" {
				t.Errorf("%q after %q is read otherwise among others (-want +got):\n%s", said, topic, diff)
			}
			if len(r.kept) > mostKept {
				t.Errorf("%d pieces are kept, want %d at most", len(r.kept), mostKept)
			}
		}
	})
}

func TestContentLeavesOutCourtesies(t *testing.T) {
	t.Parallel()
	r := &reading{Matcher: courteousMatcher(t)}
	for said, want := range map[string]string{
		"Selamat pagi, KTP hilang": "ktp hilang",
		"petugas KTP 53710101 2":   "petugas ktp 2",
	} {
		if got := strings.Join(r.stretch(said).content, " "); got != want {
			t.Errorf("content of %q = %q, want %q", said, got, want)
		}
	}
}
