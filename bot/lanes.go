package bot

import (
	"context"
	"sync"

	"loket/internal/loket"
)

// lanes runs work for many keys side by side and for one key strictly in order.
// Channels take turns: however many keys of one wait, the next of another waits for
// one of each. A key added while its work runs is run once more afterwards. The zero
// value is ready.
type lanes[K comparable] struct {
	mu      sync.Mutex              // guards all below
	ready   map[loket.ChannelID][]K // of channels with a key that waits
	turns   []loket.ChannelID       // the same channels, whose turn it is first
	state   map[K]laneState
	changed chan struct{} // closed and replaced when ready grows
}

// laneLimit is how many keys of a channel wait in memory at most. A wake-up beyond is
// forgotten: the sweep finds in the ledger what it was for.
const laneLimit = 10_000

// laneState is how far the work on a key is, and whose it is.
type laneState struct {
	of    loket.ChannelID
	asked bool // it waits; while it runs: it is to be run once more
}

// add asks for work on a key of a channel.
func (l *lanes[K]) add(of loket.ChannelID, key K) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.state == nil {
		l.state, l.ready = map[K]laneState{}, map[loket.ChannelID][]K{}
	}
	switch known, there := l.state[key]; {
	case there:
		known.asked = true
		l.state[key] = known
	case len(l.ready[of]) < laneLimit:
		l.push(of, key)
	}
}

// push needs the lock.
func (l *lanes[K]) push(of loket.ChannelID, key K) {
	l.state[key] = laneState{of: of, asked: true}
	if len(l.ready[of]) == 0 {
		l.turns = append(l.turns, of)
	}
	l.ready[of] = append(l.ready[of], key)
	if l.changed != nil {
		close(l.changed)
		l.changed = nil
	}
}

// take waits for a key; false when ctx ends first.
func (l *lanes[K]) take(ctx context.Context) (key K, ok bool) {
	for {
		l.mu.Lock()
		if ctx.Err() == nil && len(l.turns) > 0 {
			key = l.next()
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

// next is the key whose turn it is; its channel's next turn comes after all others'. It
// needs the lock, and a key that waits.
func (l *lanes[K]) next() (key K) {
	of := l.turns[0]
	l.turns = l.turns[1:]
	key, rest := l.ready[of][0], l.ready[of][1:]
	if l.ready[of] = rest; len(rest) > 0 {
		l.turns = append(l.turns, of)
	} else {
		delete(l.ready, of)
	}
	l.state[key] = laneState{of: of}
	return key
}

func (l *lanes[K]) done(key K) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if state := l.state[key]; state.asked {
		l.push(state.of, key)
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
