package trial_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"loket/internal/desk"
	"loket/internal/loket"
	"loket/internal/loket/lokettest"
	"loket/internal/queue"
	"loket/internal/testserver"
)

// queueTickets is how many tickets a trial of the queue serves: short unless
// LOKET_QUEUE_TICKETS asks for the long form.
func queueTickets(t *testing.T, short int) int {
	t.Helper()
	return setting(t, "LOKET_QUEUE_TICKETS", short)
}

// claimers is how many members of staff ask at once.
const claimers = 64

// crew serves a bureau's tickets until all are closed.
type crew struct {
	*bureau
	want    int     // tickets
	few     bool    // beside other suites, where many would wait longer for the processor than for a Redis that is away
	stalls  float64 // share of claims whose holder falls asleep beyond the lease
	leaves  float64 // … that are left for good
	repeats float64 // … after which the queue hears once more that the ticket waits
}

// serve returns when every ticket is closed, or when nothing went on for a minute.
func (c crew) serve() {
	c.t.Helper()
	ctx, cancel := context.WithCancel(c.t.Context())
	defer cancel()
	var all sync.WaitGroup
	asking := claimers
	if c.few {
		asking = claimers / 8
	}
	for i := range asking {
		all.Go(func() { c.work(ctx, supervisor(i), rand.New(rand.NewPCG(uint64(i), 1))) })
	}
	last, since := 0, time.Now()
	for c.done() < c.want {
		pause(ctx, 20*time.Millisecond)
		if n := c.done(); n > last {
			last, since = n, time.Now()
		}
		if time.Since(since) > time.Minute || c.t.Failed() {
			c.t.Errorf("%d of %d tickets are closed, and for a minute no more were", last, c.want)
			break
		}
	}
	cancel()
	all.Wait()
}

// work takes the next ticket again and again.
func (c crew) work(ctx context.Context, by loket.Staff, random *rand.Rand) {
	for ctx.Err() == nil {
		k, err := c.next(by) //nolint:contextcheck // what was begun is finished
		if errors.Is(err, desk.ErrNobodyWaits) {
			c.readmit(by) //nolint:contextcheck // what was begun is finished
			pause(ctx, 20*time.Millisecond)
			continue
		}
		if err != nil {
			c.t.Errorf("next: %v", err)
			return
		}
		chance := random.Float64()
		switch {
		case chance < c.leaves:
			continue
		case chance < c.leaves+c.stalls:
			pause(ctx, bureauLease+200*time.Millisecond)
		}
		if err := c.finish(by, k); err != nil { //nolint:contextcheck // what was begun is finished
			c.t.Errorf("serve: %v", err)
			return
		}
		if random.Float64() < c.repeats {
			_ = c.desk.Queue.Waiting(context.WithoutCancel(ctx), k) // as a hint that comes late does
		}
	}
}

// readmit serves what was left once too often and waits for a supervisor.
func (c crew) readmit(by loket.Staff) {
	rows, err := c.ledger.OpenTickets(c.t.Context(), lokettest.Agency().ID, 100)
	if err != nil {
		return
	}
	for _, row := range rows {
		if row.Ticket.State != loket.TicketReview {
			continue
		}
		if k, err := c.desk.Claim(c.t.Context(), by, row.Ticket.ID); err == nil {
			_ = c.finish(by, k)
		}
	}
}

// flusher wipes a Redis so often, spread over the tickets.
func (c crew) flusher(ctx context.Context, client *redis.Client, times int) (flushed int) {
	for ctx.Err() == nil && flushed < times {
		if c.done() >= flushed*c.want/times {
			if err := client.FlushAll(ctx).Err(); err == nil {
				flushed++
			}
			continue
		}
		pause(ctx, 2*time.Millisecond)
	}
	return flushed
}

// TestQueueWiped is F-31 and G5: Redis is wiped again and again while 64 members of
// staff take tickets, some of whom fall asleep beyond their lease, leave or hear
// late. Nothing is lost, nothing answered twice. LOKET_QUEUE_TICKETS=20000 wipes it
// 200 times.
func TestQueueWiped(t *testing.T) {
	t.Parallel()
	n := queueTickets(t, 600)
	server := ownRedis(t)
	b := newBureau(t, server.URL())
	b.opens(n)
	b.reconciles()
	c := crew{bureau: b, want: n, stalls: 0.01, leaves: 0.005, repeats: 0.02}
	ctx, cancel := context.WithCancel(t.Context())
	flushes, times := make(chan int, 1), max(20, n/100)
	client := clientOf(t, server.URL())
	go func() { flushes <- c.flusher(ctx, client, times) }()
	began := time.Now()
	c.serve()
	took := time.Since(began)
	cancel()
	flushed := <-flushes
	b.whole(n)
	healed := b.agrees(10 * time.Second)
	t.Logf("%d tickets, %d claimers, %d FLUSHALL in %v: %d claims found by Redis, %d former holders refused, claim p99 %v; drift 0 after %v",
		n, claimers, flushed, took.Round(time.Millisecond), b.offers.Load(), b.fenced, b.p99().Round(time.Millisecond), healed.Round(time.Millisecond))
	if flushed < times {
		t.Errorf("wiped %d times, want %d", flushed, times)
	}
}

// refillLimit is by when all open tickets are back in a queue that was wiped.
const refillLimit = 5 * time.Second

// TestQueueRefilled is G5's second half: a Redis with LOKET_QUEUE_OPEN=100000 open
// tickets is wiped, and a claim that notices has them back within five seconds.
func TestQueueRefilled(t *testing.T) { //nolint:tparallel // timed one after the other
	t.Parallel()
	n := setting(t, "LOKET_QUEUE_OPEN", 5000)
	for name, address := range eachRedis(t) {
		t.Run(name, func(t *testing.T) {
			b, back := newBureau(t, address), n
			b.clones(n - 1)
			began := time.Now()
			if address == "embedded" { // it is empty at each start, and holds a window
				b.reconciles()
				back = 500
			} else {
				b.reconciles()
				b.filled(n, time.Minute)
				must(t, clientOf(t, address).FlushAll(t.Context()).Err())
				began = time.Now()
				if _, err := b.queue.Len(t.Context(), defaultLine()); !errors.Is(err, queue.ErrRebuild) {
					t.Errorf("Len() after FLUSHALL = %v, want %v", err, queue.ErrRebuild)
				}
			}
			b.filled(back, refillLimit)
			t.Logf("%d of %d tickets back after %v", back, n, time.Since(began).Round(time.Millisecond))
		})
	}
}

// eachRedis is a Redis of the test's own, and the embedded one.
func eachRedis(t testing.TB) map[string]string {
	t.Helper()
	return map[string]string{"Redis": ownRedis(t).URL(), "Embedded": "embedded"}
}

func ownRedis(t testing.TB, options ...string) *testserver.RedisServer {
	t.Helper()
	server, err := testserver.StartRedis("", options...)
	must(t, err)
	t.Cleanup(func() { _ = server.Stop() })
	return server
}

// filled waits until so many tickets wait in the default unit's line.
func (b *bureau) filled(n int, within time.Duration) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.t.Context(), within)
	defer cancel()
	for {
		got, err := b.queue.Len(ctx, defaultLine())
		if err == nil && got == n {
			return
		}
		if ctx.Err() != nil {
			b.t.Fatalf("after %v %d of %d tickets are in the queue: %v", within, got, n, err)
		}
		pause(ctx, 5*time.Millisecond)
	}
}

// defaultLine is the line of the first desk.
func defaultLine() queue.Line {
	return queue.Line{Agency: lokettest.Agency().ID, Unit: loket.DefaultUnit}
}

// clientOf speaks with a Redis beside the queue.
func clientOf(t testing.TB, address string) *redis.Client {
	t.Helper()
	options, err := redis.ParseURL(address)
	must(t, err)
	client := redis.NewClient(options)
	t.Cleanup(func() { _ = client.Close() })
	return client
}
