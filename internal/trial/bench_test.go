package trial_test

import (
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"time"

	"loket/internal/faketelegram"
)

// question gets a quote.
const question = "syarat ktp hilang apa saja"

// citizens asks through a fake Telegram and hears when the answer arrives.
type citizens struct {
	fake *faketelegram.Server

	mu      sync.Mutex // guards waiting
	waiting map[int64]chan struct{}
}

func newCitizens(b testing.TB) *citizens {
	b.Helper()
	c := &citizens{waiting: map[int64]chan struct{}{}}
	c.fake = faketelegram.New(faketelegram.Options{Discard: true, OnSend: c.hear})
	b.Cleanup(c.fake.Close)
	return c
}

func (c *citizens) hear(s faketelegram.Sent) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if heard := c.waiting[s.Chat]; heard != nil {
		close(heard)
		delete(c.waiting, s.Chat)
	}
}

// ask sends a question that gets a quote from a chat and returns how long the answer
// took.
func (c *citizens) ask(chat int64) time.Duration { return c.asks(chat, question) }

// asks is ask with other words.
func (c *citizens) asks(chat int64, words string) time.Duration {
	heard := make(chan struct{})
	c.mu.Lock()
	c.waiting[chat] = heard
	c.mu.Unlock()
	began := time.Now()
	c.fake.Deliver(faketelegram.Text(chat, words))
	<-heard
	return time.Since(began)
}

// BenchmarkAnswers measures durable answers on SQLite with synchronous=FULL,
// over a fake Telegram in the same process that answers at once.
func BenchmarkAnswers(b *testing.B) {
	b.Run("closed-loop-64", func(b *testing.B) {
		people := newCitizens(b)
		c := newCounter(b, onTelegram(people.fake))
		c.start()
		people.ask(1)
		before := c.cpu()
		var all sync.WaitGroup
		each := max(1, b.N/64)
		b.ResetTimer()
		for worker := range 64 {
			all.Go(func() {
				for i := range each {
					people.ask(int64(1000 + worker*100 + i%100))
				}
			})
		}
		all.Wait()
		n := float64(64 * each)
		b.ReportMetric(n/b.Elapsed().Seconds(), "answers/s")
		b.ReportMetric(float64((c.cpu()-before).Microseconds())/n, "cpu-µs/answer")
		b.ReportMetric(float64(c.rss()>>20), "rss-MiB")
		b.StopTimer()
		c.stop()
	})
	b.Run("poisson-100", func(b *testing.B) {
		people := newCitizens(b)
		c := newCounter(b, onTelegram(people.fake))
		c.start()
		people.ask(1)
		random := rand.New(rand.NewPCG(1, 2))
		var all sync.WaitGroup
		took := make([]time.Duration, b.N)
		b.ResetTimer()
		next := time.Now()
		for i := range b.N {
			next = next.Add(time.Duration(random.ExpFloat64() * float64(time.Second) / 100))
			pause(b.Context(), time.Until(next))
			all.Go(func() { took[i] = people.ask(int64(1000 + i)) })
		}
		all.Wait()
		slices.Sort(took)
		for _, q := range []struct {
			name string
			at   float64
		}{{"p50-ms", 0.50}, {"p95-ms", 0.95}, {"p99-ms", 0.99}} {
			b.ReportMetric(took[int(q.at*float64(len(took)-1))].Seconds()*1000, q.name)
		}
		b.StopTimer()
		c.stop()
	})
}

// BenchmarkStart measures the time from starting the program to its being
// ready, with a ledger that exists, and its resident memory when idle.
func BenchmarkStart(b *testing.B) {
	c := newCounter(b, nil)
	c.start()
	c.stop()
	var ready []time.Duration
	var rss int64
	for b.Loop() {
		c.start()
		ready = append(ready, c.readyIn)
		rss = max(rss, c.rss())
		c.stop()
	}
	slices.Sort(ready)
	b.ReportMetric(ready[len(ready)/2].Seconds()*1000, "median-ready-ms")
	b.ReportMetric(float64(rss)/(1<<20), "rss-MiB")
}
