package telegram

import (
	"log/slog"
	"sync"
	"time"
)

// State is how an adapter stands with Telegram.
type State string

// The states of an adapter.
const (
	StateIdle         State = "idle"         // nothing came in yet
	StateWorking      State = "working"      // what came last is stored
	StateConflict     State = "conflict"     // another poller, or a webhook, uses this bot (409)
	StateUnauthorized State = "unauthorized" // the token is dead (401)
	StateUnreachable  State = "unreachable"  // Telegram cannot be reached, or says 429 or 5xx
	StateLedger       State = "ledger"       // Telegram is there, but nothing can be stored
)

// Status is how an adapter stands, for health checks and the staff's page.
type Status struct {
	State   State
	Since   time.Time // when it came into that state; zero: not yet in any
	Problem string    // without the token; empty when working
	HeardAt time.Time // the last poll or delivery whose updates, if any, are stored; zero: none
	Broken  int64     // webhook bodies that were no JSON
}

// health keeps an adapter's status.
type health struct {
	mu     sync.Mutex // guards status
	status Status
}

// Status tells how the adapter stands. A dead token shows at the first call
// that gets 401, whether it polls or only sends.
func (a *Adapter) Status() Status {
	a.health.mu.Lock()
	out := a.health.status
	a.health.mu.Unlock()
	if out.State == "" {
		out.State = StateIdle
	}
	if a.wire.gate.isShut() {
		out.State = StateUnauthorized
	}
	return out
}

// enter records how things stand now, and logs only when they change: a
// conflict that lasts a day is one line.
func (a *Adapter) enter(state State, problem error) {
	now := a.Now()
	h := &a.health
	h.mu.Lock()
	defer h.mu.Unlock()
	before := h.status.State
	h.status.Problem = ""
	if problem != nil {
		h.status.Problem = problem.Error()
	} else {
		h.status.HeardAt = now
	}
	if before == state {
		return
	}
	h.status.State, h.status.Since = state, now
	log := a.Log.With(slog.String("channel", string(a.ChannelID)), slog.String("state", string(state)))
	if problem != nil {
		log.Warn("telegram is in trouble", slog.String("problem", problem.Error()))
		return
	}
	log.Info("telegram works")
}

// hear records a poll that was stored, without a change of how things stand.
func (a *Adapter) hear() {
	a.health.mu.Lock()
	defer a.health.mu.Unlock()
	a.health.status.HeardAt = a.Now()
}

func (a *Adapter) countBroken() {
	a.health.mu.Lock()
	defer a.health.mu.Unlock()
	a.health.status.Broken++
}
