package queue_test

import (
	"fmt"
	"log/slog"
	"slices"
	"testing"
	"time"

	"loket/internal/loket"
	"loket/internal/queue"
	"loket/internal/testserver"
)

// BenchmarkQueue measures, over a line of so many tickets, filling it after a
// wipe, a pass that finds nothing to do, and a claim with its removal.
func BenchmarkQueue(b *testing.B) {
	for _, size := range []int{1000, 20_000, 100_000} {
		for name, url := range map[string]func() string{
			"embedded": func() string { return "embedded" },
			"redis":    func() string { return testserver.Redis(b) },
		} {
			b.Run(fmt.Sprintf("%s/%d", name, size), func(b *testing.B) { benchmark(b, url(), size) })
		}
	}
}

func benchmark(b *testing.B, url string, size int) {
	q, err := queue.Open(b.Context(), url, queue.Trust{}, slog.New(slog.DiscardHandler))
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = q.Close() }()
	q.Patient()
	line := queue.Line{Agency: "kpg", Unit: loket.NewID[loket.UnitID]()}
	var want queue.Wanted
	for i := range size {
		want.Waiting = append(want.Waiting, queue.Place{Ticket: loket.NewID[loket.TicketID](), Due: at(i)})
	}
	passes := map[string]float64{}
	for _, pass := range []string{"fill-ms", "pass-ms"} {
		began := time.Now()
		if _, err := q.Reconcile(b.Context(), line, want, "g"); err != nil {
			b.Fatal(err)
		}
		passes[pass] = float64(time.Since(began).Milliseconds())
	}
	var took []time.Duration
	for b.Loop() {
		took = append(took, claimAndAck(b, q, line))
	}
	for pass, ms := range passes {
		b.ReportMetric(ms, pass)
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "p99-ms")
}

// claimAndAck claims and removes a ticket, and puts another in its place.
func claimAndAck(b *testing.B, q *queue.Queue, line queue.Line) time.Duration {
	began := time.Now()
	p, ok, err := q.Claim(b.Context(), line, "staff", "r", at(0), at(5))
	if err != nil || !ok {
		b.Fatalf("Claim = %v, %v", ok, err)
	}
	if err := q.Ack(b.Context(), line, p.Ticket); err != nil {
		b.Fatal(err)
	}
	took := time.Since(began)
	if err := q.Put(b.Context(), line, p.Ticket, p.Due.Add(time.Hour)); err != nil {
		b.Fatal(err)
	}
	return took
}
