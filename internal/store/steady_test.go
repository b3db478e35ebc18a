package store

import (
	"testing"
	"time"
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
