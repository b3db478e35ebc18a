package store

import (
	"context"
	"database/sql"
	"errors"
	"testing"
	"time"

	"loket/internal/loket"
	"loket/internal/report"
)

// TestReportsWaitForEachOther takes every connection of the reports: others are
// put off, whoever goes away is let go, and in the chats nobody notices.
func TestReportsWaitForEachOther(t *testing.T) {
	t.Parallel()
	s := openGroup(t)
	for range reportConnections() {
		conn, err := s.pools["reports"].Conn(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = conn.Close() })
	}
	now := time.Now()
	s.patience = 10 * time.Millisecond
	q := report.Query{Agency: "a", From: now, To: now, AsOf: now}
	if _, err := s.Waits(t.Context(), q, nil); loket.CodeOf(err) != loket.CodeUnavailable {
		t.Errorf("Waits without a connection = %v, want %s", err, loket.CodeUnavailable)
	}
	s.patience = time.Hour
	gone, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
	defer cancel()
	if _, err := s.Waits(gone, q, nil); !errors.Is(err, context.DeadlineExceeded) || loket.CodeOf(err) != "" {
		t.Errorf("Waits of somebody who went away = %v, want %v", err, context.DeadlineExceeded)
	}
	if _, err := s.Unprocessed(t.Context(), now); err != nil {
		t.Errorf("reading for the chats = %v, want nothing in the way", err)
	}
	if err := s.Ping(t.Context()); err != nil {
		t.Errorf("writing = %v, want nothing in the way", err)
	}
	stats := map[string]sql.DBStats{}
	s.Pools(func(pool string, st sql.DBStats) { stats[pool] = st })
	if got := stats["reports"]; got.InUse != reportConnections() || got.WaitCount < 2 || len(stats) != 3 {
		t.Errorf("pools = %+v, want the reports' in use and waited for, and three of them", stats)
	}
}
