package queue_test

import (
	"fmt"
	"testing"

	"loket/internal/loket"
	"loket/internal/queue"
)

// openWindow is an embedded queue that was reconciled once with a line of n tickets.
func openWindow(t *testing.T, n int) (*counter, *ledger, *queue.Reconciler) {
	t.Helper()
	c := newCounter(t, openQueue(t, "embedded"))
	var want queue.Wanted
	for i := range n {
		want.Waiting = append(want.Waiting, place(loket.TicketID(fmt.Sprintf("t%06d", i)), i))
	}
	l := &ledger{lines: map[queue.Line]queue.Wanted{c.line: want}}
	r := reconciler(c.Queue, l)
	c.wantError("Once", r.Once(t.Context()), nil)
	return c, l, r
}

// TestWindow takes every ticket of a line of 100,000 that is held in a window of
// 500: in order, without one that comes later, and filled again whenever a claim
// finds it empty. Everything is taken of the first 2,000, to whom more come.
func TestWindow(t *testing.T) {
	t.Parallel()
	c, l, r := openWindow(t, 100_000)
	want := l.lines[c.line]
	c.put("later", 600)
	if n, err := c.Len(t.Context(), c.line); n != 500 || err != nil {
		t.Errorf("Len = %d, %v, want the window of 500 and nothing after it", n, err)
	}
	c.put("sooner", 10)
	for i, taken := 0, 0; i < 2000; taken++ {
		next := c.claim("staff", fmt.Sprint("r", taken), 0)
		switch next {
		case "sooner":
			if i != 10 && i != 11 {
				t.Errorf("a ticket put into the window came after %d others", i)
			}
		case "":
			if !c.Woken() {
				t.Fatal("a drained window asks for no pass")
			}
			l.lines[c.line] = queue.Wanted{Waiting: want.Waiting[i:]}
			c.wantError("Once", r.Once(t.Context()), nil)
			continue
		default:
			if next != want.Waiting[i].Ticket {
				t.Fatalf("claim %d = %s, want %s", i, next, want.Waiting[i].Ticket)
			}
			i++
		}
		c.ack(next)
	}
}

// A line that fits its window again takes everything.
func TestWindowOpens(t *testing.T) {
	t.Parallel()
	c, l, r := openWindow(t, 501)
	l.lines[c.line] = waits(place("a", 1))
	c.wantError("Once", r.Once(t.Context()), nil)
	c.put("b", 9000)
	c.wantLine(place("a", 1), place("b", 9000))
}
