package faq_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"loket/faq"
)

// heavyLimit is far beyond what any of these takes on a loaded machine, and far below
// what work that grows with the square of a text would.
const heavyLimit = 20 * time.Second

// TestHeavyMessage asks with a megabyte of what punishes matchers: letters under many
// marks, letters without a space, as many words as fit.
func TestHeavyMessage(t *testing.T) {
	t.Parallel()
	m, c := reference(t)
	for _, unit := range []string{"a\u0310", "a", "ktp hilang ", "\U0001f9d1\u200d"} {
		began := time.Now()
		r := m.Find(faq.Query{Text: strings.Repeat(unit, 1<<20/len(unit))})
		if took := time.Since(began); took > heavyLimit {
			t.Errorf("a megabyte of %q takes %v", unit, took)
		}
		checkResult(t, c, faq.Query{Text: "a megabyte of " + unit}, r)
	}
}

// TestHeavyCatalogue reads a file that grows when it is read: names of names ten deep.
func TestHeavyCatalogue(t *testing.T) {
	t.Parallel()
	began := time.Now()
	if _, err := faq.LoadFiles(map[string][]byte{"tawa.yaml": []byte(laughs())}); err == nil {
		t.Error("it was read as a catalogue")
	}
	if took := time.Since(began); took > heavyLimit {
		t.Errorf("refusing it takes %v", took)
	}
}

// TestDeepCatalogue reads much of what needs no line of its own to go deeper: it
// is refused before it is read, with its place and what to do.
func TestDeepCatalogue(t *testing.T) {
	t.Parallel()
	for _, unit := range []string{"[", "{", "{a: ", "[a, ", "- ", "- !a ", "- [", "[\n", "a: [", "\"a\": {"} {
		began := time.Now()
		_, err := faq.LoadFiles(map[string][]byte{"dalam.yaml": []byte("group: kk\n" + strings.Repeat(unit, 1<<18/len(unit)))})
		if took := time.Since(began); took > heavyLimit {
			t.Errorf("a quarter of a megabyte of %q takes %v", unit, took)
		}
		bad, ok := errors.AsType[*faq.LoadError](err)
		if !ok || !strings.Contains(bad.Error(), "bersarang lebih dari 64 tingkat. Tulis") {
			t.Fatalf("a quarter of a megabyte of %q: %.200v, want a refusal of its depth", unit, err)
		}
		if p := bad.Problems[len(bad.Problems)-1]; p.File != "dalam.yaml" || p.Line < 2 || len(p.Excerpt) > 1000 {
			t.Errorf("a quarter of a megabyte of %q: %s, line %d, an excerpt of %d bytes; want the place in few words", unit, p.File, p.Line, len(p.Excerpt))
		}
	}
}

// laughs is a text of ten lines that stands for ten thousand million words.
func laughs() string {
	var out strings.Builder
	out.WriteString("a0: &a0 [ha, ha, ha, ha, ha, ha, ha, ha, ha, ha]\n")
	for i := range 9 {
		fmt.Fprintf(&out, "a%d: &a%d [%s]\n", i+1, i+1, strings.TrimSuffix(strings.Repeat(fmt.Sprintf("*a%d, ", i), 10), ", "))
	}
	return out.String() + "entries: *a9\n"
}
