package crash

import (
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"time"
)

// Trap ends the process when its point is passed for the n-th time, or holds up
// whoever passes. A nil Trap does neither.
type Trap struct {
	at   Point
	left atomic.Int64 // passes until the end
	die  func()
	ice  string // a file: while it exists nobody passes; empty: everybody does
}

// Set makes a trap of "<point>:<n>", n from 1; die ends the process. An empty
// text sets none.
func Set(text string, die func()) (*Trap, error) {
	if text == "" {
		return nil, nil
	}
	name, count, _ := strings.Cut(text, ":")
	n, err := strconv.ParseInt(count, 10, 64)
	if err != nil || n < 1 || !slices.Contains(Points(), Point(name)) {
		return nil, fmt.Errorf("set crash point %q: want <point>:<n>, n from 1, point one of %v", text, Points())
	}
	t := &Trap{at: Point(name), die: die}
	t.left.Store(n)
	return t, nil
}

// Freeze makes a trap of "<point>:<file>": whoever passes the point is held up
// there for as long as the file exists, as by a lock nobody gives back.
func Freeze(text string) (*Trap, error) {
	name, file, ok := strings.Cut(text, ":")
	p := Point(name)
	if !ok || file == "" || p != Reconciling && !slices.Contains(Points(), p) {
		return nil, fmt.Errorf("set freezing point %q: want <point>:<file>, point %s or one of %v", text, Reconciling, Points())
	}
	return &Trap{at: p, ice: file}, nil
}

// Pass tells the trap that a point is passed.
func (t *Trap) Pass(p Point) {
	switch {
	case t == nil || t.at != p:
	case t.ice != "":
		t.thaw()
	case t.left.Add(-1) == 0:
		t.die()
	}
}

// thaw waits until the file is gone.
func (t *Trap) thaw() {
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for {
		if _, err := os.Stat(t.ice); err != nil {
			return
		}
		<-tick.C
	}
}

// Die ends this process as a power cut would: no deferred call, no flush. It
// does not return.
func Die() {
	if self, err := os.FindProcess(os.Getpid()); err == nil {
		_ = self.Kill()
	}
	select {} // the kernel needs a moment
}
