package api_test

import (
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"loket/internal/loket"
	"loket/internal/loket/lokettest"
	"loket/internal/web/api"
)

// ear is a program that is told what happens.
type ear struct {
	server *httptest.Server

	mu     sync.Mutex // guards all below
	heard  []api.Told
	header []http.Header
	bodies []string
	status int
	notify chan struct{}
}

func newEar(t testing.TB) *ear {
	t.Helper()
	e := &ear{status: http.StatusNoContent, notify: make(chan struct{}, 1000)}
	e.server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		e.mu.Lock()
		defer e.mu.Unlock()
		var told api.Told
		_ = json.Unmarshal(body, &told)
		e.heard, e.header, e.bodies = append(e.heard, told), append(e.header, r.Header.Clone()), append(e.bodies, string(body))
		w.WriteHeader(e.status)
		e.notify <- struct{}{}
	}))
	t.Cleanup(e.server.Close)
	return e
}

// answers sets what the program answers from now on.
func (e *ear) answers(status int) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.status = status
}

func (e *ear) told() []api.Told {
	e.mu.Lock()
	defer e.mu.Unlock()
	return slices.Clone(e.heard)
}

// waits until so many deliveries came in all.
func (e *ear) waits(t testing.TB, n int) []api.Told {
	t.Helper()
	for len(e.told()) < n {
		select {
		case <-e.notify:
		case <-t.Context().Done():
			t.Fatalf("heard %d of %d", len(e.told()), n)
		case <-time.After(time.Minute):
			t.Fatalf("heard %d of %d within a minute", len(e.told()), n)
		}
	}
	return e.told()
}

// hook makes a webhook of an agency's penyelia at the ear.
func (h *house) hook(e *ear, events ...loket.HookEvent) loket.Webhook {
	h.t.Helper()
	w, err := h.ledger.AddWebhook(h.t.Context(), loket.Staff{ID: "penyelia", Agency: lokettest.Agency().ID}, loket.Webhook{
		ID: loket.NewID[loket.WebhookID](), URL: e.server.URL + "/loket", Events: events, Secret: loket.NewWebhookSecret(),
	})
	h.must(err)
	return w
}

// tells runs a courier of a process until the returned function is called.
func (h *house) tells(owner string) (stop func()) {
	client := api.Guard{Inside: []string{"127.0.0.1"}}.Client()
	courier := &api.Courier{
		Rounds: h.ledger, Parcels: noting{h.ledger, h.noted}, Owner: owner, Client: client, Now: h.ledger.Now, Log: slog.New(slog.DiscardHandler),
	}
	ctx, cancel := context.WithCancel(h.t.Context())
	var running sync.WaitGroup
	running.Go(func() { _ = courier.Run(ctx) })
	return sync.OnceFunc(func() {
		cancel()
		running.Wait()
		client.CloseIdleConnections()
	})
}

func (h *house) hooked(id loket.WebhookID) loket.Webhook {
	h.t.Helper()
	all, err := h.ledger.Webhooks(h.t.Context(), lokettest.Agency().ID)
	h.must(err)
	i := slices.IndexFunc(all, func(w loket.Webhook) bool { return w.ID == id })
	if i < 0 {
		h.t.Fatalf("no webhook %s", id)
	}
	return all[i]
}

func TestTells(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		early := h.ticket("early", lokettest.Agency().ID)
		e := newEar(t)
		w := h.hook(e, loket.HookEvents()...)
		defer h.tells("a/1")()
		token := h.token("petugas")
		k := h.ticket("warga-rahasia", lokettest.Agency().ID)
		h.ticket("b", other().ID)
		mine := h.held(token, k.ID)
		h.ask(reply(token, "satu", mine, "Kata rahasia."))
		h.must(h.desk.Close(t.Context(), loket.Staff{ID: "petugas", Agency: lokettest.Agency().ID, Role: loket.RoleOfficer}, k.ID, mine.Epoch))
		heard := e.waits(t, 4)
		var kinds []loket.HookEvent
		for i, told := range heard {
			kinds = append(kinds, told.Event)
			header := e.header[i]
			if told.Ticket != string(k.ID) || told.Agency != string(lokettest.Agency().ID) || told.Ticket == string(early.ID) {
				t.Errorf("told %+v, want what happened to %s since", told, k.ID)
			}
			if got := header.Get("Loket-Signature"); got != api.Sign(w.Secret, h.clock.Now(), []byte(e.bodies[i])) || !strings.HasPrefix(got, "t=") {
				t.Errorf("signature %q does not fit", got)
			}
			if header.Get("Loket-Delivery") != told.ID || header.Get("Loket-Event") != string(told.Event) {
				t.Errorf("headers %v, want the delivery's", header)
			}
			if strings.Contains(e.bodies[i], "rahasia") || strings.Contains(e.bodies[i], "sulit") {
				t.Errorf("told somebody's words: %s", e.bodies[i])
			}
		}
		if want := []loket.HookEvent{loket.HookOpened, loket.HookClaimed, loket.HookReplied, loket.HookClosed}; !slices.Equal(kinds, want) {
			t.Errorf("told %q, want %q", kinds, want)
		}
	})
}

// TestTellsAgain: an event that does not arrive is told again, later each time and
// under the same name, before any that follows; after a day the webhook is paused,
// and goes on where it stopped.
func TestTellsAgain(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		e := newEar(t)
		e.answers(http.StatusInternalServerError)
		w := h.hook(e, loket.HookOpened)
		h.ticket("a", lokettest.Agency().ID)
		h.ticket("b", lokettest.Agency().ID)
		tries := 0
		for h.hooked(w.ID).PausedAt.IsZero() {
			stop := h.tells("a/1") // a process that dies after each try
			tries++
			e.waits(t, tries)
			h.settles(w.ID, tries)
			stop()
			if next := h.hooked(w.ID).NextAt; next.After(h.clock.Now()) {
				h.clock.Add(next.Sub(h.clock.Now()))
			}
			if tries > 100 {
				t.Fatal("never paused")
			}
		}
		heard, paused := e.told(), h.hooked(w.ID)
		for _, told := range heard {
			if told.ID != heard[0].ID {
				t.Fatalf("told %+v, want the first event again and again", told)
			}
		}
		if waited := paused.PausedAt.Sub(paused.FailingFrom); waited < loket.HookPatience || waited > loket.HookPatience+time.Hour || tries < 20 {
			t.Errorf("paused after %v and %d tries, want a day", waited, tries)
		}
		if !strings.Contains(paused.PausedFor, "status 500") {
			t.Errorf("paused for %q, want the reason", paused.PausedFor)
		}
		e.answers(http.StatusOK)
		h.must(h.ledger.ResumeWebhook(t.Context(), loket.Staff{ID: "penyelia", Agency: lokettest.Agency().ID}, w.ID))
		defer h.tells("a/2")()
		all := e.waits(t, tries+2)
		if all[tries].ID != heard[0].ID || all[tries+1].ID == heard[0].ID {
			t.Errorf("after resuming: %+v, want the first event, then the second", all[tries:])
		}
	})
}

// settles waits until what came of so many tries is written down.
func (h *house) settles(id loket.WebhookID, tries int) {
	h.t.Helper()
	for h.hooked(id).Failures != tries {
		select {
		case <-h.noted:
		case <-time.After(time.Minute):
			h.t.Fatalf("failures = %d, want %d", h.hooked(id).Failures, tries)
		}
	}
}

// noting tells when what came of a try is written down.
type noting struct {
	api.Parcels

	noted chan struct{}
}

// NoteDelivery implements api.Parcels.
func (n noting) NoteDelivery(ctx context.Context, w loket.Webhook, owner string, d *loket.Delivery) error {
	defer func() { n.noted <- struct{}{} }()
	return n.Parcels.NoteDelivery(ctx, w, owner, d)
}

// TestToldOnce: two processes tell one webhook in turn, not side by side, and lose
// nothing when one goes.
func TestToldOnce(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		e := newEar(t)
		w := h.hook(e, loket.HookOpened)
		stopFirst := h.tells("a/1")
		defer stopFirst()
		defer h.replica().tells("b/1")()
		const n = 12
		for i := range n {
			h.ticket(string(rune('a'+i)), lokettest.Agency().ID)
			if i == n/2 {
				e.waits(t, 1)
				stopFirst()
			}
		}
		var last api.Told
		told, repeated := 0, 0
		for seen := 0; told < n; seen++ {
			switch one := e.waits(t, seen+1)[seen]; {
			case one.Seq > last.Seq:
				last = one
				told++
			case one.ID == last.ID: // it was under way when its process stopped
				repeated++
			default:
				t.Errorf("told %+v after %+v", one, last)
			}
		}
		if repeated > 1 {
			t.Errorf("%d events were told again, want only what was under way", repeated)
		}
		all, err := h.ledger.Deliveries(t.Context(), lokettest.Agency().ID, w.ID, 100)
		h.must(err)
		for _, d := range all {
			if !d.Arrived() || d.Status != http.StatusNoContent {
				t.Errorf("delivery %+v, want it arrived", d)
			}
		}
	})
}

// TestSlowEar: a program that does not answer keeps only its own events waiting.
func TestSlowEar(t *testing.T) {
	t.Parallel()
	h := newHouse(t, "sqlite:"+t.TempDir()+"/loket.db")
	release := make(chan struct{})
	stuck := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { <-release }))
	defer stuck.Close()
	defer close(release)
	slow := &ear{server: stuck}
	quick := newEar(t)
	w := h.hook(slow, loket.HookOpened)
	h.hook(quick, loket.HookOpened)
	defer h.tells("a/1")()
	h.ticket("a", lokettest.Agency().ID)
	quick.waits(t, 1)
	h.settles(w.ID, 1)
	all, err := h.ledger.Deliveries(t.Context(), lokettest.Agency().ID, w.ID, 1)
	h.must(err)
	if len(all) != 1 || all[0].Arrived() || all[0].Error != "tidak menjawab dalam 5 detik" || all[0].Took < 4*time.Second {
		t.Errorf("deliveries = %+v, want one that had no answer within 5 s", all)
	}
}
