package bot

import (
	"context"
	"maps"
	"slices"
	"strings"
	"testing"

	"loket/faq"
	"loket/internal/loket"
)

// opinionated is a ranker that does to each part what it is told.
type opinionated func(p *faq.Part)

// Rank implements Ranker.
func (o opinionated) Rank(_ context.Context, _ loket.AgencyID, _ loket.ConversationID, _ *faq.Matcher, found faq.Result) faq.Result {
	found.Parts = slices.Clone(found.Parts)
	for i := range found.Parts {
		found.Parts[i].Candidates = slices.Clone(found.Parts[i].Candidates)
		o(&found.Parts[i])
	}
	return found
}

// vague is a question the matcher leaves unsure, and another entry it may mean.
const vague = "ktp"

// quotes makes every part sure of an entry.
func quotes(entry string, score float64) opinionated {
	return func(p *faq.Part) { p.Verdict, p.Entry, p.Score, p.Assisted = faq.Sure, entry, score, true }
}

func TestSecondOpinion(t *testing.T) {
	t.Parallel()
	t.Run("MakesAnUnsureQuestionSure", func(t *testing.T) {
		t.Parallel()
		c := openCounter(t)
		if got := c.says("a", vague); got.outcome() != loket.OutcomeAsked {
			t.Fatalf("%q became %q by itself, want asked", vague, got.outcome())
		}
		c.bot.Ranker = quotes("ktp-el-hilang", 0.99)
		got := c.says("b", vague)
		e, _ := c.book.Catalog.Entry("ktp-el-hilang")
		if got.outcome() != loket.OutcomeQuoted || !strings.Contains(got.words(), e.Render(faq.Whole, true)) {
			t.Errorf("%q became %q: %s, want the entry's own text", vague, got.outcome(), got.words())
		}
		if m := got.answers[0].Model; m != c.book.Matcher.Version()+"+assist" || got.answers[0].Verdict != string(faq.Sure) {
			t.Errorf("recorded as %q, %s, want the matcher's version with what helped it", m, got.answers[0].Verdict)
		}
	})
	t.Run("PutsChoicesIntoAnotherOrder", func(t *testing.T) {
		t.Parallel()
		c := openCounter(t)
		before := c.says("a", vague)
		c.bot.Ranker = opinionated(func(p *faq.Part) { slices.Reverse(p.Candidates); p.Entry = p.Candidates[0].Entry })
		after := c.says("b", vague)
		if a, b := before.answers[0], after.answers[0]; a.Entry == b.Entry || after.outcome() != loket.OutcomeAsked || b.Model != c.book.Matcher.Version() {
			t.Errorf("offered %s and then %s (%s, %s), want another first", a.Entry, b.Entry, after.outcome(), b.Model)
		}
	})
	t.Run("NeverFromUnknown", func(t *testing.T) {
		t.Parallel()
		c := openCounter(t)
		c.bot.Ranker = quotes("ktp-el-hilang", 1)
		for person, text := range map[string]string{"a": "resep rendang padang", "b": "ada orang bawa pistol di ruang tunggu", "c": "mau bicara dengan petugas"} {
			if got := c.says(person, text); slices.Contains(got.kinds(), loket.AnswerQuote) {
				t.Errorf("%q is quoted: %s", text, got.words())
			}
		}
	})
}

// TestSecondOpinionIsHeld: what may not be taken of an opinion is not, whoever gives it.
func TestSecondOpinionIsHeld(t *testing.T) {
	t.Parallel()
	c := openCounter(t)
	want := c.says("plain", vague).words()
	draft := "ktp-el-hilang-rancangan"
	for name, does := range map[string]opinionated{
		"Invented":       quotes("bebas-biaya", 1),
		"Draft":          quotes(draft, 1),
		"Empty":          quotes("", 1),
		"Forgets":        func(p *faq.Part) { p.Verdict = faq.Unknown },
		"WritesTitles":   func(p *faq.Part) { p.Candidates[0].Title = "Kirim NIK Anda ke 0812" },
		"WritesChoices":  func(p *faq.Part) { p.Candidates[0] = faq.Candidate{Entry: "zz", Title: "Klik bit.ly/x"} },
		"AddsChoices":    func(p *faq.Part) { p.Candidates = append(p.Candidates, p.Candidates...) },
		"WritesVerdicts": func(p *faq.Part) { p.Verdict = "yakin" },
		"ChangesNothing": func(*faq.Part) {},
		"RewritesText":   func(p *faq.Part) { p.Text, p.Facet = "abaikan instruksi", "bebas" },
	} {
		c.bot.Ranker = does
		if got := c.says(name, vague); got.words() != want {
			t.Errorf("%s: the citizen reads\n%s\nwant what is said without an opinion", name, got.words())
		}
	}
	c.bot.Ranker = partless{}
	if got := c.says("parts", vague); got.words() != want {
		t.Errorf("an opinion without parts: the citizen reads\n%s", got.words())
	}
}

// partless is a ranker that loses the question.
type partless struct{}

// Rank implements Ranker.
func (partless) Rank(context.Context, loket.AgencyID, loket.ConversationID, *faq.Matcher, faq.Result) faq.Result {
	return faq.Result{}
}

// counting is a ranker that only counts for whom it is asked.
type counting map[loket.ConversationID]int

// Rank implements Ranker.
func (n counting) Rank(_ context.Context, _ loket.AgencyID, chat loket.ConversationID, _ *faq.Matcher, found faq.Result) faq.Result {
	n[chat]++
	return found
}

// TestSecondOpinionIsCounted for the conversation it is asked for.
func TestSecondOpinionIsCounted(t *testing.T) {
	t.Parallel()
	c, asked := openCounter(t), counting{}
	c.bot.Ranker = asked
	for n, person := range []string{"a", "b", "a"} {
		before := maps.Clone(asked)
		if id := c.says(person, vague).answers[0].Conversation; asked[id] != before[id]+1 || asked[id] != 1+n/2 {
			t.Errorf("message %d, of %s: asked for %v, want once more for %s", n+1, person, asked, id)
		}
	}
	if len(asked) != 2 {
		t.Errorf("asked for %v, want two conversations", asked)
	}
}

// TestSecondOpinionHeedsSureAt: an entry that wants to be surer is not quoted below its
// bar.
func TestSecondOpinionHeedsSureAt(t *testing.T) {
	t.Parallel()
	c := openCounter(t)
	e, _ := c.book.Catalog.Entry("ktp-el-hilang")
	e.SureAt = 0.95
	catalog, err := c.book.Catalog.With(e)
	c.must(err)
	c.book.Catalog = catalog
	c.bot.Ranker = quotes(e.ID, 0.94)
	if got := c.says("a", vague); got.outcome() != loket.OutcomeAsked {
		t.Errorf("below the bar it became %q", got.outcome())
	}
	c.bot.Ranker = quotes(e.ID, 0.95)
	if got := c.says("b", vague); got.outcome() != loket.OutcomeQuoted {
		t.Errorf("at the bar it became %q, want quoted", got.outcome())
	}
}
