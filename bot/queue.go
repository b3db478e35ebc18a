package bot

import (
	"container/heap"
	"slices"
	"strings"
	"time"

	"golang.org/x/time/rate"

	"loket/internal/loket"
)

// queue is what one conversation is owed, first things first. Its sender's lock
// guards it.
type queue struct {
	sends     []loket.Send
	notBefore time.Time     // the head rests until then, or may go since then
	bucket    *rate.Limiter // of the conversation, charged when a call has ended; nil: unpaced
	minute    *pace         // of a group; nil: unpaced
	place     place         // where the head stands
	at        int           // its index on its heap
	unsure    bool          // the ledger may have marked the head although it said no; the deliverer's own
}

// place is where a queue's head stands.
type place int

const (
	nowhere place = iota // nothing is owed
	resting              // on the heap of those that rest
	waiting              // on the heap of those that may go
	flying               // being delivered
)

// insert puts a send behind what goes before it. An answer that was begun is
// finished first, and the parts of an answer stay together.
func (q *queue) insert(send loket.Send) {
	at := len(q.sends)
	for at > 0 && byLane(send, q.sends[at-1]) < 0 {
		at--
	}
	if at == 0 && q.begun() {
		at = 1
	}
	for at > 0 && at < len(q.sends) && q.sends[at].Part > 1 && q.sends[at].Answer == q.sends[at-1].Answer {
		at++
	}
	q.sends = slices.Insert(q.sends, at, send)
}

func (q *queue) begun() bool {
	return len(q.sends) > 0 && (q.place == flying || q.sends[0].Part > 1 || q.sends[0].Attempts > 0)
}

// wait tells how long the limits of the conversation hold its head back.
func (q *queue) wait(now time.Time) (wait time.Duration) {
	if q.bucket != nil {
		missing := max(0, 1-q.bucket.TokensAt(now))
		wait = time.Duration(missing / float64(q.bucket.Limit()) * float64(time.Second))
	}
	if q.minute != nil {
		wait = max(wait, q.minute.wait(now))
	}
	return wait
}

// recovered tells whether nothing is left of what was charged to it.
func (q *queue) recovered(now time.Time) bool {
	return (q.bucket == nil || q.bucket.TokensAt(now) >= float64(q.bucket.Burst())) &&
		(q.minute == nil || q.minute.wait(now) == 0 && len(q.minute.ended) == 0)
}

// moreUrgent orders queues by the most urgent thing in them, then by how long
// their heads may go already: they take turns, so that a conversation that is
// owed much does not hold up those that are owed one answer.
func (q *queue) moreUrgent(other *queue) bool {
	if a, b := q.lane(), other.lane(); a != b {
		return a < b
	}
	if !q.notBefore.Equal(other.notBefore) {
		return q.notBefore.Before(other.notBefore)
	}
	return q.sends[0].ID < other.sends[0].ID
}

func (q *queue) lane() loket.Lane {
	most := q.sends[0].Lane
	for _, s := range q.sends {
		most = min(most, s.Lane)
	}
	return most
}

func (q *queue) wakesBefore(other *queue) bool { return q.notBefore.Before(other.notBefore) }

// byLane orders sends by lane, then by age.
func byLane(a, b loket.Send) int {
	if a.Lane != b.Lane {
		return int(a.Lane - b.Lane)
	}
	return strings.Compare(string(a.ID), string(b.ID))
}

// queueHeap implements heap.Interface; every queue knows its index.
type queueHeap struct {
	queues []*queue
	before func(a, b *queue) bool
}

func (h *queueHeap) take() *queue {
	q := h.queues[0]
	heap.Remove(h, 0)
	return q
}

func (h *queueHeap) Len() int           { return len(h.queues) }
func (h *queueHeap) Less(i, j int) bool { return h.before(h.queues[i], h.queues[j]) }

// Swap implements heap.Interface.
func (h *queueHeap) Swap(i, j int) {
	h.queues[i], h.queues[j] = h.queues[j], h.queues[i]
	h.queues[i].at, h.queues[j].at = i, j
}

// Push implements heap.Interface.
func (h *queueHeap) Push(x any) {
	q, ok := x.(*queue)
	if !ok {
		return
	}
	q.at = len(h.queues)
	h.queues = append(h.queues, q)
}

// Pop implements heap.Interface.
func (h *queueHeap) Pop() any {
	last := len(h.queues) - 1
	q := h.queues[last]
	h.queues = h.queues[:last]
	return q
}
