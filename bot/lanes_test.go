package bot

import (
	"context"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"

	"loket/internal/loket"
)

// TestLanes adds keys at random moments to lanes whose work takes random time.
// Never do two workers have one key; whatever was added is worked on after it
// was added; nothing is left behind.
func TestLanes(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		workers := rapid.IntRange(1, 4).Draw(rt, "workers")
		type ask struct {
			Key   int
			After time.Duration
		}
		asks := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) ask {
			return ask{rapid.IntRange(0, 3).Draw(t, "key"), time.Duration(rapid.IntRange(0, 5).Draw(t, "after")) * time.Millisecond}
		}), 1, 30).Draw(rt, "asks")
		takes := rapid.SliceOfN(rapid.IntRange(0, 7), 1, 5).Draw(rt, "milliseconds of work")
		synctest.Test(t, func(t *testing.T) {
			var l lanes[int]
			var mu sync.Mutex // guards all below
			running, owed, turn := map[int]bool{}, map[int]int{}, 0
			ctx, stop := context.WithCancel(t.Context())
			ended := make(chan struct{})
			go func() {
				defer close(ended)
				l.run(ctx, workers, func(ctx context.Context, key int) {
					mu.Lock()
					if running[key] {
						t.Errorf("key %d is worked on twice at once", key)
					}
					running[key], owed[key] = true, 0
					turn++
					pause := time.Duration(takes[turn%len(takes)]) * time.Millisecond
					mu.Unlock()
					rest(ctx, pause)
					mu.Lock()
					running[key] = false
					mu.Unlock()
				})
			}()
			for _, a := range asks {
				rest(ctx, a.After)
				mu.Lock()
				owed[a.Key]++
				l.add([]loket.ChannelID{"a", "b"}[a.Key%2], a.Key)
				mu.Unlock()
			}
			rest(ctx, time.Minute)
			stop()
			<-ended
			for key, n := range owed {
				if n > 0 {
					t.Errorf("key %d was added and not worked on after that", key)
				}
			}
			if len(l.state) != 0 || len(l.ready) != 0 || len(l.turns) != 0 {
				t.Errorf("left behind: %v, %v, %v", l.state, l.ready, l.turns)
			}
		})
	})
}

// TestLanesTakeTurns: however many conversations of one channel wait, one of another waits
// for one of each, and those of one channel keep their order.
func TestLanesTakeTurns(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var l lanes[int]
		waiting, ahead := map[loket.ChannelID][]int{}, map[loket.ChannelID]int{} // keys; taken from others since a channel began to wait or was served
		channels := []loket.ChannelID{"flooded", "flooded", "flooded", "flooded", "calm", "quiet"}
		for key := range rapid.IntRange(1, 200).Draw(t, "steps") {
			if rapid.IntRange(0, 2).Draw(t, "add or take") > 0 {
				of := rapid.SampledFrom(channels).Draw(t, "channel")
				if len(waiting[of]) == 0 {
					ahead[of] = 0
				}
				l.add(of, key)
				waiting[of] = append(waiting[of], key)
				continue
			}
			if len(l.turns) == 0 {
				continue
			}
			got, _ := l.take(context.Background())
			for of, keys := range waiting {
				switch {
				case len(keys) > 0 && keys[0] == got:
					waiting[of], ahead[of] = keys[1:], 0
				case len(keys) > 0:
					if ahead[of]++; ahead[of] > 2 {
						t.Fatalf("%s waits while %d of others were taken, want one of each of the two", of, ahead[of])
					}
				}
			}
			l.done(got)
		}
	})
}

func TestLanesStop(t *testing.T) {
	t.Parallel()
	t.Run("WorkUnderWayIsFinished", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			var l lanes[string]
			ctx, stop := context.WithCancel(t.Context())
			done, ended := false, make(chan struct{})
			l.add("x", "a")
			l.add("x", "b")
			go func() {
				defer close(ended)
				l.run(ctx, 1, func(ctx context.Context, _ string) {
					rest(ctx, time.Second)
					done = ctx.Err() == nil
				})
			}()
			synctest.Wait()
			stop()
			<-ended
			if !done {
				t.Error("the work's context ended before the work")
			}
			if len(l.ready["x"]) != 1 {
				t.Errorf("%d keys were left for the next start, want 1", len(l.ready["x"]))
			}
		})
	})
}
