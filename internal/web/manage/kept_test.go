package manage_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"sync"
	"testing"
	"time"

	"loket/internal/loket"
	"loket/internal/report"
	"loket/internal/web"
	"loket/internal/web/manage"
	"loket/internal/web/webtest"
)

// frail answers as its office does, after what it was told to do first.
type frail struct {
	*counter
	beforeReport func(report.Query) error
	beforeRows   func() error
}

func (f frail) Report(ctx context.Context, q report.Query) (report.Report, error) {
	if f.beforeReport != nil {
		if err := f.beforeReport(q); err != nil {
			return report.Report{}, err
		}
	}
	r, err := f.counter.Report(ctx, q)
	if f.beforeRows != nil {
		r.Spread = nil // as of a month that an older program closed
	}
	return r, err
}

func (f frail) Reports(ctx context.Context, q report.Query, parts ...report.By) ([]report.Report, error) {
	return each(ctx, f.Report, q, parts)
}

func (f frail) Rows(ctx context.Context, q report.Query, measure string) ([]report.Row, error) {
	if f.beforeRows != nil {
		if err := f.beforeRows(); err != nil {
			return nil, err
		}
	}
	return f.counter.Rows(ctx, q, measure)
}

// crowd is an office that knows when so many have come to its dashboard.
type crowd struct {
	*counter
	coming *sync.WaitGroup
}

func (c crowd) Choices(ctx context.Context, agency loket.AgencyID) (manage.Choices, error) {
	c.coming.Done()
	return c.counter.Choices(ctx, agency)
}

// TestManyAtOnceAskOnce: who asks the same while it is being computed waits for that one
// answer.
func TestManyAtOnceAskOnce(t *testing.T) {
	t.Parallel()
	clock := webtest.NewClock()
	office := quietOffice(clock)
	office.waited(12, "s1", "kk", 2*time.Hour, time.Hour)
	const readers = 12
	var coming, left sync.WaitGroup
	coming.Add(readers)
	figures := frail{counter: office, beforeReport: func(report.Query) error {
		coming.Wait() // until everybody is there
		return nil
	}}
	b := openOffice(figures, crowd{office, &coming}, loket.RoleHead, clock)
	bodies := make([]string, readers)
	for i := range readers {
		left.Go(func() { bodies[i] = b.Clone().Get("/laporan").Body })
	}
	left.Wait()
	if got := office.asked.Load(); got != 4 {
		t.Errorf("%d readers at once asked %d reports, want the 4 of one dashboard", readers, got)
	}
	for i, body := range bodies {
		if got, want := webtest.Parse(t, body).One("#M-03").Text(), webtest.Parse(t, bodies[0]).One("#M-03").Text(); got != want {
			t.Errorf("reader %d sees %q, the first %q", i, got, want)
		}
	}
}

// TestAnotherQuestionDoesNotWait: a slow answer holds up nobody who asks something else.
func TestAnotherQuestionDoesNotWait(t *testing.T) {
	t.Parallel()
	clock := webtest.NewClock()
	office := quietOffice(clock)
	begun, release := make(chan struct{}), make(chan struct{})
	var once sync.Once
	figures := frail{counter: office, beforeReport: func(q report.Query) error {
		if q.Filter.Channel == "c1" {
			once.Do(func() { close(begun) })
			<-release
		}
		return nil
	}}
	b := openOffice(figures, office, loket.RoleHead, clock)
	slow := make(chan int)
	go func() { slow <- b.Clone().Get("/laporan?channel=c1").Status }()
	<-begun
	if got := b.Clone().Get("/laporan?channel=c2"); got.Status != http.StatusOK || office.asked.Load() != 4 {
		t.Errorf("beside a slow question: status %d, %d reports, want 200 and 4", got.Status, office.asked.Load())
	}
	close(release)
	if status := <-slow; status != http.StatusOK {
		t.Errorf("the slow question: status %d, want 200", status)
	}
}

// TestErrorsAreNotKept: a dashboard that could not be computed is computed when it is
// asked for again, whatever part of it failed.
func TestErrorsAreNotKept(t *testing.T) {
	t.Parallel()
	for name, fail := range map[string]func(*frail, func() error){
		"Report": func(f *frail, err func() error) { f.beforeReport = func(report.Query) error { return err() } },
		"Staff": func(f *frail, err func() error) {
			f.beforeReport = func(q report.Query) error {
				if q.By != report.ByStaff {
					return nil
				}
				return err()
			}
		},
		"Rows": func(f *frail, err func() error) { f.beforeRows = err },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			clock := webtest.NewClock()
			office, broken := quietOffice(clock), true
			figures := frail{counter: office}
			fail(&figures, func() error {
				if broken {
					return errors.New("ledger is locked")
				}
				return nil
			})
			b := openOffice(&figures, &figures, loket.RoleHead, clock)
			if got := b.Get("/laporan"); got.Status != http.StatusInternalServerError {
				t.Fatalf("while it fails: status %d, want 500", got.Status)
			}
			broken = false
			for range 2 {
				if got := b.Get("/laporan"); got.Status != http.StatusOK {
					t.Fatalf("afterwards: status %d, want 200", got.Status)
				}
			}
			broken = true
			if got := b.Get("/laporan"); got.Status != http.StatusOK {
				t.Errorf("while it is fresh: status %d, want what is kept", got.Status)
			}
			clock.Move(30 * time.Second)
			if got := b.Get("/laporan"); got.Status != http.StatusInternalServerError {
				t.Errorf("when it is stale: status %d, want 500 and no old figures", got.Status)
			}
		})
	}
}

// TestHowLongFiguresAreKept: those of a period that goes on for half a minute, those
// computed after its end for ten.
func TestHowLongFiguresAreKept(t *testing.T) {
	t.Parallel()
	const today, past = "/laporan?from=2026-11-21&to=2026-11-21", "/laporan?from=2026-11-20&to=2026-11-20"
	untilMidnight := 9*time.Hour + 55*time.Minute // of a clock that begins at 14.05
	for name, tt := range map[string]struct {
		href        string
		first, pass time.Duration
		again       bool
	}{
		"Fresh":            {today, 0, 30*time.Second - time.Nanosecond, false},
		"Stale":            {today, 0, 30 * time.Second, true},
		"PastFresh":        {past, 0, 10*time.Minute - time.Nanosecond, false},
		"PastStale":        {past, 0, 10 * time.Minute, true},
		"ClockPutBack":     {today, 0, -time.Second, true},
		"EndedSinceFresh":  {today, untilMidnight - 10*time.Second, 20 * time.Second, false},
		"EndedSinceStale":  {today, untilMidnight - 10*time.Second, 40 * time.Second, true},
		"ComputedAtTheEnd": {today, untilMidnight, 9 * time.Minute, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			clock := webtest.NewClock()
			office := quietOffice(clock)
			b := openOffice(office, office, loket.RoleHead, clock)
			clock.Move(tt.first)
			b.Get(tt.href)
			clock.Move(tt.pass)
			b.Get(tt.href)
			if got := office.asked.Load() == 8; got != tt.again {
				t.Errorf("%v later %d reports were asked, computed again: %t, want %t", tt.pass, office.asked.Load(), got, tt.again)
			}
		})
	}
}

// TestMostBoards: no more than two hundred answers are kept, and as long as there is
// room for them each is.
func TestMostBoards(t *testing.T) {
	t.Parallel()
	clock := webtest.NewClock()
	office := quietOffice(clock)
	b := openOffice(office, office, loket.RoleHead, clock)
	ask := func(topic int) (reports int64) {
		before := office.asked.Load()
		if got := b.Get(fmt.Sprintf("/laporan?topic=t%d", topic)); got.Status != http.StatusOK {
			t.Fatalf("topic %d: status %d", topic, got.Status)
		}
		return office.asked.Load() - before
	}
	for i := range 200 {
		if got := ask(i); got != 4 {
			t.Fatalf("question %d asked %d reports, want 4", i, got)
		}
	}
	for _, i := range []int{0, 199, 100} {
		if got := ask(i); got != 0 {
			t.Errorf("question %d of 200, again, asked %d reports, want what is kept", i, got)
		}
	}
	if got := ask(200); got != 4 {
		t.Errorf("one more question asked %d reports, want 4", got)
	}
	if got := ask(0); got != 4 {
		t.Errorf("after more questions than are kept the first asked %d reports, want 4", got)
	}
}

// porter lets in a head of the agency that a request names.
type porter struct{}

func (porter) Staff(_ http.ResponseWriter, r *http.Request) (loket.Staff, error) {
	return loket.Staff{ID: "p", Agency: loket.AgencyID(r.Header.Get("X-Agency")), Name: "Rekan", Role: loket.RoleHead}, nil
}

func (porter) Ask(http.ResponseWriter, *http.Request) error { return nil }

// TestAgenciesShareNoFigures: what is kept for one agency is never shown to another.
func TestAgenciesShareNoFigures(t *testing.T) {
	t.Parallel()
	clock := webtest.NewClock()
	office := quietOffice(clock)
	var of sync.Map
	figures := frail{counter: office, beforeReport: func(q report.Query) error {
		of.Store(q.Agency, true)
		return nil
	}}
	house := &web.Server{
		Gate: porter{}, Log: slog.New(slog.DiscardHandler),
		Parts: []web.Part{&manage.Manage{Figures: figures, Counter: office, Now: clock.Now, Zone: webtest.WITA}},
	}
	b := webtest.NewBrowser(house.Handler())
	for _, agency := range []string{"kupang", "ende", "kupang", "ende"} {
		b.Header["X-Agency"] = agency
		b.Get("/laporan")
	}
	_, kupang := of.Load(loket.AgencyID("kupang"))
	_, ende := of.Load(loket.AgencyID("ende"))
	if !kupang || !ende || office.asked.Load() != 8 {
		t.Errorf("two agencies asked %d reports, want 4 of each", office.asked.Load())
	}
}
