package faketelegram

import (
	"math"
	"sync"
	"time"
)

// Limits are what the server lets through before it says 429; zero: no limit.
type Limits struct {
	PerSecond      int // sends and edits in all
	ChatPerSecond  int // to one chat
	GroupPerMinute int // to one group
}

// limiter counts sends in windows and remembers where it said 429.
type limiter struct {
	Limits
	second time.Duration

	mu       sync.Mutex // guards what follows
	all      window
	chats    map[int64]*window
	groups   map[int64]*window
	quiet    map[int64]time.Time // until when a chat must be left alone; key 0: everything
	breaches int
}

// window counts within one span of time.
type window struct {
	since time.Time
	count int
}

// add counts one more and tells how long to wait when that is too many.
func (w *window) add(now time.Time, span time.Duration, limit int) time.Duration {
	if now.Sub(w.since) >= span {
		w.since, w.count = now, 0
	}
	if w.count >= limit {
		return w.since.Add(span).Sub(now)
	}
	w.count++
	return 0
}

// take lets one send to a chat pass, or refuses it with the seconds to wait.
func (l *limiter) take(chat int64, now time.Time) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, scope := range []int64{0, chat} {
		if left := l.quiet[scope].Sub(now); left > 0 {
			l.breaches++
			return tooMany(l.seconds(left))
		}
	}
	if l.PerSecond > 0 {
		if wait := l.all.add(now, l.second, l.PerSecond); wait > 0 {
			return l.refuse(0, now, wait)
		}
	}
	if l.ChatPerSecond > 0 {
		if wait := of(&l.chats, chat).add(now, l.second, l.ChatPerSecond); wait > 0 {
			return l.refuse(chat, now, wait)
		}
	}
	if l.GroupPerMinute > 0 && chat < 0 {
		if wait := of(&l.groups, chat).add(now, 60*l.second, l.GroupPerMinute); wait > 0 {
			return l.refuse(chat, now, wait)
		}
	}
	return nil
}

func of(windows *map[int64]*window, chat int64) *window {
	if *windows == nil {
		*windows = map[int64]*window{}
	}
	w := (*windows)[chat]
	if w == nil {
		w = &window{}
		(*windows)[chat] = w
	}
	return w
}

// refuse opens a quiet window for the scope. The caller holds mu.
func (l *limiter) refuse(scope int64, now time.Time, wait time.Duration) error {
	seconds := l.seconds(wait)
	l.silence(scope, now.Add(time.Duration(seconds)*l.second))
	return tooMany(seconds)
}

func (l *limiter) silence(scope int64, until time.Time) {
	if l.quiet == nil {
		l.quiet = map[int64]time.Time{}
	}
	l.quiet[scope] = until
}

func (l *limiter) seconds(d time.Duration) int {
	return int(math.Ceil(float64(d) / float64(l.second)))
}

// hold opens the quiet window of an injected 429.
func (l *limiter) hold(chat int64, f Fault, now time.Time) {
	if f.Global {
		chat = 0
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.silence(chat, now.Add(time.Duration(f.RetryAfter)*l.second))
}

// Breaches counts the sends that came inside a window in which a 429 had
// asked for silence.
func (s *Server) Breaches() int {
	s.limits.mu.Lock()
	defer s.limits.mu.Unlock()
	return s.limits.breaches
}
