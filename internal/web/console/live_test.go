package console_test

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"loket/internal/loket"
	"loket/internal/web"
	"loket/internal/web/console"
	"loket/internal/web/webtest"
)

// happenings is a ledger of events about the tickets of a desk.
type happenings struct {
	tickets *webtest.Desk

	mu     sync.Mutex
	events []loket.Stirred // guarded by mu: event n stands at n-1
}

func (h *happenings) happen(s loket.Stirred) {
	h.mu.Lock()
	defer h.mu.Unlock()
	s.Agency = "kupang"
	h.events = append(h.events, s)
}

func (h *happenings) LastEvent(context.Context) (int64, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	return int64(len(h.events)), nil
}

func (h *happenings) Stirred(_ context.Context, after, upTo int64, limit int) ([]loket.Stirred, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	all := h.events[after:upTo]
	return all[:min(len(all), limit)], nil
}

func (h *happenings) Row(ctx context.Context, by loket.Staff, id loket.TicketID) (loket.InboxRow, error) {
	view, err := h.tickets.View(ctx, by, id)
	return view.InboxRow, err
}

func (h *happenings) Tally(ctx context.Context, agency loket.AgencyID) (loket.Tally, error) {
	list, err := h.tickets.List(ctx, loket.Staff{ID: "petugas", Agency: agency}, loket.Filter{}, "", loket.Place{})
	return list.Tally, err
}

// liveOffice is an office whose lists change by themselves.
type liveOffice struct {
	*office
	*happenings
	pulse *console.Pulse
}

func newLiveOffice() liveOffice {
	o := newOffice()
	h := &happenings{tickets: o.desk}
	pulse := console.NewPulse(h, slog.New(slog.DiscardHandler))
	gate := &console.Gate{Accounts: o.accounts, Sessions: o.sessions, Now: o.clock.Now, ClientIP: web.ClientIP(nil)}
	room := console.New(o.desk, gate, o.clock.Now, webtest.WITA)
	room.Pulse = pulse
	house := &web.Server{Gate: gate, Parts: []web.Part{room}, Log: slog.New(slog.DiscardHandler)}
	o.browser = webtest.NewBrowser(house.Handler())
	return liveOffice{o, h, pulse}
}

// wire is a connection whose far end reads what was written.
type wire struct {
	header http.Header
	sent   chan string
	status int
}

func (w *wire) Header() http.Header    { return w.header }
func (w *wire) WriteHeader(status int) { w.status = status }
func (w *wire) Flush()                 {}
func (w *wire) Write(p []byte) (int, error) {
	w.sent <- string(p)
	return len(p), nil
}

// listen opens a stream and returns what comes; closed when it ends.
func (o liveOffice) listen(ctx context.Context, b *webtest.Browser, address, lastEvent string) *wire {
	r := httptest.NewRequestWithContext(ctx, http.MethodGet, address, http.NoBody)
	r.Host, r.RemoteAddr = b.Host, "127.0.0.1:40000"
	for name, value := range b.Cookies {
		r.AddCookie(&http.Cookie{Name: name, Value: value})
	}
	if lastEvent != "" {
		r.Header.Set("Last-Event-ID", lastEvent)
	}
	w := &wire{header: http.Header{}, sent: make(chan string, 100), status: http.StatusOK}
	go func() {
		defer close(w.sent)
		b.Handler.ServeHTTP(w, r)
	}()
	return w
}

// live runs a trial in a bubble, with a beating pulse and a member signed in.
func live(t *testing.T, try func(t *testing.T, o liveOffice, b *webtest.Browser)) {
	t.Helper()
	t.Parallel()
	o := newLiveOffice()
	b := o.signIn(t, "petugas")
	synctest.Test(t, func(t *testing.T) {
		ctx, stop := context.WithCancel(t.Context())
		var ended error
		done := make(chan struct{})
		go func() {
			defer close(done)
			ended = o.pulse.Run(ctx)
		}()
		try(t, o, b)
		stop()
		if <-done; ended != nil {
			t.Errorf("the pulse ended with %v", ended)
		}
	})
}

// next is what a stream says next, without the blanks between.
func next(t *testing.T, w *wire) string {
	t.Helper()
	said, open := <-w.sent
	if !open {
		t.Fatal("the stream has ended")
	}
	return said
}

func TestLiveTells(t *testing.T) {
	live(t, func(t *testing.T, o liveOffice, b *webtest.Browser) {
		w := o.listen(t.Context(), b, "/loket/arus?tab=menunggu&sejak=0", "")
		if said := next(t, w); !strings.HasPrefix(said, "retry: ") || w.header.Get("Content-Type") != "text/event-stream" {
			t.Errorf("a stream begins with %q as %q", said, w.header.Get("Content-Type"))
		}
		o.put("t1", time.Minute, "baru", nil)
		o.happen(loket.Stirred{Ticket: "t1", Citizen: true})
		began := time.Now()
		said := next(t, w)
		if took := time.Since(began); took > time.Second {
			t.Errorf("told after %v, want at most 1s", took)
		}
		for _, want := range []string{
			"id: 1\nevent: daftar\n", `id="jumlah-menunggu" hx-swap-oob="true">1<`, `id="jumlah-milik" hx-swap-oob="true">0<`,
			`data-tiket="t1" data-epoch="0" data-nomor="KPG-7F3Q9K-X" data-sini data-warga`,
		} {
			if !strings.Contains(said, want) {
				t.Errorf("a new ticket is told as\n%s\nwithout %q", said, want)
			}
		}
		if strings.Contains(said, "baru") || strings.Contains(strings.TrimSuffix(said, "\n\n"), "\n\n") {
			t.Errorf("the stream tells words of a citizen's, or breaks an event:\n%s", said)
		}
		if _, err := o.desk.Claim(t.Context(), loket.Staff{ID: "penyelia", Name: "Rekan", Agency: "kupang"}, "t1"); err != nil {
			t.Fatal(err)
		}
		o.happen(loket.Stirred{Ticket: "t1"})
		o.happen(loket.Stirred{Ticket: "di-instansi-lain"})
		said = next(t, w)
		if !strings.Contains(said, "id: 3\n") || !strings.Contains(said, `data-nomor="KPG-7F3Q9K-X" data-pergi>`) ||
			!strings.Contains(said, `data-tiket="di-instansi-lain" data-epoch="0" data-nomor="" data-pergi>`) ||
			!strings.Contains(said, "dipegang Rekan") || !strings.Contains(said, `id="jumlah-menunggu" hx-swap-oob="true">0<`) {
			t.Errorf("a claim, and a ticket given away, are told as\n%s", said)
		}
	})
}

func TestLiveCatchesUp(t *testing.T) {
	live(t, func(t *testing.T, o liveOffice, b *webtest.Browser) {
		o.put("t1", time.Minute, "satu", nil)
		o.put("t2", time.Minute, "dua", nil)
		o.happen(loket.Stirred{Ticket: "t1"})
		o.happen(loket.Stirred{Ticket: "t2"})
		for lastEvent, want := range map[string]string{"": `data-tiket="t1"`, "1": `data-tiket="t2"`} {
			w := o.listen(t.Context(), b, "/loket/arus?tab=menunggu&sejak=0", lastEvent)
			next(t, w)
			if said := next(t, w); !strings.Contains(said, want) || strings.Contains(said, `data-tiket="t1"`) != (lastEvent == "") {
				t.Errorf("whoever has %q is told\n%s", lastEvent, said)
			}
		}
		for range 1500 {
			o.happen(loket.Stirred{Ticket: "t1"})
		}
		w := o.listen(t.Context(), b, "/loket/arus?tab=menunggu", "2")
		next(t, w)
		if said := next(t, w); !strings.Contains(said, "data-banyak") || strings.Contains(said, "data-tiket") {
			t.Errorf("whoever missed too much is told\n%s", said)
		}
	})
}

func TestLiveEndsWithTheSession(t *testing.T) {
	t.Parallel()
	for name, end := range map[string]func(o liveOffice, b *webtest.Browser){
		"SignedOut": func(_ liveOffice, b *webtest.Browser) { b.Clone().Post("/keluar") },
		"Disabled": func(o liveOffice, _ *webtest.Browser) {
			o.accounts.Change("petugas", func(s *loket.Staff) { s.DisabledAt = o.clock.Now() })
		},
	} {
		t.Run(name, func(t *testing.T) {
			live(t, func(t *testing.T, o liveOffice, b *webtest.Browser) {
				w := o.listen(t.Context(), b, "/loket/arus", "")
				next(t, w)
				untilSays(t, w, ":\n\n") // a sign of life
				began := time.Now()
				end(o, b)
				untilSays(t, w, "event: habis\ndata:\n\n")
				if took := time.Since(began); took > 30*time.Second {
					t.Errorf("ended after %v, want at most 30s", took)
				}
				if _, open := <-w.sent; open {
					t.Error("the stream goes on")
				}
			})
		})
	}
}

func TestLiveIsBounded(t *testing.T) {
	live(t, func(t *testing.T, o liveOffice, b *webtest.Browser) {
		ctx, leave := context.WithCancel(t.Context())
		var open []*wire
		for range 10 {
			w := o.listen(ctx, b, "/loket/arus", "")
			next(t, w)
			open = append(open, w)
		}
		if refused := b.Get("/loket/arus"); refused.Status != http.StatusServiceUnavailable {
			t.Errorf("one stream more: status %d, want 503", refused.Status)
		}
		leave()
		for _, w := range open {
			for range w.sent { // to its end
			}
		}
		w := o.listen(t.Context(), b, "/loket/arus", "")
		next(t, w)
		o.pulse.Close()
		if _, open := <-w.sent; open {
			t.Error("a stream outlives its server")
		}
		if refused := b.Get("/loket/arus"); refused.Status != http.StatusServiceUnavailable {
			t.Errorf("a stream of a closed server: status %d, want 503", refused.Status)
		}
	})
}

// TestLiveCountsLeases: a lease that runs out is no event, and is told all the same.
func TestLiveCountsLeases(t *testing.T) {
	live(t, func(t *testing.T, o liveOffice, b *webtest.Browser) {
		o.put("t1", time.Minute, "dipegang", func(v *loket.TicketView) {
			v.Ticket.State, v.Ticket.Staff, v.Ticket.LeaseUntil = loket.TicketClaimed, "penyelia", o.clock.Now().Add(time.Minute)
		})
		w := o.listen(t.Context(), b, "/loket/arus", "")
		next(t, w)
		untilSays(t, w, `id="jumlah-menunggu" hx-swap-oob="true">0<`)
		o.clock.Move(2 * time.Minute)
		untilSays(t, w, `id="jumlah-menunggu" hx-swap-oob="true">1<`)
	})
}

func untilSays(t *testing.T, w *wire, want string) {
	t.Helper()
	for said := ""; !strings.Contains(said, want); {
		said = next(t, w)
	}
}

// TestLiveWithoutLedger: what cannot be read is an error of the request, and ends no
// pulse.
func TestLiveWithoutLedger(t *testing.T) {
	live(t, func(t *testing.T, o liveOffice, b *webtest.Browser) {
		w := o.listen(t.Context(), b, "/loket/arus", "")
		next(t, w)
		o.desk.Break(errors.New("ledger is locked"))
		o.happen(loket.Stirred{Ticket: "t1"})
		synctest.Wait()
		<-time.After(time.Second) // of the bubble
		o.desk.Break(nil)
		o.put("t1", time.Minute, "baru", nil)
		untilSays(t, w, `data-tiket="t1"`)
	})
}
