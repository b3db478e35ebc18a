package store

import (
	"context"
	"errors"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"loket/internal/loket"
	"loket/internal/privacy"
)

func openGroup(t testing.TB) *Store {
	t.Helper()
	s, err := Open(t.Context(), "sqlite:"+filepath.Join(t.TempDir(), "loket.db"), Options{Sealer: sealerOf(t)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	if err := s.Register(t.Context(), loket.Agency{ID: "a", Code: "AA", Name: "A", Zone: "Asia/Makassar"}); err != nil {
		t.Fatal(err)
	}
	return s
}

func sealerOf(t testing.TB) *privacy.Sealer {
	t.Helper()
	key, err := privacy.GenerateKeyFile(filepath.Join(t.TempDir(), "key"))
	if err != nil {
		t.Fatal(err)
	}
	sealer, err := privacy.NewSealer(key)
	if err != nil {
		t.Fatal(err)
	}
	return sealer
}

func recordOne(t *tx) error {
	t.record(loket.Event{Agency: "a", Kind: loket.EventSeen, ActorKind: loket.ByBot})
	return nil
}

// TestCommitted tells of every commit, and of what shared it.
func TestCommitted(t *testing.T) {
	t.Parallel()
	s := openGroup(t)
	var mu sync.Mutex
	commits, changes := 0, 0
	s.timed = func(_ time.Duration, n int) {
		mu.Lock()
		defer mu.Unlock()
		commits, changes = commits+1, changes+n
	}
	var all sync.WaitGroup
	for range 50 {
		all.Go(func() {
			if err := s.write(t.Context(), recordOne); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if changes != 50 || commits < 1 || commits > 50 {
		t.Errorf("%d changes in %d commits, want all 50", changes, commits)
	}
}

// TestGroupCommit runs good and bad changes so that they share commits.
func TestGroupCommit(t *testing.T) {
	t.Parallel()
	t.Run("ABadChangeTakesOnlyItselfBack", func(t *testing.T) {
		t.Parallel()
		s := openGroup(t)
		no := errors.New("no")
		var all sync.WaitGroup
		for i := range 300 {
			all.Go(func() {
				var want error
				err := s.write(t.Context(), func(tx *tx) error {
					_ = recordOne(tx)
					switch i % 3 {
					case 1:
						want = no
						return no
					case 2:
						want = errors.New("change panicked")
						panic("poison")
					}
					return nil
				})
				if (err == nil) != (want == nil) || want != nil && !strings.Contains(err.Error(), want.Error()) {
					t.Errorf("change %d = %v, want %v", i, err, want)
				}
			})
		}
		all.Wait()
		events, err := s.Events(t.Context(), 0, 1000)
		if err != nil || len(events) != 100 {
			t.Fatalf("events = %d, %v, want those of the 100 good changes", len(events), err)
		}
		for i, e := range events {
			if e.Seq != int64(i+1) {
				t.Fatalf("event %d has number %d: a change taken back left a gap", i, e.Seq)
			}
		}
	})
	t.Run("ResultsGoFirst", func(t *testing.T) {
		t.Parallel()
		s := openGroup(t)
		w := s.writer.(*groupWriter)
		var order []string // written by the writer alone until all are done
		note := func(name string) func(*tx) error {
			return func(*tx) error {
				order = append(order, name)
				return nil
			}
		}
		entered, leave := make(chan struct{}), make(chan struct{})
		var all sync.WaitGroup
		hand := func(write func(context.Context, func(*tx) error) error, change func(*tx) error) {
			all.Go(func() {
				if err := write(t.Context(), change); err != nil {
					t.Error(err)
				}
			})
		}
		hand(s.write, func(*tx) error {
			close(entered)
			<-leave
			return nil
		})
		<-entered
		hand(s.write, note("message"))
		for len(w.queue) < 1 {
			runtime.Gosched()
		}
		hand(s.writeResult, note("result"))
		for len(w.results) < 1 {
			runtime.Gosched()
		}
		close(leave)
		all.Wait()
		if want := []string{"result", "message"}; !slices.Equal(order, want) {
			t.Errorf("order = %q, want %q", order, want)
		}
	})
	t.Run("ACallerThatIsGoneLeavesNothing", func(t *testing.T) {
		t.Parallel()
		s := openGroup(t)
		gone, cancel := context.WithCancel(t.Context())
		cancel()
		if err := s.write(gone, recordOne); !errors.Is(err, context.Canceled) {
			t.Errorf("write(gone) = %v, want %v", err, context.Canceled)
		}
		if events, err := s.Events(t.Context(), 0, 10); err != nil || len(events) != 0 {
			t.Errorf("events = %d, %v, want none", len(events), err)
		}
	})
	t.Run("AfterClose", func(t *testing.T) {
		t.Parallel()
		s := openGroup(t)
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		if err := s.write(t.Context(), recordOne); !errors.Is(err, errClosed) {
			t.Errorf("write after Close = %v, want %v", err, errClosed)
		}
		if err := s.Close(); err != nil {
			t.Errorf("Close() again = %v, want nil", err)
		}
	})
}
