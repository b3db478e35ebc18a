package telegram

import (
	"sync"
	"time"

	"loket/bot"
)

// What Telegram allows: about one message a second to a chat, in a group 20 a
// minute, 30 a second in all. The bot counts as near its own limit from 15 in
// one second or two on.
const (
	chatBurst   = 2
	groupMinute = 20
	botNear     = 15
)

// tally counts sends to tell what a 429 is about. Telegram does not say; but
// whoever stayed below a limit cannot have reached it.
type tally struct {
	mu     sync.Mutex // guards what follows
	chats  window
	groups window
	all    window

	refused   int64     // the first chat refused that had not reached its limit
	refusedAt time.Time // when
	refusing  time.Time // until when, unless another chat was served since
}

func (t *tally) init() {
	t.chats = window{span: time.Second}
	t.groups = window{span: time.Minute}
	t.all = window{span: time.Second}
}

// count notes a send to a chat.
func (t *tally) count(chat int64, now time.Time) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.all.count(0, now)
	t.chats.count(chat, now)
	if chat < 0 {
		t.groups.count(chat, now)
	}
}

// scope tells what a 429 to a chat holds back: the chat when that has reached
// its limit; else the whole bot when that is near its own, or when a second
// chat is refused while the first still is; else the chat. Only a second chat
// makes it sure that the bot was too fast.
func (t *tally) scope(chat int64, now time.Time, retryAfter time.Duration) (scope bot.Scope, tooFast bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.chats.of(chat, now) >= chatBurst || t.groups.of(chat, now) >= groupMinute {
		return bot.ScopeChat, false
	}
	if t.refusing.After(now) && t.refused != chat {
		return bot.ScopeChannel, true
	}
	t.refused, t.refusedAt, t.refusing = chat, now, now.Add(retryAfter)
	if t.all.of(0, now) >= botNear {
		return bot.ScopeChannel, false
	}
	return bot.ScopeChat, false
}

// accepted notes that a send begun then went through. While one chat is refused
// and another is served, the bot as a whole is not refused.
func (t *tally) accepted(chat int64, began time.Time) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if chat != t.refused && began.After(t.refusedAt) {
		t.refusing = time.Time{}
	}
}

// window counts within the current and the previous span of time, which keeps
// no more than two spans' chats in memory.
type window struct {
	span              time.Duration
	since             time.Time
	current, previous map[int64]int
}

func (w *window) count(key int64, now time.Time) {
	w.turn(now)
	w.current[key]++
}

func (w *window) of(key int64, now time.Time) int {
	w.turn(now)
	return w.current[key] + w.previous[key]
}

func (w *window) turn(now time.Time) {
	passed := now.Sub(w.since)
	if w.current != nil && passed >= 0 && passed < w.span {
		return
	}
	w.previous = nil
	if passed >= 0 && passed < 2*w.span {
		w.previous = w.current
	}
	w.current, w.since = map[int64]int{}, now
}
