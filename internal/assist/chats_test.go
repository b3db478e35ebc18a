package assist_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"loket/faq"
	"loket/internal/assist"
	"loket/internal/loket"
)

// TestPerChat: a conversation that never ends has so many calls on a day, and then the
// words decide for it; others, and staff, have theirs, and so has everybody the next day.
func TestPerChat(t *testing.T) {
	t.Parallel()
	m, err := fused()
	if err != nil {
		t.Fatal(err)
	}
	grey := m.Find(faq.Query{Text: unsure(t, m)[0]})
	f, err := sharedFusion(m)
	if err != nil {
		t.Fatal(err)
	}
	synctest.Test(t, func(t *testing.T) {
		l := inside(t, func(s *assist.Settings) {
			s.Uses, s.PerChat, s.Budget = []assist.Purpose{assist.PurposeEmbed, assist.PurposeDraft}, 3, loket.AssistSpend{Tokens: 100_000}
		})
		r, n := &assist.Ranker{Client: l.Client}, 0
		r.Learn(f)
		asks := func(chat loket.ConversationID, text string) faq.Result {
			found := grey
			found.Parts = []faq.Part{grey.Parts[0]}
			found.Parts[0].Text = text
			return r.Rank(t.Context(), chat, m, found)
		}
		requests := func(want int, when string) {
			t.Helper()
			if got := len(l.server.Sent()) - n; got != want {
				t.Errorf("%s: %d requests, want %d", when, got, want)
			}
			n = len(l.server.Sent())
		}
		for i := range 1000 {
			got := asks("ani", fmt.Sprintf("ktp %d %s", i, strings.Repeat("panjang ", 300)))
			if i >= 3 && (got.Parts[0].Verdict != faq.Unsure || got.Parts[0].Entry != grey.Parts[0].Entry) {
				t.Fatalf("message %d beyond the limit became %+v, want what the words say", i, got.Parts[0])
			}
		}
		requests(3, "a thousand messages of one citizen")
		if last := l.told[len(l.told)-1]; len(l.told) != 1000 || last.Outcome != "chat-budget" || last.Spend() != (loket.AssistSpend{}) {
			t.Errorf("%d calls were told, the last %+v, want each, and those beyond as chat-budget", len(l.told), last)
		}
		if calls := l.ledger.Calls(); len(calls) != 3 {
			t.Errorf("%d calls were paid for, want 3", len(calls))
		}
		asks("budi", "ktp budi")
		asks("", "ktp dari perintah")
		if err := l.ask(t, assist.PurposeDraft, "x"); err != nil {
			t.Errorf("a draft for staff: %v", err)
		}
		requests(3, "another citizen, a command and staff")
		asks("ani", "ktp budi")
		requests(0, "what is remembered")
		if last := l.told[len(l.told)-1]; last.Purpose != "draft" {
			t.Errorf("what is remembered was told as %+v, want it free", last)
		}
		time.Sleep(24 * time.Hour) // of the clock that is not real
		asks("ani", "ktp besok")
		requests(1, "the next day")
	})
}
