package bot

import (
	"context"
	"errors"

	"loket/internal/loket"
)

// seat is a send's place at the head of its conversation's queue, taken before
// the send is committed. The commit then marks it as being made, and the call
// follows at once: one write less between a question and its answer.
type seat struct {
	sender *sender
	queue  *queue
	send   loket.Send
}

// reserve takes a seat for the first send of a decision about to be committed
// and marks it as being made. It returns nil, and the send stays as it is, when
// the send has to wait its turn. leave must follow with what became of the
// commit. Only class A is seated: of class B, which is never repeated by
// itself, a crash just after the commit would leave a doubt without a call.
func (o *Outbox) reserve(d loket.Decision) *seat {
	if len(d.Answers) == 0 || len(d.Answers[0].Sends) == 0 {
		return nil
	}
	send := &d.Answers[0].Sends[0]
	s := o.senderOf(send.Channel)
	if s == nil || s.lease.Epoch != d.Epoch || send.Class != loket.ClassA || send.State != loket.SendOwed || send.NotBefore.After(o.now()) {
		return nil
	}
	q := s.seat(*send)
	if q == nil {
		return nil
	}
	send.State, send.Attempts, send.Epoch = loket.SendSending, 1, s.lease.Epoch
	return &seat{sender: s, queue: q, send: *send}
}

// seat puts a send at the head of its idle queue as if it were under way, if
// every limit lets it go now and a worker is free.
func (s *sender) seat(send loket.Send) *queue {
	s.mu.Lock()
	defer s.mu.Unlock()
	now, q := s.out.now(), s.queueOf(send)
	switch {
	case !s.running || s.overflow.on || s.known[send.ID] || q.place != nowhere || s.hold.After(now):
		return nil
	case q.wait(now) > 0:
		return nil
	case s.pace != nil && (s.due.Len() > 0 || s.pace.wait(now) > 0):
		return nil
	}
	select {
	case s.slots <- struct{}{}:
	default:
		return nil
	}
	s.known[send.ID] = true
	q.sends = append(q.sends, send)
	s.fly(q)
	s.calls.Add(1)
	return q
}

// leave makes the call when committed is nil; otherwise the send goes back.
func (p *seat) leave(ctx context.Context, committed error) {
	s := p.sender
	go func() {
		defer s.calls.Done()
		defer func() { <-s.slots }()
		if committed == nil {
			s.carryOut(ctx, p.queue, p.send)
			return
		}
		s.finished(p.queue, s.takeBack(ctx, p.send, committed))
	}()
}

// takeBack says what is left of a send whose commit failed. Nothing was sent:
// if the ledger has it nevertheless, it is owed. If it has not, beginning the
// send will tell.
func (s *sender) takeBack(ctx context.Context, send loket.Send, committed error) loket.SendResult {
	now := s.out.now()
	left := loket.SendResult{Send: send, State: loket.SendOwed, NotBefore: now, At: now}
	if errors.Is(committed, loket.ErrStale) || errors.Is(committed, loket.ErrFenced) {
		left.State = loket.SendDead
		return left
	}
	s.record(ctx, left)
	return left
}
