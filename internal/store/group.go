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

// groupLimit bounds how many changes share one commit.
const groupLimit = 256

// errClosed says that the ledger was closed.
var errClosed = errors.New("ledger is closed")

// groupPatience is how long a group goes on taking other changes once it has the
// result of a call in it: about as long as its commit takes. A call whose result
// is not committed when the program dies is made again.
const groupPatience = 2 * time.Millisecond

// groupWriter is SQLite's one writer. Changes that arrive while others are being
// written share their commit, results of calls first. A caller hears of success
// after the commit.
type groupWriter struct {
	store   *Store
	conn    *sql.Conn
	on      *statements
	results chan *request // what became of calls
	queue   chan *request // everything else
	done    chan struct{}

	mu     sync.RWMutex // guards closed against a send on results and queue
	closed bool
}

// group is what the changes of one commit share.
type group struct {
	members   []*request
	resultAt  time.Time // when the first result joined; zero: none has
	lastEvent int64     // highest number of an event; 0: not known

	epochs map[loket.ChannelID]int64 // of channels whose row was read
}

// forget lets go of what members knew that were taken back.
func (g *group) forget() {
	g.lastEvent, g.epochs = 0, map[loket.ChannelID]int64{}
}

type request struct {
	ctx    context.Context
	change func(*tx) error
	answer chan error
	err    error // of the change alone
}

func newGroupWriter(ctx context.Context, db *sql.DB, s *Store) (*groupWriter, error) {
	conn, err := db.Conn(ctx)
	if err != nil {
		return nil, fmt.Errorf("take the writing connection: %w", err)
	}
	w := &groupWriter{
		store: s, conn: conn, on: newUnnamed(conn),
		results: make(chan *request, groupLimit), queue: make(chan *request, groupLimit), done: make(chan struct{}),
	}
	go w.loop()
	return w, nil
}

// write hands the change to the writer and waits for its commit. A caller that
// goes away before its change was begun leaves nothing behind.
func (w *groupWriter) write(ctx context.Context, change func(*tx) error) error {
	return w.hand(ctx, w.queue, change)
}

// writeResult implements writer.
func (w *groupWriter) writeResult(ctx context.Context, change func(*tx) error) error {
	return w.hand(ctx, w.results, change)
}

func (w *groupWriter) hand(ctx context.Context, queue chan<- *request, change func(*tx) error) error {
	r := &request{ctx: ctx, change: change, answer: make(chan error, 1)}
	w.mu.RLock()
	if w.closed {
		w.mu.RUnlock()
		return errClosed
	}
	select {
	case queue <- r:
		w.mu.RUnlock()
	case <-ctx.Done():
		w.mu.RUnlock()
		return ctx.Err()
	}
	return <-r.answer
}

func (w *groupWriter) close() error {
	w.mu.Lock()
	if w.closed {
		w.mu.Unlock()
		return nil
	}
	w.closed = true
	close(w.results)
	close(w.queue)
	w.mu.Unlock()
	<-w.done
	return errors.Join(w.on.close(), w.conn.Close())
}

func (w *groupWriter) loop() {
	defer close(w.done)
	for first := w.first(); first != nil; first = w.first() {
		g := &group{}
		err := w.commit(g, first)
		for _, r := range g.members {
			r.answer <- errors.Join(r.err, err)
		}
	}
}

// first waits for a change; nil: the ledger was closed, and all is written.
func (w *groupWriter) first() *request {
	select {
	case r := <-w.results:
		if r == nil {
			r = <-w.queue
		}
		return r
	case r := <-w.queue:
		if r == nil {
			r = <-w.results
		}
		return r
	}
}

// next is a change that waits and may join the group, a result before all else;
// nil: there is none.
func (w *groupWriter) next(g *group) *request {
	if len(g.members) == groupLimit {
		return nil
	}
	if r := poll(w.results); r != nil {
		if g.resultAt.IsZero() {
			g.resultAt = time.Now()
		}
		return r
	}
	if !g.resultAt.IsZero() && time.Since(g.resultAt) > groupPatience {
		return nil
	}
	return poll(w.queue)
}

func poll(queue <-chan *request) *request {
	select {
	case r := <-queue:
		return r
	default:
		return nil
	}
}

// commit writes a group that grows until nothing waits, in one transaction. Its
// error concerns every member; a member's own stands in its request. Few changes
// are refused, and so none gets a savepoint before one is: then they begin again.
func (w *groupWriter) commit(g *group, first *request) error {
	root, err := w.begin(g)
	if err != nil {
		g.members = append(g.members, first)
		return err
	}
	for r := first; r != nil; r = w.next(g) {
		g.members = append(g.members, r)
		if r.err = r.ctx.Err(); r.err != nil {
			continue
		}
		if r.err = w.run(r, root); r.err != nil {
			_, back := root.exec(`ROLLBACK`)
			if len(g.members) == 1 {
				return back
			}
			return w.commitApart(g) // which tells if the transaction is still open
		}
	}
	return w.end(root)
}

// commitApart writes a group's members again, each in a savepoint, so that one
// that fails takes only itself back.
func (w *groupWriter) commitApart(g *group) error {
	root, err := w.begin(g)
	if err != nil {
		return err
	}
	for _, r := range g.members {
		if err := w.runApart(r, root); err != nil {
			_, back := root.exec(`ROLLBACK`)
			return errors.Join(err, back)
		}
	}
	return w.end(root)
}

func (w *groupWriter) begin(g *group) (*tx, error) {
	g.forget()
	root := &tx{ctx: context.Background(), on: w.on, group: g}
	if _, err := root.exec(`BEGIN IMMEDIATE`); err != nil {
		return nil, fmt.Errorf("begin: %w", err)
	}
	return root, nil
}

func (w *groupWriter) end(root *tx) error {
	began := w.store.now()
	w.store.commits()
	if _, err := root.exec(`COMMIT`); err != nil {
		_, back := root.exec(`ROLLBACK`)
		return errors.Join(fmt.Errorf("commit: %w", err), back)
	}
	w.store.timed(w.store.now().Sub(began), len(root.group.members))
	return nil
}

// run runs a member's change in the transaction.
func (w *groupWriter) run(r *request, root *tx) error {
	t := &tx{ctx: context.WithoutCancel(r.ctx), store: w.store, now: w.store.Now(), on: w.on, group: root.group}
	return t.run(r.change)
}

// runApart runs a member's change in a savepoint. It returns an error only when
// the transaction itself is lost.
func (w *groupWriter) runApart(r *request, root *tx) error {
	if r.err = r.ctx.Err(); r.err != nil {
		return nil //nolint:nilerr // the member's error, not the transaction's
	}
	if _, err := root.exec(`SAVEPOINT member`); err != nil {
		return fmt.Errorf("begin member: %w", err)
	}
	if r.err = w.run(r, root); r.err != nil {
		root.group.forget()
		if _, err := root.exec(`ROLLBACK TO member`); err != nil {
			return fmt.Errorf("take member back: %w", err)
		}
	}
	if _, err := root.exec(`RELEASE member`); err != nil {
		return fmt.Errorf("end member: %w", err)
	}
	return nil
}
