package trial_test

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"loket/internal/faketelegram"
	"loket/internal/testserver"
)

// offices are so many agencies in one configuration, each with a bot of its own.
type offices struct {
	env  map[string]string
	bots []*citizens
	chat atomic.Int64 // the last one that asked, of all bots
}

func newOffices(b *testing.B, n int) *offices {
	b.Helper()
	o := &offices{}
	o.chat.Store(1000)
	dir, config := b.TempDir(), &strings.Builder{}
	config.WriteString("agencies:\n")
	var fakes []*faketelegram.Server
	for i := range n {
		people := &citizens{waiting: map[int64]chan struct{}{}}
		people.fake = faketelegram.New(faketelegram.Options{Token: fmt.Sprintf("%d:a-token-for-tests-only-%d", 700000001+i, i), Discard: true, OnSend: people.hear})
		b.Cleanup(people.fake.Close)
		o.bots, fakes = append(o.bots, people), append(fakes, people.fake)
		telegram := ""
		if i > 0 {
			token := filepath.Join(dir, fmt.Sprintf("%d.token", i))
			must(b, os.WriteFile(token, []byte(people.fake.Token()), 0o600))
			telegram = ", telegram: {token_file: '" + token + "'}"
		}
		fmt.Fprintf(config, "  - {id: dinas-%d, code: D%c%c, name: Dinas %d, zone: Asia/Makassar%s}\n", i+1, 'A'+i/26, 'A'+i%26, i+1, telegram)
	}
	file := filepath.Join(dir, "loket.yaml")
	must(b, os.WriteFile(file, []byte(config.String()), 0o600))
	o.env = onTelegram(fakes[0])
	o.env["LOKET_CONFIG"], o.env["LOKET_TELEGRAM_API_URL"] = file, switchboardOf(b, fakes...)
	return o
}

// loop has 64 citizens ask, each as soon as it was answered, of all agencies in turn, and
// returns how long n answers took, the shortest first.
func (o *offices) loop(n int) []time.Duration {
	took := make([]time.Duration, n)
	var next atomic.Int64
	var all sync.WaitGroup
	for range 64 {
		all.Go(func() {
			for i := next.Add(1) - 1; i < int64(n); i = next.Add(1) - 1 {
				took[i] = o.bots[i%int64(len(o.bots))].ask(o.chat.Add(1))
			}
		})
	}
	all.Wait()
	slices.Sort(took)
	return took
}

// report measures b.N answers of programs, and what they cost these.
func (o *offices) report(b *testing.B, programs ...*counter) {
	b.Helper()
	used := func() (all time.Duration) {
		for _, c := range programs {
			all += c.cpu()
		}
		return all
	}
	o.loop(10 * len(o.bots)) // each has answered before
	before := used()
	b.ResetTimer()
	took := o.loop(b.N)
	elapsed, cost := b.Elapsed(), used()-before
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(float64(b.N)/elapsed.Seconds(), "answers/s")
	b.ReportMetric(took[len(took)/2].Seconds()*1000, "p50-ms")
	b.ReportMetric(took[len(took)*99/100].Seconds()*1000, "p99-ms")
	b.ReportMetric(float64(cost.Microseconds())/float64(b.N), "cpu-µs/answer")
	b.ReportMetric(cost.Seconds()/elapsed.Seconds(), "cores")
	b.ReportMetric(float64(programs[0].rss()>>20), "rss-MiB")
	b.StopTimer()
}

// BenchmarkScale is what b.N answers cost as an installation grows, 64 asked for at a time: with
// more agencies, each with a bot; with more conversations in the ledger; with more
// programs on one ledger of PostgreSQL, twelve agencies among them.
// LOKET_SCALE_CONVERSATIONS is the most conversations.
func BenchmarkScale(b *testing.B) {
	for _, n := range []int{1, 10, 100} {
		b.Run(fmt.Sprint("agencies/", n), func(b *testing.B) {
			o := newOffices(b, n)
			c := newCounter(b, o.env)
			c.start()
			o.report(b, c)
			c.stop()
		})
	}
	most := setting(b, "LOKET_SCALE_CONVERSATIONS", 100_000)
	for n := 1000; n <= most; n *= 10 {
		b.Run(fmt.Sprint("conversations/", n), func(b *testing.B) {
			o := newOffices(b, 1)
			c := newCounter(b, o.env)
			must(b, os.MkdirAll(c.data(), 0o700))
			fillYear(b, c.data(), n, 1)
			delete(c.env, "LOKET_CONFIG") // the ledger is of the demo agency
			c.start()
			o.report(b, c)
			c.stop()
		})
	}
	for n := 1; n <= 3; n++ {
		b.Run(fmt.Sprint("replicas/", n), func(b *testing.B) {
			o := newOffices(b, 12)
			address := testserver.Postgres(b)
			var programs []*counter
			for range n {
				c := newCounter(b, maps.Clone(o.env))
				c.env["LOKET_DATABASE_URL"] = address
				if len(programs) > 0 {
					c.env["LOKET_SECRET_KEY_FILE"] = filepath.Join(programs[0].data(), "secret.key")
				}
				c.start()
				programs = append(programs, c)
			}
			o.report(b, programs...)
			for _, c := range programs {
				c.stop()
			}
		})
	}
}
