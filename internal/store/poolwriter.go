package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// How many transactions of this process are open at once. More would only wait
// for one another, under the locks of rows that others ask for, and keep those who
// read from a connection. Results of calls have turns of their own, so that none
// waits behind what comes in.
const (
	writeTurns  = 8
	resultTurns = 4
)

// poolWriter gives every change a transaction on a connection of the pool and
// begins again when the database says that two of them met.
type poolWriter struct {
	db      *sql.DB
	store   *Store
	turns   chan struct{} // holds one for each transaction that is open
	results chan struct{} // the same, of results of calls
}

func newPoolWriter(db *sql.DB, s *Store) *poolWriter {
	return &poolWriter{
		db: db, store: s, turns: make(chan struct{}, writeTurns), results: make(chan struct{}, resultTurns),
	}
}

// attempts is how often a change is begun before its error is returned; after a
// race for a row, which only asks to look again, it is racedAttempts.
const (
	attempts      = 5
	racedAttempts = 20
)

// write implements writer.
func (w *poolWriter) write(ctx context.Context, change func(*tx) error) error {
	return w.until(ctx, w.turns, change)
}

// writeResult implements writer.
func (w *poolWriter) writeResult(ctx context.Context, change func(*tx) error) error {
	return w.until(ctx, w.results, change)
}

// until begins a change again until it is committed or that cannot help.
func (w *poolWriter) until(ctx context.Context, turns chan struct{}, change func(*tx) error) error {
	for try := 1; ; try++ {
		err := w.inTurn(ctx, turns, change)
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

func (w *poolWriter) inTurn(ctx context.Context, turns chan struct{}, change func(*tx) error) error {
	select {
	case turns <- struct{}{}:
		defer func() { <-turns }()
		return w.once(ctx, change)
	case <-ctx.Done():
		return ctx.Err()
	}
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

func (w *poolWriter) once(ctx context.Context, change func(*tx) error) (err error) {
	conn, err := w.begin(ctx)
	if err != nil {
		return fmt.Errorf("begin: %w", err)
	}
	defer func() {
		if err != nil {
			rollback(ctx, conn)
		}
		err = errors.Join(err, ignoreClosed(conn.Close()))
	}()
	t := &tx{ctx: ctx, store: w.store, now: w.store.Now(), within: conn}
	if err := t.run(change); err != nil {
		return err
	}
	began := w.store.now()
	w.store.commits()
	if err := t.commit(); err != nil {
		if err = inDoubt(err); errors.Is(err, errInDoubt) && len(t.events) > 0 {
			w.outlive(ctx)
		}
		return fmt.Errorf("commit: %w", err)
	}
	w.store.timed(w.store.now().Sub(began), 1)
	return nil
}

// begin opens a transaction on a connection of the pool, passing over those that
// ended unnoticed while nobody used them.
func (w *poolWriter) begin(ctx context.Context) (conn *sql.Conn, err error) {
	for range chatConnections + 1 {
		if conn, err = w.db.Conn(ctx); err != nil {
			return nil, err
		}
		if _, err = conn.ExecContext(ctx, `BEGIN ISOLATION LEVEL READ COMMITTED`); err == nil {
			return conn, nil
		}
		_ = conn.Close() // the error of the statement says more
		if !errors.Is(err, driver.ErrBadConn) {
			break
		}
	}
	return nil, err
}

// patienceAfter is how long what follows a failed transaction may take, once
// whoever asked for it may be gone.
const patienceAfter = 5 * time.Second

// rollback takes a transaction back. Should it fail, the pool gives up the
// connection, whose transaction is still open, and the server ends it.
func rollback(ctx context.Context, conn *sql.Conn) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), patienceAfter)
	defer cancel()
	_, _ = conn.ExecContext(ctx, `ROLLBACK`)
}

// commit numbers and writes what was recorded, and commits, in one message to the
// server: while it holds the lock on events it waits for nobody but its disk.
func (t *tx) commit() error {
	if len(t.events) == 0 {
		_, err := t.within.ExecContext(t.ctx, `COMMIT`)
		return err
	}
	query, args := t.lastWords()
	_, err := t.within.ExecContext(t.ctx, query, append([]any{pgx.QueryExecModeSimpleProtocol}, args...)...)
	return err
}

// outlive waits, for a while, until a transaction whose commit was not answered has
// ended: the server may still have it wait for the lock on events, which is given
// in order. Whoever looks then what became of it finds out. Where the server
// itself is gone, so is the transaction.
func (w *poolWriter) outlive(ctx context.Context) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), patienceAfter)
	defer cancel()
	_, _ = w.db.ExecContext(ctx, `SELECT pg_advisory_xact_lock($1)`, int64(eventLock))
}

// inDoubt marks an error of a commit that the server did not refuse itself: after
// an ERROR the transaction was taken back; a FATAL one ends the connection.
func inDoubt(err error) error {
	if pg, ok := errors.AsType[*pgconn.PgError](err); ok && pg.SeverityUnlocalized == "ERROR" {
		return err
	}
	return fmt.Errorf("%w: %w", errInDoubt, err)
}

// ignoreClosed passes over a connection that is gone already.
func ignoreClosed(err error) error {
	if errors.Is(err, sql.ErrConnDone) || errors.Is(err, driver.ErrBadConn) {
		return nil
	}
	return err
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
