package assist_test

import (
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"loket/internal/assist"
	"loket/internal/assist/assisttest"
	"loket/internal/loket"
)

func today() string { return time.Now().UTC().Format(time.DateOnly) }

// TestBudget: a day's budget is a hard stop, for tokens and for money, and the next
// day begins anew.
func TestBudget(t *testing.T) {
	t.Parallel()
	for name, budget := range map[string]loket.AssistSpend{"Tokens": {Tokens: 300}, "Money": {Cost: 300 * 1000}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				l := inside(t, func(s *assist.Settings) {
					s.Budget, s.Price = budget, assist.Price{Input: 1000, Output: 1000}
				})
				n := 0
				for ; n < 200; n++ {
					if err := l.ask(t, assist.PurposeDraft, "KTP saya hilang"); errors.Is(err, assist.ErrBudget) {
						break
					} else if err != nil {
						t.Fatal(err)
					}
				}
				spent := l.ledger.Spent(agency, today())
				if n < 10 || n > 100 || spent.Tokens > 300 || len(l.server.Sent()) != n {
					t.Errorf("%d calls and %d requests spent %+v of %+v", n, len(l.server.Sent()), spent, budget)
				}
				again := open(t, l.server, func(s *assist.Settings) {
					s.Transport, s.Ledger, s.Budget, s.Price = l.server, l.ledger, budget, assist.Price{Input: 1000, Output: 1000}
				})
				if err := again.ask(t, assist.PurposeDraft, "KTP saya hilang"); !errors.Is(err, assist.ErrBudget) {
					t.Errorf("after a restart: %v, want ErrBudget", err)
				}
				time.Sleep(24 * time.Hour) // of the clock that is not real
				if err := l.ask(t, assist.PurposeDraft, "x"); err != nil {
					t.Errorf("the next day: %v", err)
				}
			})
		})
	}
}

// TestReservation: a call that may have cost all it could has cost that.
func TestReservation(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := inside(t, nil)
		l.server.Fails(assisttest.Hang())
		_ = l.ask(t, assist.PurposeChoose, "x")
		if got, want := l.ledger.Spent(agency, today()).Tokens, int64(len("Say ok.")+16+len("x")+16+10); got != want {
			t.Errorf("a call that timed out spent %d tokens, want the %d it was allowed", got, want)
		}
		l.server.Fails(assisttest.Body(`{"choices":[{"message":{"content":"{\"ok\":true}"}}],"usage":{"prompt_tokens":-5,"completion_tokens":-7}}`))
		if err := l.ask(t, assist.PurposeSummary, "x"); err != nil {
			t.Fatal(err)
		}
		if got, want := l.ledger.Spent(agency, today()).Tokens, int64(2*50); got != want {
			t.Errorf("an endpoint that tells less than nothing spent %d in all, want %d", got, want)
		}
	})
}

func TestTooLarge(t *testing.T) {
	t.Parallel()
	l := open(t, assisttest.New(t), nil)
	if err := l.ask(t, assist.PurposeDraft, strings.Repeat("kata ", 6000)); !errors.Is(err, assist.ErrTooLarge) || len(l.server.Sent()) != 0 {
		t.Errorf("30,000 bytes: %v after %d requests, want ErrTooLarge after none", err, len(l.server.Sent()))
	}
}

func TestUses(t *testing.T) {
	t.Parallel()
	l := open(t, assisttest.New(t), func(s *assist.Settings) { s.Uses = []assist.Purpose{assist.PurposeEmbed} })
	for purpose, want := range map[assist.Purpose]bool{
		assist.PurposeEmbed: true, assist.PurposeIndex: true, assist.PurposeCheck: true, assist.PurposeCheckVectors: true,
		assist.PurposeChoose: false, assist.PurposeDraft: false, assist.PurposeGroup: false, assist.PurposeSummary: false,
	} {
		if got := l.Allows(purpose); got != want {
			t.Errorf("Allows(%s) = %t, want %t", purpose, got, want)
		}
	}
	if err := l.ask(t, assist.PurposeDraft, "x"); !errors.Is(err, assist.ErrOff) || len(l.server.Sent()) != 0 {
		t.Errorf("a use that is off: %v after %d requests", err, len(l.server.Sent()))
	}
	none := open(t, l.server, func(s *assist.Settings) { s.Vectors = "" })
	if none.Allows(assist.PurposeEmbed) || !none.Allows(assist.PurposeDraft) {
		t.Error("a use without a model is allowed, or one with a model is not")
	}
}
