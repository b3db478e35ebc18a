package trial_test

import (
	"context"
	"maps"
	"net/http"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"loket/internal/testserver"
)

// reportsBeside is how many read reports at once.
const reportsBeside = 200

// TestReportsBesideChat has 200 people open the page of the figures again and again while
// citizens ask: every question is answered before the first of them stops, and reports are
// read as well. How soon, says BenchmarkReportsBesideChat. Nothing is tried beside them.
func TestReportsBesideChat(t *testing.T) {
	for name, env := range reportLedgers() {
		t.Run(name, func(t *testing.T) {
			b := newBesideReports(t, env(t), 100)
			answered := make(chan []time.Duration)
			go func() { answered <- b.answers(t.Context(), 50) }()
			select {
			case took := <-answered:
				t.Logf("%d questions answered; %d reports read, %d put off", len(took), b.done.Load(), b.shed.Load())
			case <-time.After(graceLimit):
				t.Fatalf("after %v %d reports were read; 50 questions or the first report are not answered beside %d readers",
					graceLimit, b.done.Load(), reportsBeside)
			}
		})
	}
}

// BenchmarkReportsBesideChat is how long an answer takes meanwhile, with b.N questions at
// 25 a second after 1,000 of history.
func BenchmarkReportsBesideChat(b *testing.B) {
	for name, env := range reportLedgers() {
		b.Run(name, func(b *testing.B) {
			beside := newBesideReports(b, env(b), 1000)
			b.ResetTimer()
			took := beside.answers(b.Context(), b.N)
			b.ReportMetric(float64(took[len(took)/2])/1e6, "p50-ms")
			b.ReportMetric(float64(took[len(took)*99/100])/1e6, "p99-ms")
			b.ReportMetric(float64(beside.done.Load()), "reports")
		})
	}
}

// reportLedgers are the environments of programs on each engine.
func reportLedgers() map[string]func(testing.TB) map[string]string {
	return map[string]func(testing.TB) map[string]string{
		"SQLite": func(testing.TB) map[string]string { return nil },
		"PostgreSQL": func(t testing.TB) map[string]string {
			return map[string]string{"LOKET_DATABASE_URL": testserver.Postgres(t)}
		},
	}
}

// besideReports is a program with a history that reports tell of.
type besideReports struct {
	people     *citizens
	staff      *officer
	done, shed atomic.Int64 // reports
	once       sync.Once
	first      chan struct{} // closed when a report was read
}

func newBesideReports(t testing.TB, env map[string]string, history int) *besideReports {
	t.Helper()
	b := &besideReports{people: newCitizens(t), first: make(chan struct{})}
	c := newCounter(t, onTelegram(b.people.fake))
	maps.Copy(c.env, env)
	c.start()
	b.people.crowd(history)
	b.staff = newOfficer(t, c)
	return b
}

// answers asks n questions beside the readers, until a report was read too, and returns how
// long the answers took, the shortest first.
func (b *besideReports) answers(ctx context.Context, n int) []time.Duration {
	ctx, stop := context.WithCancel(ctx)
	var reading sync.WaitGroup
	for range reportsBeside {
		reading.Go(func() { b.readReports(ctx) })
	}
	defer reading.Wait()
	defer stop()
	took := b.people.atRate(ctx, n, 25)
	select {
	case <-b.first:
	case <-ctx.Done():
	}
	return took
}

// readReports opens the page of the figures until ctx ends.
func (b *besideReports) readReports(ctx context.Context) {
	client := &http.Client{Jar: b.staff.client.Jar, Timeout: time.Minute}
	for ctx.Err() == nil {
		r, err := http.NewRequestWithContext(ctx, http.MethodGet, b.staff.c.base+"/laporan", http.NoBody)
		if err != nil {
			return
		}
		response, err := client.Do(r)
		if err != nil {
			continue
		}
		_ = response.Body.Close()
		switch response.StatusCode {
		case http.StatusOK:
			b.done.Add(1)
			b.once.Do(func() { close(b.first) })
		case http.StatusServiceUnavailable, http.StatusTooManyRequests:
			b.shed.Add(1)
		}
	}
}

// crowd asks n questions, 64 at a time.
func (c *citizens) crowd(n int) {
	var all sync.WaitGroup
	for worker := range 64 {
		all.Go(func() {
			for i := worker; i < n; i += 64 {
				c.ask(int64(100_000 + i))
			}
		})
	}
	all.Wait()
}

// atRate asks n questions at a steady rate a second, and returns how long the
// answers took, the shortest first.
func (c *citizens) atRate(ctx context.Context, n, perSecond int) []time.Duration {
	took := make([]time.Duration, n)
	var all sync.WaitGroup
	next := time.Now()
	for i := range n {
		next = next.Add(time.Second / time.Duration(perSecond))
		pause(ctx, time.Until(next))
		all.Go(func() { took[i] = c.ask(int64(1000 + i)) })
	}
	all.Wait()
	slices.Sort(took)
	return took
}
