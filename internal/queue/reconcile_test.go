package queue_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"loket/internal/loket"
	"loket/internal/queue"
)

func TestReconcile(t *testing.T) {
	t.Parallel()
	eachServer(t, func(t *testing.T, q *queue.Queue) {
		for name, test := range map[string]func(*counter){
			"Missing":             reconcileMissing,
			"Extra":               reconcileExtra,
			"WrongPlace":          reconcileWrongPlace,
			"HeldInsteadOfWaits":  reconcileHeldInsteadOfWaits,
			"WaitsInsteadOfHeld":  reconcileWaitsInsteadOfHeld,
			"OtherHolder":         reconcileOtherHolder,
			"RestoredLease":       reconcileRestoredLease,
			"LeaseWithoutDetails": reconcileLeaseWithoutDetails,
			"FreshLease":          reconcileFreshLease,
			"PartsLost":           reconcilePartsLost,
			"InBoth":              reconcileInBoth,
			"Batches":             reconcileBatches,
			"Generation":          reconcileGeneration,
		} {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				test(newCounter(t, q))
			})
		}
	})
}

// wantDrift fails unless the pass repairs so much, and the next one nothing.
func (c *counter) wantDrift(want queue.Wanted, drift queue.Drift) {
	c.t.Helper()
	if got := c.reconcile(want); got != drift {
		c.t.Errorf("Reconcile(%v) = %+v, want %+v", want, got, drift)
	}
	if again := c.reconcile(want); again != (queue.Drift{}) {
		c.t.Errorf("Reconcile(%v) a second time = %+v, want nothing to repair", want, again)
	}
}

func waits(places ...queue.Place) queue.Wanted { return queue.Wanted{Waiting: places} }

func reconcileMissing(c *counter) {
	c.wantDrift(waits(place("a", 20), place("b", 10)), queue.Drift{Missing: 2})
	c.wantLine(place("b", 10), place("a", 20))
}

func reconcileExtra(c *counter) {
	c.put("held", 1)
	c.claim("staff", "r", 0)
	c.put("waits", 2)
	c.put("stays", 3)
	c.wantDrift(waits(place("stays", 3)), queue.Drift{Extra: 2})
	c.wantLine(place("stays", 3))
	if n := c.reapAll(60); n != 0 {
		c.t.Errorf("Reap = %d, want 0: the lease is gone", n)
	}
}

func reconcileWrongPlace(c *counter) {
	c.put("a", 10)
	c.put("b", 20)
	c.wantDrift(waits(place("a", 30), place("b", 20)), queue.Drift{Wrong: 1})
	c.wantLine(place("b", 20), place("a", 30))
}

func reconcileHeldInsteadOfWaits(c *counter) {
	c.put("a", 10)
	c.claim("staff", "r", 0)
	c.wantDrift(waits(place("a", 15)), queue.Drift{Wrong: 1})
	c.wantLine(place("a", 15))
	c.put("b", 1)
	c.wantClaim("staff", "r", 1, "b") // the request is free again
}

func reconcileWaitsInsteadOfHeld(c *counter) {
	c.put("a", 10)
	held := queue.Wanted{Leased: []queue.Lease{{Ticket: "a", Until: at(5), Staff: "staff", Due: at(10)}}}
	c.wantDrift(held, queue.Drift{Wrong: 1})
	c.wantLine()
	c.wantClaim("other", "r", 4, "")
	c.wantClaim("other", "r", 5, "a")
}

func reconcileOtherHolder(c *counter) {
	c.put("a", 10)
	c.claim("staff", "r", 0)
	other := queue.Wanted{Leased: []queue.Lease{{Ticket: "a", Until: at(7), Staff: "other", Due: at(10)}}}
	c.wantDrift(other, queue.Drift{Wrong: 1})
	if c.take("a", "staff", "r2", 1) {
		c.t.Error("Take(a) by the former holder = true, want false: the ledger gave it to another")
	}
	if !c.take("a", "other", "r3", 1) {
		c.t.Error("Take(a) by the holder of the ledger = false, want true")
	}
}

func reconcileRestoredLease(c *counter) {
	c.wantDrift(queue.Wanted{Leased: []queue.Lease{{Ticket: "a", Until: at(5), Staff: "staff", Due: at(10)}}}, queue.Drift{Missing: 1})
	ctx := c.t.Context()
	c.wantError("Renew by the first", c.Renew(ctx, c.line, "a", "r1", at(1), at(9)), nil)
	c.wantError("Renew by the second", c.Renew(ctx, c.line, "a", "r2", at(1), at(9)), queue.ErrLost)
	c.wantClaim("staff", "r1", 2, "a")
}

// A ledger that tells only who is held and until when does not disturb what
// Redis knows besides.
func reconcileLeaseWithoutDetails(c *counter) {
	c.put("known", 10)
	c.claim("staff", "r", 0)
	want := queue.Wanted{Leased: []queue.Lease{{Ticket: "known", Until: at(6)}, {Ticket: "new", Until: at(7)}}}
	c.wantDrift(want, queue.Drift{Missing: 1, Wrong: 1})
	c.wantClaim("staff", "r", 5, "known")
	c.reapAll(60)
	c.wantLine(place("new", 7), place("known", 10))
}

// The ledger may not know of a claim made a moment ago.
func reconcileFreshLease(c *counter) {
	c.put("a", 10)
	c.claim("staff", "r", 0)
	soon := queue.Wanted{Waiting: []queue.Place{place("a", 10)}, At: at(0).Add(1999 * time.Millisecond)}
	c.wantDrift(soon, queue.Drift{})
	c.wantDrift(queue.Wanted{At: soon.At}, queue.Drift{})
	c.wantClaim("staff", "r", 0, "a")
	soon.At = at(0).Add(2 * time.Second)
	c.wantDrift(soon, queue.Drift{Wrong: 1})
}

// Whichever key of a line is lost or spoiled, the line is whole after a pass.
func reconcilePartsLost(c *counter) {
	key := fmt.Sprintf("loket:{%s:%s}:", c.line.Agency, c.line.Unit)
	client := c.Client()
	for name, spoil := range map[string]func(ctx context.Context) error{
		"Ready":       func(ctx context.Context) error { return client.Del(ctx, key+"ready").Err() },
		"Lease":       func(ctx context.Context) error { return client.Del(ctx, key+"lease").Err() },
		"Own":         func(ctx context.Context) error { return client.Del(ctx, key+"own").Err() },
		"Req":         func(ctx context.Context) error { return client.Del(ctx, key+"req").Err() },
		"OwnNonsense": func(ctx context.Context) error { return client.HSet(ctx, key+"own", "held", "?").Err() },
		"Fraction": func(ctx context.Context) error {
			return client.ZAdd(ctx, key+"ready", redis.Z{Score: 0.1, Member: "waits"}).Err()
		},
		"InBoth": func(ctx context.Context) error {
			return client.ZAdd(ctx, key+"ready", redis.Z{Score: 1, Member: "held"}).Err()
		},
	} {
		c.t.Run(name, func(t *testing.T) {
			c := &counter{c.Queue, t, c.line}
			want := queue.Wanted{
				Waiting: []queue.Place{place("waits", 20)},
				Leased:  []queue.Lease{{Ticket: "held", Until: at(5), Staff: "staff", Due: at(10)}},
			}
			c.reconcile(want)
			if err := spoil(t.Context()); err != nil {
				t.Fatal(err)
			}
			c.reconcile(want)
			c.wantDrift(want, queue.Drift{})
			c.wantLine(place("waits", 20))
			c.reapAll(5)
			c.wantLine(place("held", 10), place("waits", 20))
		})
	}
}

// A ticket that is in both places by somebody's hand keeps the one it waits at.
func reconcileInBoth(c *counter) {
	c.put("a", 10)
	c.claim("staff", "r", 0)
	key := fmt.Sprintf("loket:{%s:%s}:ready", c.line.Agency, c.line.Unit)
	if err := c.Client().ZAdd(c.t.Context(), key, redis.Z{Score: float64(at(3).UnixMilli()), Member: "a"}).Err(); err != nil {
		c.t.Fatal(err)
	}
	c.reapAll(5)
	c.wantLine(place("a", 3))
}

// More tickets than a batch, more entries than a page.
func reconcileBatches(c *counter) {
	const n = 5100
	var want queue.Wanted
	for i := range n {
		want.Waiting = append(want.Waiting, queue.Place{Ticket: loket.TicketID(fmt.Sprintf("t%05d", i)), Due: at(i)})
	}
	c.wantDrift(want, queue.Drift{Missing: n})
	c.wantDrift(waits(want.Waiting[:10]...), queue.Drift{Extra: n - 10})
	if got, err := c.Len(c.t.Context(), c.line); got != 10 || err != nil {
		c.t.Errorf("Len = %d, %v, want 10", got, err)
	}
}

func reconcileGeneration(c *counter) {
	for _, want := range []string{"first", "second"} {
		if _, err := c.Reconcile(c.t.Context(), c.line, queue.Wanted{}, want); err != nil {
			c.t.Fatal(err)
		}
		if got, err := c.Generation(c.t.Context(), c.line); got != want || err != nil {
			c.t.Errorf("Generation after Reconcile(%q) = %q, %v", want, got, err)
		}
	}
}

// A wiped Redis is filled from the ledger and goes on as before.
func TestFlushAll(t *testing.T) {
	t.Parallel()
	eachOwnServer(t, func(t *testing.T, q *queue.Queue) {
		c := newCounter(t, q)
		want := queue.Wanted{
			Waiting: []queue.Place{place("a", 10), place("b", 20)},
			Leased:  []queue.Lease{{Ticket: "held", Until: at(5), Staff: "staff", Due: at(1)}},
		}
		for range 5 {
			if err := q.Client().FlushAll(t.Context()).Err(); err != nil {
				t.Fatal(err)
			}
			if _, _, err := q.Claim(t.Context(), c.line, "other", "r", at(0), at(5)); !errors.Is(err, queue.ErrRebuild) {
				t.Errorf("Claim after FLUSHALL = %v, want ErrRebuild", err)
			}
			c.put("a", 10) // a hint that comes before the pass
			c.wantDrift(want, queue.Drift{Missing: 2})
			c.wantClaim("other", "r", 4, "a")
			c.wantLine(place("b", 20))
		}
		c.reapAll(5)
		c.wantLine(place("held", 1), place("b", 20))
	})
}
