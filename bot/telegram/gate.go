package telegram

import (
	"errors"
	"net/http"
	"path"
	"strings"
	"sync"
	"time"
)

// pauseAfterRefusal is how often a dead token is tried.
const pauseAfterRefusal = time.Minute

// What the gate says to a call it holds back.
var (
	errDeadToken = errors.New("the token was refused less than a minute ago")
	errSilence   = errors.New("telegram asked for silence")
)

// gate holds calls back. While the token is dead one call a minute goes through
// to see whether it lives again: hammering with a dead token gets an address
// banned. While Telegram asked for silence none goes: trying gets a bot banned.
type gate struct {
	mu    sync.Mutex // guards what follows
	shut  bool       // the token is dead
	next  time.Time  // when one call may try again
	quiet time.Time  // no call before
	mute  time.Time  // none that speaks before
}

// enter lets a call of a method pass (0), or tells how long the gate stays
// shut, and why.
func (g *gate) enter(now time.Time, method string) (wait time.Duration, why error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	wait = g.quiet.Sub(now)
	if speaks(method) {
		wait = max(wait, g.mute.Sub(now))
	}
	if wait > 0 {
		return wait, errSilence
	}
	if !g.shut {
		return 0, nil
	}
	if left := g.next.Sub(now); left > 0 && left <= pauseAfterRefusal {
		return left, errDeadToken
	}
	g.next = now.Add(pauseAfterRefusal)
	return 0, nil
}

// methodOf is the method a request to the Bot API calls.
func methodOf(req *http.Request) string { return path.Base(req.URL.Path) }

// speaks tells whether a method does something in a chat; the others fetch, or
// set the bot up.
func speaks(method string) bool {
	return !strings.HasPrefix(method, "get") && !strings.HasSuffix(method, "Webhook")
}

// hush holds back what speaks until then, or with all set every call.
func (g *gate) hush(until time.Time, all bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if until.After(g.mute) {
		g.mute = until
	}
	if all && until.After(g.quiet) {
		g.quiet = until
	}
}

// note takes in a call's status. Telegram says 401 to a token that was
// revoked, and 404 to one that never was, or when the address is wrong; an
// error of its own, or a 429, says nothing about the token.
func (g *gate) note(now time.Time, status int) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if status >= http.StatusInternalServerError || status == http.StatusTooManyRequests {
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
