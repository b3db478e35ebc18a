package store

import (
	"context"
	"errors"
	"testing"
)

// TestAwaitWrites waits for a write that began before, and for no later one.
func TestAwaitWrites(t *testing.T) {
	t.Parallel()
	t.Run("Change", func(t *testing.T) {
		t.Parallel()
		s := openGroup(t)
		awaits(t, s, s.write)
	})
	t.Run("Result", func(t *testing.T) {
		t.Parallel()
		s := openGroup(t)
		awaits(t, s, s.writeResult)
	})
}

func awaits(t *testing.T, s *Store, write func(context.Context, func(*tx) error) error) {
	t.Helper()
	if err := s.AwaitWrites(t.Context()); err != nil {
		t.Errorf("AwaitWrites() of none = %v, want nil", err)
	}
	begun, release, written := make(chan struct{}), make(chan struct{}), make(chan error, 1)
	go func() {
		written <- write(t.Context(), func(*tx) error {
			close(begun)
			<-release
			return nil
		})
	}()
	<-begun
	ended, stop := context.WithCancel(t.Context())
	stop()
	if err := s.AwaitWrites(ended); !errors.Is(err, context.Canceled) {
		t.Errorf("AwaitWrites() beside a write = %v, want it to wait until its context ends", err)
	}
	close(release)
	if err := <-written; err != nil {
		t.Fatal(err)
	}
	if err := s.AwaitWrites(t.Context()); err != nil {
		t.Errorf("AwaitWrites() after it = %v, want nil", err)
	}
}
