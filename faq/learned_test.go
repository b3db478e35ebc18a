package faq_test

import (
	"bytes"
	"fmt"
	"runtime"
	"testing"

	"pgregory.net/rapid"

	"loket/faq"
)

// talkative is a catalogue large enough to learn confidence from, with more lines, if any.
func talkative(t *testing.T, published int, lines ...string) *faq.Catalog {
	t.Helper()
	for i, thing := range []string{
		"perahu", "gerobak", "kandang", "sumur", "panggung", "ladang", "jembatan", "gudang", "pasar", "kolam", "menara", "bengkel",
	} {
		status := "published"
		if i >= published {
			status = "draft"
		}
		line := fmt.Sprintf("%s %s: ", thing, status)
		for j, way := range []string{"syarat", "cara urus", "mau bikin", "apa itu", "tolong info", "min tanya", "buat", "perlu apa untuk", "berapa lama", "di mana urus"} {
			if j > 0 {
				line += "; "
			}
			line += fmt.Sprintf("%s %s", way, thing)
		}
		lines = append(lines, line)
	}
	c, err := faq.Load(shelfOf(lines...))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func matcherOf(t *testing.T, c *faq.Catalog, before ...[]byte) *faq.Matcher {
	t.Helper()
	m, err := faq.NewMatcher(c, before...)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// TestLearnedGivesTheSameAnswers compares a matcher that was trained with one
// that remembers, score by score.
func TestLearnedGivesTheSameAnswers(t *testing.T) {
	t.Parallel()
	c := talkative(t, 12)
	trained := matcherOf(t, c)
	recalled := matcherOf(t, c, trained.Learned())
	rapid.Check(t, func(t *rapid.T) {
		words := rapid.SliceOfN(rapid.SampledFrom([]string{
			"perahu", "gerobak", "sumur", "ladang", "bengkel", "peraho", "syarat", "cara", "urus", "berapa", "lama", "min", "entah",
		}), 1, 6).Draw(t, "words")
		q := faq.Query{Text: fmt.Sprint(words)}
		if a, b := fmt.Sprintf("%+v", trained.Find(q)), fmt.Sprintf("%+v", recalled.Find(q)); a != b {
			t.Errorf("Find(%q) = %s trained, %s recalled", q.Text, a, b)
		}
	})
	if !bytes.Equal(recalled.Learned(), trained.Learned()) {
		t.Error("a matcher that remembers has learned something else")
	}
}

// TestSharing: two offices whose catalogues differ in what nobody learns share the rest,
// and each answers from its own catalogue as if it had learned alone.
func TestSharing(t *testing.T) {
	t.Parallel()
	own, other := matcherOf(t, talkative(t, 12, "cadangan draft: cadangan")), matcherOf(t, talkative(t, 12))
	if !own.LearnedLike(other) || !other.LearnedLike(own) {
		t.Fatal("a draft makes a matcher learn something else")
	}
	shared := own.Sharing(other)
	if shared.Version() != own.Version() || shared.Version() == other.Version() {
		t.Errorf("sharing makes version %s of %s and %s", shared.Version(), own.Version(), other.Version())
	}
	rapid.Check(t, func(t *rapid.T) {
		words := rapid.SliceOfN(rapid.SampledFrom([]string{"perahu", "peraho", "cadangan", "syarat", "cara", "urus", "berapa", "min"}), 1, 5).Draw(t, "words")
		q := faq.Query{Text: fmt.Sprint(words)}
		if a, b := fmt.Sprintf("%+v", own.Find(q)), fmt.Sprintf("%+v", shared.Find(q)); a != b {
			t.Errorf("Find(%q) = %s alone, %s sharing", q.Text, a, b)
		}
	})
	quick, _, err := other.Retrain(talkative(t, 11))
	if err != nil {
		t.Fatal(err)
	}
	for name, m := range map[string]*faq.Matcher{"AnEntryLess": matcherOf(t, talkative(t, 11)), "NotDone": quick} {
		if m.LearnedLike(other) || other.LearnedLike(m) {
			t.Errorf("%s: taken for the same", name)
		}
	}
}

func TestTrainingTwiceLearnsTheSame(t *testing.T) {
	t.Parallel()
	a, b := matcherOf(t, talkative(t, 12)), matcherOf(t, talkative(t, 12))
	if !bytes.Equal(a.Learned(), b.Learned()) {
		t.Error("two trainings on the same catalogue learned different bytes")
	}
}

// TestLearningOnAnyProcessors holds that a server with another number of
// processors learns the same bytes. It changes a setting of the process, hence it
// does not run beside others.
func TestLearningOnAnyProcessors(t *testing.T) {
	learned := func(processors int) []byte {
		defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(processors))
		return matcherOf(t, talkative(t, 12)).Learned()
	}
	one := learned(1)
	for _, processors := range []int{2, 5} {
		if !bytes.Equal(learned(processors), one) {
			t.Errorf("%d processors learn something else than one", processors)
		}
	}
}

// TestForeignLearningIsIgnored: what was learned elsewhere, or is damaged, is
// as good as nothing.
func TestForeignLearningIsIgnored(t *testing.T) {
	t.Parallel()
	c := talkative(t, 12)
	own, other := matcherOf(t, c).Learned(), matcherOf(t, talkative(t, 11)).Learned()
	damaged := bytes.Clone(own)
	damaged[len(damaged)-9] ^= 1
	for name, before := range map[string][][]byte{
		"Nothing": nil, "Empty": {{}, nil}, "AnotherCatalogue": {other}, "Damaged": {damaged}, "Cut": {own[:len(own)/2]},
		"TheSecondFits": {other, own},
	} {
		if got := matcherOf(t, c, before...).Learned(); !bytes.Equal(got, own) {
			t.Errorf("%s: learned something else than without", name)
		}
	}
}

// TestRetrain holds the two steps of a change while the counter is open.
func TestRetrain(t *testing.T) {
	t.Parallel()
	was := matcherOf(t, talkative(t, 11))
	c := talkative(t, 12)
	quick, finish, err := was.Retrain(c)
	if err != nil {
		t.Fatal(err)
	}
	if quick.Learned() != nil {
		t.Error("the first step says it has learned confidence")
	}
	done, err := finish()
	if err != nil {
		t.Fatal(err)
	}
	whole := matcherOf(t, c)
	if !bytes.Equal(done.Learned(), whole.Learned()) || done.Version() != whole.Version() {
		t.Error("Retrain ends elsewhere than NewMatcher")
	}
	q := faq.Query{Text: "syarat bengkel"} // the new entry's
	for name, m := range map[string]*faq.Matcher{"quick": quick, "done": done} {
		if p := m.Find(q).Parts[0]; p.Entry != "bengkel" {
			t.Errorf("%s: Find(%q) = %s %s, want bengkel", name, q.Text, p.Verdict, p.Entry)
		}
	}
	if p := was.Find(q).Parts[0]; p.Entry == "bengkel" && p.Verdict == faq.Sure {
		t.Error("the matcher before the change quotes the draft")
	}
	same, finish, err := whole.Retrain(c)
	if err != nil {
		t.Fatal(err)
	}
	again, err := finish()
	if err != nil || again != same || !bytes.Equal(same.Learned(), whole.Learned()) {
		t.Errorf("Retrain on the same texts has more to learn (%v), want it done at once", err)
	}
	if _, _, err := was.Retrain(talkative(t, 0)); err == nil {
		t.Error("Retrain on drafts alone succeeded, want an error")
	}
}

// BenchmarkRecall measures making a matcher of the reference catalogue from what
// was learned before.
func BenchmarkRecall(b *testing.B) {
	m, c := reference(b)
	for b.Loop() {
		if _, err := faq.NewMatcher(c, m.Learned()); err != nil {
			b.Fatal(err)
		}
	}
}
