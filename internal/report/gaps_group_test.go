package report_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"loket/internal/report"
)

// drawnGaps are questions of few words, each on a ticket of its own that took staff
// some minutes or that nobody took up, and those minutes in all of what can be read.
func drawnGaps(r *rapid.T) (f report.GapFacts, minutes, taken int) {
	f = report.GapFacts{
		Agency: "kupang", From: monday, To: monday.AddDate(0, 0, 7), AsOf: monday.AddDate(0, 0, 7), Bound: 100,
		Titles: map[string]string{"ktp": "KTP hilang"},
	}
	words := rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"#ktp-el", "antar", "beli", "meterai", "mobil", "motor", "parkir"}), 0, 4, rapid.ID[string])
	for i := range rapid.IntRange(0, 30).Draw(r, "questions") {
		q := missed(fmt.Sprint("t", i), time.Duration(i%5)*time.Hour, "")
		q.Traits = slices.Sorted(slices.Values(words.Draw(r, "traits")))
		q.Text = fmt.Sprintf("rahasia%d %s", i, strings.Join(q.Traits, " "))
		q.Why = rapid.SampledFrom([]report.Unanswered{report.NoAnswer, report.NotQuotable, report.NotThis}).Draw(r, "why")
		q.Best = rapid.SampledFrom([]string{"", "ktp", "kk"}).Draw(r, "best")
		q.Likely = q.Best != "" && rapid.Bool().Draw(r, "likely")
		f.Questions = append(f.Questions, q)
		took := rapid.IntRange(0, 9).Draw(r, "minutes")
		if took == 0 {
			continue
		}
		f.Waits = append(f.Waits, handled(string(q.ID), 0, time.Duration(took)*time.Minute, "a")...)
		if len(q.Traits) > 0 {
			minutes, taken = minutes+took, taken+1
		}
	}
	return f, minutes, taken
}

// TestEveryCostIsInOneGroup: what the tickets took is spread over the groups without
// loss, the dearest comes first, and the reasons of a group sum to it.
func TestEveryCostIsInOneGroup(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		f, minutes, taken := drawnGaps(r)
		cost, up, before := int64(0), 0, int64(-1)
		for _, g := range report.GapsOf(f).Groups {
			cost, up = cost+g.HandlingMS, up+g.Handled
			n := 0
			for _, p := range g.Parts {
				n += p.N
			}
			if n != g.N || len(g.Parts) != 3 {
				r.Errorf("the reasons of %d questions sum to %d: %+v", g.N, n, g.Parts)
			}
			if before >= 0 && g.HandlingMS > before {
				r.Errorf("a group of %d ms comes after one of %d", g.HandlingMS, before)
			}
			if b := g.Best; b != nil && (b.N > g.N || b.Now > b.N || b.N == 0) {
				r.Errorf("best = %+v of %d, want no more likely than alike, and no more alike than there are", b, g.N)
			}
			before = g.HandlingMS
		}
		if cost != int64(minutes)*60_000 || up != taken {
			r.Errorf("groups cost %d ms over %d tickets, want %d minutes over %d", cost, up, minutes, taken)
		}
	})
}

// TestSameQuestionJoinsItsGroup: who asks what another asked is in the same group,
// whatever else was asked. Both are told by the only ticket that was taken up.
func TestSameQuestionJoinsItsGroup(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		f, _, _ := drawnGaps(r)
		again := missed("again", 9*time.Hour, "")
		again.Traits = []string{"parkir"}
		if n := len(f.Questions); n > 0 {
			again.Traits = f.Questions[rapid.IntRange(0, n-1).Draw(r, "repeated")].Traits
		}
		if len(again.Traits) == 0 {
			again.Traits = []string{"parkir"}
		}
		again.Ticket = "twice"
		first := again
		first.ID, first.At = "first", monday
		f.Questions = append(f.Questions, again, first)
		f.Waits = handled("twice", 0, time.Minute, "a")
		var found []int
		for _, g := range report.GapsOf(f).Groups {
			if g.Handled > 0 {
				found = append(found, g.Handled)
			}
		}
		if !slices.Equal(found, []int{2}) {
			r.Errorf("the two are in groups of %v of them, want both in one", found)
		}
	})
}

// TestGapsKeepWordsOfFew: without the right to read texts neither form has a word that
// fewer than three said; with it there are three examples at most, each once.
func TestGapsKeepWordsOfFew(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		f, _, _ := drawnGaps(r)
		said := map[string]int{}
		for _, q := range f.Questions {
			for _, trait := range q.Traits {
				said[trait]++
			}
		}
		found := report.GapsOf(f)
		var table strings.Builder
		if err := found.Table(&table); err != nil {
			r.Fatal(err)
		}
		text, err := json.Marshal(found)
		if err != nil {
			r.Fatal(err)
		}
		if strings.Contains(table.String()+string(text), "rahasia") || strings.Contains(string(text), `"examples"`) {
			r.Errorf("what one citizen wrote is told:\n%s\n%s", table.String(), text)
		}
		for _, g := range found.Groups {
			for _, word := range g.Words {
				if said[word] < 3 || strings.HasPrefix(word, "#") || len(g.Words) > 4 {
					r.Errorf("words = %q, want four at most, of citizens: %q was said %d times", g.Words, word, said[word])
				}
			}
		}
		f.Texts = true
		for _, g := range report.GapsOf(f).Groups {
			if distinct := slices.Compact(slices.Sorted(slices.Values(g.Examples))); len(distinct) != min(g.N, 3) || len(g.Examples) != len(distinct) {
				r.Errorf("examples of %d = %q, want each once and three at most", g.N, g.Examples)
			}
		}
	})
}

func TestGroupIsNamedAndAdvised(t *testing.T) {
	t.Parallel()
	ktp := func(n, now int) *report.Best { return &report.Best{Entry: "ktp", Title: "KTP hilang", N: n, Now: now} }
	for name, c := range map[string]struct {
		gap          report.Gap
		called, says string
	}{
		"NothingAlike":     {report.Gap{N: 3, Words: []string{"parkir", "mobil"}}, "parkir, mobil", "Tulis jawaban baru."},
		"Unnamed":          {report.Gap{N: 2, Best: ktp(1, 1)}, "pertanyaan lain", "Tulis jawaban baru; paling mirip “KTP hilang” (ktp)."},
		"MostlyAlike":      {report.Gap{N: 3, Best: ktp(2, 1)}, "mirip “KTP hilang”", "Paling mirip jawaban “KTP hilang” (ktp): tambahkan contoh pertanyaan di sana, atau tulis jawaban baru."},
		"KnownToday":       {report.Gap{N: 3, Best: ktp(3, 2)}, "mirip “KTP hilang”", "Jawaban “KTP hilang” (ktp) kini mengenali 2 dari 3; periksa isinya dan masa berlakunya."},
		"HalfIsNotMost":    {report.Gap{N: 4, Best: ktp(4, 2)}, "mirip “KTP hilang”", "Paling mirip jawaban “KTP hilang” (ktp): tambahkan contoh pertanyaan di sana, atau tulis jawaban baru."},
		"GoneFromTheShelf": {report.Gap{N: 1, Best: &report.Best{Entry: "kk", N: 1}}, "mirip “kk”", "Paling mirip jawaban “kk” (kk): tambahkan contoh pertanyaan di sana, atau tulis jawaban baru."},
	} {
		if got := c.gap.Name().String(); got != c.called {
			t.Errorf("%s is called %q, want %q", name, got, c.called)
		}
		if got := c.gap.Advice().String(); got != c.says {
			t.Errorf("%s: advice = %q, want %q", name, got, c.says)
		}
		if got := c.gap.HandlingText().String(); got != "–" {
			t.Errorf("%s cost %q, want nothing told: nobody took it up", name, got)
		}
	}
}

// TestBoundIsTold: the list says how many it read at most, and that there were more.
func TestBoundIsTold(t *testing.T) {
	t.Parallel()
	f := parking(t)
	f.Bound = 5
	for _, cut := range []bool{false, true} {
		f.Cut = cut
		got := report.GapsOf(f)
		if got.Bound != 5 || got.Cut != cut || got.Questions != 5 {
			t.Errorf("bound %d, cut %v, %d questions, want 5, %v and 5", got.Bound, got.Cut, got.Questions, cut)
		}
		text := got.CountText().String()
		if told := strings.Contains(text, "Hanya 5 penyerahan terbaru yang dibaca"); told != cut || !strings.HasPrefix(text, "5 pertanyaan") {
			t.Errorf("count = %q, want the bound in it: %v", text, cut)
		}
	}
	f.Questions = f.Questions[:4] // the unread one is gone
	if text := report.GapsOf(f).CountText().String(); strings.Contains(text, "tanpa tulisan") {
		t.Errorf("count = %q, want nothing of unread questions: there are none", text)
	}
}
