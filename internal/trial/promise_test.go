package trial_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"loket/internal/faketelegram"
	"loket/internal/loket"
	"loket/internal/store"
)

// promiseLimit bounds each step of the trial of promises.
const promiseLimit = 20 * time.Second

// morning is a Monday at the demo office.
func morning(hour, minute int) time.Time {
	return time.Date(2026, 11, 23, hour, minute, 0, 0, time.FixedZone("WITA", 8*60*60))
}

// waiter is one citizen at a program whose clock is set for each of its lives.
type waiter struct {
	t    *testing.T
	c    *counter
	fake *faketelegram.Server
}

func newWaiter(t *testing.T) *waiter {
	t.Helper()
	fake := faketelegram.New(faketelegram.Options{})
	t.Cleanup(fake.Close)
	c := newCounter(t, onTelegram(fake))
	c.argv[0] = compiled(t, "-tags", "crash", "loket/cmd/loket")
	return &waiter{t: t, c: c, fake: fake}
}

// livesFrom starts the program anew at a time. It stops in order: a death just
// after a call may repeat the notice, as it may any of class A.
func (w *waiter) livesFrom(at time.Time) {
	w.t.Helper()
	if w.c.cmd != nil {
		w.c.stop()
	}
	w.c.env["LOKET_CLOCK"] = time.Until(at).String()
	w.c.start()
}

// reads waits until the citizen has read a text with all the words, once.
func (w *waiter) reads(words ...string) {
	w.t.Helper()
	ctx, cancel := context.WithTimeout(w.t.Context(), promiseLimit)
	defer cancel()
	found := func(sent []faketelegram.Sent) int { return count(sent, words) }
	if err := w.fake.WaitFor(ctx, func(sent []faketelegram.Sent) bool { return found(sent) > 0 }); err != nil {
		w.t.Fatalf("nobody said %q: %v\nwas said: %v", words, err, texts(w.fake.Sent()))
	}
	if n := found(w.fake.Sent()); n != 1 {
		w.t.Errorf("%q was said %d times, want once", words, n)
	}
}

func count(sent []faketelegram.Sent, words []string) (n int) {
	for _, s := range sent {
		all := s.Chat == firstChat
		for _, word := range words {
			all = all && strings.Contains(s.Text, word)
		}
		if all {
			n++
		}
	}
	return n
}

func texts(sent []faketelegram.Sent) (all []string) {
	for _, s := range sent {
		all = append(all, s.Text)
	}
	return all
}

// promises are the events about promises, in order.
func (w *waiter) promises(ledger *store.Store) (kinds []loket.EventKind) {
	w.t.Helper()
	events, err := ledger.Events(w.t.Context(), 0, 10_000)
	if err != nil {
		w.t.Fatal(err)
	}
	for _, e := range events {
		if strings.HasPrefix(string(e.Kind), string(loket.EventPromise)) {
			kinds = append(kinds, e.Kind)
		}
	}
	return kinds
}

// TestPromise lets a citizen wait through several lives of the program: the promise
// is renewed before it breaks, once however often the program starts, and broken
// and said so when the program was away.
func TestPromise(t *testing.T) {
	t.Parallel()
	w := newWaiter(t)
	w.livesFrom(morning(10, 1))
	w.fake.Deliver(faketelegram.Text(firstChat, "saya mau bicara dengan petugas"))
	w.reads("Antrean Anda: nomor 1.", "paling lambat hari ini pukul 10.45 WITA")
	w.livesFrom(morning(10, 35))
	w.reads("belum sempat membalas", "hari ini pukul 11.15 WITA")
	w.livesFrom(morning(10, 40))
	w.fake.Deliver(faketelegram.Text(firstChat, "status"))
	w.reads("antrean nomor 1.", "Petugas membalas paling lambat hari ini pukul 11.15 WITA.")
	w.livesFrom(morning(12, 2))
	w.reads("kami terlambat membalas", "hari ini pukul 13.15 WITA")
	w.fake.Deliver(faketelegram.Text(firstChat, "batal"))
	w.reads("sudah dibatalkan")
	w.reads("belum sempat membalas")
	w.reads("terlambat membalas")
	got := w.promises(w.c.ledger())
	want := []loket.EventKind{loket.EventPromise, loket.EventPromiseRenewed, loket.EventPromiseBroken, loket.EventPromiseRenewed}
	if len(got) != len(want) {
		t.Fatalf("events = %v, want %v", got, want)
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("events = %v, want %v", got, want)
		}
	}
}

// TestPromiseKept: a reply in time keeps the promise.
func TestPromiseKept(t *testing.T) {
	t.Parallel()
	w := newWaiter(t)
	w.livesFrom(morning(10, 1))
	w.fake.Deliver(faketelegram.Text(firstChat, "saya mau bicara dengan petugas"))
	w.reads("paling lambat hari ini pukul 10.45 WITA")
	newOfficer(t, w.c).one(t.Context())
	w.reads("dari petugas.")
	got := w.promises(w.c.ledger())
	if len(got) != 2 || got[1] != loket.EventPromiseKept {
		t.Errorf("events = %v, want given and kept", got)
	}
}
