package trial_test

import (
	"context"
	"fmt"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"loket/internal/crash"
	"loket/internal/faketelegram"
	"loket/internal/loket"
)

// TestCrash makes the program die at every point of a message's way, starts it
// again, and wants everything answered, owed or known to be doubtful.
// LOKET_CRASH_ROUNDS sets how often at each point.
func TestCrash(t *testing.T) { //nolint:tparallel // the deaths follow each other in one ledger
	t.Parallel()
	rounds := setting(t, "LOKET_CRASH_ROUNDS", 1)
	people := newCrowd(t)
	c := newCounter(t, onTelegram(people.fake))
	c.argv[0] = compiled(t, "-tags", "crash", "loket/cmd/loket")
	c.start()
	w := &walk{t: t, c: c, people: people, staff: newOfficer(t, c)}
	for _, point := range crash.Points() {
		t.Run(string(point), func(t *testing.T) {
			w.t, c.t = t, t
			w.dieAgainAndAgain(point, rounds)
		})
	}
	w.t, c.t = t, t
	c.stop()
	w.check()
}

// passes is how often a point is passed before the death, in a round: now the
// first message dies, now one that comes after others.
func passes(point crash.Point, round int) int {
	switch point {
	case crash.Recovering:
		return 1 + round%2 // one for each channel
	case crash.Confirming:
		return 3 + round%6 // two calls come before the first poll
	case crash.Appended:
		return 1 + 2*(round%20) // first at the start, then in the transactions of messages
	default:
		return 1 + round%3
	}
}

// walk leads one message after the other all the way, until the program dies.
type walk struct {
	t      *testing.T
	c      *counter
	people *crowd
	staff  *officer

	poison int // updates nobody can read
	deaths int
}

// dieAgainAndAgain dies at a point, each time with everything of before done.
func (w *walk) dieAgainAndAgain(point crash.Point, rounds int) {
	w.t.Helper()
	before, _, _ := w.people.copies()
	for i := range rounds {
		w.c.stop()
		w.die(point, passes(point, i))
		w.c.start()
		w.settle()
	}
	after, _, _ := w.people.copies()
	w.t.Logf("%d deaths, %d extra answers", rounds, after-before)
	if after-before > rounds {
		w.t.Errorf("%d extra answers, want at most one a death", after-before)
	}
}

// deathWithin is how soon a point must have been passed.
const deathWithin = 30 * time.Second

// die starts the program with a trap, and walks messages into it.
func (w *walk) die(point crash.Point, n int) {
	w.t.Helper()
	w.c.env["LOKET_CRASH"] = fmt.Sprintf("%s:%d", point, n)
	defer delete(w.c.env, "LOKET_CRASH")
	ctx, cancel := context.WithTimeout(w.t.Context(), deathWithin)
	defer cancel()
	var walking sync.WaitGroup
	if w.c.launch() {
		walking.Go(func() {
			for ctx.Err() == nil {
				w.message(ctx)
			}
		})
	}
	late := context.AfterFunc(ctx, func() { _ = w.c.cmd.Process.Signal(syscall.SIGABRT) })
	_ = w.c.cmd.Wait()
	late()
	cancel()
	walking.Wait()
	status, _ := w.c.cmd.ProcessState.Sys().(syscall.WaitStatus)
	if status.Signal() != syscall.SIGKILL {
		w.t.Fatalf("%s:%d: the program ended with %v, want the signal %v", point, n, w.c.cmd.ProcessState, syscall.SIGKILL)
	}
	w.c.cmd = nil
	w.deaths++
}

// message asks, waits for the answer, and takes what needs a human to its end.
func (w *walk) message(ctx context.Context) {
	for i := range ticketEvery {
		w.people.ask(1)
		w.people.await(ctx)
		if i < 2 {
			w.staff.serve(ctx)
		}
	}
	if ctx.Err() == nil {
		w.poison++
		w.people.fake.Deliver(faketelegram.Raw(1, `{"message":{"message_id":"broken"}}`))
	}
}

// settle waits until everything of before has come to its end.
func (w *walk) settle() {
	w.t.Helper()
	ctx, cancel := context.WithTimeout(w.t.Context(), deathWithin)
	defer cancel()
	if lost := w.people.await(ctx); lost > 0 {
		w.t.Fatalf("lost: %d of %d messages have no answer", lost, w.people.asked)
	}
	w.staff.serve(ctx)
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for w.c.number(w.t.Context(), `SELECT COUNT(*) FROM sends WHERE state IN ('owed', 'sending')`) > 0 || w.people.fake.Pending() > 0 {
		select {
		case <-ctx.Done():
			w.t.Fatal("sends are owed and not made")
		case <-tick.C:
		}
	}
}

// check counts at the end.
func (w *walk) check() {
	w.t.Helper()
	out := toll{ends: w.deaths, asked: w.people.asked, wantTickets: w.people.tickets(), replied: len(w.staff.replied), refused: w.staff.refused}
	out.extra, out.most, out.humanMost = w.people.copies()
	out.delivered = len(w.people.human)
	out.uncertain = w.c.number(w.t.Context(), `SELECT COUNT(*) FROM sends WHERE class = 'B' AND state = 'uncertain'`)
	out.count(w.t.Context(), w.c)
	w.t.Log(out)
	for _, complaint := range out.complaints(1) {
		w.t.Error(complaint)
	}
	if kept := w.c.number(w.t.Context(), `SELECT COUNT(*) FROM quarantine`); kept < w.poison {
		w.t.Errorf("%d updates in quarantine, want %d", kept, w.poison)
	}
	if open := w.c.number(w.t.Context(), `SELECT COUNT(*) FROM tickets WHERE state <> '`+string(loket.TicketClosed)+`'`); open > 0 {
		w.t.Errorf("%d tickets are open, want none: the officer has served all", open)
	}
}

// TestReleaseHasNoCrashPoints runs the ordinary build with a trap set: nothing
// comes of it, and nothing of it is in the binary.
func TestReleaseHasNoCrashPoints(t *testing.T) {
	t.Parallel()
	people := newCrowd(t)
	c := newCounter(t, onTelegram(people.fake))
	c.env["LOKET_CRASH"] = string(crash.Received) + ":1"
	c.start()
	people.ask(3)
	ctx, cancel := context.WithTimeout(t.Context(), deathWithin)
	defer cancel()
	if lost := people.await(ctx); lost > 0 {
		t.Errorf("%d messages without an answer, want LOKET_CRASH to mean nothing", lost)
	}
	c.stop()
	for tags, want := range map[string]bool{"": false, "crash": true} {
		deps, err := exec.CommandContext(t.Context(), "go", "list", "-tags", tags, "-deps", "loket/cmd/loket").Output()
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Contains(string(deps), "loket/internal/crash\n"); got != want {
			t.Errorf("the program built with tags %q contains the crash points: %v, want %v", tags, got, want)
		}
	}
}
