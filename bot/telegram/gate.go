package telegram

import (
	"net/http"
	"sync"
	"time"
)

// pauseAfterRefusal is how often a dead token is tried.
const pauseAfterRefusal = time.Minute

// gate holds every call back while the token is dead: one call a minute goes
// through to see whether it lives again. Hammering with a dead token gets an
// address banned.
type gate struct {
	mu   sync.Mutex // guards what follows
	shut bool
	next time.Time // when one call may try again
}

// enter lets a call pass (0), or tells how long the gate stays shut.
func (g *gate) enter(now time.Time) time.Duration {
	g.mu.Lock()
	defer g.mu.Unlock()
	if !g.shut {
		return 0
	}
	if left := g.next.Sub(now); left > 0 && left <= pauseAfterRefusal {
		return left
	}
	g.next = now.Add(pauseAfterRefusal)
	return 0
}

// note takes in a call's status. Telegram says 401 to a token that was
// revoked, and 404 to one that never was, or when the address is wrong; an
// error of its own says nothing about the token.
func (g *gate) note(now time.Time, status int) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if status >= http.StatusInternalServerError {
		return
	}
	g.shut = status == http.StatusUnauthorized || status == http.StatusNotFound
	if g.shut {
		g.next = now.Add(pauseAfterRefusal)
	}
}

func (g *gate) isShut() bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.shut
}
