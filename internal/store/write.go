package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

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
	return s.told(s.writer.write(ctx, marked(ctx, change)))
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
	within *sql.Conn   // PostgreSQL: the connection it is open on
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
	within *sql.Conn
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

// run calls change, then writes the events it recorded, and tells who asked. On
// PostgreSQL the events go with the commit.
func (t *tx) run(change func(*tx) error) error {
	if err := guard(change, t); err != nil {
		return err
	}
	if t.within == nil {
		if err := t.flushEvents(); err != nil {
			return err
		}
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
