package faq_test

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode"

	"loket/faq"
)

// goldenLine is one line of questions.txt.
type goldenLine struct {
	question string
	wanted   string
	register string // the heading it stands under: formal, gaul
}

// ids returns the entries the line names.
func (l goldenLine) ids() []string {
	var ids []string
	for _, id := range strings.FieldsFunc(l.wanted, func(r rune) bool { return r == '|' || r == '+' }) {
		if id = strings.TrimSpace(id); !strings.HasPrefix(id, "(") {
			ids = append(ids, id)
		}
	}
	return ids
}

// goldenLines reads questions.txt, which civil servants extend.
func goldenLines(t *testing.T) []goldenLine {
	t.Helper()
	var lines []goldenLine
	register := ""
	for _, text := range textLines(t, "questions.txt") {
		if strings.HasPrefix(text, "[") {
			register = strings.Trim(text, "[]")
			continue
		}
		question, wanted, ok := strings.Cut(text, "→")
		if !ok {
			t.Fatalf("questions.txt: %q has no →", text)
		}
		lines = append(lines, goldenLine{strings.TrimSpace(question), strings.TrimSpace(wanted), register})
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

// plainly writes a text without capitals, marks and double blanks.
func plainly(text string) string {
	return strings.Join(strings.FieldsFunc(strings.ToLower(text), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsNumber(r)
	}), " ")
}

// patterns maps each pattern of a catalogue to its entry.
func patterns(c *faq.Catalog) map[string]string {
	owners := map[string]string{}
	for _, e := range c.Entries() {
		for _, q := range e.Questions {
			owners[plainly(q)] = e.ID
		}
	}
	return owners
}

// score counts questions of one register that have an entry, and how many of
// them were answered.
type score struct{ n, answered int }

// TestGoldenQuestions fails on every wrong quotation and prints which share of
// the questions that have an entry is answered.
func TestGoldenQuestions(t *testing.T) {
	t.Parallel()
	m, c := reference(t)
	scores := map[string]score{}
	for _, line := range goldenLines(t) {
		for _, id := range line.ids() {
			if _, ok := c.Entry(id); !ok {
				t.Errorf("questions.txt: %q names %q, which is no entry", line.question, id)
			}
		}
		r := m.Find(faq.Query{Text: line.question})
		wrong, good := judge(line.wanted, r.Parts)
		if wrong {
			t.Errorf("Find(%q) = %s, want %s", line.question, shown(r.Parts), line.wanted)
		} else if !good {
			t.Logf("unsettled: Find(%q) = %s, want %s", line.question, shown(r.Parts), line.wanted)
		}
		if len(line.ids()) == 0 {
			continue
		}
		for _, register := range []string{line.register, "all"} {
			s := scores[register]
			s.n++
			if good {
				s.answered++
			}
			scores[register] = s
		}
	}
	for _, register := range slices.Sorted(maps.Keys(scores)) {
		s := scores[register]
		t.Logf("%-12s answered %d of %d (%.1f %%)", register, s.answered, s.n, 100*float64(s.answered)/float64(s.n))
		if s.n < 50 || s.answered*100 < s.n*80 {
			t.Errorf("%s: answered %d of %d, want 80 %% of 50 at least", register, s.answered, s.n)
		}
	}
	if len(scores) != 5 {
		t.Errorf("questions.txt has %d registers, want four", len(scores)-1)
	}
}

// TestQuestionsAreNoPatterns keeps the score honest: a question that is also a
// pattern would show nothing.
func TestQuestionsAreNoPatterns(t *testing.T) {
	t.Parallel()
	_, c := reference(t)
	owners := patterns(c)
	seen := map[string]bool{}
	for _, line := range goldenLines(t) {
		key := plainly(line.question)
		if id, copied := owners[key]; copied {
			t.Errorf("questions.txt: %q is a pattern of %s", line.question, id)
		}
		if seen[key] {
			t.Errorf("questions.txt: %q is there twice", line.question)
		}
		seen[key] = true
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

// quoted returns the lines of a test file that Find would quote an entry for,
// and how many it knows no entry for.
func quoted(t *testing.T, name string) (lines int, sure []string, unknown int) {
	t.Helper()
	m, _ := reference(t)
	texts := textLines(t, name)
	for _, text := range texts {
		r := m.Find(faq.Query{Text: text})
		isSure := func(p faq.Part) bool { return p.Verdict == faq.Sure }
		switch {
		case slices.ContainsFunc(r.Parts, isSure):
			sure = append(sure, text+" = "+shown(r.Parts))
		case len(r.Parts) == 0 || r.Parts[0].Verdict == faq.Unknown:
			unknown++
		}
	}
	t.Logf("%s: of %d lines %d sure, %d offered choices, %d unknown", name, len(texts), len(sure), len(texts)-len(sure)-unknown, unknown)
	return len(texts), sure, unknown
}

func TestNonsenseIsNeverQuoted(t *testing.T) {
	t.Parallel()
	lines, sure, unknown := quoted(t, "nonsense.txt")
	if len(sure) > 0 {
		t.Errorf("sure: %q, want nothing sure", sure)
	}
	if lines < 40 || unknown*100 < lines*90 {
		t.Errorf("%d of %d lines of nonsense are unknown, want 90 %% of 40 at least", unknown, lines)
	}
}

// TestOutsideIsHardlyEverQuoted is the hard half: real questions, many of them
// about documents, that no entry answers.
func TestOutsideIsHardlyEverQuoted(t *testing.T) {
	t.Parallel()
	lines, sure, unknown := quoted(t, "outside.txt")
	if lines < 150 || len(sure)*100 > lines*2 {
		t.Errorf("%d of %d lines are sure, want 2 %% of 150 and more at most: %q", len(sure), lines, sure)
	}
	t.Logf("outside.txt: %d of %d refused, %d asked back, %d quoted: %q", unknown, lines, lines-unknown-len(sure), len(sure), sure)
	if unknown*100 < lines*55 {
		t.Errorf("%d of %d lines are unknown, want 55 %% at least", unknown, lines)
	}
}
