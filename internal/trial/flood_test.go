package trial_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"loket/internal/faketelegram"
)

// copiesEach is how often TestRepeated delivers each message.
const copiesEach = 3

// TestRepeated delivers every message three times, shuffled, by both ways in:
// one row, one ticket, one answer each. LOKET_REPEATED sets how many messages.
func TestRepeated(t *testing.T) {
	n := setting(t, "LOKET_REPEATED", 400)
	order := rand.New(rand.NewPCG(4, 1)).Perm(n * copiesEach)
	now := time.Now()
	finish := func(t *testing.T, c *counter, people *crowd) {
		t.Helper()
		people.asked = n
		var paid toll
		ordeal{patience: 5 * time.Minute}.settle(t, c, people, nil, &paid)
		t.Log(n*copiesEach, "deliveries:", paid)
		for _, complaint := range paid.complaints(0) {
			t.Error(complaint)
		}
	}
	t.Run("Polling", func(t *testing.T) {
		people := newCrowd(t)
		for _, i := range order {
			people.fake.Deliver(faketelegram.Raw(firstChat+int64(i%n), "{"+message(i%n, now)+"}"))
		}
		c := newCounter(t, onTelegram(people.fake))
		c.start()
		finish(t, c, people)
	})
	t.Run("Webhook", func(t *testing.T) {
		people := newCrowd(t)
		c := newCounter(t, onTelegram(people.fake))
		for k, v := range webhookMode(t) {
			c.env[k] = v
		}
		c.start()
		postAll(t, c, now, n, order)
		finish(t, c, people)
	})
}

// message is the i-th message, the same whenever it is asked for.
func message(i int, at time.Time) string {
	chat := firstChat + i
	return fmt.Sprintf(`"message":{"message_id":%d,"date":%d,"chat":{"id":%d,"type":"private"},`+
		`"from":{"id":%d,"is_bot":false,"first_name":"Warga"},"text":"%s"}`, i+1, at.Unix(), chat, chat, words(i))
}

// postAll posts the messages to the webhook in an order, 32 at a time.
func postAll(t *testing.T, c *counter, at time.Time, n int, order []int) {
	t.Helper()
	next := make(chan int)
	var posting sync.WaitGroup
	for range 32 {
		posting.Go(func() {
			for i := range next {
				body := fmt.Sprintf(`{"update_id":%d,%s}`, 1+i, message(i, at))
				if status := deliver(t, c, webhookSecret, strings.NewReader(body), int64(len(body))); status != http.StatusOK {
					t.Errorf("delivery of message %d = %d, want %d", i, status, http.StatusOK)
				}
			}
		})
	}
	for _, i := range order {
		next <- i % n
	}
	close(next)
	posting.Wait()
}

// TestDoubtful loses the answers to one send in twenty: class A is said at most
// once more, class B never, and staff are told. LOKET_DOUBTFUL sets how many
// sends.
func TestDoubtful(t *testing.T) {
	n := setting(t, "LOKET_DOUBTFUL", 660)
	people := newCrowd(t, faketelegram.Rule{Method: "sendMessage", Rate: 0.05, Fault: faketelegram.Fault{DropResponse: true}})
	c := newCounter(t, onTelegram(people.fake))
	c.start()
	staff := newOfficer(t, c)
	people.ask(n * ticketEvery / (ticketEvery + 1)) // one in ten gets a second send: a human reply
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
	defer cancel()
	people.await(ctx)
	staff.serve(ctx)
	paid := toll{ends: 1}
	ordeal{patience: time.Minute}.settle(t, c, people, staff, &paid)
	doubted := c.number(t.Context(), `SELECT COUNT(*) FROM sends WHERE class = 'A' AND doubts > 0`)
	t.Logf("%d class A and %d class B sends; %d of class A doubtful; %v", paid.asked, paid.replied, doubted, paid)
	for _, complaint := range paid.complaints(float64(doubted)) {
		t.Error(complaint)
	}
	if paid.most > 2 {
		t.Errorf("one message was answered %d times, want at most twice", paid.most)
	}
	if paid.delivered != paid.replied || doubted == 0 {
		t.Errorf("%d of %d human replies read, %d doubts of class A: want all read, and some doubts", paid.delivered, paid.replied, doubted)
	}
}

// TestBacklog starts the program before a day's messages: all are in the ledger
// within a minute, and answered. LOKET_BACKLOG sets how many.
func TestBacklog(t *testing.T) {
	n := setting(t, "LOKET_BACKLOG", 2000)
	people := newCrowd(t)
	people.ask(n)
	c := newCounter(t, onTelegram(people.fake))
	c.start()
	began := time.Now()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for people.fake.Pending() > 0 && time.Since(began) < 5*time.Minute {
		<-tick.C
	}
	took := time.Since(began)
	var paid toll
	ordeal{patience: 5 * time.Minute}.settle(t, c, people, nil, &paid)
	t.Logf("stored in %v, answered in %v: %v", took.Round(time.Millisecond), time.Since(began).Round(time.Millisecond), paid)
	for _, complaint := range paid.complaints(0) {
		t.Error(complaint)
	}
	if took > time.Minute {
		t.Errorf("%d messages stored in %v, want at most a minute", n, took)
	}
}
