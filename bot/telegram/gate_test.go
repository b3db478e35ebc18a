package telegram

import (
	"testing"
	"time"

	"loket/bot"
)

func TestGate(t *testing.T) {
	t.Parallel()
	start := time.Date(2026, 11, 23, 1, 0, 0, 0, time.UTC)
	var g gate
	steps := []struct {
		after time.Duration // since start
		want  time.Duration // how long the gate stays shut; 0: the call passes
		note  int           // the call's status; 0: no call
	}{
		{0, 0, 200},
		{0, 0, 401},
		{0, time.Minute, 0},
		{20 * time.Second, 40 * time.Second, 0},
		{time.Minute, 0, 0}, // one may try …
		{time.Minute, time.Minute, 0},
		{time.Minute, time.Minute, 502}, // … and an error of Telegram's own opens nothing
		{2 * time.Minute, 0, 200},
		{2 * time.Minute, 0, 0},
	}
	for i, step := range steps {
		now := start.Add(step.after)
		if got := g.enter(now); got != step.want {
			t.Errorf("step %d: enter after %v = %v, want %v", i, step.after, got, step.want)
		}
		if step.note != 0 {
			g.note(now, step.note)
		}
	}
	t.Run("ClockSetBack", func(t *testing.T) {
		t.Parallel()
		var g gate
		g.note(start, 401)
		if got := g.enter(start.Add(-time.Hour)); got != 0 {
			t.Errorf("enter after the clock went back an hour = %v, want 0", got)
		}
	})
}

func TestTallyScope(t *testing.T) {
	t.Parallel()
	start := time.Date(2026, 11, 23, 1, 0, 0, 0, time.UTC)
	cases := []struct {
		name  string
		chat  int64
		sends int
		every time.Duration
		want  bot.Scope
	}{
		{"OneSend", 1, 1, 0, bot.ScopeChannel},
		{"TwoInASecond", 1, 2, 100 * time.Millisecond, bot.ScopeChat},
		{"SlowChat", 1, 30, 2 * time.Second, bot.ScopeChannel},
		{"BusyGroup", -1, 20, 2 * time.Second, bot.ScopeChat},
		{"SlowGroup", -1, 20, 20 * time.Second, bot.ScopeChannel},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			var l tally
			l.init()
			now := start
			for range c.sends {
				now = now.Add(c.every)
				l.count(c.chat, now)
				l.count(99, now)
			}
			if got := l.scope(c.chat, now); got != c.want {
				t.Errorf("scope after %d sends every %v = %v, want %v", c.sends, c.every, got, c.want)
			}
		})
	}
}
