package loket

import (
	"cmp"
	"time"
)

// The head starts of the priorities. What is High passes whoever is not a week
// late yet, and nobody else, so that no stream of reopened tickets keeps a
// question waiting for ever. An emergency passes whatever a living counter can
// have left lying.
const (
	headStartHigh      = 7 * 24 * time.Hour
	headStartEmergency = 100 * 365 * 24 * time.Hour
)

// HeadStart is how much earlier than its deadline a ticket of the priority stands
// in the queue.
func (p Priority) HeadStart() time.Duration {
	switch {
	case p >= PriorityEmergency:
		return headStartEmergency
	case p == PriorityHigh:
		return headStartHigh
	}
	return 0
}

// Turn is a ticket's place in the queue as one time: the earlier goes first, and of
// two alike the one that came first. List, promise, ledger and Redis all order by
// it.
func (t Ticket) Turn() time.Time { return t.DueAt.Add(-t.Priority.HeadStart()) }

// Before orders two tickets by their turn, then by arrival: ids grow with time.
// Negative: t goes first.
func (t Ticket) Before(other Ticket) int {
	return cmp.Or(t.Turn().Compare(other.Turn()), cmp.Compare(t.ID, other.ID))
}
