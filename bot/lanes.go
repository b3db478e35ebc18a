package bot

import (
	"context"
	"sync"
)

// lanes runs work for many keys side by side and for one key strictly in order.
// A key added while its work runs is run once more afterwards. The zero value
// is ready.
type lanes[K comparable] struct {
	mu      sync.Mutex // guards all below
	ready   []K
	state   map[K]laneState
	changed chan struct{} // closed and replaced when ready grows
}

// laneLimit is how many keys wait in memory at most. A wake-up beyond is
// forgotten: the sweep finds in the ledger what it was for.
const laneLimit = 10_000

type laneState int

const (
	laneQueued laneState = iota + 1
	laneRunning
	laneAgain // running, and to be run once more
)

// add asks for work on a key.
func (l *lanes[K]) add(key K) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.state == nil {
		l.state = map[K]laneState{}
	}
	switch l.state[key] {
	case laneQueued, laneAgain:
	case laneRunning:
		l.state[key] = laneAgain
	default:
		if len(l.state) < laneLimit {
			l.push(key)
		}
	}
}

// push needs the lock.
func (l *lanes[K]) push(key K) {
	l.state[key] = laneQueued
	l.ready = append(l.ready, key)
	if l.changed != nil {
		close(l.changed)
		l.changed = nil
	}
}

// take waits for a key; false when ctx ends first.
func (l *lanes[K]) take(ctx context.Context) (key K, ok bool) {
	for {
		l.mu.Lock()
		if ctx.Err() == nil && len(l.ready) > 0 {
			key, l.ready = l.ready[0], l.ready[1:]
			l.state[key] = laneRunning
			l.mu.Unlock()
			return key, true
		}
		if l.changed == nil {
			l.changed = make(chan struct{})
		}
		changed := l.changed
		l.mu.Unlock()
		select {
		case <-ctx.Done():
			return key, false
		case <-changed:
		}
	}
}

func (l *lanes[K]) done(key K) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.state[key] == laneAgain {
		l.push(key)
		return
	}
	delete(l.state, key)
}

// run works with n workers until ctx ends and returns when all have finished.
// Work that was begun gets a context that does not end with ctx.
func (l *lanes[K]) run(ctx context.Context, n int, work func(context.Context, K)) {
	var workers sync.WaitGroup
	for range n {
		workers.Go(func() {
			for {
				key, ok := l.take(ctx)
				if !ok {
					return
				}
				work(context.WithoutCancel(ctx), key)
				l.done(key)
			}
		})
	}
	workers.Wait()
}
