package faq_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"loket/faq"
)

// TestUnseenMessages measures messages that were written apart from patterns,
// rules and examples; it tells how strangers will fare. Nobody is to mend single
// lines of that file. Of thanks and complaints it tells less: 17 misses of these
// were read once, and examples of their kind were added.
func TestUnseenMessages(t *testing.T) {
	t.Parallel()
	f := evaluateUnseen(t, "unseen.tsv")
	for _, want := range []floor{
		{"top-1", f.Top1, 0.85},
		{"top-3", f.Top3, 0.95},
		{"answered", f.Coverage, 0.65},
		{"right of what is answered", f.AnsweredPrecision, 0.97},
		{"refused of what has no entry", f.OOSRefused, 0.85},
		{"special intents found", f.SpecialRecall, 0.95},
		{"right of the intents found", f.SpecialPrecision, 0.97},
	} {
		want.check(t)
	}
}

// TestOrdinaryWeek measures the special intents on what one writer, who saw
// nothing of the catalogue, held to be an ordinary week. None of its misses was
// read.
func TestOrdinaryWeek(t *testing.T) {
	t.Parallel()
	f := evaluateUnseen(t, "ordinary.tsv")
	floor{"special intents found", f.SpecialRecall, 0.95}.check(t)
	floor{"right of the intents found", f.SpecialPrecision, 0.98}.check(t)
}

// TestHalvesOfAWriter measures 188 messages by one writer, of whom every second
// one of each kind was kept: the misses of heard.tsv were read and examples of
// their kinds written, those of kept.tsv were not read. That the halves tell much
// the same is what makes the first believable.
func TestHalvesOfAWriter(t *testing.T) {
	t.Parallel()
	found, right := halves(t, "heard.tsv", "kept.tsv", func(f faq.Figures) {
		floor{"special intents found", f.SpecialRecall, 0.92}.check(t)
		floor{"right of the intents found", f.SpecialPrecision, 0.96}.check(t)
		floor{"right of what is answered", f.AnsweredPrecision, 0.97}.check(t)
	})
	floor{"special intents found", found, 0.94}.check(t)
	floor{"right of the intents found", right, 0.97}.check(t)
}

// TestLures measures 191 messages of which more than half are questions that an
// entry answers, worded like a complaint, a rumour or a petition. Of each kind
// every second one was kept: only the misses of lures.tsv were read.
func TestLures(t *testing.T) {
	t.Parallel()
	found, right := halves(t, "lures.tsv", "lures-kept.tsv", func(f faq.Figures) {
		floor{"right of what is answered", f.AnsweredPrecision, 0.97}.check(t)
		floor{"refused of what has no entry", f.OOSRefused, 0.9}.check(t)
		floor{"special intents found", f.SpecialRecall, 0.94}.check(t)
		floor{"right of the intents found", f.SpecialPrecision, 0.86}.check(t)
	})
	floor{"special intents found", found, 0.95}.check(t)
	floor{"right of the intents found", right, 0.92}.check(t)
}

// halves measures the file whose misses were read and the one that was kept, each by
// itself, and returns what is found and right of the special intents of both.
func halves(t *testing.T, read, kept string, each func(faq.Figures)) (found, right faq.Share) {
	t.Helper()
	for _, name := range []string{read, kept} {
		t.Log(name)
		f := evaluateUnseen(t, name)
		each(f)
		found.Part, found.Of = found.Part+f.SpecialRecall.Part, found.Of+f.SpecialRecall.Of
		right.Part, right.Of = right.Part+f.SpecialPrecision.Part, right.Of+f.SpecialPrecision.Of
	}
	t.Log("both")
	return found, right
}

// evaluateUnseen measures a file of messages of which none is a pattern.
func evaluateUnseen(t *testing.T, name string) faq.Figures {
	t.Helper()
	content, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	questions, problems := faq.ReadLabelled(name, content)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	m, c := reference(t)
	known := patterns(c)
	for _, q := range questions {
		if id, copied := known[plainly(q.Text)]; copied {
			t.Errorf("%s:%d: %q is a pattern of %s", name, q.Line, q.Text, id)
		}
	}
	return faq.Evaluate(m, questions, time.Now)
}

// floor is a figure that must not fall below a share.
type floor struct {
	figure string
	share  faq.Share
	least  float64
}

func (want floor) check(t *testing.T) {
	t.Helper()
	got := float64(want.share.Part) / float64(max(want.share.Of, 1))
	t.Logf("%-30s %5.1f %% of %d", want.figure, 100*got, want.share.Of)
	if got < want.least {
		t.Errorf("%s: %.1f %% of %d, want %.0f %% at least", want.figure, 100*got, want.share.Of, 100*want.least)
	}
}
