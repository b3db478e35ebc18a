package store_test

import (
	"sync/atomic"
	"testing"
	"time"

	"loket/internal/loket"
	"loket/internal/loket/lokettest"
	"loket/internal/store"
	"loket/internal/store/storetest"
	"loket/internal/testserver"
)

// TestServerTime lets a machine's clock run off: on PostgreSQL the ledger's time
// stays the server's, and more than two seconds are told.
func TestServerTime(t *testing.T) {
	t.Parallel()
	address := testserver.PostgresFor(t).Database(t)
	for _, c := range []struct {
		name  string
		off   time.Duration
		ready bool
	}{
		{"Right", 0, true},
		{"Ahead/ALittle", 1800 * time.Millisecond, true},
		{"Ahead", 3 * time.Second, false},
		{"Behind", -time.Hour, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := open(t, address, func() time.Time { return time.Now().Add(c.off) })
			if err := s.MeasureTime(t.Context()); err != nil {
				t.Fatal(err)
			}
			if err := s.TimeReady(t.Context()); (err == nil) != c.ready {
				t.Errorf("TimeReady() with a clock %v off = %v, want ready: %v", c.off, err, c.ready)
			} else if err != nil && loket.CodeOf(err) != loket.CodeUnavailable {
				t.Errorf("TimeReady() = %v, want %s", err, loket.CodeUnavailable)
			}
			if off := time.Until(s.Now()).Abs(); off > 500*time.Millisecond {
				t.Errorf("Now() is %v off the server's time, want it right", off)
			}
			if skew := s.Skew() + c.off; skew.Abs() > 500*time.Millisecond {
				t.Errorf("Skew() = %v, want %v", s.Skew(), -c.off)
			}
		})
	}
	t.Run("SQLite/IsTheClockGiven", func(t *testing.T) {
		t.Parallel()
		s := open(t, storetest.EmptySQLite(t), func() time.Time { return time.Now().Add(time.Hour) })
		if err := s.MeasureTime(t.Context()); err != nil {
			t.Fatal(err)
		}
		if err := s.TimeReady(t.Context()); err != nil || s.Skew() != 0 || time.Until(s.Now()) < 59*time.Minute {
			t.Errorf("TimeReady() = %v, Skew() = %v, Now() = %v, want the clock given", err, s.Skew(), s.Now())
		}
	})
}

// TestServerTimeStep moves the machine's wall clock by a day: what was measured
// before keeps the ledger's time until it is measured again.
func TestServerTimeStep(t *testing.T) {
	t.Parallel()
	var step atomic.Int64
	s := open(t, testserver.PostgresFor(t).Database(t), func() time.Time { return time.Now().Add(time.Duration(step.Load())) })
	if err := s.MeasureTime(t.Context()); err != nil {
		t.Fatal(err)
	}
	step.Store(int64(24 * time.Hour))
	if err := s.MeasureTime(t.Context()); err != nil {
		t.Fatal(err)
	}
	if off := time.Until(s.Now()).Abs(); off > 500*time.Millisecond {
		t.Errorf("Now() is %v off after a step that was measured, want it right", off)
	}
	if err := s.TimeReady(t.Context()); err == nil {
		t.Error("TimeReady() = nil after a step of a day, want it told")
	}
}

func open(t *testing.T, address string, now func() time.Time) *store.Store {
	t.Helper()
	s, err := store.Open(t.Context(), address, store.Options{Sealer: storetest.Sealer(t, 1), Now: now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// TestTimeNeverGoesBack lets a machine's clock step on SQLite: the ledger's time
// follows it forward, and goes on at half its speed behind a step back until the
// clock has caught up, also when the program begins again meanwhile.
func TestTimeNeverGoesBack(t *testing.T) {
	t.Parallel()
	noon := time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
	clock := noon
	address := storetest.EmptySQLite(t)
	s := open(t, address, func() time.Time { return clock })
	says := func(what string, set time.Duration, want time.Duration) {
		t.Helper()
		clock = noon.Add(set)
		if got := s.Now().Sub(noon); got != want {
			t.Errorf("%s: the clock says noon and %v, the ledger noon and %v, want %v", what, set, got, want)
		}
	}
	says("at first", 0, 0)
	says("a step forward", time.Hour, time.Hour)
	says("a step back", 0, time.Hour)
	says("a minute later", time.Minute, time.Hour+30*time.Second)
	if err := s.Register(t.Context(), lokettest.Agency(), lokettest.Channels()...); err != nil {
		t.Fatal(err)
	}
	in := loket.Inbound{Channel: lokettest.Channels()[0].ID, OriginKey: "m:1:1", Person: "1", Address: "1", Kind: loket.MessageText}
	if _, err := s.Ingest(t.Context(), []loket.Inbound{in}); err != nil {
		t.Fatal(err)
	}
	s = open(t, address, func() time.Time { return clock })
	says("begun again", time.Minute, time.Hour+30*time.Second)
	says("an hour later", 61*time.Minute, 90*time.Minute+30*time.Second)
	says("caught up", 2*time.Hour, 2*time.Hour)
	says("from then on", 121*time.Minute, 121*time.Minute)
}
