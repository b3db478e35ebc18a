package store

import (
	"context"
	"fmt"
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

// Now is the ledger's time: on PostgreSQL the server's, by which replicas whose
// own clocks differ agree, once KeepTime has measured it; else the injected
// clock's. A step of the machine's wall clock does not move it.
func (s *Store) Now() time.Time {
	a := s.anchor.Load()
	if a == nil {
		return s.now()
	}
	return a.server.Add(s.now().Sub(a.local))
}

// KeepTime measures the server's clock every ten seconds until ctx ends. What
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
// its way there and back the middle. On SQLite it does nothing.
func (s *Store) MeasureTime(ctx context.Context) error {
	if !s.postgres {
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
	if skew := s.Skew().Abs(); skew > skewLimit {
		return loket.Errorf(loket.CodeUnavailable, fmt.Sprintf(
			"Jam komputer ini berbeda %.1f detik dari jam basis data, batasnya 2 detik. Nyalakan NTP di kedua komputer.", skew.Seconds()))
	}
	return nil
}
