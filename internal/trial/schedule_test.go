package trial_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"
)

// nemesis is a kind of fault.
type nemesis string

// The nemeses. What strikes calls does so by share, until it has struck so often;
// the others are over before the next one comes.
const (
	killing      nemesis = "kill"          // kill -9, started again at once
	terminating  nemesis = "term"          // SIGTERM, likewise
	pausing      nemesis = "pause"         // SIGSTOP, SIGCONT
	slowing      nemesis = "slow"          // sends take long
	losing       nemesis = "lose requests" // sends never reach Telegram
	muting       nemesis = "lose answers"  // sends reach it, and nobody hears
	failing      nemesis = "fail"          // sends are refused by a 500
	throttling   nemesis = "throttle"      // sends are refused by a 429
	deafening    nemesis = "deafen"        // polls reach Telegram, which has confirmed, and nobody hears
	lapsing      nemesis = "lapse"         // every lease on a ticket runs out
	filling      nemesis = "fill the disk" // no file may grow
	misdating    nemesis = "misdate"       // a kill, and the clock is off when it starts again
	disconnected nemesis = "disconnect"    // the database stops and starts
)

// nemeses are those a schedule draws from.
func nemeses(postgres bool) []nemesis {
	all := []nemesis{killing, terminating, pausing, slowing, losing, muting, failing, throttling, deafening, lapsing, lapsing}
	if postgres {
		return append(all, disconnected)
	}
	return append(all, filling, misdating)
}

// strike is one fault, at its time.
type strike struct {
	after   int // operations
	kind    nemesis
	lasting time.Duration // of a pause, a full disk, a slow call
	times   int           // calls struck
	share   float64       // of the calls until then
	off     time.Duration // how far off the clock is
}

// String implements fmt.Stringer.
func (s strike) String() string {
	switch s.kind {
	case pausing, filling:
		return fmt.Sprintf("%d: %s %v", s.after, s.kind, s.lasting)
	case slowing:
		return fmt.Sprintf("%d: %s %d of %.0f %% by %v", s.after, s.kind, s.times, 100*s.share, s.lasting)
	case losing, muting, failing, throttling, deafening:
		return fmt.Sprintf("%d: %s %d of %.0f %%", s.after, s.kind, s.times, 100*s.share)
	case misdating:
		return fmt.Sprintf("%d: %s %v", s.after, s.kind, s.off)
	case killing, terminating, lapsing, disconnected:
	}
	return fmt.Sprintf("%d: %s", s.after, s.kind)
}

// schedule is all that is drawn before a run begins.
type schedule struct {
	seed              uint64
	postgres, webhook bool
	operations        int
	strikes           []strike // by time
}

// strikesFor is how many strikes there are in so many operations.
func strikesFor(operations int) int { return 2 + min(8, operations/250) }

// newSchedule draws a schedule; the same seed draws the same.
func newSchedule(seed uint64, operations int, postgres bool) schedule {
	random := rand.New(rand.NewPCG(seed, 1))
	s := schedule{seed: seed, postgres: postgres, webhook: random.IntN(4) == 0, operations: operations}
	kinds := nemeses(postgres)
	for range strikesFor(operations) {
		s.strikes = append(s.strikes, strike{
			after: operations/10 + random.IntN(operations*4/5), kind: kinds[random.IntN(len(kinds))],
			lasting: time.Duration(50+random.IntN(450)) * time.Millisecond,
			times:   1 + random.IntN(12), share: 0.1 + 0.5*random.Float64(),
			off: time.Duration(random.IntN(121)-60) * time.Minute,
		})
	}
	slices.SortStableFunc(s.strikes, func(a, b strike) int { return a.after - b.after })
	return s
}

// String tells a schedule, and how to run it again.
func (s schedule) String() string {
	way, ledger := "polling", "SQLite"
	if s.webhook {
		way = "webhook"
	}
	if s.postgres {
		ledger = "PostgreSQL"
	}
	strikes := make([]string, len(s.strikes))
	for i, one := range s.strikes {
		strikes[i] = one.String()
	}
	return fmt.Sprintf("seed %d, %s, %s, %d operations; after %s", s.seed, ledger, way, s.operations, strings.Join(strikes, "; "))
}

// again is the command that runs a schedule again, alone.
func (s schedule) again() string {
	return fmt.Sprintf("LOKET_HISTORY_SEED=%d LOKET_HISTORY_OPERATIONS=%d go test -count=1 -v -run '^TestHistory$' ./internal/trial",
		s.seed, s.operations)
}

func TestSchedule(t *testing.T) {
	t.Parallel()
	if a, b := newSchedule(7, 2000, true), newSchedule(7, 2000, true); a.String() != b.String() {
		t.Errorf("one seed drew two schedules:\n%v\n%v", a, b)
	}
	drawn := map[nemesis]bool{}
	for seed := range uint64(100) {
		s := newSchedule(seed, 2000, seed%2 == 0)
		for i, one := range s.strikes {
			drawn[one.kind] = true
			if one.after >= s.operations || i > 0 && one.after < s.strikes[i-1].after {
				t.Errorf("%v: strike %d is out of its time", s, i)
			}
		}
	}
	for _, kind := range append(nemeses(true), nemeses(false)...) {
		if !drawn[kind] {
			t.Errorf("no schedule of 100 drew %q", kind)
		}
	}
}
