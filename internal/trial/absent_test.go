package trial_test

import (
	"context"
	"regexp"
	"strconv"
	"sync"
	"testing"
	"time"

	"loket/internal/testserver"
)

// claimLimit is by when "Ambil berikutnya" has an answer without Redis, of 99 in
// 100; said of a quiet machine only.
const claimLimit = 200 * time.Millisecond

// TestQueueAbsent is F-32 and G6: Redis is gone for LOKET_QUEUE_ABSENT seconds, 600
// in the long form. Every question that an entry answers is answered meanwhile,
// officers stay signed in and take ticket after ticket, and ten seconds after Redis
// is back it agrees with the ledger.
func TestQueueAbsent(t *testing.T) {
	t.Parallel()
	absent := time.Duration(setting(t, "LOKET_QUEUE_ABSENT", 6)) * time.Second
	server := ownRedis(t)
	people := newCrowd(t)
	c := newCounter(t, onTelegram(people.fake))
	c.env["LOKET_REDIS_URL"], c.env["LOKET_METRICS_TOKEN"] = server.URL(), metricsToken
	c.start()
	staff := signIn(t, c, c.ledger(), "demo", c.password)
	people.ask(20)
	c.answersAll(people, time.Minute)
	must(t, server.Kill())
	ctx, cancel := context.WithTimeout(t.Context(), absent)
	defer cancel()
	var serving sync.WaitGroup
	took := []time.Duration{}
	serving.Go(func() { took = staff.takesAll(ctx, t) })
	every(ctx, 200*time.Millisecond, func(int) { people.ask(1) })
	serving.Wait()
	c.answersAll(people, 30*time.Second)
	back, err := testserver.StartRedis(server.Addr())
	must(t, err)
	t.Cleanup(func() { _ = back.Stop() })
	began := time.Now()
	client := clientOf(t, back.URL())
	c.within(healLimit, "a queue that was filled again", func() bool {
		keys, err := client.Keys(t.Context(), "loket:*:gen").Result()
		return err == nil && len(keys) > 0 && c.drift() == 0
	})
	p99 := nearestRank(took, 99)
	t.Logf("Redis absent for %v: %d messages, all answered; %d tickets taken, p50 %v, p99 %v; drift 0 %v after it was back", absent,
		people.asked, len(took), nearestRank(took, 50).Round(time.Millisecond), p99.Round(time.Millisecond), time.Since(began).Round(time.Millisecond))
	if quiet("LOKET_QUEUE_ABSENT") && p99 > claimLimit {
		t.Errorf("claim p99 %v, want at most %v", p99, claimLimit)
	}
	if len(took) == 0 {
		t.Error("no ticket was taken while Redis was gone")
	}
	if twice := c.number(t.Context(), `SELECT COUNT(*) FROM (SELECT ticket_id FROM events WHERE kind = 'claim' GROUP BY ticket_id HAVING COUNT(*) > 1) AS twice`); twice > 0 {
		t.Errorf("%d tickets were claimed twice", twice)
	}
	c.stop()
}

// takesAll takes and closes tickets until ctx ends, and tells how long each claim
// took. Being signed out is a failure.
func (o *officer) takesAll(ctx context.Context, t *testing.T) (took []time.Duration) {
	for ctx.Err() == nil {
		began := time.Now()
		id, err := o.takesNext(t) //nolint:contextcheck // a form that was begun is finished
		switch {
		case err != nil:
			t.Errorf("take the next ticket: %v", err)
			return took
		case id == "":
			pause(ctx, 50*time.Millisecond)
			continue
		}
		took = append(took, time.Since(began))
		if err := o.answers(t, id); err != nil { //nolint:contextcheck // a form that was begun is finished
			t.Error(err)
			return took
		}
	}
	return took
}

var driftLine = regexp.MustCompile(`(?m)^loket_queue_drift\{[^}]*\} (\d+)`)

// drift is what the last comparison of the queue found, by the program's figures.
func (c *counter) drift() (n int) {
	c.t.Helper()
	text := c.figures()
	all := driftLine.FindAllStringSubmatch(text, -1)
	if len(all) == 0 {
		c.t.Fatalf("no loket_queue_drift in %.200s", text)
	}
	for _, m := range all {
		one, err := strconv.Atoi(m[1])
		must(c.t, err)
		n += one
	}
	return n
}
