package api_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"path/filepath"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"loket/internal/loket"
	"loket/internal/loket/lokettest"
	"loket/internal/store/storetest"
	"loket/internal/testserver"
	"loket/internal/web/api"
)

// reply is a request to reply to a ticket under a key.
func reply(token, key string, k api.Ticket, text string) request {
	return request{
		method: http.MethodPost, path: "/api/v1/tickets/" + k.ID + "/reply", token: token, key: key,
		body: fmt.Sprintf(`{"epoch":%d,"text":%q}`, k.Epoch, text),
	}
}

func TestRepeatedCall(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		token, k := h.token("petugas"), h.ticket("a", lokettest.Agency().ID)
		mine := h.held(token, k.ID)
		want(t, "without a key", h.ask(request{method: "POST", path: "/api/v1/tickets/next", token: token, header: map[string]string{"Idempotency-Key": ""}}), 400, "no_key")

		first := h.ask(reply(token, "satu", mine, "Silakan datang."))
		want(t, "first", first, 204, "")
		again := h.ask(reply(token, "satu", mine, "Silakan datang."))
		want(t, "again", again, 204, "")
		if first.header.Get("Idempotent-Replayed") != "" || again.header.Get("Idempotent-Replayed") != "true" {
			t.Error("only the repetition should say that it is one")
		}
		want(t, "the key for other words", h.ask(reply(token, "satu", mine, "Besok saja.")), 422, "key_reused")
		want(t, "on another replica", h.replica().ask(reply(token, "satu", mine, "Silakan datang.")), 204, "")
		want(t, "the same key of another token", h.ask(reply(h.token("petugas"), "satu", mine, "Besok saja.")), 204, "")
		if got := h.events(loket.EventReply, k.ID); got != 2 {
			t.Errorf("%d replies, want 2: one of each token", got)
		}

		claim := request{method: "POST", path: "/api/v1/tickets/" + string(h.ticket("b", lokettest.Agency().ID).ID) + "/claim", token: token, key: "dua"}
		if one, two := h.ask(claim), h.ask(claim); one.status != 200 || one.body != two.body {
			t.Errorf("claim = %d %s, then %s, want the same", one.status, one.body, two.body)
		}
	})
}

// TestRefusalIsTriedAgain: what was refused was not done, and may be done later.
func TestRefusalIsTriedAgain(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		token, colleague, k := h.token("petugas"), h.token("penyelia"), h.ticket("a", lokettest.Agency().ID)
		mine := h.held(token, k.ID)
		claim := request{method: "POST", path: "/api/v1/tickets/" + mine.ID + "/claim", token: colleague, key: "satu"}
		want(t, "while it is held", h.ask(claim), 409, "conflict")
		h.must(h.desk.Release(t.Context(), loket.Staff{ID: "petugas", Agency: lokettest.Agency().ID, Role: loket.RoleOfficer}, k.ID, mine.Epoch))
		want(t, "when it is free", h.ask(claim), 200, "")
		if got := h.events(loket.EventClaim, k.ID); got != 2 {
			t.Errorf("%d claims, want 2", got)
		}
	})
}

// slowDesk stops in the middle of a reply: before or after it is done.
type slowDesk struct {
	api.Work

	reached, go1 chan struct{}
	after        bool
	die          bool // the process ends there, and nobody learns what came of it
}

// Reply implements api.Work.
func (d *slowDesk) Reply(ctx context.Context, by loket.Staff, id loket.TicketID, epoch int64, text string) error {
	if !d.after {
		close(d.reached)
		<-d.go1
	}
	err := d.Work.Reply(ctx, by, id, epoch, text)
	if d.after {
		close(d.reached)
		<-d.go1
	}
	if d.die {
		panic("killed")
	}
	return err
}

// TestRepeatedMeanwhile: a repetition that comes while the first is under way waits
// for nobody, on whichever replica it arrives.
func TestRepeatedMeanwhile(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		second := h.replica()
		token := h.token("petugas")
		mine := h.held(token, h.ticket("a", lokettest.Agency().ID).ID)
		slow := &slowDesk{Work: h.desk, reached: make(chan struct{}), go1: make(chan struct{})}
		h.api.Work = slow
		var running sync.WaitGroup
		running.Go(func() { want(t, "the first", h.ask(reply(token, "satu", mine, "Silakan datang.")), 204, "") })
		<-slow.reached
		for what, on := range map[string]*house{"here": h, "elsewhere": second} {
			got := on.ask(reply(token, "satu", mine, "Silakan datang."))
			want(t, what, got, 409, "in_progress")
			if got.header.Get("Retry-After") == "" {
				t.Errorf("%s: no Retry-After", what)
			}
		}
		close(slow.go1)
		running.Wait()
		want(t, "after it", second.ask(reply(token, "satu", mine, "Silakan datang.")), 204, "")
	})
}

// TestKilledCall: the process of the first ends in the middle. What it had done is
// not done again; what it had not is done by the repetition, and never by the first
// should it go on after all.
func TestKilledCall(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		token := h.token("petugas")
		for _, c := range []struct {
			name  string
			after bool
			want  int
			code  string
		}{{"AfterItWasDone", true, 409, "already_done"}, {"BeforeItWasDone", false, 204, ""}} {
			k := h.ticket(c.name, lokettest.Agency().ID)
			mine := h.held(token, k.ID)
			first := h.replica()
			slow := &slowDesk{Work: first.desk, reached: make(chan struct{}), go1: make(chan struct{}), after: c.after, die: true}
			first.api.Work = slow
			var running sync.WaitGroup
			running.Go(func() { first.ask(reply(token, c.name, mine, "Silakan datang.")) })
			<-slow.reached
			h.clock.Add(loket.CallLimit)
			restarted := h.replica()
			want(t, c.name, restarted.ask(reply(token, c.name, mine, "Silakan datang.")), c.want, c.code)
			close(slow.go1)
			running.Wait()
			if got := h.events(loket.EventReply, k.ID); got != 1 {
				t.Errorf("%s: %d replies, want 1", c.name, got)
			}
		}
	})
}

// TestNeverTwice is the property: however often calls are repeated, side by side, on
// two replicas, with processes killed in between, each key acts once at most, and
// once exactly when somebody was told that it did.
func TestNeverTwice(t *testing.T) {
	t.Parallel()
	t.Run("SQLite", func(t *testing.T) {
		t.Parallel()
		neverTwice(t, newHouse(t, "sqlite:"+filepath.Join(t.TempDir(), "loket.db")))
	})
	t.Run("Postgres", func(t *testing.T) {
		t.Parallel()
		neverTwice(t, newHouse(t, testserver.SharedPostgres(t).Copy(t, storetest.MakeTables)))
	})
}

func neverTwice(t *testing.T, h *house) {
	t.Helper()
	replicas := []*house{h, h.replica()}
	for _, r := range replicas {
		r.api.PerMinute = 60_000
		r.serve()
	}
	token := h.token("penyelia")
	rapid.Check(t, func(rt *rapid.T) {
		k := h.ticket(string(loket.NewID[loket.MessageID]()), lokettest.Agency().ID)
		mine := h.held(token, k.ID)
		keys := rapid.IntRange(1, 3).Draw(rt, "keys")
		mark := string(k.ID)
		var told sync.Map
		for range rapid.IntRange(1, 3).Draw(rt, "waves") {
			var wave sync.WaitGroup
			for range rapid.IntRange(1, 5).Draw(rt, "side by side") {
				on, key := replicas[rapid.IntRange(0, 1).Draw(rt, "replica")], rapid.IntRange(1, keys).Draw(rt, "key")
				wave.Go(func() {
					got := on.ask(reply(token, fmt.Sprint(mark, key), mine, fmt.Sprint("Balasan ", key)))
					switch {
					case got.status == 204:
						told.Store(key, true)
					case got.problem() != "in_progress":
						rt.Errorf("a repetition = %d %s", got.status, got.body)
					}
				})
			}
			wave.Wait()
		}
		done := 0
		told.Range(func(any, any) bool { done++; return true })
		if got := h.events(loket.EventReply, k.ID); got != done {
			rt.Errorf("%d replies for %d keys that were told done", got, done)
		}
		staff := loket.Staff{ID: "penyelia", Agency: lokettest.Agency().ID, Role: loket.RoleSupervisor}
		h.must(h.desk.Close(t.Context(), staff, k.ID, mine.Epoch))
	})
}

// TestFailureIsNoAnswer: a ledger that fails in between leaves nothing a repetition
// would be answered with.
func TestFailureIsNoAnswer(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		token := h.token("petugas")
		k := h.ticket("a", lokettest.Agency().ID)
		mine := h.held(token, k.ID)
		h.api.Work = failingDesk{h.desk}
		want(t, "while the disk is full", h.ask(reply(token, "satu", mine, "Silakan datang.")), 503, "unavailable")
		h.api.Work = h.desk
		want(t, "afterwards", h.ask(reply(token, "satu", mine, "Silakan datang.")), 204, "")
		if got := h.events(loket.EventReply, k.ID); got != 1 {
			t.Errorf("%d replies, want 1", got)
		}
	})
}

type failingDesk struct{ api.Work }

// Reply implements api.Work.
func (failingDesk) Reply(context.Context, loket.Staff, loket.TicketID, int64, string) error {
	return errors.Join(loket.ErrNoLedger, errors.New("disk full"))
}
