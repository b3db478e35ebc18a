package bot

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"time"

	"golang.org/x/time/rate"

	"loket/internal/loket"
)

// farSide notes when calls arrive at the other side, which is anywhere between
// their beginning and their end.
type farSide struct {
	mu      sync.Mutex // guards what follows
	random  *rand.Rand
	arrived []time.Time
}

// script makes a port whose calls take up to a quarter of a second each way.
func (f *farSide) script() *script {
	f.random = rand.New(rand.NewPCG(1, 2))
	port := &script{}
	port.answer = func(loket.Send, int) error {
		rest(port.t.Context(), f.some())
		f.mu.Lock()
		f.arrived = append(f.arrived, time.Now())
		f.mu.Unlock()
		rest(port.t.Context(), f.some())
		return nil
	}
	return port
}

func (f *farSide) some() time.Duration {
	f.mu.Lock()
	defer f.mu.Unlock()
	return time.Duration(f.random.Int64N(int64(250 * time.Millisecond)))
}

// wantAtMost fails when more than limit arrived within any span.
func (f *farSide) wantAtMost(t *testing.T, limit int, span time.Duration) {
	t.Helper()
	slices.SortFunc(f.arrived, time.Time.Compare)
	for i := limit; i < len(f.arrived); i++ {
		if within := f.arrived[i].Sub(f.arrived[i-limit]); within < span {
			t.Fatalf("%d calls arrived within %v, want at most %d in %v", limit+1, within, limit, span)
		}
	}
}

// TestPaceAtTheFarSide counts where Telegram counts: calls that arrive early or
// late break no limit either.
func TestPaceAtTheFarSide(t *testing.T) {
	t.Parallel()
	t.Run("Channel", func(t *testing.T) {
		t.Parallel()
		var far farSide
		inLab(t, Line{Rate: 30, Workers: 64}, far.script(), func(l *lab) {
			for i := range 600 {
				l.owes(l.send(fmt.Sprint(i)))
			}
			l.pass(35 * time.Second)
			if len(far.arrived) != 600 {
				t.Errorf("%d of 600 calls arrived in 35 s", len(far.arrived))
			}
			far.wantAtMost(t, 30, time.Second)
		})
	})
	t.Run("Chat", func(t *testing.T) {
		t.Parallel()
		var far farSide
		inLab(t, Line{ChatRate: 1, ChatBurst: 3}, far.script(), func(l *lab) {
			for range 20 {
				l.owes(l.send("a"))
			}
			l.pass(time.Minute)
			bucket := rate.NewLimiter(1, 3)
			for i, at := range far.arrived {
				if !bucket.AllowN(at, 1) {
					t.Fatalf("call %d arrived %v after the first: too early", i+1, at.Sub(far.arrived[0]))
				}
			}
			if len(far.arrived) != 20 {
				t.Errorf("%d of 20 calls arrived in a minute", len(far.arrived))
			}
		})
	})
	t.Run("Group", func(t *testing.T) {
		t.Parallel()
		var far farSide
		inLab(t, Line{GroupMinute: 20}, far.script(), func(l *lab) {
			for range 70 {
				send := l.send("")
				send.Target, send.Address = loket.ToStaffGroup, "-100"
				l.owes(send)
			}
			l.pass(5 * time.Minute)
			if len(far.arrived) != 70 {
				t.Errorf("%d of 70 calls arrived in 5 minutes", len(far.arrived))
			}
			far.wantAtMost(t, 20, time.Minute)
		})
	})
}

func TestAdaptivePace(t *testing.T) {
	t.Parallel()
	p := newAdaptivePace(30)
	calls := func(n int) {
		for range n {
			p.climb()
		}
	}
	want := func(when string, low, high float64) {
		t.Helper()
		if p.rate < low || p.rate > high {
			t.Errorf("%s: %.2f a second, want %v to %v", when, p.rate, low, high)
		}
	}
	want("at first", 25, 25)
	calls(200)
	want("after 200 calls", 30, 30)
	p.halve()
	want("refused", 15, 15)
	calls(240)
	want("after 240 calls more", 26.9, 27.1)
	calls(1000)
	want("near what was refused", 27.9, 28.1)
	for range 10 {
		p.halve()
	}
	want("refused again and again", 1, 1)
}

// TestRefusedTogether lets every call under way be refused at once: that is one
// objection, not as many.
func TestRefusedTogether(t *testing.T) {
	t.Parallel()
	refuse := &SendError{Fate: NotDelivered, RetryAfter: 2 * time.Second, Scope: ScopeChannel, TooFast: true, Err: errRefused}
	inLab(t, Line{Rate: 30, Workers: 64}, &script{takes: 200 * time.Millisecond, answer: failing(1, refuse)}, func(l *lab) {
		for i := range 5 {
			l.owes(l.send(fmt.Sprint(i)))
		}
		l.pass(time.Second)
		s := l.outbox.senders[labChannel]
		s.mu.Lock()
		defer s.mu.Unlock()
		if s.pace.rate != 12.5 {
			t.Errorf("%.2f a second after one objection to 5 calls, want 12.5", s.pace.rate)
		}
	})
}
