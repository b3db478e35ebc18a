package queue_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"net"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"loket/internal/loket"
	"loket/internal/queue"
	"loket/internal/testserver"
)

// openLogged opens a queue and returns what it logged.
func openLogged(t *testing.T, url string) (*queue.Queue, string) {
	t.Helper()
	var log bytes.Buffer
	q, err := queue.Open(t.Context(), url, queue.Trust{}, slog.New(slog.NewTextHandler(&log, nil)))
	if err != nil {
		t.Fatalf("Open(%q): %v", url, err)
	}
	t.Cleanup(func() { _ = q.Close() })
	return q, log.String()
}

func TestOpen(t *testing.T) {
	t.Parallel()
	t.Run("SaysWhichEmbedded", func(t *testing.T) {
		t.Parallel()
		if _, log := openLogged(t, "embedded"); !strings.Contains(log, "redis=embedded") {
			t.Errorf("log = %q, want redis=embedded", log)
		}
	})
	t.Run("SaysWhichServer", func(t *testing.T) {
		t.Parallel()
		server := ownRedis(t)
		_, log := openLogged(t, "redis://default:rahasia@"+server.Addr())
		if !strings.Contains(log, "redis=single address="+server.Addr()) || strings.Contains(log, "rahasia") {
			t.Errorf("log = %q, want the address and no password", log)
		}
	})
	t.Run("WarnsOfEviction", func(t *testing.T) {
		t.Parallel()
		server := ownRedis(t)
		q, log := openLogged(t, server.URL())
		if strings.Contains(log, "evict") {
			t.Errorf("log on noeviction = %q, want no warning", log)
		}
		if err := q.Client().ConfigSet(t.Context(), "maxmemory-policy", "volatile-lru").Err(); err != nil {
			t.Fatal(err)
		}
		if _, log := openLogged(t, server.URL()); !strings.Contains(log, "noeviction") {
			t.Errorf("log on volatile-lru = %q, want a warning", log)
		}
	})
	t.Run("BadURL", func(t *testing.T) {
		t.Parallel()
		q, err := queue.Open(t.Context(), "redis://:rahasia%zz@h", queue.Trust{}, slog.New(slog.DiscardHandler))
		if err == nil || strings.Contains(err.Error(), "rahasia") {
			t.Errorf("Open = %v, %v, want an error without the password", q, err)
		}
	})
}

// A Redis that is away is a warning at the start and an error in time later; it
// is used when it comes back.
func TestAway(t *testing.T) {
	t.Parallel()
	server := ownRedis(t)
	if err := server.Stop(); err != nil {
		t.Fatal(err)
	}
	q, log := openLogged(t, server.URL())
	if !strings.Contains(log, "does not answer") {
		t.Errorf("log = %q, want a warning", log)
	}
	line := queue.Line{Agency: "kpg", Unit: "umum"}
	if _, _, err := q.Claim(t.Context(), line, "staff", "r", at(0), at(5)); err == nil || errors.Is(err, queue.ErrRebuild) {
		t.Errorf("Claim while Redis is away = %v, want the connection's error", err)
	}
	q.Patient()
	back, err := testserver.StartRedis(server.Addr())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = back.Stop() })
	if err := reconciler(q, &ledger{lines: map[queue.Line]queue.Wanted{line: waits(place("a", 10))}}).Once(t.Context()); err != nil {
		t.Errorf("Once when Redis is back = %v", err)
	}
	if p, ok, err := q.Claim(t.Context(), line, "staff", "r", at(0), at(5)); !ok || err != nil {
		t.Errorf("Claim when Redis is back = %v, %v, %v, want a", p, ok, err)
	}
}

// A Redis that takes calls and never answers holds nobody longer than 250 ms.
func TestBudget(t *testing.T) {
	t.Parallel()
	l, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	q, _ := openLogged(t, "redis://"+l.Addr().String())
	began := time.Now()
	_, _, err = q.Claim(t.Context(), queue.Line{}, "staff", "r", at(0), at(5))
	if took := time.Since(began); err == nil || took > 5*time.Second {
		t.Errorf("Claim on a Redis that never answers = %v after %v, want an error after 250 ms", err, took)
	}
	if !errors.Is(err, context.DeadlineExceeded) && !isTimeout(err) {
		t.Errorf("Claim on a Redis that never answers = %v, want a timeout", err)
	}
}

func isTimeout(err error) bool {
	timeout, ok := errors.AsType[net.Error](err)
	return ok && timeout.Timeout()
}

// Keys with a TTL end on the embedded server too, by its own clock.
func TestEmbeddedTimePasses(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		q, err := queue.Open(t.Context(), "embedded", queue.Trust{}, slog.New(slog.DiscardHandler))
		if err != nil {
			t.Fatal(err)
		}
		if err := q.Client().Set(t.Context(), "loket:x", "1", 3*time.Second).Err(); err != nil {
			t.Fatal(err)
		}
		for _, c := range []struct{ after, exists time.Duration }{{2500 * time.Millisecond, 1}, {time.Second, 0}} {
			<-time.After(c.after)
			if n, err := q.Client().Exists(t.Context(), "loket:x").Result(); n != int64(c.exists) || err != nil {
				t.Errorf("EXISTS after a further %v = %d, %v, want %d", c.after, n, err, c.exists)
			}
		}
		if err := q.Close(); err != nil {
			t.Error(err)
		}
		if err := q.Close(); err != nil {
			t.Errorf("a second Close = %v, want nil", err)
		}
	})
}

// Nothing but identifiers and scores reaches Redis, all of it under a line's
// own hash tag.
func TestKeys(t *testing.T) {
	t.Parallel()
	q := openQueue(t, "embedded")
	c := newCounter(t, q)
	for _, ticket := range []loket.TicketID{"held", "waits"} {
		c.put(ticket, 10)
	}
	c.claim("staff", "r", 0)
	keys, err := q.Client().Keys(t.Context(), "*").Result()
	if err != nil || len(keys) != 6 {
		t.Errorf("KEYS = %v, %v, want the six keys of a line", keys, err)
	}
	for _, key := range keys {
		if !strings.HasPrefix(key, "loket:{disdukcapil-kota-kupang:"+string(c.line.Unit)+"}:") {
			t.Errorf("key %q is not under the tag of its line", key)
		}
	}
	if own := q.Client().HGet(t.Context(), "loket:{disdukcapil-kota-kupang:"+string(c.line.Unit)+"}:own", "held").Val(); own != "1795392600000|1795392000000|staff|r" {
		t.Errorf("own of a held ticket = %q, want due|touched|staff|request", own)
	}
}
