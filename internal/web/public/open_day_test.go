package public_test

import (
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"loket/internal/loket"
	"loket/internal/report"
	"loket/internal/web"
	"loket/internal/web/public"
	"loket/internal/web/webtest"
)

// zones are the offices of a house that has one in each of two zones.
var zones = map[loket.AgencyID]*time.Location{"kupang": time.FixedZone("WITA", 8*3600), "jayapura": time.FixedZone("WIT", 9*3600)}

// newZones opens that house, all of whose figures everybody may read; computed counts
// how often figures of a day were made, as "office day".
func newZones(clock *webtest.Clock) (b *webtest.Browser, computed func() map[string]int) {
	var mu sync.Mutex
	made := map[string]int{}
	house := &web.Server{Log: slog.New(slog.DiscardHandler), Parts: []web.Part{&public.Open{
		Since: func(context.Context, loket.AgencyID) (time.Time, error) { return clock.Now(), nil },
		Figures: func(_ context.Context, a loket.Agency, from, to time.Time) (report.Open, error) {
			mu.Lock()
			defer mu.Unlock()
			made[string(a.ID)+" "+to.Format(time.DateOnly)]++
			return report.OpenOf(report.Report{Agency: a.ID, From: from, To: to}, a.Name, nil), nil
		},
		Agency: func(id loket.AgencyID) (loket.Agency, bool) {
			return loket.Agency{ID: id, Name: "Dinas " + string(id)}, zones[id] != nil
		},
		Now: clock.Now, Zone: func(id loket.AgencyID) *time.Location { return zones[id] },
	}}}
	return webtest.NewBrowser(house.Handler()), func() map[string]int {
		mu.Lock()
		defer mu.Unlock()
		return made
	}
}

// TestOpenDayBeginsAtTheOfficesMidnight: each office shows its own days, the new one
// from the first moment of its zone's midnight on.
func TestOpenDayBeginsAtTheOfficesMidnight(t *testing.T) {
	t.Parallel()
	clock := webtest.NewClock() // 14.05 WITA, 15.05 WIT
	b, computed := newZones(clock)
	for _, step := range []struct {
		after            time.Duration // since the step before
		kupang, jayapura string        // the last day each shows
	}{
		{0, "2026-11-20", "2026-11-20"},
		{8*time.Hour + 55*time.Minute - time.Millisecond, "2026-11-20", "2026-11-20"},
		{time.Millisecond, "2026-11-20", "2026-11-21"},
		{time.Hour - time.Millisecond, "2026-11-20", "2026-11-21"},
		{time.Millisecond, "2026-11-21", "2026-11-21"},
	} {
		clock.Move(step.after)
		for office, want := range map[string]string{"kupang": step.kupang, "jayapura": step.jayapura} {
			var got report.Open
			if err := json.Unmarshal([]byte(b.Get("/transparansi/"+office+"/data.json").Body), &got); err != nil {
				t.Fatal(err)
			}
			if got.To != want || got.Agency != office || got.Name != "Dinas "+office {
				t.Errorf("at %v %s shows %s of %s until %s, want its own until %s", clock.Now(), office, got.Name, got.Agency, got.To, want)
			}
		}
	}
	for day, n := range computed() {
		if n != 1 {
			t.Errorf("figures of %s were computed %d times, want once", day, n)
		}
	}
	if n := len(computed()); n != 4 {
		t.Errorf("%d days were computed, want two of each office", n)
	}
}

// TestOpenCrowdOfAllForms: who asks at once, for whichever form of whichever office,
// costs one computation of each, and all are answered alike.
func TestOpenCrowdOfAllForms(t *testing.T) {
	t.Parallel()
	b, computed := newZones(webtest.NewClock())
	var crowd sync.WaitGroup
	var answers sync.Map
	for _, path := range []string{"kupang", "kupang/data.csv", "kupang/data.json", "jayapura", "jayapura/data.json"} {
		for range 10 {
			crowd.Go(func() {
				got := b.Clone().Get("/transparansi/" + path)
				if first, _ := answers.LoadOrStore(path, got.Body); got.Status != http.StatusOK || first != got.Body {
					t.Errorf("%s = %d, want 200 and the same for everybody", path, got.Status)
				}
			})
		}
	}
	crowd.Wait()
	if got := computed(); len(got) != 2 || got["kupang 2026-11-21"] != 1 || got["jayapura 2026-11-21"] != 1 {
		t.Errorf("computed %v, want one day of each office once", got)
	}
}

// TestOpenOutlivesWhoAskedFirst: who asked first may leave while figures are made.
func TestOpenOutlivesWhoAskedFirst(t *testing.T) {
	t.Parallel()
	clock := webtest.NewClock()
	var made atomic.Int32
	room := &public.Open{
		Since: func(context.Context, loket.AgencyID) (time.Time, error) { return clock.Now(), nil },
		Figures: func(ctx context.Context, a loket.Agency, from, to time.Time) (report.Open, error) {
			made.Add(1)
			return report.OpenOf(report.Report{Agency: a.ID, From: from, To: to}, a.Name, nil), ctx.Err()
		},
		Agency: func(id loket.AgencyID) (loket.Agency, bool) { return loket.Agency{ID: id}, true },
		Now:    clock.Now, Zone: webtest.WITA,
	}
	handler := (&web.Server{Log: slog.New(slog.DiscardHandler), Parts: []web.Part{room}}).Handler()
	gone := webtest.NewBrowser(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx, leave := context.WithCancel(r.Context())
		leave()
		handler.ServeHTTP(w, r.WithContext(ctx))
	}))
	gone.Get("/transparansi/kupang")
	if got := webtest.NewBrowser(handler).Get("/transparansi/kupang"); got.Status != http.StatusOK || made.Load() != 1 {
		t.Errorf("the next = %d after %d computations, want 200 after one", got.Status, made.Load())
	}
}

// TestOffAndUnknownAreAlike: nothing in an answer tells whether there is such an
// office that shows nothing; what is off is no more to be kept by a cache.
func TestOffAndUnknownAreAlike(t *testing.T) {
	t.Parallel()
	h := newOpenHouse()
	h.since = time.Time{}
	for _, form := range []string{"", "/data.csv", "/data.json"} {
		off, unknown := h.Get(openPath()+form), h.Get("/transparansi/lain"+form)
		alike := strings.ReplaceAll(off.Body, openPath(), "/transparansi/lain") // the way back is the only thing that is of the address
		if off.Status != http.StatusNotFound || off.Status != unknown.Status || alike != unknown.Body {
			t.Errorf("%q: off = %d, unknown = %d, want the same 404:\n%s\n%s", form, off.Status, unknown.Status, off.Body, unknown.Body)
		}
		for _, name := range []string{"Content-Type", "Cache-Control", "Access-Control-Allow-Origin", "Link"} {
			if a, b := off.Header.Get(name), unknown.Header.Get(name); a != b || strings.Contains(a, "public") {
				t.Errorf("%q: %s off = %q, unknown = %q, want the same, kept by no cache", form, name, a, b)
			}
		}
	}
	if got := h.Post(openPath()); got.Status == http.StatusOK || h.computed.Load() != 0 {
		t.Errorf("a form sent there = %d after %d computations, want no page and none", got.Status, h.computed.Load())
	}
}
