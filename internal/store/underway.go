package store

import (
	"context"
	"maps"
	"slices"
	"sync"
)

// underWay are the writes that have begun and not ended. The zero value has
// none.
type underWay struct {
	mu   sync.Mutex                 // guards open
	open map[chan struct{}]struct{} // each closed at the end of its write
}

// begin counts a write; what it returns ends it.
func (u *underWay) begin() (end func()) {
	ended := make(chan struct{})
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.open == nil {
		u.open = map[chan struct{}]struct{}{}
	}
	u.open[ended] = struct{}{}
	return func() {
		close(ended)
		u.mu.Lock()
		defer u.mu.Unlock()
		delete(u.open, ended)
	}
}

func (u *underWay) all() []chan struct{} {
	u.mu.Lock()
	defer u.mu.Unlock()
	return slices.Collect(maps.Keys(u.open))
}

// AwaitWrites returns when every write that began before has ended: what was
// sealed under the keys of before is committed then, or never will be. It
// returns the context's error when that ends first.
func (s *Store) AwaitWrites(ctx context.Context) error {
	for _, ended := range s.writes.all() {
		select {
		case <-ended:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return nil
}
