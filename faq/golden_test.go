package faq_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"loket/faq"
)

// goldenLine is one line of questions.txt.
type goldenLine struct {
	question string
	wanted   string
}

// goldenLines reads questions.txt, which civil servants extend.
func goldenLines(t *testing.T) []goldenLine {
	t.Helper()
	var lines []goldenLine
	for _, text := range textLines(t, "questions.txt") {
		question, wanted, ok := strings.Cut(text, "→")
		if !ok {
			t.Fatalf("questions.txt: %q has no →", text)
		}
		lines = append(lines, goldenLine{strings.TrimSpace(question), strings.TrimSpace(wanted)})
	}
	return lines
}

// textLines returns the lines of a test file without comments.
func textLines(t *testing.T, name string) []string {
	t.Helper()
	content, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return slices.DeleteFunc(strings.Split(string(content), "\n"), func(line string) bool {
		return strings.TrimSpace(line) == "" || strings.HasPrefix(line, "#")
	})
}

// TestGoldenQuestions fails on every wrong quotation and prints how many
// questions were settled as they should be.
func TestGoldenQuestions(t *testing.T) {
	t.Parallel()
	m, c := reference(t)
	lines := goldenLines(t)
	settled := 0
	for _, line := range lines {
		for _, id := range strings.FieldsFunc(line.wanted, func(r rune) bool { return r == '|' || r == '+' }) {
			if id = strings.TrimSpace(id); !strings.HasPrefix(id, "(") {
				if _, ok := c.Entry(id); !ok {
					t.Errorf("questions.txt: %q names %q, which is no entry", line.question, id)
				}
			}
		}
		r := m.Find(faq.Query{Text: line.question})
		wrong, good := judge(line.wanted, r.Parts)
		if wrong {
			t.Errorf("Find(%q) = %s, want %s", line.question, shown(r.Parts), line.wanted)
		}
		if good {
			settled++
		} else if !wrong {
			t.Logf("unsettled: Find(%q) = %s, want %s", line.question, shown(r.Parts), line.wanted)
		}
	}
	t.Logf("settled %d of %d questions (%.1f %%)", settled, len(lines), 100*float64(settled)/float64(len(lines)))
	if len(lines) < 120 {
		t.Errorf("questions.txt has %d questions, want 120 at least", len(lines))
	}
	if settled*100 < len(lines)*70 {
		t.Errorf("settled %d of %d questions, want 70 %% at least", settled, len(lines))
	}
}

// judge compares parts with what a golden line wants: wrong when something
// else would be quoted, good when the line is met.
func judge(wanted string, parts []faq.Part) (wrong, good bool) {
	switch wanted {
	case "(pilih)":
		return parts[0].Verdict == faq.Sure, parts[0].Verdict == faq.Unsure
	case "(petugas)":
		return parts[0].Verdict == faq.Sure, parts[0].Verdict == faq.Unknown
	}
	var all []string
	for _, id := range strings.FieldsFunc(wanted, func(r rune) bool { return r == '|' || r == '+' }) {
		all = append(all, strings.TrimSpace(id))
	}
	hits := 0
	for _, p := range parts {
		if p.Verdict != faq.Sure {
			continue
		}
		if !slices.Contains(all, p.Entry) {
			return true, false
		}
		hits++
	}
	if strings.Contains(wanted, "+") {
		return false, hits == len(all)
	}
	return false, hits > 0
}

// shown describes parts for a message.
func shown(parts []faq.Part) string {
	texts := make([]string, len(parts))
	for i, p := range parts {
		texts[i] = string(p.Verdict) + " " + p.Entry
	}
	return strings.Join(texts, " + ")
}

func TestNonsenseIsNeverQuoted(t *testing.T) {
	t.Parallel()
	m, _ := reference(t)
	lines := textLines(t, "nonsense.txt")
	unknown := 0
	for _, line := range lines {
		r := m.Find(faq.Query{Text: line})
		for _, p := range r.Parts {
			if p.Verdict == faq.Sure {
				t.Errorf("Find(%q) = %s, want nothing sure", line, shown(r.Parts))
			}
		}
		if len(r.Parts) == 0 || r.Parts[0].Verdict == faq.Unknown {
			unknown++
		} else {
			t.Logf("offered: Find(%q) = %s", line, shown(r.Parts))
		}
	}
	t.Logf("unknown: %d of %d", unknown, len(lines))
	if len(lines) < 40 || unknown*100 < len(lines)*90 {
		t.Errorf("%d of %d lines of nonsense are unknown, want 90 %% of 40 at least", unknown, len(lines))
	}
}
