package queue

import (
	"cmp"
	"slices"
)

// embeddedWindow is how many tickets of a line the embedded server holds: finding
// the first of a sorted set costs it a sort of the whole. What comes after them
// stays in the ledger, where whoever finds the line empty looks next.
const embeddedWindow = 500

// window is how many waiting tickets a line may hold; 0: all.
func (q *Queue) window() int {
	if q.embedded == nil {
		return 0
	}
	return embeddedWindow
}

// narrow cuts what the ledger wants of a line to the window, and has Put leave out
// what comes after it from now on. A ticket put meanwhile may stand on the wrong
// side until the next pass.
func (q *Queue) narrow(line Line, want *Wanted) {
	n := q.window()
	if n == 0 || len(want.Waiting) <= n {
		q.bounds.Delete(line)
		return
	}
	slices.SortFunc(want.Waiting, Place.compare)
	q.bounds.Store(line, want.Waiting[n-1])
	want.Waiting = want.Waiting[:n]
}

// outside tells whether a place comes after the window of its line.
func (q *Queue) outside(line Line, p Place) bool {
	bound, narrowed := q.bounds.Load(line)
	return narrowed && p.compare(bound.(Place)) > 0
}

// drained asks for a pass when a line that is more than its window is empty.
func (q *Queue) drained(line Line) {
	if _, narrowed := q.bounds.Load(line); narrowed {
		q.poke()
	}
}

// compare orders places by turn, then arrival.
func (p Place) compare(other Place) int {
	return cmp.Or(p.Due.Compare(other.Due), cmp.Compare(p.Ticket, other.Ticket))
}
