package trial_test

import (
	"testing"
	"time"

	"loket/internal/loket"
)

// BenchmarkNext measures "Ambil berikutnya" with 100,000 open tickets: the queue
// finds the ticket, the ledger (SQLite, FULL) gives it, the queue is told. The third
// has no Redis at all. A ticket that was taken is given back between two claims.
func BenchmarkNext(b *testing.B) {
	for name, address := range map[string]func() string{
		"Redis":    func() string { return ownRedis(b).URL() },
		"Embedded": func() string { return "embedded" },
		"Ledger":   func() string { return "redis://127.0.0.1:1" },
	} {
		b.Run(name, func(b *testing.B) { benchmarkNext(b, address(), name != "Ledger") })
	}
}

const openTickets = 100_000

func benchmarkNext(b *testing.B, address string, redis bool) {
	o := newBureau(b, address)
	o.clones(openTickets - 1)
	if redis {
		must(b, o.reconciler().Once(b.Context()))
	}
	by := supervisor(0)
	o.desk.Terms.Lease = time.Hour
	var taken []loket.Ticket
	for b.Loop() {
		k, err := o.next(by)
		must(b, err)
		b.StopTimer()
		taken = append(taken, k)
		must(b, o.desk.Release(b.Context(), by, k.ID, k.LeaseEpoch))
		b.StartTimer()
	}
	ms := func(percent int) float64 { return float64(nearestRank(o.took, percent).Microseconds()) / 1000 }
	b.ReportMetric(ms(50), "p50-ms")
	b.ReportMetric(ms(99), "p99-ms")
	b.ReportMetric(100*float64(o.offers.Load())/float64(len(taken)), "%-by-queue")
}
