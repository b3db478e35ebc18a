package faq_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"loket/faq"
)

// TestDevelopmentQuestions prints how the reference shelf does on the
// development questions kept beside the project. Elsewhere there are none.
func TestDevelopmentQuestions(t *testing.T) {
	path := filepath.Join("..", "..", "shared", "questions-dev.tsv")
	content, err := os.ReadFile(path)
	if os.IsNotExist(err) {
		t.Logf("no development questions at %s", path)
		return
	}
	if err != nil {
		t.Fatal(err)
	}
	m, c := reference(t)
	var figures shelfFigures
	for _, line := range strings.Split(strings.TrimSpace(string(content)), "\n")[1:] {
		fields := strings.SplitN(line, "\t", 3)
		label, text := fields[0], fields[2]
		figures.count(c, label, m.Find(faq.Query{Text: text}))
		if id, copied := patterns(c)[plainly(text)]; copied {
			t.Errorf("%q is a pattern of %s: a pattern copied from a question makes the figure worthless", text, id)
		}
	}
	f := figures
	t.Logf("with an entry: n %d, top-1 %d, top-3 %d, sure %d, sure and right %d", f.n, f.top1, f.top3, f.sure, f.sureRight)
	t.Logf("without an entry on this shelf: n %d, not sure %d, unknown %d", f.foreign, f.foreign-f.foreignSure, f.foreignUnknown)
	t.Logf("special intents: n %d, found %d", f.special, f.specialFound)
}

// shelfFigures are counts over development questions.
type shelfFigures struct {
	n, top1, top3, sure, sureRight       int
	foreign, foreignSure, foreignUnknown int
	special, specialFound                int
}

// count adds one question.
func (f *shelfFigures) count(c *faq.Catalog, label string, r faq.Result) {
	wanted := strings.FieldsFunc(label, func(r rune) bool { return r == '|' || r == '+' })
	known := slices.ContainsFunc(wanted, func(id string) bool { _, ok := c.Entry(id); return ok })
	switch {
	case strings.HasPrefix(label, "_") && label != "_oos" && label != "_media":
		f.special++
		if r.Has(faq.Intent(label[1:])) {
			f.specialFound++
		}
	case !known:
		f.foreign++
		if r.Parts[0].Verdict == faq.Sure {
			f.foreignSure++
		}
		if r.Parts[0].Verdict == faq.Unknown {
			f.foreignUnknown++
		}
	default:
		f.entry(wanted, r.Parts[0])
	}
}

// entry adds a question that the shelf answers.
func (f *shelfFigures) entry(wanted []string, p faq.Part) {
	f.n++
	right := func(i int) bool { return i < len(p.Candidates) && slices.Contains(wanted, p.Candidates[i].Entry) }
	if right(0) {
		f.top1++
	}
	if right(0) || right(1) || right(2) {
		f.top3++
	}
	if p.Verdict == faq.Sure {
		f.sure++
		if right(0) {
			f.sureRight++
		}
	}
}
