package faq

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func smallNormaliser() *normaliser {
	return newNormaliser(words{
		Slang:    map[string][]string{"bagaimana": {"gmn", "gimana"}, "saya": {"sy"}, "tidak apa": {"gpp"}},
		Synonyms: map[string][]string{"kartukeluarga": {"kk", "kartu keluarga"}},
		False:    []falseFriend{{Form: "su", Becomes: "sudah", Before: []string{"hilang"}}},
		Keep:     []string{"tanya"},
	})
}

// TestReplaced sets what is typed beside what it is read as.
func TestReplaced(t *testing.T) {
	t.Parallel()
	n := smallNormaliser()
	for _, tt := range []struct {
		name, text string
		want       []Reading
	}{
		{"Plain", "Syarat tanya, HILANG?", nil},
		{"Empty", " ?! ", nil},
		{"Slang", "gmn syarat", []Reading{{"gmn", "bagaimana", HowSlang}}},
		{"Stretched", "zmnaaa", []Reading{{"zmnaaa", "zmna", HowForm}}},
		{"Neighbours", "gmn sy hilang", []Reading{{"gmn", "bagaimana", HowSlang}, {"sy", "saya", HowSlang}}},
		{"TwoWordsForOne", "sy kartu keluarga hilang", []Reading{{"sy", "saya", HowSlang}, {"kartu keluarga", "kartukeluarga", HowSynonym}}},
		{"OneWordForTwo", "gpp kk", []Reading{{"gpp", "tidak apa", HowSlang}, {"kk", "kartukeluarga", HowSynonym}}},
		{"Particle", "biayanya", []Reading{{"biayanya", "biaya", HowForm}}},
		{"Doubled", "syarat2 apa", []Reading{{"syarat2", "syarat", HowForm}}},
		{"Repeated", "syarat-syarat apa", []Reading{{"syarat", "", HowForm}}},
		{"ByItsNeighbour", "kk su hilang", []Reading{{"kk", "kartukeluarga", HowSynonym}, {"su", "sudah", HowForm}}},
		{"OnceForAll", "gmn a gmn", []Reading{{"gmn", "bagaimana", HowSlang}}},
		{"WallOfText", strings.Repeat("a b ", mostCompared), nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := n.replaced(typedWords(tt.text), n.words(tt.text)); !slices.Equal(got, tt.want) {
				t.Errorf("replaced(%q) = %v, want %v", tt.text, got, tt.want)
			}
		})
	}
}

// TestReplacedIsTrue promises that a stretch was typed like that, and stands
// like that among the words read.
func TestReplacedIsTrue(t *testing.T) {
	t.Parallel()
	n := smallNormaliser()
	rapid.Check(t, func(t *rapid.T) {
		vocabulary := []string{"gmn", "sy", "gpp", "kk", "kartu", "keluarga", "kartukeluarga", "su", "hilang", "biayanya", "syarat2", "saya", "iyaaa", "2"}
		typed := rapid.SliceOfN(rapid.SampledFrom(vocabulary), 0, 12).Draw(t, "typed")
		text := strings.Join(typed, " ")
		read := n.words(text)
		between := func(words []string) string { return " " + strings.Join(words, " ") + " " }
		for _, r := range n.replaced(typed, read) {
			if !strings.Contains(between(typed), " "+r.Typed+" ") && r.Typed != "" {
				t.Errorf("replaced(%q) tells of %q, which was not typed", text, r.Typed)
			}
			if !strings.Contains(between(read), " "+r.Read+" ") && r.Read != "" {
				t.Errorf("replaced(%q) tells of %q, which was not read in %q", text, r.Read, read)
			}
			if r.Typed == r.Read {
				t.Errorf("replaced(%q) tells of %q, which is as typed", text, r.Typed)
			}
		}
	})
}

// TestTrace promises that Find outside Explain notes nothing, and that a part
// finds the very list of candidates it came from.
func TestTrace(t *testing.T) {
	t.Parallel()
	var none *trace
	none.note(sighting{ground: ByModel})
	first, second := Part{Candidates: []Candidate{{Entry: "a"}}}, Part{Candidates: []Candidate{{Entry: "a"}}}
	seen := &trace{}
	seen.note(sighting{part: first, ground: ByModel})
	seen.note(sighting{part: second, ground: ByTopic})
	changed := second
	changed.Verdict, changed.Facet, changed.Text = Unsure, StatusCheck, "lain"
	if got := seen.of(changed).ground; got != ByTopic {
		t.Errorf("a part changed later rests on %s, want %s", got, ByTopic)
	}
	if got := seen.of(Part{Text: "halo"}).ground; got != ByNothing {
		t.Errorf("a part without candidates rests on %s, want %s", got, ByNothing)
	}
}

// TestListed keeps a sentence short whatever was typed.
func TestListed(t *testing.T) {
	t.Parallel()
	for want, words := range map[string][]string{
		`"a"`:                      {"a", "a"},
		`"a", "b", "c"`:            {"a", "b", "c"},
		`"a", "b", "c" dan 2 lagi`: {"a", "b", "c", "d", "a", "e"},
		``:                         nil,
	} {
		if got := listed(words); got != want {
			t.Errorf("listed(%q) = %s, want %s", words, got, want)
		}
	}
	if got, want := figure(0.98765), "0,988"; got != want {
		t.Errorf("figure = %s, want %s", got, want)
	}
}
