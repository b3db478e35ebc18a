package queue

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"time"
)

const (
	// everyDefault is how often a reconciler looks when nobody asks it to.
	everyDefault = 5 * time.Second
	// rest is how long it keeps still between two passes, however often it is
	// asked: a pass reads every open ticket from the ledger.
	rest = 100 * time.Millisecond
)

// Source is the ledger, as the reconciler sees it.
type Source interface {
	// Lines returns the line of every unit of every agency, those without a
	// ticket too: what is not returned is never trusted and always claimed
	// through the ledger.
	Lines(ctx context.Context) ([]Line, error)

	// Wanted returns every ticket that waits in the line or is held, as the
	// ledger has them at one moment within the call. It need not set At.
	Wanted(ctx context.Context, line Line) (Wanted, error)
}

// Reconciler keeps Redis in step with the ledger. It is what makes losing all
// of Redis, or any call to it, harmless.
type Reconciler struct {
	Queue  *Queue
	Source Source
	Now    func() time.Time
	Log    *slog.Logger
	Every  time.Duration // zero: 5 s

	// Passed is told of every pass when it has ended, and Found of every line it
	// compared; nil: nobody asks. They must not block.
	Passed func(err error)
	Found  func(line Line, want Wanted, repaired Drift)
}

// Poke asks for a pass now rather than later. It never waits; asking twice
// before the pass begins is asking once.
func (r *Reconciler) Poke() { r.Queue.poke() }

// Run makes a pass at once, then every Every, and within 0.1 s when poked or
// when a call has found Redis wiped. A pass that fails is logged and the next
// one tried. It returns nil when ctx ends.
func (r *Reconciler) Run(ctx context.Context) error {
	every := r.Every
	if every <= 0 {
		every = everyDefault
	}
	ticker := time.NewTicker(every)
	defer ticker.Stop()
	for {
		err := r.Once(ctx)
		if err != nil && ctx.Err() == nil {
			r.Log.WarnContext(ctx, "queue not reconciled", "error", err)
		}
		if r.Passed != nil {
			r.Passed(err)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(rest):
		}
		select {
		case <-ctx.Done():
			return nil
		case <-ticker.C:
		case <-r.Queue.wake:
		}
	}
}

// Once makes one pass over all lines. A line that fails does not keep the
// others from being reconciled; all errors are returned together.
func (r *Reconciler) Once(ctx context.Context) error {
	if err := r.Queue.Ping(ctx); err != nil {
		return err
	}
	lines, err := r.Source.Lines(ctx)
	if err != nil {
		return fmt.Errorf("list lines: %w", err)
	}
	generation := rand.Text()
	var failed []error
	for _, line := range lines {
		drift, err := r.reconcile(ctx, line, generation)
		if drift != (Drift{}) {
			r.Log.InfoContext(ctx, "queue repaired", "agency", line.Agency, "unit", line.Unit,
				"missing", drift.Missing, "extra", drift.Extra, "wrong", drift.Wrong)
		}
		if err != nil {
			failed = append(failed, fmt.Errorf("reconcile %s of %s: %w", line.Unit, line.Agency, err))
		}
	}
	return errors.Join(failed...)
}

// reconcile looks at Redis first and reads the ledger then: whatever was in
// Redis by the first look had been committed before the second, so what the
// ledger does not have is really too much.
func (r *Reconciler) reconcile(ctx context.Context, line Line, generation string) (Drift, error) {
	at := r.Now()
	if _, err := r.Queue.Reap(ctx, line, at, reapBatch); err != nil {
		return Drift{}, err
	}
	v, err := r.Queue.look(ctx, line)
	if err != nil {
		return Drift{}, fmt.Errorf("look at queue: %w", err)
	}
	want, err := r.Source.Wanted(ctx, line)
	if err != nil {
		return Drift{}, fmt.Errorf("read ledger: %w", err)
	}
	want.At = at
	inWindow := want
	r.Queue.narrow(line, &inWindow)
	drift, err := r.Queue.settle(ctx, line, v, inWindow, generation)
	if r.Found != nil {
		r.Found(line, want, drift)
	}
	return drift, err
}
