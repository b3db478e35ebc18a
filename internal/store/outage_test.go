package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"loket/internal/loket"
	"loket/internal/testserver"
)

// TestFullDisk gives a ledger no page more: what is written fails as the
// ledger's trouble, is told, and goes through again when there is room.
func TestFullDisk(t *testing.T) {
	t.Parallel()
	s := openGroup(t)
	pages := func(n string) {
		t.Helper()
		err := s.write(t.Context(), func(tx *tx) error {
			return tx.one(func(r scanner) error { return r.Scan(new(int)) }, `PRAGMA max_page_count = `+n)
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	fill := func() error {
		return s.write(t.Context(), func(tx *tx) error {
			_, err := tx.exec(insertPing+` ON CONFLICT DO NOTHING`, strings.Repeat("x", 64<<10))
			return err
		})
	}
	pages("1")
	if err := fill(); !errors.Is(err, loket.ErrNoLedger) || loket.CodeOf(err) != loket.CodeUnavailable {
		t.Fatalf("a write to a full disk = %v, want %v", err, loket.ErrNoLedger)
	}
	if trouble, is := s.Trouble(); !is || trouble.Reason != "disk penuh" || time.Since(trouble.Since) > time.Minute {
		t.Errorf("Trouble() = %+v, %v, want the full disk", trouble, is)
	}
	if err := s.write(t.Context(), func(*tx) error { return loket.ErrStale }); errors.Is(err, loket.ErrNoLedger) {
		t.Errorf("a change that refuses = %v, want no trouble of the ledger", err)
	}
	if _, is := s.Trouble(); !is {
		t.Error("a change that refused itself ended the trouble")
	}
	pages("1000000")
	if err := fill(); err != nil {
		t.Errorf("a write once there is room = %v", err)
	}
	if trouble, is := s.Trouble(); is {
		t.Errorf("Trouble() = %+v once there is room, want none", trouble)
	}
	var verdict string
	if err := s.read.one(t.Context(), func(r scanner) error { return r.Scan(&verdict) }, `PRAGMA integrity_check`); err != nil || verdict != "ok" {
		t.Errorf("integrity_check = %q, %v, want ok", verdict, err)
	}
}

// TestPingWrites wants a ping to reach the disk, and to leave nothing there.
func TestPingWrites(t *testing.T) {
	t.Parallel()
	s := openGroup(t)
	changed := func() (n int) {
		t.Helper()
		if err := s.write(t.Context(), func(tx *tx) error {
			return tx.one(func(r scanner) error { return r.Scan(&n) }, `SELECT total_changes()`)
		}); err != nil {
			t.Fatal(err)
		}
		return n
	}
	before := changed()
	if err := s.Ping(t.Context()); err != nil {
		t.Fatal(err)
	}
	if after := changed(); after != before+2 {
		t.Errorf("a ping made %d changes, want a row that comes and goes", after-before)
	}
	var left int
	if err := s.read.one(t.Context(), func(r scanner) error { return r.Scan(&left) }, `SELECT COUNT(*) FROM sessions`); err != nil || left != 0 {
		t.Errorf("%d rows are left, %v, want none", left, err)
	}
}

func TestReasons(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		err    error
		reason string
	}{
		{&pgconn.PgError{Code: "53100"}, "disk penuh"},
		{&pgconn.PgError{Code: "53300"}, "server basis data bermasalah"},
		{&pgconn.PgError{Code: "57P01"}, "tidak terhubung"},
		{&pgconn.PgError{Code: "08006"}, "tidak terhubung"},
		{&pgconn.PgError{Code: "25006"}, "hanya dapat dibaca"},
		{&pgconn.PgError{Code: "40P01"}, "terlalu sibuk"},
		{&pgconn.PgError{Code: "23505"}, ""}, // a row that is there is the caller's
		{&pgconn.PgError{Code: "22021"}, ""},
		{&net.OpError{Op: "read", Err: errors.New("reset")}, "tidak terhubung"},
		{io.ErrUnexpectedEOF, "tidak terhubung"},
		{sql.ErrConnDone, "tidak terhubung"},
		{context.DeadlineExceeded, "tidak menjawab"},
		{context.Canceled, ""},
		{sql.ErrNoRows, ""},
		{loket.ErrStale, ""},
	} {
		err := fmt.Errorf("write: %w", c.err)
		if got := reasonOf(err); got != c.reason {
			t.Errorf("reasonOf(%v) = %q, want %q", err, got, c.reason)
		}
		if got := errors.Is(withOutage(err), loket.ErrNoLedger); got != (c.reason != "") {
			t.Errorf("withOutage(%v) is the ledger's trouble: %v", err, got)
		}
	}
}

// TestCollisions lets real transactions meet on PostgreSQL. Whichever the server
// ends is begun again as a whole: both take effect, each once.
func TestCollisions(t *testing.T) {
	t.Parallel()
	server := testserver.PostgresFor(t)
	for _, c := range []struct {
		name, isolation string
		first, second   []string // rows, in the order each transaction changes them
	}{
		{"Deadlock/40P01", "read committed", []string{"a", "b"}, []string{"b", "a"}},
		{"Serialization/40001", "serializable", []string{"a"}, []string{"a"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := openCollider(t, server.Database(t))
			var began sync.WaitGroup // both have changed, or at least read, their first row
			began.Add(2)
			runs := [2]int{}
			var both sync.WaitGroup
			for i, rows := range [][]string{c.first, c.second} {
				both.Go(func() {
					err := s.write(t.Context(), func(tx *tx) error {
						runs[i]++
						if _, err := tx.exec(`SET TRANSACTION ISOLATION LEVEL ` + c.isolation); err != nil {
							return err
						}
						return collide(tx, rows, runs[i] == 1, &began)
					})
					if err != nil {
						t.Errorf("transaction %d = %v, want it begun again until it goes through", i, err)
					}
				})
			}
			both.Wait()
			if runs[0]+runs[1] < 3 {
				t.Errorf("the transactions ran %v times: they did not collide", runs)
			}
			for _, row := range c.first {
				var n int64
				err := s.read.one(t.Context(), func(r scanner) error { return r.Scan(&n) }, `SELECT expires_at FROM sessions WHERE token = $1`, row)
				if err != nil || n != 2 {
					t.Errorf("row %s was counted to %d, %v, want 2: each transaction once", row, n, err)
				}
			}
		})
	}
}

// collide counts rows up, one after the other, and the first time it waits for
// the other transaction to have begun.
func collide(tx *tx, rows []string, wait bool, began *sync.WaitGroup) error {
	for i, row := range rows {
		var n int64
		err := tx.one(func(r scanner) error { return r.Scan(&n) }, `SELECT expires_at FROM sessions WHERE token = $1`, row)
		if err != nil {
			return err
		}
		meet := wait && i == 0
		if meet && len(rows) == 1 {
			began.Done()
			began.Wait()
		}
		if _, err := tx.exec(`UPDATE sessions SET expires_at = expires_at + 1 WHERE token = $1`, row); err != nil {
			return err
		}
		if meet && len(rows) > 1 {
			began.Done()
			began.Wait()
		}
	}
	return nil
}

func openCollider(t *testing.T, address string) *Store {
	t.Helper()
	s, err := Open(t.Context(), address, Options{Sealer: sealerOf(t)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	for _, row := range []string{"a", "b"} {
		if err := s.write(t.Context(), func(tx *tx) error {
			_, err := tx.exec(insertPing, row)
			return err
		}); err != nil {
			t.Fatal(err)
		}
	}
	return s
}
