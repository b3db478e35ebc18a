package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync"
	"time"

	"loket/internal/loket"
)

const (
	measureEvery = 10 * time.Second
	measureTimes = 3               // the quickest of them counts
	skewLimit    = 2 * time.Second // beyond it a replica is not ready
)

// anchor ties the injected clock to the server's: one moment on both.
type anchor struct{ local, server time.Time }

// Now is the ledger's time, which never goes back: on PostgreSQL the server's, by
// which replicas whose own clocks differ agree, once KeepTime has measured it, so
// that a step of the machine's wall clock does not move it; on SQLite the injected
// clock's.
func (s *Store) Now() time.Time {
	now := s.now()
	if a := s.anchor.Load(); a != nil {
		now = a.server.Add(now.Sub(a.local))
	} else if s.postgres {
		return now
	}
	return s.forward.at(now)
}

// forward makes time that never goes back of a clock that may: after a step back
// it goes at half the clock's speed until the clock has caught up, so that nothing
// lasts less than no time and nothing that rests an instant rests an hour. Its
// zero value knows of no time before.
type forward struct {
	mu   sync.Mutex // guards what follows
	seen time.Time  // what the clock said last
	said time.Time  // what became of it
}

func (f *forward) at(clock time.Time) time.Time {
	f.mu.Lock()
	defer f.mu.Unlock()
	passed := max(0, clock.Round(0).Sub(f.seen))
	f.seen = clock.Round(0)
	if slow := f.said.Add(passed / 2); slow.After(f.seen) {
		f.said = slow
		return slow
	}
	f.said = f.seen
	return clock
}

const selectNewestTime = `SELECT recorded_at FROM events ORDER BY seq DESC LIMIT 1`

// goOn makes the ledger's time begin no earlier than its newest event; clock is
// what it is made of now.
func (s *Store) goOn(ctx context.Context, clock time.Time) error {
	var newest time.Time
	err := s.read.one(ctx, func(r scanner) error { return r.Scan(when{&newest}) }, selectNewestTime)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return fmt.Errorf("read the time of the newest event: %w", err)
	}
	s.forward.mu.Lock()
	defer s.forward.mu.Unlock()
	s.forward.seen, s.forward.said = clock.Round(0), newest
	return nil
}

// KeepTime measures the clock every ten seconds until ctx ends. What
// cannot be measured keeps the measure before, and is told to failed.
func (s *Store) KeepTime(ctx context.Context, failed func(error)) error {
	tick := time.NewTicker(measureEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
		if err := s.MeasureTime(ctx); err != nil && ctx.Err() == nil {
			failed(err)
		}
	}
}

const selectServerTime = `SELECT clock_timestamp()`

// MeasureTime asks the server for its time: of three answers the quickest, and of
// its way there and back the middle. On SQLite it compares with the machine's.
func (s *Store) MeasureTime(ctx context.Context) error {
	if !s.postgres {
		if s.steady != nil {
			s.steady.Follow()
		}
		return nil
	}
	var best anchor
	var quickest time.Duration
	for i := range measureTimes {
		var server time.Time
		sent := s.now()
		err := s.read.one(ctx, func(r scanner) error { return r.Scan(&server) }, selectServerTime)
		took := s.now().Sub(sent)
		if err != nil {
			return fmt.Errorf("read the server's time: %w", err)
		}
		if i == 0 || took < quickest {
			best, quickest = anchor{sent.Add(took / 2), server.UTC()}, took
		}
	}
	if s.anchor.Load() == nil {
		if err := s.goOn(ctx, best.server); err != nil {
			return err
		}
	}
	s.anchor.Store(&best)
	return nil
}

// Skew is how far the server's clock was ahead of this machine's when it was last
// measured; negative: behind.
func (s *Store) Skew() time.Duration {
	a := s.anchor.Load()
	if a == nil {
		return 0
	}
	return a.server.Sub(a.local)
}

// TimeReady refuses a machine whose clock is more than two seconds off. It
// implements a check of readiness.
func (s *Store) TimeReady(context.Context) error {
	if s.steady != nil {
		return s.steadyReady()
	}
	if skew := s.Skew().Abs(); skew > skewLimit {
		return loket.Errorf(loket.CodeUnavailable, fmt.Sprintf(
			"Jam komputer ini berbeda %.1f detik dari jam basis data, batasnya 2 detik. Nyalakan NTP di kedua komputer.", skew.Seconds()))
	}
	return nil
}

// steadyReady refuses a machine whose clock was stepped under the ledger's feet.
func (s *Store) steadyReady() error {
	skew := s.steady.Skew()
	if skew == 0 {
		return nil
	}
	return loket.Errorf(loket.CodeUnavailable, fmt.Sprintf(
		"Jam komputer ini dipindah %v saat Loket berjalan. Loket tetap memakai jam semula. "+
			"Bila jam yang baru benar, jalankan ulang Loket; bila salah, betulkan jamnya.", skew.Round(time.Second)))
}
