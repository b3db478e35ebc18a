package console

import (
	"fmt"
	"strings"
	"sync"
	"time"

	"loket/internal/loket"
)

// told is what consoles were told of a beat, by what they see in it: two hundred that
// look at the same list cost one rendering. Make it with newTold.
type told struct {
	mu    sync.Mutex
	texts map[string]string // guarded by mu
}

func newTold() *told { return &told{texts: map[string]string{}} }

// once renders for the first who sees something, and returns the same to the others.
func (t *told) once(seen string, render func() (string, error)) (string, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if text, known := t.texts[seen]; known {
		return text, nil
	}
	text, err := render()
	if err == nil {
		t.texts[seen] = text
	}
	return text, err
}

// sees names all that a beat looks different by on the pages of an agency: who reads
// may hold a ticket, be told of its delay and count tickets as their own, and a list
// may have lost it.
func (p part) sees(b beat, staff loket.Staff, now time.Time) string {
	var seen strings.Builder
	seen.WriteString(string(p.language))
	for _, tab := range loket.Tabs() {
		fmt.Fprintf(&seen, " %d", b.tally.Of(tab, staff))
	}
	for _, c := range b.changes {
		t, left := c.row.Ticket, p.left(c, staff, now)
		fmt.Fprintf(&seen, " %t %t %t %s", left, !left && p.holds(t), t.Held(now) && t.Staff == staff.ID, lateText(t, staff))
	}
	return seen.String()
}
