package trial_test

import (
	"sync"
	"testing"
	"time"
)

// BenchmarkBesideLibrary holds Loket against an echo of the Telegram library's
// own, in turn and on the same fake Telegram: a closed loop of 64. The library
// stores nothing and looks nothing up. LOKET_BENCH_PROFILE names a file for the
// processor profile of the last run of a Loket that is built to write one.
func BenchmarkBesideLibrary(b *testing.B) {
	bare := compiled(b, "loket/internal/trial/testdata/echobot")
	loket := run(b, func(c *counter) { profiled(b, c) })
	library := run(b, func(c *counter) {
		c.argv = []string{bare}
		delete(c.env, "LOKET_DATA_DIR")
	})
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(loket.perSecond, "loket-answers/s")
	b.ReportMetric(library.perSecond, "library-answers/s")
	b.ReportMetric(100*loket.perSecond/library.perSecond, "loket-%-of-library")
	b.ReportMetric(loket.cpuEach, "loket-cpu-µs/answer")
	b.ReportMetric(library.cpuEach, "library-cpu-µs/answer")
}

// speed is what a program does in a closed loop.
type speed struct {
	perSecond float64
	cpuEach   float64 // processor time of the program for an answer, in microseconds
}

// run starts a program and puts it through b.N questions of 64 people who ask
// again as soon as they are answered.
func run(b *testing.B, prepare func(*counter)) speed {
	b.Helper()
	people := newCitizens(b)
	c := newCounter(b, onTelegram(people.fake))
	prepare(c)
	c.start()
	people.ask(1)
	before, began, each := c.cpu(), time.Now(), max(1, b.N/64)
	var all sync.WaitGroup
	for worker := range 64 {
		all.Go(func() {
			for i := range each {
				people.ask(int64(1000 + worker*100 + i%100))
			}
		})
	}
	all.Wait()
	n := float64(64 * each)
	s := speed{n / time.Since(began).Seconds(), float64((c.cpu() - before).Microseconds()) / n}
	c.stop()
	return s
}
