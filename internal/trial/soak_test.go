package trial_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"loket/internal/faketelegram"
)

const (
	soakChats       = 20_000 // people who come back in turn
	soakTicketEvery = 100    // messages to one that needs a human
	soakSample      = 10 * time.Second
)

// TestSoak lets people ask at a steady rate, and an officer serve, while memory,
// goroutines and files are watched: nothing may grow. LOKET_SOAK_MINUTES and
// LOKET_SOAK_RATE (messages a second) set the long form; the short one can only
// find a coarse leak.
func TestSoak(t *testing.T) {
	length, every := 20*time.Second, time.Second
	if minutes := setting(t, "LOKET_SOAK_MINUTES", 0); minutes > 0 {
		length, every = time.Duration(minutes)*time.Minute, soakSample
	}
	rate := setting(t, "LOKET_SOAK_RATE", 50)
	var answered atomic.Int64
	fake := faketelegram.New(faketelegram.Options{Discard: true, OnSend: func(s faketelegram.Sent) {
		if !humanMark.MatchString(s.Text) {
			answered.Add(1)
		}
	}})
	t.Cleanup(fake.Close)
	c := newCounter(t, onTelegram(fake))
	c.env["LOKET_METRICS_TOKEN"] = metricsToken
	c.start()
	staff := newOfficer(t, c)

	ctx, stop := context.WithTimeout(t.Context(), length)
	defer stop()
	var asked atomic.Int64
	var people sync.WaitGroup
	people.Go(func() { askSteadily(ctx, fake, rate, &asked) })
	people.Go(func() { serveSteadily(ctx, staff) })
	samples := c.sampleUntil(ctx, t, every)
	people.Wait()
	waitFor(t, func() bool { return answered.Load() >= asked.Load() }, 30*time.Second)
	t.Logf("%d messages, %d answers", asked.Load(), answered.Load())
	f := judge(samples)
	t.Log(f)
	for _, complaint := range f.complaints() {
		t.Error(complaint)
	}
	c.stop()
}

// askSteadily delivers rate questions a second until ctx ends.
func askSteadily(ctx context.Context, fake *faketelegram.Server, rate int, asked *atomic.Int64) {
	p := &pace{perSecond: float64(rate), since: time.Now()}
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for {
		for range p.due() {
			i := asked.Add(1)
			text := question
			if i%soakTicketEvery == 0 {
				text = fmt.Sprintf("zxqv wkrt plmn %d", i)
			}
			fake.Deliver(faketelegram.Text(firstChat+i%soakChats, text))
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// serveSteadily lets an officer look for tickets every second until ctx ends.
func serveSteadily(ctx context.Context, staff *officer) {
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for ctx.Err() == nil {
		staff.serve(ctx)
		select {
		case <-ctx.Done():
		case <-tick.C:
		}
	}
}

// waitFor looks again and again until ready, for a time at most.
func waitFor(t *testing.T, ready func() bool, within time.Duration) {
	t.Helper()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for began := time.Now(); !ready(); {
		if time.Since(began) > within {
			t.Errorf("not done after %v", within)
			return
		}
		<-tick.C
	}
}

// metricsToken opens /metrics in trials.
const metricsToken = "0123456789abcdef0123456789abcdef"

// sample is what a running program uses at one moment. Sizes are in MiB.
type sample struct {
	at               time.Duration // since the first sample
	rss, heap        float64
	goroutines, open float64 // of which files and connections
	ledger           float64 // the database's files
}

// String implements fmt.Stringer.
func (s sample) String() string {
	return fmt.Sprintf("%6s  rss %6.1f MiB  heap %6.1f MiB  goroutines %4.0f  open files %3.0f  ledger %7.1f MiB",
		s.at.Round(time.Second), s.rss, s.heap, s.goroutines, s.open, s.ledger)
}

// sampleUntil takes a sample at once and at intervals until ctx ends.
func (c *counter) sampleUntil(ctx context.Context, t *testing.T, every time.Duration) (all []sample) {
	t.Helper()
	tick := time.NewTicker(every)
	defer tick.Stop()
	for began := time.Now(); ; {
		s := c.sample()
		s.at = time.Since(began)
		t.Log(s)
		all = append(all, s)
		select {
		case <-ctx.Done():
			return all
		case <-tick.C:
		}
	}
}

func (c *counter) sample() sample {
	c.t.Helper()
	figures := c.figures()
	number := func(name string) float64 {
		m := regexp.MustCompile(`(?m)^` + name + ` (\S+)$`).FindStringSubmatch(figures)
		if m == nil {
			c.t.Fatalf("/metrics lacks %s", name)
		}
		v, err := strconv.ParseFloat(m[1], 64)
		if err != nil {
			c.t.Fatal(err)
		}
		return v
	}
	const mib = 1 << 20
	s := sample{
		rss: float64(c.rss()) / mib, heap: number("go_memstats_heap_inuse_bytes") / mib,
		goroutines: number("go_goroutines"), open: number("process_open_fds"),
	}
	for _, end := range []string{"", "-wal", "-shm"} {
		if info, err := os.Stat(c.env["LOKET_DATA_DIR"] + "/loket.db" + end); err == nil {
			s.ledger += float64(info.Size()) / mib
		}
	}
	return s
}

// figures fetches /metrics.
func (c *counter) figures() string {
	c.t.Helper()
	r, err := http.NewRequest(http.MethodGet, c.base+"/metrics", http.NoBody)
	if err != nil {
		c.t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+metricsToken)
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		c.t.Fatal(err)
	}
	defer response.Body.Close()
	var text strings.Builder
	if _, err := io.Copy(&text, response.Body); err != nil || response.StatusCode != http.StatusOK {
		c.t.Fatalf("/metrics = %d, %v", response.StatusCode, err)
	}
	return text.String()
}
