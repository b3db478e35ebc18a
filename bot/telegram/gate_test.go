package telegram

import (
	"errors"
	"slices"
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
		if got, _ := g.enter(now, "sendMessage"); got != step.want {
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
		if got, _ := g.enter(start.Add(-time.Hour), "sendMessage"); got != 0 {
			t.Errorf("enter after the clock went back an hour = %v, want 0", got)
		}
	})
}

func TestGateSilence(t *testing.T) {
	t.Parallel()
	start := time.Date(2026, 11, 23, 1, 0, 0, 0, time.UTC)
	methods := []string{"sendMessage", "editMessageText", "answerCallbackQuery", "leaveChat", "getUpdates", "getMe", "deleteWebhook"}
	cases := []struct {
		name string
		all  bool
		held []string
	}{
		{"OfTheBotsWords/IntakeGoesOn", false, methods[:4]},
		{"OfEverything", true, methods},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			var g gate
			g.hush(start.Add(7*time.Second), c.all)
			g.hush(start.Add(3*time.Second), c.all) // a shorter one shortens nothing
			var held []string
			for _, m := range methods {
				if wait, why := g.enter(start.Add(time.Second), m); wait == 6*time.Second && errors.Is(why, errSilence) {
					held = append(held, m)
				}
				if wait, _ := g.enter(start.Add(7*time.Second), m); wait != 0 {
					t.Errorf("%s after the silence waits %v, want 0", m, wait)
				}
			}
			if !slices.Equal(held, c.held) {
				t.Errorf("held back: %v, want %v", held, c.held)
			}
		})
	}
}

func TestTallyScope(t *testing.T) {
	t.Parallel()
	start := time.Date(2026, 11, 23, 1, 0, 0, 0, time.UTC)
	cases := []struct {
		name   string
		chat   int64
		sends  int
		every  time.Duration
		others int // sends to other chats meanwhile
		want   bot.Scope
	}{
		{"OneSend", 1, 1, 0, 0, bot.ScopeChat},
		{"OneSend/OfABusyBot", 1, 1, 0, 30, bot.ScopeChannel},
		{"TwoInASecond/OfABusyBot", 1, 2, 100 * time.Millisecond, 30, bot.ScopeChat},
		{"SlowChat/OfABusyBot", 1, 30, 2 * time.Second, 30, bot.ScopeChannel},
		{"BusyGroup/OfABusyBot", -1, 20, 2 * time.Second, 30, bot.ScopeChat},
		{"SlowGroup/OfABusyBot", -1, 20, 20 * time.Second, 30, bot.ScopeChannel},
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
			}
			for i := range c.others {
				l.count(int64(100+i), now)
			}
			if got, tooFast := l.scope(c.chat, now, time.Second); got != c.want || tooFast {
				t.Errorf("scope after %d sends every %v = %v, too fast %t; want %v, false", c.sends, c.every, got, tooFast, c.want)
			}
		})
	}
	t.Run("ASecondChatOfABusyBotMeansTooFast", func(t *testing.T) {
		t.Parallel()
		var l tally
		l.init()
		for chat := range int64(30) {
			l.count(chat, start)
		}
		for i, want := range []bool{false, false, true} {
			chat := []int64{1, 1, 2}[i]
			if got, tooFast := l.scope(chat, start, time.Second); got != bot.ScopeChannel || tooFast != want {
				t.Errorf("scope of refusal %d = %v, too fast %t; want %v, %t", i+1, got, tooFast, bot.ScopeChannel, want)
			}
		}
	})
	t.Run("AnotherChatServedMeansTheChat", func(t *testing.T) {
		t.Parallel()
		var l tally
		l.init()
		refused := func(chat int64, after time.Duration, want bot.Scope) {
			t.Helper()
			if got, _ := l.scope(chat, start.Add(after), time.Minute); got != want {
				t.Errorf("scope of the refusal of chat %d = %v, want %v", chat, got, want)
			}
		}
		refused(1, 0, bot.ScopeChat)
		l.accepted(3, start.Add(-time.Second)) // begun before: it says nothing
		l.accepted(1, start.Add(time.Second))
		refused(2, 2*time.Second, bot.ScopeChannel)
		l.accepted(3, start.Add(3*time.Second))
		refused(2, 4*time.Second, bot.ScopeChat)
	})
	t.Run("ASecondChatRefusedMeansTheBot", func(t *testing.T) {
		t.Parallel()
		var l tally
		l.init()
		want := []bot.Scope{bot.ScopeChat, bot.ScopeChat, bot.ScopeChannel, bot.ScopeChat}
		for i, chat := range []int64{1, 1, 2, 3} {
			now := start.Add(time.Duration(i) * 4 * time.Second) // the last comes after the others' silence
			l.count(chat, now)
			if got, tooFast := l.scope(chat, now, 6*time.Second); got != want[i] || tooFast != (got == bot.ScopeChannel) {
				t.Errorf("scope of refusal %d = %v, too fast %t; want %v", i+1, got, tooFast, want[i])
			}
		}
	})
}
