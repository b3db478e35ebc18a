package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync"
)

// groupLimit bounds how many changes share one commit.
const groupLimit = 256

// errClosed says that the ledger was closed.
var errClosed = errors.New("ledger is closed")

// groupWriter is SQLite's one writer. Changes that arrive while a commit is on
// its way to the disk share the next one; each runs in a savepoint, so that one
// that fails takes only itself back. A caller hears of success after the commit.
type groupWriter struct {
	store *Store
	conn  *sql.Conn
	on    *statements
	queue chan *request
	done  chan struct{}

	mu     sync.RWMutex // guards closed against a send on queue
	closed bool
}

// group is what the changes of one commit share.
type group struct {
	lastEvent int64 // highest number of an event; 0: not known
}

type request struct {
	ctx    context.Context
	change func(*tx) error
	result chan error
	err    error
}

func newGroupWriter(ctx context.Context, db *sql.DB, s *Store) (*groupWriter, error) {
	conn, err := db.Conn(ctx)
	if err != nil {
		return nil, fmt.Errorf("take the writing connection: %w", err)
	}
	w := &groupWriter{
		store: s, conn: conn, on: newStatements(conn),
		queue: make(chan *request, groupLimit), done: make(chan struct{}),
	}
	go w.loop()
	return w, nil
}

// write hands the change to the writer and waits for its commit. A caller that
// goes away before its change was begun leaves nothing behind.
func (w *groupWriter) write(ctx context.Context, change func(*tx) error) error {
	r := &request{ctx: ctx, change: change, result: make(chan error, 1)}
	w.mu.RLock()
	if w.closed {
		w.mu.RUnlock()
		return errClosed
	}
	select {
	case w.queue <- r:
		w.mu.RUnlock()
	case <-ctx.Done():
		w.mu.RUnlock()
		return ctx.Err()
	}
	return <-r.result
}

func (w *groupWriter) close() error {
	w.mu.Lock()
	if w.closed {
		w.mu.Unlock()
		return nil
	}
	w.closed = true
	close(w.queue)
	w.mu.Unlock()
	<-w.done
	return errors.Join(w.on.close(), w.conn.Close())
}

func (w *groupWriter) loop() {
	defer close(w.done)
	for first := range w.queue {
		members := w.gather(first)
		err := w.commit(members)
		for _, r := range members {
			r.result <- errors.Join(r.err, err)
		}
	}
}

// gather takes what else is waiting, without waiting for it.
func (w *groupWriter) gather(first *request) []*request {
	members := []*request{first}
	for len(members) < groupLimit {
		select {
		case r, ok := <-w.queue:
			if !ok {
				return members
			}
			members = append(members, r)
		default:
			return members
		}
	}
	return members
}

// commit runs the members in one transaction. Its error concerns every member; a
// member's own stands in its request.
func (w *groupWriter) commit(members []*request) error {
	root := &tx{ctx: context.Background(), on: w.on, group: &group{}}
	if _, err := root.exec(`BEGIN IMMEDIATE`); err != nil {
		return fmt.Errorf("begin: %w", err)
	}
	run := w.runMember
	if len(members) == 1 {
		run = w.runAlone
	}
	for _, r := range members {
		if err := run(r, root); err != nil {
			_, back := root.exec(`ROLLBACK`)
			return errors.Join(err, back)
		}
	}
	began := w.store.now()
	w.store.commits()
	if _, err := root.exec(`COMMIT`); err != nil {
		_, back := root.exec(`ROLLBACK`)
		return errors.Join(fmt.Errorf("commit: %w", err), back)
	}
	w.store.timed(w.store.now().Sub(began), len(members))
	return nil
}

// runAlone runs the only change of a transaction, which is lost with it.
func (w *groupWriter) runAlone(r *request, root *tx) error {
	if err := r.ctx.Err(); err != nil {
		return err
	}
	return w.txOf(r, root).run(r.change)
}

// txOf is a member's part of the transaction.
func (w *groupWriter) txOf(r *request, root *tx) *tx {
	return &tx{ctx: context.WithoutCancel(r.ctx), store: w.store, now: w.store.Now(), on: w.on, group: root.group}
}

// runMember runs one change in a savepoint. It returns an error only when the
// transaction itself is lost.
func (w *groupWriter) runMember(r *request, root *tx) error {
	if r.err = r.ctx.Err(); r.err != nil {
		return nil //nolint:nilerr // the member's error, not the transaction's
	}
	if _, err := root.exec(`SAVEPOINT member`); err != nil {
		return fmt.Errorf("begin member: %w", err)
	}
	if r.err = w.txOf(r, root).run(r.change); r.err != nil {
		root.group.lastEvent = 0
		if _, err := root.exec(`ROLLBACK TO member`); err != nil {
			return fmt.Errorf("take member back: %w", err)
		}
	}
	if _, err := root.exec(`RELEASE member`); err != nil {
		return fmt.Errorf("end member: %w", err)
	}
	return nil
}
