package store

import (
	"slices"
	"sync"
	"testing"
	"time"

	"loket/internal/loket"
)

// BenchmarkIngest stores what comes in, on SQLite with synchronous=FULL: four
// pollers, each with a hundred messages at a time. It reports how many messages a
// second are durable, and how long a batch waits for its commit.
func BenchmarkIngest(b *testing.B) {
	const pollers, batch = 4, 100
	s := openGroup(b)
	channel := loket.Channel{ID: "a:telegram", Agency: "a", Kind: loket.Telegram, Name: "A"}
	if err := s.Register(b.Context(), loket.Agency{ID: "a", Code: "AA", Name: "A", Zone: "Asia/Makassar"}, channel); err != nil {
		b.Fatal(err)
	}
	var took [pollers][]time.Duration
	b.ResetTimer()
	var all sync.WaitGroup
	for poller := range pollers {
		all.Go(func() {
			for n := poller * batch; n < b.N; n += pollers * batch {
				began := time.Now()
				if _, err := s.Ingest(b.Context(), backlog(s.Now(), n, min(n+batch, b.N))); err != nil {
					b.Error(err)
					return
				}
				took[poller] = append(took[poller], time.Since(began))
			}
		})
	}
	all.Wait()
	waits := slices.Concat(took[:]...)
	slices.Sort(waits)
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "messages/s")
	b.ReportMetric(float64(waits[(len(waits)-1)*99/100].Microseconds())/1000, "p99-ms")
}
