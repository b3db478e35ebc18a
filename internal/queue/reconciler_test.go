package queue_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"loket/internal/loket"
	"loket/internal/queue"
)

// ledger is the truth of a test: what each line should be.
type ledger struct {
	mu    sync.Mutex // guards all below
	lines map[queue.Line]queue.Wanted
	fail  error
	read  func(queue.Line) // called with every read of a line; nil: nothing

	reads chan queue.Line // told of every read of a line; nil: nobody
}

func (l *ledger) Lines(context.Context) ([]queue.Line, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	var lines []queue.Line
	for line := range l.lines {
		lines = append(lines, line)
	}
	return lines, l.fail
}

func (l *ledger) Wanted(ctx context.Context, line queue.Line) (queue.Wanted, error) {
	if l.read != nil {
		l.read(line)
	}
	if l.reads != nil {
		select {
		case l.reads <- line:
		case <-ctx.Done():
		}
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	want, ok := l.lines[line]
	if !ok || line.Unit == "broken" {
		return queue.Wanted{}, errors.New("line cannot be read")
	}
	return want, nil
}

func reconciler(q *queue.Queue, l *ledger) *queue.Reconciler {
	return &queue.Reconciler{
		Queue: q, Source: l, Log: slog.New(slog.DiscardHandler),
		Now: func() time.Time { return at(0) },
	}
}

func TestReconcilerOnce(t *testing.T) {
	t.Parallel()
	eachServer(t, func(t *testing.T, q *queue.Queue) {
		for name, test := range map[string]func(*counter){
			"FillsEveryLine":   onceFillsEveryLine,
			"OneLineFails":     onceOneLineFails,
			"LedgerFails":      onceLedgerFails,
			"GivesBackEnded":   onceGivesBackEnded,
			"PutDuringThePass": oncePutDuringThePass,
			"MoveDuringPass":   onceMoveDuringPass,
			"SaysWhatItDid":    onceSaysWhatItDid,
		} {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				test(newCounter(t, q))
			})
		}
	})
}

func onceFillsEveryLine(c *counter) {
	other := newCounter(c.t, c.Queue)
	l := &ledger{lines: map[queue.Line]queue.Wanted{
		c.line: waits(place("a", 10)), other.line: waits(place("b", 10)),
	}}
	r := reconciler(c.Queue, l)
	found := map[queue.Line]queue.Drift{}
	r.Found = func(line queue.Line, want queue.Wanted, repaired queue.Drift) {
		found[line] = repaired
		if waiting := len(want.Waiting); waiting != 1 {
			c.t.Errorf("%v: %d tickets wait, want 1", line, waiting)
		}
	}
	c.wantError("Once", r.Once(c.t.Context()), nil)
	for _, line := range []queue.Line{c.line, other.line} {
		if want := (queue.Drift{Missing: 1}); found[line] != want {
			c.t.Errorf("found on %v: %+v, want %+v", line, found[line], want)
		}
	}
	c.wantLine(place("a", 10))
	other.wantLine(place("b", 10))
	gen, err := c.Generation(c.t.Context(), c.line)
	if gen == "" || gen == "generation" || err != nil {
		c.t.Errorf("Generation after Once = %q, %v, want a new one", gen, err)
	}
}

func onceOneLineFails(c *counter) {
	broken := queue.Line{Agency: c.line.Agency, Unit: "broken"}
	l := &ledger{lines: map[queue.Line]queue.Wanted{broken: {}, c.line: waits(place("a", 10))}}
	err := reconciler(c.Queue, l).Once(c.t.Context())
	if err == nil || !strings.Contains(err.Error(), "reconcile broken of disdukcapil-kota-kupang: read ledger") {
		c.t.Errorf("Once with a line that cannot be read = %v, want an error that names it", err)
	}
	c.wantLine(place("a", 10))
}

func onceLedgerFails(c *counter) {
	down := errors.New("ledger is down")
	c.wantError("Once", reconciler(c.Queue, &ledger{fail: down}).Once(c.t.Context()), down)
}

func onceGivesBackEnded(c *counter) {
	c.put("a", 10)
	c.claim("staff", "r", -5)
	var log bytes.Buffer
	r := reconciler(c.Queue, &ledger{lines: map[queue.Line]queue.Wanted{c.line: waits(place("a", 10))}})
	r.Log = slog.New(slog.NewTextHandler(&log, nil))
	c.wantError("Once", r.Once(c.t.Context()), nil)
	c.wantLine(place("a", 10))
	if log.Len() > 0 {
		c.t.Errorf("a lease that ended in time is told as drift: %s", &log)
	}
}

// A ticket committed and put after Redis was looked at is not taken out, though
// the ledger's answer may be older than the ticket.
func oncePutDuringThePass(c *counter) {
	l := &ledger{lines: map[queue.Line]queue.Wanted{c.line: {}}}
	l.read = func(queue.Line) { c.put("new", 10) }
	c.wantError("Once", reconciler(c.Queue, l).Once(c.t.Context()), nil)
	c.wantLine(place("new", 10))
}

// What moves between the look at Redis and the repair stays where it went.
func onceMoveDuringPass(c *counter) {
	c.put("held", 1)
	c.claim("staff", "r", -1)
	c.put("waits", 10)
	c.put("gone", 11)
	l := &ledger{lines: map[queue.Line]queue.Wanted{
		c.line: waits(place("held", 1), place("waits", 20), place("gone", 21)),
	}}
	l.read = func(queue.Line) {
		c.put("waits", 30)
		c.ack("gone")
		c.wantError("Renew to the same end", c.Renew(c.t.Context(), c.line, "held", "r", at(0), at(4)), nil)
	}
	c.wantError("Once", reconciler(c.Queue, l).Once(c.t.Context()), nil)
	c.wantLine(place("waits", 30))
	c.wantClaim("staff", "r", 1, "held")
}

func onceSaysWhatItDid(c *counter) {
	c.put("extra", 1)
	var log bytes.Buffer
	r := reconciler(c.Queue, &ledger{lines: map[queue.Line]queue.Wanted{c.line: waits(place("a", 10), place("b", 10))}})
	r.Log = slog.New(slog.NewTextHandler(&log, nil))
	c.wantError("Once", r.Once(c.t.Context()), nil)
	if got, want := log.String(), "missing=2 extra=1 wrong=0"; !strings.Contains(got, want) {
		c.t.Errorf("log of a pass = %q, want %q in it", got, want)
	}
}

// A pass during which Redis was wiped does not call the line whole.
func TestReconcilerWipedDuringThePass(t *testing.T) {
	t.Parallel()
	eachOwnServer(t, func(t *testing.T, q *queue.Queue) {
		c := newCounter(t, q)
		c.put("a", 10)
		l := &ledger{lines: map[queue.Line]queue.Wanted{c.line: waits(place("a", 10))}}
		l.read = func(queue.Line) {
			if err := q.Client().FlushAll(t.Context()).Err(); err != nil {
				t.Errorf("FLUSHALL: %v", err)
			}
		}
		r := reconciler(q, l)
		c.wantError("Once while Redis is wiped", r.Once(t.Context()), queue.ErrRebuild)
		if gen, err := q.Generation(t.Context(), c.line); gen != "" || err != nil {
			t.Errorf("Generation = %q, %v, want none", gen, err)
		}
		if !q.Woken() {
			t.Error("nobody asked for another pass")
		}
		l.read = nil
		c.wantError("Once afterwards", r.Once(t.Context()), nil)
		c.wantLine(place("a", 10))
	})
}

// Run passes at once, when poked, when Redis is found wiped, and every 5 s.
func TestReconcilerRun(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		q, err := queue.Open(ctx, "embedded", queue.Trust{}, slog.New(slog.DiscardHandler))
		if err != nil {
			t.Fatal(err)
		}
		line := queue.Line{Agency: "kpg", Unit: "umum"}
		l := &ledger{lines: map[queue.Line]queue.Wanted{line: waits(place("a", 10))}, reads: make(chan queue.Line)}
		r := reconciler(q, l)
		var told []error
		r.Passed = func(err error) { told = append(told, err) }
		ended := make(chan error)
		go func() { ended <- r.Run(ctx) }()

		start := time.Now()
		passed := func(what string, after, before time.Duration) {
			t.Helper()
			<-l.reads
			if took := time.Since(start); took < after || took > before {
				t.Errorf("pass %s came %v after the start, want %v to %v", what, took, after, before)
			}
			synctest.Wait()
		}
		passed("at the start", 0, 0)
		r.Poke()
		r.Poke()
		passed("when poked", 0, 200*time.Millisecond)
		if err := q.Client().FlushAll(ctx).Err(); err != nil {
			t.Fatal(err)
		}
		if _, err := q.Len(ctx, line); !errors.Is(err, queue.ErrRebuild) {
			t.Errorf("Len after FLUSHALL = %v, want ErrRebuild", err)
		}
		passed("when wiped", 0, 400*time.Millisecond)
		passed("by the clock", 5*time.Second, 5*time.Second)
		passed("by the clock again", 10*time.Second, 10*time.Second)

		cancel()
		if err := <-ended; err != nil {
			t.Errorf("Run = %v, want nil when its context ends", err)
		}
		if len(told) != 5 || told[0] != nil {
			t.Errorf("told of passes %v, want all five", told)
		}
		if err := q.Close(); err != nil {
			t.Error(err)
		}
	})
}

// A pass that fails is logged and tried again.
func TestReconcilerRunGoesOn(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	q := openQueue(t, "embedded")
	broken := queue.Line{Agency: "kpg", Unit: loket.UnitID("broken")}
	l := &ledger{lines: map[queue.Line]queue.Wanted{broken: {}}, reads: make(chan queue.Line)}
	var log bytes.Buffer
	r := reconciler(q, l)
	r.Log, r.Every = slog.New(slog.NewTextHandler(&log, nil)), time.Millisecond
	ended := make(chan error)
	go func() { ended <- r.Run(ctx) }()
	<-l.reads
	<-l.reads
	cancel()
	if err := <-ended; err != nil {
		t.Errorf("Run = %v, want nil", err)
	}
	if !strings.Contains(log.String(), "queue not reconciled") {
		t.Errorf("log after a failed pass = %q, want it named", &log)
	}
}
