package trial_test

import (
	"context"
	"math/rand/v2"
	"os"
	"slices"
	"sync"
	"testing"
	"time"
)

// How the chat is used in one phase: so many ask, fifty a second on average, then so many
// as soon as the one before them was answered, of whom one in handedOff asks what goes
// to staff, so that every list changes.
const (
	askedInTurn = 300
	askedAtOnce = 400
	sideways    = 16
	handedOff   = 25
)

// A phase is how the chat fared in one.
type phase struct {
	p50, p95  float64 // of answers at fifty a second, in milliseconds
	perSecond float64 // answers of a closed loop
	cpuEach   float64 // processor time of the program for an answer of either, in microseconds
}

// benchmarkBeside measures the chat path alone and beside all consoles, in turn, b.N
// times, the first of the two in turn as well. What else runs on the machine disturbs
// both, so the ratios of a round are what counts: their median is reported.
func benchmarkBeside(b *testing.B, c *counter, staff []*officer, people *citizens) {
	random, chat := rand.New(rand.NewPCG(1, 2)), int64(10_000)
	var alone, beside []phase
	for round := range b.N {
		for turn := range 2 {
			if (round+turn)%2 == 0 {
				alone = append(alone, benchmarkPhase(b, c, people, random, &chat))
				continue
			}
			ctx, cancel := context.WithCancel(b.Context())
			open := openConsoles(ctx, b, staff, func() {})
			beside = append(beside, benchmarkPhase(b, c, people, random, &chat))
			cancel()
			open.Wait()
		}
	}
	b.ReportMetric(0, "ns/op")
	for _, figure := range []struct {
		name string
		of   func(phase) float64
	}{
		{"p50-ms", func(p phase) float64 { return p.p50 }},
		{"p95-ms", func(p phase) float64 { return p.p95 }},
		{"answers/s", func(p phase) float64 { return p.perSecond }},
		{"cpu-µs/answer", func(p phase) float64 { return p.cpuEach }},
	} {
		var ratios, one, two []float64
		for i := range alone {
			one, two = append(one, figure.of(alone[i])), append(two, figure.of(beside[i]))
			ratios = append(ratios, 100*two[i]/one[i])
		}
		b.ReportMetric(middle(one), "alone-"+figure.name)
		b.ReportMetric(middle(two), "beside-"+figure.name)
		b.ReportMetric(middle(ratios), "beside-%-"+figure.name)
	}
}

// benchmarkPhase has citizens ask, whose first chat is *chat.
func benchmarkPhase(b *testing.B, c *counter, people *citizens, random *rand.Rand, chat *int64) (p phase) {
	b.Helper()
	ask := func(i int64) time.Duration {
		if i%handedOff == 0 {
			return people.asks(*chat+i, unknown)
		}
		return people.ask(*chat + i)
	}
	before, took := c.cpu(), make([]time.Duration, askedInTurn)
	var all sync.WaitGroup
	next := time.Now()
	for i := range took {
		next = next.Add(time.Duration(random.ExpFloat64() * float64(time.Second) / 50))
		pause(b.Context(), time.Until(next))
		all.Go(func() { took[i] = ask(int64(i)) })
	}
	all.Wait()
	p.p50, p.p95 = nearestRank(took, 50).Seconds()*1000, nearestRank(took, 95).Seconds()*1000
	began := time.Now()
	for worker := range sideways {
		all.Go(func() {
			for i := worker; i < askedAtOnce; i += sideways {
				ask(int64(askedInTurn + i))
			}
		})
	}
	all.Wait()
	p.perSecond = askedAtOnce / time.Since(began).Seconds()
	p.cpuEach = float64((c.cpu() - before).Microseconds()) / (askedInTurn + askedAtOnce)
	*chat += askedInTurn + askedAtOnce
	return p
}

// middle is the median, of an even number the mean of the two in the middle.
func middle(all []float64) float64 {
	sorted := slices.Sorted(slices.Values(all))
	return (sorted[(len(sorted)-1)/2] + sorted[len(sorted)/2]) / 2
}

// profiled has a benchmark's program write a processor profile where
// LOKET_BENCH_PROFILE says; without it nothing changes.
func profiled(b testing.TB, c *counter) {
	b.Helper()
	if profile := os.Getenv("LOKET_BENCH_PROFILE"); profile != "" {
		c.argv[0], c.env["LOKET_PROFILE"] = compiled(b, "-tags", "crash", "loket/cmd/loket"), profile
	}
}
