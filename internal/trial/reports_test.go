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
// citizens ask: every question is answered before the first of them stops. How soon, says
// BenchmarkReportsBesideChat.
func TestReportsBesideChat(t *testing.T) {
	t.Parallel()
	for name, env := range reportLedgers() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBesideReports(t, env(t), 100)
			answered := make(chan []time.Duration)
			go func() { answered <- b.answers(t.Context(), 50) }()
			select {
			case took := <-answered:
				t.Logf("%d questions answered; %d reports read, %d put off", len(took), b.done.Load(), b.shed.Load())
			case <-time.After(graceLimit):
				t.Fatalf("not all of 50 questions are answered after %v beside %d readers", graceLimit, reportsBeside)
			}
			if b.done.Load() == 0 {
				t.Error("no report was read at all")
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
}

func newBesideReports(t testing.TB, env map[string]string, history int) *besideReports {
	t.Helper()
	b := &besideReports{people: newCitizens(t)}
	c := newCounter(t, onTelegram(b.people.fake))
	maps.Copy(c.env, env)
	c.start()
	b.people.crowd(history)
	b.staff = newOfficer(t, c)
	return b
}

// answers asks n questions beside the readers and returns how long the answers took, the
// shortest first.
func (b *besideReports) answers(ctx context.Context, n int) []time.Duration {
	ctx, stop := context.WithCancel(ctx)
	var reading sync.WaitGroup
	for range reportsBeside {
		reading.Go(func() { b.staff.readReports(ctx, &b.done, &b.shed) })
	}
	defer reading.Wait()
	defer stop()
	return b.people.atRate(ctx, n, 25)
}

// readReports opens the page of the figures until ctx ends.
func (o *officer) readReports(ctx context.Context, done, shed *atomic.Int64) {
	client := &http.Client{Jar: o.client.Jar, Timeout: time.Minute}
	for ctx.Err() == nil {
		r, err := http.NewRequestWithContext(ctx, http.MethodGet, o.c.base+"/laporan", http.NoBody)
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
			done.Add(1)
		case http.StatusServiceUnavailable, http.StatusTooManyRequests:
			shed.Add(1)
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
