package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"loket/internal/loket"
)

// writer runs a change in a transaction of its own and returns once it is on
// disk, or not at all.
type writer interface {
	write(ctx context.Context, change func(*tx) error) error
	// writeResult is write for what became of a call, which goes first.
	writeResult(ctx context.Context, change func(*tx) error) error
}

// write runs change in one transaction; loket.ErrNoLedger: the database is in
// trouble, and it may even be committed. Events that change records are numbered
// and written last. The change may run more than once: it must not have effects
// outside the transaction.
func (s *Store) write(ctx context.Context, change func(*tx) error) error {
	defer s.writes.begin()()
	return s.told(s.writer.write(ctx, change))
}

// writeResult is write for what became of a call: it goes before whatever waits.
func (s *Store) writeResult(ctx context.Context, change func(*tx) error) error {
	defer s.writes.begin()()
	return s.told(s.writer.writeResult(ctx, change))
}

// told notes how a write ended, and tells of an outage as one.
func (s *Store) told(err error) error {
	s.condition.note(s.Now(), err)
	return withOutage(err)
}

// tx is one transaction.
type tx struct {
	ctx    context.Context
	store  *Store
	now    time.Time   // one instant for the whole transaction
	on     *statements // SQLite: of the writer's connection
	within *sql.Tx     // PostgreSQL
	group  *group      // SQLite: what the changes of one commit share
	events []loket.Event
}

// prepared is a statement that is ready to run.
type prepared interface {
	ExecContext(ctx context.Context, args ...any) (sql.Result, error)
	QueryContext(ctx context.Context, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, args ...any) *sql.Row
	Close() error
}

// stmt makes a statement ready. On PostgreSQL the connection of the transaction
// does it, which remembers what it prepared: asking the pool would wait for a
// second connection while holding one, and enough of those wait for ever.
func (t *tx) stmt(query string) (prepared, error) {
	if t.within != nil {
		return direct{t.within, query}, nil
	}
	return t.on.get(t.ctx, query)
}

// direct is a query on the connection of a transaction.
type direct struct {
	within *sql.Tx
	query  string
}

// ExecContext implements prepared.
func (d direct) ExecContext(ctx context.Context, args ...any) (sql.Result, error) {
	return d.within.ExecContext(ctx, d.query, args...)
}

// QueryContext implements prepared.
func (d direct) QueryContext(ctx context.Context, args ...any) (*sql.Rows, error) {
	return d.within.QueryContext(ctx, d.query, args...)
}

// QueryRowContext implements prepared.
func (d direct) QueryRowContext(ctx context.Context, args ...any) *sql.Row {
	return d.within.QueryRowContext(ctx, d.query, args...)
}

// exec runs a statement and tells how many rows it touched.
func (t *tx) exec(query string, args ...any) (int64, error) {
	stmt, err := t.stmt(query)
	if err != nil {
		return 0, err
	}
	result, err := stmt.ExecContext(t.ctx, args...)
	if err != nil {
		return 0, err
	}
	return result.RowsAffected()
}

// one reads a single row through scan; sql.ErrNoRows when there is none.
func (t *tx) one(scan func(scanner) error, query string, args ...any) error {
	stmt, err := t.stmt(query)
	if err != nil {
		return err
	}
	return scan(stmt.QueryRowContext(t.ctx, args...))
}

// each reads every row through scan.
func (t *tx) each(scan func(scanner) error, query string, args ...any) error {
	stmt, err := t.stmt(query)
	if err != nil {
		return err
	}
	rows, err := stmt.QueryContext(t.ctx, args...)
	if err != nil {
		return err
	}
	return drain(rows, scan)
}

// Close implements prepared: there is nothing to close.
func (d direct) Close() error { return nil }

// run calls change, then writes the events it recorded, and tells who asked.
func (t *tx) run(change func(*tx) error) error {
	if err := guard(change, t); err != nil {
		return err
	}
	if err := t.flushEvents(); err != nil {
		return err
	}
	t.store.written()
	return nil
}

// guard turns a panic of change into an error, so that one bad change cannot
// take the writer down with it.
func guard(change func(*tx) error, t *tx) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("change panicked: %v", r)
		}
	}()
	return change(t)
}

// poolWriter gives every change a transaction on a connection of the pool and
// begins again when the database says that two of them met.
type poolWriter struct {
	db    *sql.DB
	store *Store
}

// attempts is how often a change is begun before its error is returned; after a
// race for a row, which only asks to look again, it is racedAttempts.
const (
	attempts      = 5
	racedAttempts = 20
)

func (w *poolWriter) write(ctx context.Context, change func(*tx) error) error {
	for try := 1; ; try++ {
		err := w.once(ctx, change)
		if err == nil || try == racedAttempts || (try >= attempts && !errors.Is(err, errRaced)) {
			return err
		}
		wait, ok := again(err, try)
		if !ok {
			return err
		}
		pause := time.NewTimer(wait)
		select {
		case <-ctx.Done():
			pause.Stop()
			return errors.Join(err, ctx.Err())
		case <-pause.C:
		}
	}
}

// writeResult implements writer: no change waits for another here.
func (w *poolWriter) writeResult(ctx context.Context, change func(*tx) error) error {
	return w.write(ctx, change)
}

// again tells whether the whole transaction may be begun again, and when: soon
// after a collision, and up to two seconds in all after the server went away
// before the commit, as it does for a restart. After a commit whose answer was
// lost nobody can know whether it was done.
func again(err error, try int) (wait time.Duration, ok bool) {
	switch {
	case collision(err):
		return time.Duration(try)*time.Millisecond + rand.N(5*time.Millisecond), true
	case errors.Is(err, errInDoubt) || reasonOf(err) == "":
		return 0, false
	}
	full := 100 * time.Millisecond << (try - 1)
	return full/2 + rand.N(full), true
}

// errInDoubt says that a commit was asked for and its answer never came.
var errInDoubt = errors.New("nobody knows whether it was committed")

func (w *poolWriter) once(ctx context.Context, change func(*tx) error) error {
	within, err := w.db.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("begin: %w", err)
	}
	t := &tx{ctx: ctx, store: w.store, now: w.store.Now(), within: within}
	if err := t.run(change); err != nil {
		return errors.Join(err, ignoreDone(within.Rollback()))
	}
	began := w.store.now()
	w.store.commits()
	if err := within.Commit(); err != nil {
		return fmt.Errorf("commit: %w", inDoubt(err))
	}
	w.store.timed(w.store.now().Sub(began), 1)
	return nil
}

// inDoubt marks an error of a commit that the server did not refuse itself.
func inDoubt(err error) error {
	if collision(err) {
		return err
	}
	return fmt.Errorf("%w: %w", errInDoubt, err)
}

func ignoreDone(err error) error {
	if errors.Is(err, sql.ErrTxDone) {
		return nil
	}
	return err
}

// collision tells whether beginning again can help: serialization failure,
// deadlock, a lock that was not to be had in time, or a row that another
// transaction inserted first.
func collision(err error) bool {
	if errors.Is(err, errRaced) {
		return true
	}
	pg, ok := errors.AsType[*pgconn.PgError](err)
	return ok && (pg.Code == "40001" || pg.Code == "40P01" || pg.Code == "55P03")
}

// errRaced says that another transaction made the same row first: begin again
// and find it.
var errRaced = errors.New("another transaction made the row first")
