package store

import (
	"database/sql"
	"errors"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"

	"loket/internal/loket"
	"loket/internal/testserver"
)

// TestManyWritersWait holds the lock on events against many writers: what waits
// for it is bounded, needs nothing more of this process to be committed, keeps
// nobody from reading, and is thrown away by no time limit: every change is begun
// once.
func TestManyWritersWait(t *testing.T) {
	t.Parallel()
	address := testserver.PostgresFor(t).Database(t)
	s := openPostgres(t, address)
	before, err := s.LastEvent(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	other := openOther(t, address)
	lockEvents(t, other)
	const writers = 200
	var begun atomic.Int64
	change := func(tx *tx) error {
		begun.Add(1)
		if err := recordOne(tx); err != nil {
			return err
		}
		_, err := tx.exec(`SET LOCAL lock_timeout = '1ms'`)
		return err
	}
	var all sync.WaitGroup
	for i := range writers {
		all.Go(func() {
			write := s.write
			if i%2 == 0 {
				write = s.writeResult
			}
			if err := write(t.Context(), change); err != nil {
				t.Error(err)
			}
		})
	}
	awaitWaiting(t, other, writeTurns+resultTurns)
	var whole int
	err = other.QueryRowContext(t.Context(), `
SELECT COUNT(*) FROM pg_stat_activity WHERE wait_event = 'advisory' AND right(query, 8) = '; COMMIT'`).Scan(&whole)
	if err != nil || whole != writeTurns+resultTurns {
		t.Errorf("the server can commit %d of those that wait without us, %v, want all %d", whole, err, writeTurns+resultTurns)
	}
	if n := begun.Load(); n != writeTurns+resultTurns {
		t.Errorf("%d changes begun while nothing can be committed, want %d", n, writeTurns+resultTurns)
	}
	if last, err := s.LastEvent(t.Context()); err != nil || last != before {
		t.Errorf("LastEvent() = %d, %v, want %d", last, err, before)
	}
	unlockEvents(t, other)
	all.Wait()
	if n := begun.Load(); n != writers {
		t.Errorf("%d changes were begun %d times, want once each", writers, n)
	}
	events, err := s.Events(t.Context(), before, writers+1)
	if err != nil || len(events) != writers || events[writers-1].Seq != before+writers {
		t.Errorf("%d events, %v, want %d without a gap", len(events), err, writers)
	}
}

// TestDoubtIsOutlived cuts a writer off whose commit waits for the lock on events,
// and the driver cannot tell the server: the error comes when the server has ended
// the transaction, and not before, so that whoever looks what became of it finds it.
func TestDoubtIsOutlived(t *testing.T) {
	t.Parallel()
	server := testserver.PostgresFor(t)
	direct := server.Database(t)
	other := openOther(t, direct)
	var name string
	if err := other.QueryRowContext(t.Context(), `SELECT current_database()`).Scan(&name); err != nil {
		t.Fatal(err)
	}
	between := newRelay(t, filepath.Join(server.Dir(), ".s.PGSQL.5432"), 0)
	s := openPostgres(t, between.address(name))
	lockEvents(t, other)
	ended := make(chan error, 1)
	go func() { ended <- s.write(t.Context(), recordOne) }()
	awaitWaiting(t, other, 1)
	between.cut()
	awaitWaiting(t, other, 2)
	select {
	case err := <-ended:
		t.Errorf("the write ended with %v while the server still had it", err)
	default:
	}
	unlockEvents(t, other)
	if err := <-ended; !errors.Is(err, errInDoubt) || !errors.Is(err, loket.ErrNoLedger) {
		t.Errorf("the write that was cut off = %v, want %v", err, errInDoubt)
	}
	if last, err := s.LastEvent(t.Context()); err != nil || last != 1 {
		t.Errorf("LastEvent() = %d, %v, want 1", last, err)
	}
}

func lockEvents(t *testing.T, other *sql.Conn) {
	t.Helper()
	if _, err := other.ExecContext(t.Context(), `SELECT pg_advisory_lock($1)`, int64(eventLock)); err != nil {
		t.Fatal(err)
	}
}

func unlockEvents(t *testing.T, other *sql.Conn) {
	t.Helper()
	if _, err := other.ExecContext(t.Context(), `SELECT pg_advisory_unlock($1)`, int64(eventLock)); err != nil {
		t.Fatal(err)
	}
}

// awaitWaiting returns when so many transactions wait for the lock on events.
func awaitWaiting(t *testing.T, other *sql.Conn, want int) {
	t.Helper()
	for waiting := 0; waiting < want && !t.Failed(); {
		err := other.QueryRowContext(t.Context(), `
SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'advisory'`).Scan(&waiting)
		if err != nil {
			t.Fatal(err)
		}
	}
}

// TestRefusedChangeLeavesNothing wants the connection of a change that refuses or
// panics back in the pool with nothing open on it.
func TestRefusedChangeLeavesNothing(t *testing.T) {
	t.Parallel()
	address := testserver.PostgresFor(t).Database(t)
	s := openPostgres(t, address)
	var all sync.WaitGroup
	for range 5 * chatConnections {
		all.Go(func() {
			err := s.write(t.Context(), func(tx *tx) error {
				_ = recordOne(tx)
				panic("poison")
			})
			if err == nil {
				t.Error("a change that panics = nil")
			}
		})
	}
	all.Wait()
	var open int
	err := openOther(t, address).QueryRowContext(t.Context(), `
SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in transaction%'`).Scan(&open)
	if last, lastErr := s.LastEvent(t.Context()); err != nil || open != 0 || last != 0 || lastErr != nil {
		t.Errorf("%d transactions open, %v; last event %d, %v; want none", open, err, last, lastErr)
	}
}

// openOther is one connection of somebody else's.
func openOther(t *testing.T, address string) *sql.Conn {
	t.Helper()
	db, err := sql.Open("pgx", address)
	if err != nil {
		t.Fatal(err)
	}
	conn, err := db.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = errors.Join(conn.Close(), db.Close()) })
	return conn
}
