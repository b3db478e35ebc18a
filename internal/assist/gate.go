package assist

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/failsafe-go/failsafe-go/circuitbreaker"
)

// gate keeps calls of one purpose from an endpoint that fails them: who would wait
// in vain is refused at once. A model that is too slow for a citizen may still be
// good enough for a draft, so each purpose has its own.
type gate struct {
	breaker circuitbreaker.CircuitBreaker[any]

	mu    sync.Mutex // guards until
	until time.Time  // when the endpoint asked to be called again; zero: it did not
}

// newGate makes one that is open to calls. told hears when it shuts (true) and when
// it opens again.
func newGate(rest time.Duration, told func(shut bool)) *gate {
	return &gate{breaker: circuitbreaker.NewBuilder[any]().
		WithFailureThresholdPeriod(failuresAllowed, failureWindow).
		WithSuccessThreshold(1).
		WithDelay(rest).
		OnOpen(func(circuitbreaker.StateChangedEvent) { told(true) }).
		OnClose(func(circuitbreaker.StateChangedEvent) { told(false) }).
		Build()}
}

// closed tells whether a call would be refused now.
func (g *gate) closed(now time.Time) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	return now.Before(g.until) || g.breaker.IsOpen() && g.breaker.RemainingDelay() > 0
}

// enter lets a call in, after a rest only one at a time. Who was let in leaves.
func (g *gate) enter() bool { return g.breaker.TryAcquirePermit() }

// leave notes how a call ended. One that its caller gave up says nothing of the
// endpoint, unless it was the one that should find out. An endpoint that answers in form
// works, whatever its model was talked into: no citizen can have it rest for all.
func (g *gate) leave(err error) {
	switch {
	case err == nil, errors.Is(err, ErrNotOffered), errors.Is(err, ErrRejected):
		g.breaker.RecordSuccess()
	case errors.Is(err, context.Canceled) && !g.breaker.IsHalfOpen():
	default:
		g.breaker.RecordFailure()
	}
}

// rest keeps calls away until the endpoint wants to be called again.
func (g *gate) rest(until time.Time) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.until = until
}
