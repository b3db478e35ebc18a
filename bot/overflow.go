package bot

import "loket/internal/loket"

// heldLimit is how many sends of a channel are held in memory before those that
// are just committed are left to the ledger. A sweep brings the most urgent of
// them, a thousand at a time; it may go beyond the limit, but no further than by
// what is more urgent than all that is held, which is what humans write.
const heldLimit = 4096

// overflow is the state of a sender that has left sends to the ledger. Until a
// sweep has seen everything that is owed none is taken from elsewhere: a later
// send must not come before an earlier one of its conversation.
type overflow struct {
	on      bool
	refused int // sends not taken so far
}

// offer queues sends that were just committed, unless too many are held already.
func (s *sender) offer(sends ...loket.Send) {
	if s.hasRoom(len(sends)) {
		s.add(sends...)
	}
}

func (s *sender) hasRoom(n int) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if o := &s.overflow; o.on || len(s.known)+n > heldLimit {
		o.on = true
		o.refused += n
		return false
	}
	return true
}

// refusals is how many sends were not taken so far.
func (s *sender) refusals() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.overflow.refused
}

// caughtUp is told of a sweep that saw all that is owed, begun when so many had
// been refused. If one more was refused meanwhile, another sweep has to tell.
func (s *sender) caughtUp(refused int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.overflow.refused == refused {
		s.overflow.on = false
	}
}
