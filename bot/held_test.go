package bot

import (
	"testing"
	"time"

	"loket/internal/loket"
)

// answeredAfter lists, of the bot's answers as events tell, kind and for how many
// milliseconds the message was held.
func (c *counter) answeredAfter() (all []int64) {
	c.t.Helper()
	events, err := c.ledger.Events(c.t.Context(), 0, 10_000)
	c.must(err)
	for _, e := range events {
		switch e.Kind {
		case loket.EventQuote, loket.EventAsk, loket.EventReceipt:
			all = append(all, e.Value)
		case loket.EventNotice:
			if e.Value != 0 {
				c.t.Errorf("a notice tells of %d ms", e.Value)
			}
		default:
		}
	}
	return all
}

// TestHeld: an answer tells for how long its message was held for what might follow,
// and of no other rest.
func TestHeld(t *testing.T) {
	t.Parallel()
	const fragment, question = "ikan lele saya", "syarat ktp hilang"
	for name, tt := range map[string]struct {
		happens func(*counter)
		want    []int64
	}{
		"AtOnce": {func(c *counter) { c.says("a", question) }, []int64{0}},
		"UntilTheWindowEnds/TheSweepIsNobodysPurpose": {func(c *counter) {
			c.says("a", fragment)
			c.later(8*time.Second + 700*time.Millisecond)
		}, []int64{8000}},
		"FromTheFirst": {func(c *counter) {
			c.says("a", fragment)
			c.later(3 * time.Second)
			c.says("a", "warnanya kuning")
			c.later(8 * time.Second)
		}, []int64{11_000}},
		"WhatFollowsWasNotHeld": {func(c *counter) {
			c.says("a", "bagaimana cara memelihara ikan lele?")
			c.clock.Add(3 * time.Second)
			c.says("a", question)
			c.later(8 * time.Second)
		}, []int64{0, 8000}},
		"NoLongerThanFourWindows": {func(c *counter) {
			for range 8 {
				c.says("a", "ikan lele")
				c.later(4 * time.Second)
			}
			c.later(8 * time.Second)
		}, []int64{32_000}},
		"AGreetingIsNoAnswer": {func(c *counter) {
			c.says("a", "kak")
			c.later(8 * time.Second)
		}, nil},
		"AChannelThatIsOffHoldsOnNoPurposeOfTheBots": {func(c *counter) {
			off := c.off(loket.SwitchChannel, string(c.bot.Channels[0]))
			c.says("a", question)
			*off = nil
			c.later(time.Minute)
		}, []int64{0}},
		"NorOneThatWentOffWhileItHeld": {func(c *counter) {
			c.says("a", fragment)
			off := c.off(loket.SwitchChannel, string(c.bot.Channels[0]))
			c.later(8 * time.Second)
			*off = nil
			c.later(time.Minute)
		}, []int64{0}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := openCounter(t)
			tt.happens(c)
			got := c.answeredAfter()
			if len(got) != len(tt.want) {
				t.Fatalf("%d answers, held %v ms, want %v", len(got), got, tt.want)
			}
			for i := range got {
				if got[i] != tt.want[i] {
					t.Errorf("answer %d was held %d ms, want %d", i+1, got[i], tt.want[i])
				}
			}
		})
	}
}

// TestHeldAfterAFailure: the rest after considering failed is no holding.
func TestHeldAfterAFailure(t *testing.T) {
	t.Parallel()
	c := openCounter(t)
	book := c.book
	c.book = nil
	c.says("a", "syarat ktp hilang")
	c.book = book
	c.later(failPause)
	if got := c.answeredAfter(); len(got) != 1 || got[0] != 0 {
		t.Errorf("after a failure held %v ms, want one answer and 0", got)
	}
}

// TestHeldUntil: the window that ends, or what comes before its end, ends the holding;
// the bound of four windows too.
func TestHeldUntil(t *testing.T) {
	t.Parallel()
	came := time.Date(2026, time.November, 2, 1, 0, 0, 0, time.UTC)
	after := came.Add
	for name, tt := range map[string]struct {
		until, now time.Duration // since the first came; until 0: it was not held
		want       time.Duration
	}{
		"NotHeld":              {0, time.Minute, 0},
		"ToTheEnd":             {8 * time.Second, 9 * time.Second, 8 * time.Second},
		"CutShort":             {8 * time.Second, 2500 * time.Millisecond, 2500 * time.Millisecond},
		"ForTheLast":           {11 * time.Second, 11 * time.Second, 11 * time.Second},
		"AtMost":               {32 * time.Second, 40 * time.Second, 32 * time.Second},
		"RestsForAnotherCause": {time.Minute, 2 * time.Minute, 0},
		"ClockRanBack":         {8 * time.Second, -time.Second, 0},
	} {
		first, last := loket.Message{ID: "1", ReceivedAt: came}, loket.Message{ID: "2", ReceivedAt: after(3 * time.Second)}
		if tt.until > 0 {
			first.ConsiderAfter = after(tt.until)
		}
		turn := turn{
			bot: &Bot{Settings: DefaultSettings()}, now: after(tt.now), situation: loket.Situation{Pending: []loket.Message{first, last}},
		}
		if got := turn.held(first); got != tt.want {
			t.Errorf("%s: held until %v, considered after %v = %v, want %v", name, tt.until, tt.now, got, tt.want)
		}
	}
}
