package faq_test

import (
	"encoding/json"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"loket/faq"
)

// checkExplanation holds an explanation against the result it explains.
func checkExplanation(t interface {
	Helper()
	Errorf(format string, args ...any)
}, m *faq.Matcher, q faq.Query,
) {
	t.Helper()
	e := m.Explain(q)
	if diff := cmp.Diff(m.Find(q), e.Result); diff != "" {
		t.Errorf("Explain(%+v) (-Find +Explain):\n%s", q, diff)
	}
	if len(e.Parts) != len(e.Result.Parts) || len(e.Intents) != len(e.Result.Intents) {
		t.Errorf("Explain(%+v) explains %d parts and %d intents of %d and %d", q, len(e.Parts), len(e.Intents), len(e.Result.Parts), len(e.Result.Intents))
		return
	}
	for i, a := range e.Parts {
		p := e.Result.Parts[i]
		if a.Verdict != p.Verdict || a.Facet.Name != string(p.Facet) || a.Thresholds.Chance != p.Score || !strings.HasSuffix(a.Why, ".") {
			t.Errorf("Explain(%+v) tells %s %q %v because %q, want the part's %s %q %v", q, a.Verdict, a.Facet.Name, a.Thresholds.Chance, a.Why, p.Verdict, p.Facet, p.Score)
		}
		if len(a.Classes) > 3 || len(a.Words) > 40 || len(a.Readings) > 40 || len(a.Why) > 400 {
			t.Errorf("Explain(%+v) has %d classes, %d words, %d readings, want it bounded", q, len(a.Classes), len(a.Words), len(a.Readings))
		}
		for k, l := range a.Classes {
			if l.Entry != p.Candidates[k].Entry {
				t.Errorf("Explain(%+v) leans to %s, want the candidate %s", q, l.Entry, p.Candidates[k].Entry)
			}
			checkLeaning(t, q, l)
		}
		if len(a.Classes) > 0 && math.Abs(a.Classes[0].Score-a.Signals.Top) > 1e-4 {
			t.Errorf("Explain(%+v): the best is worth %v by its features, %v by its signal", q, a.Classes[0].Score, a.Signals.Top)
		}
	}
}

// checkLeaning promises that what is listed adds up, strongest first.
func checkLeaning(t interface {
	Helper()
	Errorf(format string, args ...any)
}, q faq.Query, l faq.Leaning,
) {
	t.Helper()
	sum := l.Bias + l.Rest
	for _, side := range [][]faq.Contribution{l.For, l.Against} {
		for i, c := range side {
			sum += c.Sum
			if c.Feature == "" || c.Kind == "" || math.Abs(c.Sum-c.Weight*c.Value) > 1e-12 || (i > 0 && math.Abs(side[i-1].Sum) < math.Abs(c.Sum)) {
				t.Errorf("Explain(%+v): %s has %+v out of order or without a name", q, l.Entry, c)
			}
		}
		if len(side) > 8 {
			t.Errorf("Explain(%+v): %d features on one side, want 8 at most", q, len(side))
		}
	}
	if math.Abs(sum-l.Score) > 1e-9 {
		t.Errorf("Explain(%+v): %s adds up to %v, want %v", q, l.Entry, sum, l.Score)
	}
}

func TestExplainAgreesWithFind(t *testing.T) {
	t.Parallel()
	m, _ := reference(t)
	for _, line := range goldenLines(t) {
		checkExplanation(t, m, faq.Query{Text: line.question})
	}
	for _, name := range []string{"nonsense.txt", "outside.txt"} {
		for _, text := range textLines(t, name) {
			checkExplanation(t, m, faq.Query{Text: text})
		}
	}
}

// TestExplainAgreesAfterAnything asks several golden questions in one message,
// after any topic and choices.
func TestExplainAgreesAfterAnything(t *testing.T) {
	t.Parallel()
	m, c := reference(t)
	var questions, ids []string
	for _, line := range goldenLines(t) {
		questions = append(questions, line.question)
	}
	for _, e := range c.Entries() {
		ids = append(ids, e.ID)
	}
	questions = append(questions, "biayanya berapa", "kalau hilang?", "yang kedua", "2", "ada orang mau bunuh diri", "5371010101900001", "halo", "?", "gmnaaa xyz")
	rapid.Check(t, func(t *rapid.T) {
		q := faq.Query{
			Text:    strings.Join(rapid.SliceOfN(rapid.SampledFrom(questions), 0, 4).Draw(t, "questions"), rapid.SampledFrom([]string{" ", " dan ", "? ", ". "}).Draw(t, "joint")),
			Topic:   rapid.SampledFrom(append(ids, "")).Draw(t, "topic"),
			Choices: rapid.SliceOfN(rapid.SampledFrom(ids), 0, 3).Draw(t, "choices"),
		}
		checkExplanation(t, m, q)
		first, second := explainedJSON(m, q), explainedJSON(m, q)
		if first != second {
			t.Errorf("Explain(%+v) is not deterministic:\n%s\n%s", q, first, second)
		}
	})
}

func explainedJSON(m *faq.Matcher, q faq.Query) string {
	text, err := json.Marshal(m.Explain(q))
	if err != nil {
		return err.Error()
	}
	return string(text)
}

func TestExplainIsBounded(t *testing.T) {
	t.Parallel()
	m, _ := reference(t)
	for _, text := range []string{strings.Repeat("ktp hilang gmn ", 2000), strings.Repeat("qzx", 5000), strings.Repeat("a1 b2 ", 3000)} {
		checkExplanation(t, m, faq.Query{Text: text})
		if got := len(explainedJSON(m, faq.Query{Text: text})); got > 64<<10 {
			t.Errorf("explaining %.20q… takes %d bytes, want 64 KB at most", text, got)
		}
	}
}

func TestReadings(t *testing.T) {
	t.Parallel()
	m, _ := reference(t)
	for _, tt := range []struct {
		text string
		want faq.Reading
	}{
		{"gmn urus akta lahir", faq.Reading{Typed: "gmn", Read: "bagaimana", How: faq.HowSlang}},
		{"Gmnaaa urus akta lahir", faq.Reading{Typed: "gmnaaa", Read: "bagaimana", How: faq.HowSlang}},
		{"biayanya brp", faq.Reading{Typed: "biayanya", Read: "biaya", How: faq.HowForm}},
		{"biayanya brp", faq.Reading{Typed: "brp", Read: "berapa", How: faq.HowSlang}},
		{"kartu keluarga hilang", faq.Reading{Typed: "kartu keluarga", Read: "kartukeluarga", How: faq.HowSynonym}},
		{"syarat kematain apa", faq.Reading{Typed: "kematain", Read: "kematian", How: faq.HowSpelling}},
		{"ktp hilang zxqvw", faq.Reading{Typed: "zxqvw", Read: "zxqvw", How: faq.HowUnknown}},
		{"tolong ktp hilang", faq.Reading{Typed: "tolong", How: faq.HowFiller}},
	} {
		got := m.Explain(faq.Query{Text: tt.text}).Parts[0].Readings
		if !slices.Contains(got, tt.want) {
			t.Errorf("readings of %q = %v, want %v among them", tt.text, got, tt.want)
		}
	}
	if got := m.Explain(faq.Query{Text: "syarat ktp hilang?"}).Parts[0].Readings; len(got) != 0 {
		t.Errorf("readings of plain words = %v, want none", got)
	}
}
