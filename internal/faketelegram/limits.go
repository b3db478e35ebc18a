package faketelegram

import (
	"math"
	"slices"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// Limits are what the server lets through before it says 429; zero: no limit.
type Limits struct {
	PerSecond      int // sends and edits in all, in any second
	ChatPerSecond  int // to one chat
	ChatBurst      int // to one chat that may come at once; 0: ChatPerSecond, in any second
	GroupPerMinute int // to one group, in any minute
}

// limiter counts sends and remembers where it said 429.
type limiter struct {
	Limits
	second time.Duration

	mu        sync.Mutex // guards what follows
	all       window
	chats     map[int64]*window
	buckets   map[int64]*rate.Limiter
	groups    map[int64]*window
	quiet     map[int64]silence // the chats to be left alone; key 0: all
	refusals  int
	breaches  int
	crossings int
}

// silence is what a 429 asks for.
type silence struct {
	since, until time.Time
	total        bool // of every method, not only of sends
}

// window keeps the times of what it let through within one span.
type window []time.Time

// add lets one more pass, or tells how long to wait when that is too many.
func (w *window) add(now time.Time, span time.Duration, limit int) time.Duration {
	*w = slices.DeleteFunc(*w, func(at time.Time) bool { return now.Sub(at) >= span })
	if len(*w) >= limit {
		return (*w)[0].Add(span).Sub(now)
	}
	*w = append(*w, now)
	return 0
}

// crossing is how long after a 429 for all chats a call may arrive that was
// under way when it was said: a machine with other work takes as long to hand
// both over. To one chat calls come one after the other.
const crossing = 250 * time.Millisecond

// heed refuses a call that comes inside a silence. Of those that are no send
// only the total silence is asked.
func (l *limiter) heed(chat int64, send bool, now time.Time) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, scope := range []int64{0, chat} {
		q := l.quiet[scope]
		left := q.until.Sub(now)
		if left <= 0 || !send && !q.total {
			continue
		}
		l.refusals++
		if scope == 0 && now.Sub(q.since) < crossing {
			l.crossings++
		} else {
			l.breaches++
		}
		return tooMany(l.seconds(left))
	}
	return nil
}

// take lets one send to a chat pass, or refuses it with the seconds to wait.
func (l *limiter) take(chat int64, now time.Time) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.PerSecond > 0 {
		if wait := l.all.add(now, l.second, l.PerSecond); wait > 0 {
			return l.refuse(0, now, wait)
		}
	}
	if wait := l.takeOfChat(chat, now); wait > 0 {
		return l.refuse(chat, now, wait)
	}
	if l.GroupPerMinute > 0 && chat < 0 {
		if wait := of(&l.groups, chat).add(now, 60*l.second, l.GroupPerMinute); wait > 0 {
			return l.refuse(chat, now, wait)
		}
	}
	return nil
}

// takeOfChat needs the lock.
func (l *limiter) takeOfChat(chat int64, now time.Time) time.Duration {
	switch {
	case l.ChatPerSecond == 0:
		return 0
	case l.ChatBurst == 0:
		return of(&l.chats, chat).add(now, l.second, l.ChatPerSecond)
	}
	bucket := l.buckets[chat]
	if bucket == nil {
		if l.buckets == nil {
			l.buckets = map[int64]*rate.Limiter{}
		}
		bucket = rate.NewLimiter(rate.Limit(float64(l.ChatPerSecond)*float64(time.Second)/float64(l.second)), l.ChatBurst)
		l.buckets[chat] = bucket
	}
	r := bucket.ReserveN(now, 1)
	wait := r.DelayFrom(now)
	if wait > 0 {
		r.CancelAt(now)
	}
	return wait
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
	l.refusals++
	l.silence(scope, silence{since: now, until: now.Add(time.Duration(seconds) * l.second)})
	return tooMany(seconds)
}

func (l *limiter) silence(scope int64, s silence) {
	if l.quiet == nil {
		l.quiet = map[int64]silence{}
	}
	l.quiet[scope] = s
}

func (l *limiter) seconds(d time.Duration) int {
	return int(math.Ceil(float64(d) / float64(l.second)))
}

// hold opens the quiet window of an injected 429: of one that no chat caused,
// for every method.
func (l *limiter) hold(chat int64, f Fault, now time.Time) {
	total := chat == 0
	if f.Global {
		chat = 0
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.silence(chat, silence{since: now, until: now.Add(time.Duration(f.RetryAfter) * l.second), total: total})
}

// Breaches counts the calls that came inside a window in which a 429 had asked
// for silence, but for Crossings.
func (s *Server) Breaches() int { return s.limits.read(func(l *limiter) int { return l.breaches }) }

// Crossings counts the calls that came within 250 ms of a 429 that asked for
// silence in every chat: they were under way when it was said.
func (s *Server) Crossings() int { return s.limits.read(func(l *limiter) int { return l.crossings }) }

// Refusals counts the 429s of the server's own limits and silences; those
// injected are not among them.
func (s *Server) Refusals() int { return s.limits.read(func(l *limiter) int { return l.refusals }) }

func (l *limiter) read(count func(*limiter) int) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return count(l)
}
