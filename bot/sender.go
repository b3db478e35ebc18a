package bot

import (
	"container/heap"
	"context"
	"slices"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"loket/internal/loket"
)

// sender is one channel's part of the outbox under one lease: a queue for each
// conversation, and of those that may send now the most urgent first.
type sender struct {
	out   *Outbox
	line  Line
	lease loket.Lease
	holds func() bool   // the lease has not run out
	wake  chan struct{} // a hint that something changed

	slots chan struct{}  // one for each call under way, and one for the next
	calls sync.WaitGroup // under way

	mu     sync.Mutex // guards all below, and the queues
	queues map[string]*queue
	known  map[loket.SendID]bool // queued or under way here
	due    queueHeap             // queues whose head may go now, the most urgent on top
	later  queueHeap             // queues that rest, the first to wake on top
	pace   *adaptivePace         // of the channel; nil: unpaced
	hold   time.Time             // the channel asked for silence until then
	halved time.Time             // until then the pace is not halved again

	overflow overflow

	running bool // between recovery and the end: seats may be taken
}

func newSender(o *Outbox, line Line, lease loket.Lease, holds func() bool) *sender {
	s := &sender{
		out: o, line: line, lease: lease, holds: holds, wake: make(chan struct{}, 1), slots: make(chan struct{}, max(1, line.Workers)),
		queues: map[string]*queue{}, known: map[loket.SendID]bool{},
		due: queueHeap{before: (*queue).moreUrgent}, later: queueHeap{before: (*queue).wakesBefore},
	}
	if line.Rate > 0 {
		s.pace = newAdaptivePace(line.Rate)
	}
	return s
}

// add queues sends that are not known already; of a batch those begun before
// come first, since what comes after them in their conversation has to wait.
func (s *sender) add(sends ...loket.Send) {
	slices.SortStableFunc(sends, func(a, b loket.Send) int { return min(b.Attempts, 1) - min(a.Attempts, 1) })
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, send := range sends {
		if s.known[send.ID] {
			continue
		}
		s.known[send.ID] = true
		q := s.queueOf(send)
		q.insert(send)
		switch q.place {
		case nowhere:
			s.put(q, send.NotBefore)
		case waiting:
			heap.Fix(&s.due, q.at)
		case resting, flying:
		}
	}
}

// queueOf finds or makes a send's queue; it needs the lock. A conversation
// keeps its queue when its address changes.
func (s *sender) queueOf(send loket.Send) *queue {
	key := "to:" + send.Address
	if send.Target == loket.ToConversation && send.Conversation != "" {
		key = string(send.Conversation)
	}
	q := s.queues[key]
	if q == nil {
		q = &queue{}
		if s.line.ChatRate > 0 {
			q.bucket = rate.NewLimiter(rate.Limit(s.line.ChatRate), max(1, s.line.ChatBurst))
		}
		if s.line.GroupMinute > 0 && send.Target == loket.ToStaffGroup {
			q.minute = &pace{limit: s.line.GroupMinute, span: time.Minute}
		}
		s.queues[key] = q
	}
	return q
}

// put puts a queue where its head can be found; it needs the lock.
func (s *sender) put(q *queue, notBefore time.Time) {
	now := s.out.now()
	q.notBefore = now.Add(q.wait(now))
	if notBefore.After(q.notBefore) {
		q.notBefore = notBefore
	}
	if q.notBefore.After(now) {
		q.place = resting
		heap.Push(&s.later, q)
	} else {
		q.place = waiting
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
func (s *sender) await(ctx context.Context) bool {
	select {
	case <-ctx.Done():
		return false
	case s.slots <- struct{}{}:
	}
	for {
		if ctx.Err() != nil {
			return false
		}
		wait, ready := s.ready()
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

// ready tells whether a queue may send now; otherwise how long to wait.
func (s *sender) ready() (wait time.Duration, ready bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.out.now()
	s.rouse(now)
	switch {
	case s.hold.After(now):
		return s.hold.Sub(now), false
	case s.due.Len() > 0:
		if s.pace != nil {
			wait = s.pace.wait(now)
		}
		return wait, wait == 0
	case s.later.Len() > 0:
		return s.later.queues[0].notBefore.Sub(now), false
	}
	return idleWait, false
}

// rouse moves queues whose rest is over; it needs the lock.
func (s *sender) rouse(now time.Time) {
	for s.later.Len() > 0 && !s.later.queues[0].notBefore.After(now) {
		q := s.later.take()
		q.place = waiting
		heap.Push(&s.due, q)
	}
}

// pop takes the most urgent queue, after ready said that there is one, and its
// head.
func (s *sender) pop() (*queue, loket.Send) {
	s.mu.Lock()
	defer s.mu.Unlock()
	q := s.due.take()
	s.fly(q)
	return q, q.sends[0]
}

// fly counts a queue's head as under way; it needs the lock.
func (s *sender) fly(q *queue) {
	q.place = flying
	now := s.out.now()
	if s.pace != nil {
		s.pace.begin(now)
	}
	if q.minute != nil {
		q.minute.begin(now)
	}
}

// land counts a head as having come to its end; it needs the lock. What the
// other side counted between beginning and end, it counted no later than now.
func (s *sender) land(q *queue, at time.Time) {
	q.place = nowhere
	if s.pace != nil {
		s.pace.end(at)
	}
	if q.minute != nil {
		q.minute.end(at)
	}
	if q.bucket != nil {
		q.bucket.ReserveN(at, 1)
	}
}

// finished moves a queue on after its head was tried.
func (s *sender) finished(q *queue, r loket.SendResult) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.land(q, r.At)
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
		q.sends, q.unsure = q.sends[1:], false
	}
	if len(q.sends) > 0 {
		s.put(q, q.sends[0].NotBefore)
	}
}

// forget drops the queues of conversations that are owed nothing and whose
// limit has recovered.
func (s *sender) forget() {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.out.now()
	for key, q := range s.queues {
		if len(q.sends) == 0 && q.recovered(now) {
			delete(s.queues, key)
		}
	}
}

// climb raises the channel's pace towards its rate while sends go through.
func (s *sender) climb() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.pace != nil {
		s.pace.climb()
	}
}

// slowDown keeps the channel silent, and halves its pace when that was too fast:
// once, however many calls under way are refused together.
func (s *sender) slowDown(silence time.Duration, tooFast bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.out.now()
	until := now.Add(silence)
	if tooFast && s.pace != nil && !s.halved.After(now) {
		s.pace.halve()
		s.halved = until
	}
	if until.After(s.hold) {
		s.hold = until
	}
}
