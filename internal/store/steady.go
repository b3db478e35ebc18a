package store

import (
	"os"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Steady is a clock for a ledger whose only server is this process. It begins at
// the machine's wall clock and then goes by its monotonic one: corrections of up
// to two seconds are followed, a step is not. A clock that is set wrong, or right,
// while messages wait would else let all of them grow old at once, or make answers
// older than their questions. It never goes back.
type Steady struct {
	wall    func() time.Time
	elapsed func() time.Duration         // since any moment; stands still while the machine sleeps
	uptime  func() (time.Duration, bool) // the same, but goes on; false: not known

	mu   sync.Mutex // guards all below
	base time.Time  // the time when elapsed was mark
	mark time.Duration
	up   time.Duration // uptime at mark
	last time.Time     // the latest time given out
	skew time.Duration // how far the wall clock was ahead when it was last compared
}

// NewSteady makes a clock of the machine's own.
func NewSteady() *Steady {
	began := time.Now()
	return newSteady(time.Now, func() time.Duration { return time.Since(began) }, machineUptime)
}

func newSteady(wall func() time.Time, elapsed func() time.Duration, uptime func() (time.Duration, bool)) *Steady {
	s := &Steady{wall: wall, elapsed: elapsed, uptime: uptime, base: wall().Round(0), mark: elapsed()}
	s.up, _ = uptime()
	return s
}

// Now is the clock's time.
func (s *Steady) Now() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.now()
}

// now needs the lock.
func (s *Steady) now() time.Time {
	if t := s.base.Add(s.elapsed() - s.mark); t.After(s.last) {
		s.last = t
	}
	return s.last
}

// Follow compares the clock with the machine's: time the machine slept is added,
// a small difference is taken over, a large one is remembered as the skew.
func (s *Steady) Follow() {
	s.mu.Lock()
	defer s.mu.Unlock()
	passed := s.elapsed() - s.mark
	s.base, s.mark = s.base.Add(passed), s.mark+passed
	if up, known := s.uptime(); known {
		if slept := up - s.up - passed; slept > time.Second {
			s.base = s.base.Add(slept)
		}
		s.up = up
	}
	if s.skew = s.wall().Round(0).Sub(s.base); s.skew.Abs() <= skewLimit {
		s.base, s.skew = s.base.Add(s.skew), 0
	}
}

// Skew is how far the machine's wall clock was stepped away, and not followed;
// negative: back.
func (s *Steady) Skew() time.Duration {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.skew
}

// machineUptime is how long the machine has been up, asleep or not, to a
// hundredth of a second; only Linux tells.
func machineUptime() (time.Duration, bool) {
	text, err := os.ReadFile("/proc/uptime")
	if err != nil {
		return 0, false
	}
	first, _, _ := strings.Cut(string(text), " ")
	seconds, err := strconv.ParseFloat(first, 64)
	return time.Duration(seconds * float64(time.Second)), err == nil
}
