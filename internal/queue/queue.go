package queue

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/redis/go-redis/v9"

	"loket/internal/loket"
)

// What a caller must tell apart; neither is ever shown to a person.
var (
	// ErrRebuild says that Redis was wiped and is not filled again yet: take
	// the way through the ledger. The reconciler has been woken already.
	ErrRebuild = errors.New("queue is being rebuilt")
	// ErrLost says that the lease ran out or belongs to another request.
	ErrLost = errors.New("lease is lost")
	// ErrAway says that Redis did not answer a call shortly before: it is not asked
	// again, and nobody waits for it, until a pass of the reconciler finds it.
	ErrAway = errors.New("redis is away")
)

const (
	// callTime is how long a call may take before its caller turns to the
	// ledger instead.
	callTime = 250 * time.Millisecond
	// batchTime is how long one batch of the reconciler may take. Nobody waits
	// for it.
	batchTime = 2 * time.Second
)

// Line is one unit's queue. Its keys share a hash slot; two lines share
// nothing.
type Line struct {
	Agency loket.AgencyID
	Unit   loket.UnitID
}

// Place is a ticket that waits: the earlier it is due, the nearer its turn.
// Tickets due in the same millisecond stand in the order of their identifiers,
// which is the order they were made in.
type Place struct {
	Ticket loket.TicketID
	Due    time.Time // to the millisecond, UTC
}

// Queue is a connection to the Redis that holds the lines. Its methods may be
// called from many goroutines. Each takes at most 250 ms, and after an error
// that is neither ErrRebuild nor ErrLost the change may or may not have been
// made: all of them may simply be repeated.
type Queue struct {
	client   redis.UniversalClient
	log      *slog.Logger
	embedded *embedded     // nil: a Redis server of its own
	wake     chan struct{} // asks the reconciler for a pass
	away     atomic.Bool   // Redis did not answer, and no pass has found it since
	bounds   sync.Map      // Line → Place, the last within the window of a line that is longer

	callBudget, batchBudget time.Duration
}

// Ping asks Redis whether it is there; if so, it is asked again from now on.
func (q *Queue) Ping(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, q.callBudget)
	defer cancel()
	if err := q.client.Ping(ctx).Err(); err != nil {
		return fmt.Errorf("ping redis: %w", err)
	}
	q.away.Store(false)
	return nil
}

// poke asks the reconciler for a pass, at most one ahead.
func (q *Queue) poke() {
	select {
	case q.wake <- struct{}{}:
	default:
	}
}

// call is run for somebody who waits.
func (q *Queue) call(ctx context.Context, script *redis.Script, line Line, args ...any) ([]string, error) {
	if q.away.Load() {
		return nil, ErrAway
	}
	reply, err := q.run(ctx, q.callBudget, script, line, args...)
	return reply, q.answered(ctx, err)
}

// answered notes a call that Redis did not answer, unless its caller gave up, and
// has the reconciler look for Redis.
func (q *Queue) answered(ctx context.Context, err error) error {
	var said redis.Error
	ours := errors.Is(err, errNone) || errors.Is(err, ErrLost) || errors.Is(err, ErrRebuild) || errors.Is(err, redis.ErrClosed)
	if err == nil || ours || errors.As(err, &said) || errors.Is(ctx.Err(), context.Canceled) {
		return err
	}
	q.away.Store(true)
	q.poke()
	return err
}

// run executes a script on a line and returns what followed "ok" in its reply.
// It turns the other first words of a reply into errors.
func (q *Queue) run(ctx context.Context, budget time.Duration, script *redis.Script, line Line, args ...any) ([]string, error) {
	ctx, cancel := context.WithTimeout(ctx, budget)
	defer cancel()
	reply, err := script.Run(ctx, q.client, line.keys(), args...).StringSlice()
	if err != nil {
		return nil, err
	}
	switch reply[0] {
	case "ok":
		return reply[1:], nil
	case "none":
		return nil, errNone
	case "lost":
		return nil, ErrLost
	case "rebuild":
		q.poke()
		return nil, ErrRebuild
	}
	return nil, fmt.Errorf("read reply of script: unknown word %q", reply[0])
}

// errNone is a script's "there is nothing to take". It does not leave the
// package.
var errNone = errors.New("nothing to take")
