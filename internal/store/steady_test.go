package store

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"loket/internal/loket"
)

// machine is what a Steady is made of, to be turned by hand.
type machine struct {
	wall        time.Time
	elapsed, up time.Duration
}

func (m *machine) clock() *Steady {
	return newSteady(func() time.Time { return m.wall }, func() time.Duration { return m.elapsed },
		func() (time.Duration, bool) { return m.up, true })
}

// pass lets time pass while the machine is awake.
func (m *machine) pass(d time.Duration) {
	m.wall, m.elapsed, m.up = m.wall.Add(d), m.elapsed+d, m.up+d
}

func TestSteady(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		step time.Duration // of the wall clock
		then time.Duration // what the clock shows a second later, after it was compared
		skew time.Duration
	}{
		{"NoStep", 0, time.Second, 0},
		{"Corrected/Ahead", 1500 * time.Millisecond, 2500 * time.Millisecond, 0},
		{"Corrected/Back", -500 * time.Millisecond, time.Second, 0}, // it stands still until it is right
		{"Step/AnHourAhead", time.Hour, time.Second, time.Hour},
		{"Step/AnHourBack", -time.Hour, time.Second, -time.Hour},
		{"Step/ADayAhead", 24 * time.Hour, time.Second, 24 * time.Hour},
		{"Step/ADayBack", -24 * time.Hour, time.Second, -24 * time.Hour},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			m := machine{wall: time.Date(2026, 11, 23, 1, 0, 0, 0, time.UTC)}
			s := m.clock()
			start := s.Now()
			m.wall = m.wall.Add(c.step)
			m.pass(time.Second)
			before := s.Now()
			s.Follow()
			if got := s.Now().Sub(start); got != c.then || s.Now().Before(before) {
				t.Errorf("a second after a step of %v the clock has gone %v, want %v", c.step, got, c.then)
			}
			if s.Skew() != c.skew {
				t.Errorf("Skew() = %v, want %v", s.Skew(), c.skew)
			}
		})
	}
	t.Run("SetBack/TheSkewIsOver", func(t *testing.T) {
		t.Parallel()
		m := machine{wall: time.Date(2026, 11, 23, 1, 0, 0, 0, time.UTC)}
		s := m.clock()
		for _, step := range []time.Duration{time.Hour, -time.Hour} {
			m.wall = m.wall.Add(step)
			m.pass(time.Second)
			s.Follow()
		}
		if s.Skew() != 0 || !s.Now().Equal(m.wall) {
			t.Errorf("Skew() = %v, Now() = %v, want 0 and %v", s.Skew(), s.Now(), m.wall)
		}
	})
	t.Run("AMachineThatSlept/IsFollowed", func(t *testing.T) {
		t.Parallel()
		m := machine{wall: time.Date(2026, 11, 23, 1, 0, 0, 0, time.UTC)}
		s := m.clock()
		m.pass(time.Second)
		m.wall, m.up = m.wall.Add(8*time.Hour), m.up+8*time.Hour
		s.Follow()
		if s.Skew() != 0 || !s.Now().Equal(m.wall) {
			t.Errorf("after a night asleep: Skew() = %v, Now() = %v, want 0 and %v", s.Skew(), s.Now(), m.wall)
		}
	})
	t.Run("ThisMachine", func(t *testing.T) {
		t.Parallel()
		s := NewSteady()
		s.Follow()
		if off := time.Until(s.Now()).Abs(); off > time.Second || s.Skew() != 0 {
			t.Errorf("Now() is %v off, Skew() = %v, want the machine's clock", off, s.Skew())
		}
	})
}

// TestSteadyLedger steps the machine's clock under a ledger: a lease is kept, the
// events go on in time, and readiness tells.
func TestSteadyLedger(t *testing.T) {
	t.Parallel()
	for _, step := range []time.Duration{time.Hour, -time.Hour, 24 * time.Hour, -24 * time.Hour} {
		t.Run(step.String(), func(t *testing.T) {
			t.Parallel()
			m := machine{wall: time.Date(2026, 11, 23, 1, 0, 0, 0, time.UTC)}
			s, err := Open(t.Context(), "sqlite:"+filepath.Join(t.TempDir(), "loket.db"), Options{Sealer: sealerOf(t), Steady: m.clock()})
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = s.Close() })
			channel := loket.Channel{ID: "c", Agency: "a", Kind: loket.Telegram, Name: "Telegram"}
			if err := s.Register(t.Context(), loket.Agency{ID: "a", Code: "AA", Name: "A", Zone: "Asia/Makassar"}, channel); err != nil {
				t.Fatal(err)
			}
			lease, err := s.AcquireLease(t.Context(), "c", loket.Owner{Replica: "r", Process: "p"}, true)
			if err != nil {
				t.Fatal(err)
			}
			for range 3 {
				m.pass(loket.LeaseRenew)
				if err := s.write(t.Context(), recordOne); err != nil {
					t.Fatal(err)
				}
				m.wall = m.wall.Add(step)
				step = 0
				if err := s.MeasureTime(t.Context()); err != nil {
					t.Fatal(err)
				}
				if _, err := s.RenewLease(t.Context(), lease, time.Time{}); err != nil || !s.Now().Before(lease.Until.Add(loket.LeaseRenew)) {
					t.Fatalf("the lease until %v at %v: %v, want it kept", lease.Until, s.Now(), err)
				}
			}
			if err := s.TimeReady(t.Context()); loket.CodeOf(err) != loket.CodeUnavailable {
				t.Errorf("TimeReady() = %v, want the step told", err)
			}
			wantPaced(t, s, loket.LeaseRenew)
		})
	}
}

// wantPaced wants events that follow one another at a distance.
func wantPaced(t *testing.T, s *Store, distance time.Duration) {
	t.Helper()
	events, err := s.Events(context.WithoutCancel(t.Context()), 0, 10)
	if err != nil || len(events) < 3 {
		t.Fatalf("%d events, %v, want 3", len(events), err)
	}
	for i := 1; i < len(events); i++ {
		if got := events[i].At.Sub(events[i-1].At); got != distance {
			t.Errorf("event %d comes %v after the one before, want %v", i, got, distance)
		}
	}
}
