package bot

import (
	"slices"
	"strings"
	"testing"
	"time"

	"loket/faq"
	"loket/internal/loket"
)

// lastEvent is the latest event of a kind.
func (c *counter) lastEvent(kind loket.EventKind) loket.Event {
	c.t.Helper()
	events, err := c.ledger.Events(c.t.Context(), 0, 10_000)
	c.must(err)
	slices.Reverse(events)
	i := slices.IndexFunc(events, func(e loket.Event) bool { return e.Kind == kind })
	if i < 0 {
		c.t.Fatalf("there is no event %q", kind)
	}
	return events[i]
}

// TestAskNamesItsChoices: what was offered stands in the event, in its order.
func TestAskNamesItsChoices(t *testing.T) {
	t.Parallel()
	c := openCounter(t)
	got := c.says("a", "mau urus kk")
	if got.outcome() != loket.OutcomeAsked {
		t.Fatalf("it was %q, want a question back", got.outcome())
	}
	var offered []string
	for _, data := range buttonsOf(got.answers[0]) {
		if entry, choice := strings.CutPrefix(data, dataQuote); choice {
			offered = append(offered, entry)
		}
	}
	if e := c.lastEvent(loket.EventAsk); len(offered) < 2 || e.Revision != strings.Join(offered, " ") {
		t.Errorf("the event names %q, want the choices %q", e.Revision, offered)
	}
}

// TestHandOffNamesWhatItResembles: the entry most like what was not answered stands in
// the hand-off's event, and in no other of the ticket's.
func TestHandOffNamesWhatItResembles(t *testing.T) {
	t.Parallel()
	best := func(c *counter, text string) string {
		return likest(c.book.Matcher.Find(faq.Query{Text: text}).Parts).Entry
	}
	for name, tt := range map[string]struct {
		says func(*counter)
		want func(*counter) string
	}{
		"Unknown": {func(c *counter) {
			c.says("a", "bagaimana cara memelihara ikan lele?")
			c.later(8 * time.Second)
		}, func(c *counter) string { return best(c, "bagaimana cara memelihara ikan lele?") }},
		"MayNotBeQuoted": {func(c *counter) {
			c.book.QuoteUnchecked = false
			c.says("a", "syarat ktp hilang")
		}, func(*counter) string { return "ktp-el-hilang" }},
		"ItsButtonToo": {func(c *counter) {
			c.book.QuoteUnchecked = false
			c.does(c.of("a", loket.MessageButton, "", dataQuote+"ktp-el-hilang"))
		}, func(*counter) string { return "ktp-el-hilang" }},
		"ThePartThatIsLeft": {func(c *counter) {
			c.says("a", "ktp hilang bagaimana? kk rusak bagaimana? kartu prakerja juga diurus dinas?")
		}, func(c *counter) string {
			_, rest := (&turn{bot: c.bot, book: c.book, now: c.clock.Now()}).split(c.book.Matcher.Find(faq.Query{
				Text: "ktp hilang bagaimana? kk rusak bagaimana? kartu prakerja juga diurus dinas?",
			}))
			return likest(rest).Entry
		}},
		"AHumanWasAskedFor": {func(c *counter) { c.says("a", "mau bicara sama petugas") }, func(*counter) string { return "" }},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := openCounter(t)
			tt.says(c)
			want := tt.want(c)
			if e := c.lastEvent(loket.EventHandoff); e.Entry != want || name != "AHumanWasAskedFor" && want == "" {
				t.Errorf("the hand-off names %q, want %q", e.Entry, want)
			}
			for _, kind := range []loket.EventKind{loket.EventPromise, loket.EventReceipt} {
				if e := c.lastEvent(kind); e.Entry != "" {
					t.Errorf("the %s names %q, want nothing", kind, e.Entry)
				}
			}
		})
	}
}

// TestLikest: of several parts and fragments the best candidate of the best; a score of
// nothing is no reason to leave one out.
func TestLikest(t *testing.T) {
	t.Parallel()
	part := func(entry string, score float64) faq.Part {
		return faq.Part{Candidates: []faq.Candidate{{Entry: entry, Score: score}, {Entry: "second", Score: 0}}}
	}
	for want, parts := range map[string][]faq.Part{
		"":  {{}, {}},
		"a": {{}, part("a", 0)},
		"b": {part("a", 0.2), part("b", 0.4), part("c", 0.3)},
	} {
		if got := likest(parts).Entry; got != want {
			t.Errorf("likest(%+v) = %q, want %q", parts, got, want)
		}
		var f fragments
		for _, p := range parts {
			f.add(loket.Message{}, faq.Result{Parts: []faq.Part{p}})
		}
		if f.like.Entry != want {
			t.Errorf("as fragments = %q, want %q", f.like.Entry, want)
		}
	}
}
