package crash

import (
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
)

// Trap ends the process when its point is passed for the n-th time. A nil Trap
// never does.
type Trap struct {
	at   Point
	left atomic.Int64 // passes until the end
	die  func()
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

// Pass tells the trap that a point is passed.
func (t *Trap) Pass(p Point) {
	if t != nil && t.at == p && t.left.Add(-1) == 0 {
		t.die()
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
