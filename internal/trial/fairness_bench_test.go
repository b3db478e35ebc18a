package trial_test

import (
	"bufio"
	"context"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"loket/internal/testserver"
)

const (
	// floodAtOnce is how many citizens of the flooded agency ask, each as soon as it was
	// answered: several times as many as there are workers and calls side by side.
	floodAtOnce = 512
	// calmAsked and calmEach are what the other agency's citizens ask meanwhile: so many,
	// so many a second on average.
	calmAsked, calmEach = 200, 20

	twoAgencies = `
agencies:
  - {id: disdukcapil-kota-kupang, code: KPG, name: Yang Dibanjiri, zone: Asia/Makassar}
  - {id: tenang, code: TNG, name: Yang Tenang, zone: Asia/Makassar}
`
)

// BenchmarkFairness measures how long citizens of one agency wait for their answers while
// nobody else asks, and while another agency of the same program is flooded with more than
// the machine takes; in turn, b.N times, the first of the two in turn as well.
func BenchmarkFairness(b *testing.B) {
	for _, ledger := range []struct {
		name string
		url  func(testing.TB) string
	}{{"SQLite", func(testing.TB) string { return "" }}, {"Postgres", testserver.Postgres}} {
		b.Run(ledger.name, func(b *testing.B) {
			people := newCitizens(b)
			c := newCounter(b, onTelegram(people.fake))
			c.env["LOKET_DATABASE_URL"] = ledger.url(b)
			c.env["LOKET_CONFIG"] = filepath.Join(c.dir, "loket.yaml")
			if err := os.WriteFile(c.env["LOKET_CONFIG"], []byte(twoAgencies), 0o600); err != nil {
				b.Fatal(err)
			}
			c.start()
			people.ask(1)
			benchmarkFair(b, c, people)
			c.stop()
		})
	}
}

func benchmarkFair(b *testing.B, c *counter, people *citizens) {
	b.Helper()
	random, chat := rand.New(rand.NewPCG(1, 2)), new(atomic.Int64)
	chat.Store(1000)
	var alone, beside, ratios, rates []float64
	b.ResetTimer()
	for round := range b.N {
		var p95 [2]float64
		for turn := range 2 {
			flooded := (round + turn) % 2
			took, rate := fairPhase(b, c, people, random, chat, flooded == 1)
			if p95[flooded] = took; flooded == 1 {
				rates = append(rates, rate)
			}
		}
		alone, beside = append(alone, p95[0]), append(beside, p95[1])
		ratios = append(ratios, 100*p95[1]/p95[0])
	}
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(middle(alone), "alone-p95-ms")
	b.ReportMetric(middle(beside), "beside-p95-ms")
	b.ReportMetric(middle(ratios), "beside-%-p95")
	b.ReportMetric(middle(rates), "flood-answers/s")
}

// fairPhase has the calm agency's citizens ask, beside a flood or not, and returns the 95th
// percentile of their waits in milliseconds and how many a second of the flood were answered.
func fairPhase(b *testing.B, c *counter, people *citizens, random *rand.Rand, chat *atomic.Int64, flooded bool) (p95, rate float64) {
	b.Helper()
	ctx, stop := context.WithCancel(b.Context())
	var flood, calm sync.WaitGroup
	var answered atomic.Int64
	began := time.Now()
	for range floodAtOnce {
		if flooded {
			flood.Go(func() {
				for ctx.Err() == nil {
					people.ask(chat.Add(1))
					answered.Add(1)
				}
			})
		}
	}
	took := make([]time.Duration, calmAsked)
	next := time.Now().Add(time.Second) // the flood has risen by then
	for i := range took {
		next = next.Add(time.Duration(random.ExpFloat64() * float64(time.Second) / calmEach))
		pause(b.Context(), time.Until(next))
		calm.Go(func() { took[i] = asksInWeb(b, c, "tenang") })
	}
	calm.Wait()
	rate = float64(answered.Load()) / time.Since(began).Seconds()
	stop()
	flood.Wait()
	return nearestRank(took, 95).Seconds() * 1000, rate
}

// asksInWeb asks in an agency's web chat as somebody new and returns how long it took until
// the answer was read.
func asksInWeb(b testing.TB, c *counter, agency string) time.Duration {
	b.Helper()
	box := c.base + "/chat/" + agency
	page, err := http.Get(box)
	if err != nil {
		b.Error(err)
		return 0
	}
	_ = page.Body.Close()
	citizen := http.Client{Transport: withCookie{page.Cookies()[0]}}
	began := time.Now()
	taken, err := citizen.Post(box+"/messages", "application/json", strings.NewReader(`{"client_id":"client-id-0001","text":"`+question+`"}`))
	if err != nil {
		b.Error(err)
		return 0
	}
	_ = taken.Body.Close()
	stream, err := citizen.Get(box + "/events")
	if err != nil {
		b.Error(err)
		return 0
	}
	defer func() { _ = stream.Body.Close() }()
	for lines := bufio.NewScanner(stream.Body); lines.Scan(); {
		if strings.Contains(lines.Text(), `"mine":false`) {
			return time.Since(began)
		}
	}
	b.Errorf("no answer in the web chat of %s: %s", agency, taken.Status)
	return 0
}
