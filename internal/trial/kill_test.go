package trial_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"sync"
	"testing"
	"time"

	"loket/internal/faketelegram"
)

// TestKill ends the program by kill -9 at random moments while messages come in
// at 200 a second, and starts it again at once. Nothing may be lost and no
// ticket may be opened twice. LOKET_KILL_ROUNDS sets how often (10), with 200
// messages for each.
func TestKill(t *testing.T) {
	rounds := 10
	if text := os.Getenv("LOKET_KILL_ROUNDS"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 {
			t.Fatalf("LOKET_KILL_ROUNDS=%q: want a number above 0", text)
		}
		rounds = n
	}
	const perRound, perSecond = 200, 200
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 1))

	fake := faketelegram.New(faketelegram.Options{})
	t.Cleanup(fake.Close)
	c := newCounter(t, onTelegram(fake))
	c.start()

	total := rounds * perRound
	var sending sync.WaitGroup
	sending.Go(func() { arrive(t.Context(), fake, total, perSecond) })
	pace := time.Duration(total) * time.Second / perSecond / time.Duration(rounds)
	for range rounds {
		pause(t.Context(), pace/2+time.Duration(random.Int64N(int64(pace))))
		c.kill()
		c.start()
	}
	sending.Wait()

	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	replies := map[int64]int{}
	err := fake.WaitFor(ctx, func(sent []faketelegram.Sent) bool {
		clear(replies)
		for _, s := range sent {
			replies[s.Chat]++
		}
		return len(replies) >= total
	})
	if err != nil {
		t.Errorf("lost: %d of %d messages never answered (%v)", total-len(replies), total, err)
	}
	c.stop()
	extra := 0
	for _, n := range replies {
		extra += n - 1
	}
	tickets := countTickets(t, c)
	t.Logf("%d messages, %d kills: %d lost, %d extra replies (%.1f a kill), %d tickets",
		total, rounds, total-len(replies), extra, float64(extra)/float64(rounds), len(tickets))
	if want := total / ticketEvery; len(tickets) != want {
		t.Errorf("tickets = %d, want %d", len(tickets), want)
	}
	for conversation, n := range tickets {
		if n != 1 {
			t.Errorf("conversation %s has %d tickets, want 1", conversation, n)
		}
	}
}

// ticketEvery is how many messages there are to one that no entry answers.
const ticketEvery = 10

// arrive delivers messages at a steady pace, each from a chat of its own.
func arrive(ctx context.Context, fake *faketelegram.Server, total, perSecond int) {
	tick := time.NewTicker(time.Second / time.Duration(perSecond))
	defer tick.Stop()
	for i := range total {
		text := "syarat ktp hilang apa saja"
		if i%ticketEvery == 0 {
			text = fmt.Sprintf("zxqv wkrt plmn %d", i)
		}
		fake.Deliver(faketelegram.Text(int64(1000+i), text))
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// countTickets counts the tickets of every conversation by their hand-off
// events.
func countTickets(t *testing.T, c *counter) map[string]int {
	t.Helper()
	ledger := c.ledger()
	tickets := map[string]int{}
	for after := int64(0); ; {
		events, err := ledger.Events(t.Context(), after, 10_000)
		if err != nil {
			t.Fatal(err)
		}
		if len(events) == 0 {
			return tickets
		}
		for _, e := range events {
			if e.Kind == "handoff" {
				tickets[string(e.Conversation)]++
			}
			after = e.Seq
		}
	}
}

// pause waits in real time: a kill has to come at some moment.
func pause(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	}
}
