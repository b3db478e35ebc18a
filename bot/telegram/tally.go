package telegram

import (
	"sync"
	"time"

	"loket/bot"
)

// What Telegram allows one chat: about one message a second, in a group 20 a
// minute.
const (
	chatBurst   = 2
	groupMinute = 20
)

// tally counts sends per chat to tell what a 429 is about. Telegram does not
// say; but a chat that stayed below its own limit cannot have caused it, so
// then the limit is the whole bot's.
type tally struct {
	mu     sync.Mutex // guards what follows
	chats  window
	groups window
}

func (t *tally) init() {
	t.chats = window{span: time.Second}
	t.groups = window{span: time.Minute}
}

// count notes a send to a chat.
func (t *tally) count(chat int64, now time.Time) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.chats.turn(now)
	t.chats.current[chat]++
	if chat < 0 {
		t.groups.turn(now)
		t.groups.current[chat]++
	}
}

// scope guesses what a 429 to a chat holds back.
func (t *tally) scope(chat int64, now time.Time) bot.Scope {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.chats.turn(now)
	t.groups.turn(now)
	if t.chats.of(chat) >= chatBurst || t.groups.of(chat) >= groupMinute {
		return bot.ScopeChat
	}
	return bot.ScopeChannel
}

// window counts within the current and the previous span of time, which keeps
// no more than two spans' chats in memory.
type window struct {
	span              time.Duration
	since             time.Time
	current, previous map[int64]int
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

func (w *window) of(chat int64) int { return w.current[chat] + w.previous[chat] }
