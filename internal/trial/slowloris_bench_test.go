package trial_test

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"
)

const (
	slowConnections = 500
	slowByte        = 500 * time.Millisecond // between two bytes of one of them
	noise           = 5 * time.Millisecond   // a wait that nobody notices, whatever it was before
)

// BenchmarkSlowloris measures how long others wait for a page without and with 500
// connections that never finish their head or their form, each opened anew as soon as
// the program ends it: at most twice as long.
func BenchmarkSlowloris(b *testing.B) {
	c := newCounter(b, nil)
	c.start()
	var alone, crowded time.Duration
	b.Run("Without", func(b *testing.B) { alone = pageTime(b, c) })
	ctx, stop := context.WithCancel(b.Context())
	var all, open sync.WaitGroup
	for i := range slowConnections {
		open.Add(1)
		all.Go(func() { crawl(ctx, strings.TrimPrefix(c.base, "http://"), i%2 == 0, sync.OnceFunc(open.Done)) })
	}
	open.Wait()
	b.Run("With500", func(b *testing.B) { crowded = pageTime(b, c) })
	stop()
	all.Wait()
	ratio := float64(crowded) / float64(max(alone, 1))
	b.Logf("p95 %v without, %v with %d slow connections: %.2f times", alone, crowded, slowConnections, ratio)
	if ratio > 2 && crowded > noise {
		b.Errorf("others wait %.2f times as long, want at most 2", ratio)
	}
}

// pageTime asks for the sign-in page again and again, and returns what 95 of 100 took
// at most.
func pageTime(b *testing.B, c *counter) time.Duration {
	b.Helper()
	var took []time.Duration
	for b.Loop() {
		began := time.Now()
		r, err := http.Get(c.base + "/masuk")
		if err != nil || r.StatusCode != http.StatusOK {
			b.Fatalf("the sign-in page: %v, %v", r, err)
		}
		_, err = io.Copy(io.Discard, r.Body)
		must(b, err)
		must(b, r.Body.Close())
		took = append(took, time.Since(began))
	}
	reportQuantiles(b, took)
	return nearestRank(took, 95)
}

// crawl keeps one connection busy with a head, or a form, that comes byte by byte,
// until ctx ends; opened is called when the first is.
func crawl(ctx context.Context, address string, head bool, opened func()) {
	defer opened()
	for ctx.Err() == nil {
		conn, err := (&net.Dialer{}).DialContext(ctx, "tcp", address)
		if err != nil {
			continue
		}
		begin := "POST /masuk HTTP/1.1\r\nHost: loket\r\n"
		if !head {
			begin += "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 4096\r\n\r\n"
		}
		_, err = fmt.Fprint(conn, begin)
		opened()
		for err == nil && ctx.Err() == nil {
			pause(ctx, slowByte)
			_, err = conn.Write([]byte("a"))
		}
		_ = conn.Close()
	}
}
