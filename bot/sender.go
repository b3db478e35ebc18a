package bot

import (
	"container/heap"
	"context"
	"slices"
	"strings"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"loket/internal/loket"
)

// sender is one channel's part of the outbox: a queue for each conversation,
// and of those that may send now the most urgent first.
type sender struct {
	out  *Outbox
	line Line
	wake chan struct{} // a hint that something changed

	mu     sync.Mutex // guards all below
	queues map[string]*queue
	known  map[loket.SendID]bool // queued or under way here
	due    dueHeap               // queues whose head may go now
	later  laterHeap             // queues that rest
	bucket *rate.Limiter         // of the channel; nil: unpaced
	hold   time.Time             // the channel asked for silence until then
}

// queue is what one conversation is owed, first things first.
type queue struct {
	sends     []loket.Send
	notBefore time.Time     // the head rests until then
	limiter   *rate.Limiter // of the conversation; nil: unpaced
	placed    bool          // on a heap or being delivered
}

func (q *queue) head() loket.Send { return q.sends[0] }

func newSender(o *Outbox, line Line) *sender {
	s := &sender{
		out: o, line: line, wake: make(chan struct{}, 1),
		queues: map[string]*queue{}, known: map[loket.SendID]bool{},
	}
	if line.Rate > 0 {
		s.bucket = rate.NewLimiter(rate.Limit(line.Rate*startShare), 1)
	}
	return s
}

// add queues a send unless it is known already.
func (s *sender) add(send loket.Send) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.known[send.ID] {
		return
	}
	s.known[send.ID] = true
	key := string(send.Conversation) + "\x00" + send.Address
	q := s.queues[key]
	if q == nil {
		q = &queue{}
		if s.line.ChatRate > 0 {
			q.limiter = rate.NewLimiter(rate.Limit(s.line.ChatRate), max(1, s.line.ChatBurst))
		}
		s.queues[key] = q
	}
	at, _ := slices.BinarySearchFunc(q.sends, send, byLane)
	if at == 0 && q.placed && len(q.sends) > 0 {
		at = 1 // the head is under way or has its place
	}
	q.sends = slices.Insert(q.sends, at, send)
	if !q.placed {
		s.place(q, send.NotBefore)
	}
}

func byLane(a, b loket.Send) int {
	if a.Lane != b.Lane {
		return int(a.Lane - b.Lane)
	}
	return strings.Compare(string(a.ID), string(b.ID))
}

// place puts a queue where its head can be found; it needs the lock. A head
// takes its conversation's token here.
func (s *sender) place(q *queue, notBefore time.Time) {
	now := s.out.now()
	q.placed, q.notBefore = true, notBefore
	if q.limiter != nil {
		start := now
		if notBefore.After(now) {
			start = notBefore
		}
		q.notBefore = start.Add(q.limiter.ReserveN(start, 1).DelayFrom(start))
	}
	if q.notBefore.After(now) {
		heap.Push(&s.later, q)
	} else {
		heap.Push(&s.due, q)
	}
	s.poke()
}

func (s *sender) poke() {
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// await waits for a free slot and for something to send within the channel's
// limits. It returns false when ctx ends.
func (s *sender) await(ctx context.Context, slots chan struct{}) bool {
	select {
	case <-ctx.Done():
		return false
	case slots <- struct{}{}:
	}
	for {
		wait, ready := s.ready()
		if ctx.Err() != nil {
			return false
		}
		if ready {
			return true
		}
		timer := time.NewTimer(wait)
		select {
		case <-ctx.Done():
		case <-s.wake:
		case <-timer.C:
		}
		timer.Stop()
	}
}

// idleWait is how long a sender with nothing to do waits for a hint.
const idleWait = time.Minute

// ready tells whether a queue may send now, and takes the channel's token for
// it; otherwise how long to wait.
func (s *sender) ready() (wait time.Duration, ready bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.out.now()
	for len(s.later) > 0 && !s.later[0].notBefore.After(now) {
		heap.Push(&s.due, heap.Pop(&s.later))
	}
	if s.hold.After(now) {
		return s.hold.Sub(now), false
	}
	if len(s.due) == 0 {
		if len(s.later) > 0 {
			return s.later[0].notBefore.Sub(now), false
		}
		return idleWait, false
	}
	if s.bucket == nil || s.bucket.AllowN(now, 1) {
		return 0, true
	}
	return time.Duration(float64(time.Second) / float64(s.bucket.Limit())), false
}

// pop takes the queue with the most urgent head; nil when there is none.
func (s *sender) pop() *queue {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.due) == 0 {
		return nil
	}
	return heap.Pop(&s.due).(*queue)
}

// finished moves a queue on after its head was tried.
func (s *sender) finished(q *queue, r loket.SendResult) {
	s.mu.Lock()
	defer s.mu.Unlock()
	q.placed = false
	if r.MovedTo != "" {
		for i := range q.sends {
			q.sends[i].Address = r.MovedTo
		}
	}
	if r.State == loket.SendOwed {
		q.sends[0].Attempts, q.sends[0].NotBefore = r.Send.Attempts, r.NotBefore
		if r.Doubt {
			q.sends[0].Doubts++
		}
	} else {
		delete(s.known, r.Send.ID)
		q.sends = q.sends[1:]
	}
	if len(q.sends) > 0 {
		s.place(q, q.head().NotBefore)
	}
}

// forget drops the queues of conversations that are owed nothing and whose
// limit has recovered.
func (s *sender) forget() {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.out.now()
	for key, q := range s.queues {
		if len(q.sends) == 0 && (q.limiter == nil || q.limiter.TokensAt(now) >= float64(q.limiter.Burst())) {
			delete(s.queues, key)
		}
	}
}

const (
	startShare = 25.0 / 30 // of the channel's rate, to begin with
	climbStep  = 0.05      // sends a second more for every send that went through
)

// climb raises the channel's pace towards its rate while sends go through.
func (s *sender) climb() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.bucket != nil {
		s.bucket.SetLimit(min(rate.Limit(s.line.Rate), s.bucket.Limit()+climbStep))
	}
}

// slowDown keeps the channel silent as it asked, and halves its pace.
func (s *sender) slowDown(silence time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if until := s.out.now().Add(silence); until.After(s.hold) {
		s.hold = until
	}
	if s.bucket != nil {
		s.bucket.SetLimit(max(1, s.bucket.Limit()/2))
	}
}

// dueHeap orders queues by the urgency of their heads.
type dueHeap []*queue

func (h dueHeap) Len() int           { return len(h) }
func (h dueHeap) Less(i, j int) bool { return byLane(h[i].head(), h[j].head()) < 0 }
func (h dueHeap) Swap(i, j int)      { h[i], h[j] = h[j], h[i] }

// Push implements heap.Interface.
func (h *dueHeap) Push(x any) { *h = append(*h, x.(*queue)) }

// Pop implements heap.Interface.
func (h *dueHeap) Pop() any { return popLast((*[]*queue)(h)) }

// laterHeap orders queues by when their heads may go.
type laterHeap []*queue

func (h laterHeap) Len() int           { return len(h) }
func (h laterHeap) Less(i, j int) bool { return h[i].notBefore.Before(h[j].notBefore) }
func (h laterHeap) Swap(i, j int)      { h[i], h[j] = h[j], h[i] }

// Push implements heap.Interface.
func (h *laterHeap) Push(x any) { *h = append(*h, x.(*queue)) }

// Pop implements heap.Interface.
func (h *laterHeap) Pop() any { return popLast((*[]*queue)(h)) }

func popLast(h *[]*queue) *queue {
	last := (*h)[len(*h)-1]
	*h = (*h)[:len(*h)-1]
	return last
}
