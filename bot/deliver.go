package bot

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"loket/internal/loket"
)

// deliver marks the call a queue owes first, and makes it. What was begun is
// finished, also when ctx ends.
func (s *sender) deliver(ctx context.Context, q *queue, send loket.Send) {
	if left, ok := s.begin(ctx, q, send); !ok {
		s.finished(q, left)
		return
	}
	send.Attempts++
	send.Epoch = s.lease.Epoch
	s.carryOut(ctx, q, send)
}

// carryOut makes a call that is marked as being made, and records what became of
// it. A process that slept through its lease makes no call any more: what is owed
// is the next owner's.
func (s *sender) carryOut(ctx context.Context, q *queue, send loket.Send) {
	result := loket.SendResult{Send: send, State: loket.SendOwed, Problem: "lease over before the call", At: s.out.now()}
	if s.holds() {
		result = s.call(ctx, send)
	}
	if s.record(ctx, result) && result.State == loket.SendDelivered {
		s.announce(result.Send)
	}
	s.finished(q, result)
}

// beginPause is how long a send rests that the ledger could not mark.
const beginPause = time.Second

// begin marks a send as being made. When it reports false nothing may be sent,
// and left says whether the send stays owed.
func (s *sender) begin(ctx context.Context, q *queue, send loket.Send) (left loket.SendResult, ok bool) {
	ctx = context.WithoutCancel(ctx)
	send.Epoch = s.lease.Epoch
	left = loket.SendResult{Send: send, State: loket.SendOwed, NotBefore: s.out.now().Add(beginPause), At: s.out.now()}
	if !s.holds() {
		return left, false
	}
	err := s.out.ledger.Begin(ctx, send)
	switch {
	case err == nil:
		q.unsure = false
		return left, true
	case errors.Is(err, loket.ErrFenced):
		s.out.log.Warn("write refused: the channel has a newer owner", "send", send.ID, "err", err)
	case !errors.Is(err, loket.ErrStale):
		s.out.log.Error("begin a send", "send", send.ID, "err", err)
		q.unsure = true
	case !q.unsure || errors.Is(s.out.ledger.Finish(ctx, left), loket.ErrStale):
		left.State = loket.SendDelivered // by somebody else, or settled otherwise
	}
	return left, false
}

// callLimit bounds one channel call.
const callLimit = 90 * time.Second

func (s *sender) call(ctx context.Context, send loket.Send) loket.SendResult {
	if !send.ExpiresAt.IsZero() && s.out.now().After(send.ExpiresAt) {
		return s.outcome(send, "", &SendError{Fate: Never, Err: errors.New("expired before it could be delivered")})
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), callLimit)
	defer cancel()
	var id string
	err := safely(func() (err error) {
		id, err = s.line.Port.Send(ctx, send)
		return err
	})
	return s.outcome(send, id, err)
}

func (s *sender) announce(send loket.Send) {
	announcer, ok := s.line.Port.(Announcer)
	if !ok {
		return
	}
	err := safely(func() error {
		announcer.Announce(send)
		return nil
	})
	if err != nil {
		s.out.log.Error("announce a send", "send", send.ID, "err", err)
	}
}

// safely turns a channel's panic into an error; of a send, one of unknown fate.
func safely(call func() error) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("channel panicked: %v", r)
		}
	}()
	return call()
}

// outcome reads a call's end by the delivery contract.
func (s *sender) outcome(send loket.Send, id string, err error) loket.SendResult {
	now := s.out.now()
	result := loket.SendResult{Send: send, State: loket.SendDelivered, ChannelMessageID: id, At: now}
	if err == nil {
		s.climb()
		return result
	}
	result.Problem = err.Error()
	failure, ok := errors.AsType[*SendError](err)
	if !ok {
		failure = &SendError{Fate: Unknown, Err: err}
	}
	result.MovedTo, result.Missing = failure.MovedTo, failure.Missing
	switch failure.Fate {
	case NotDelivered:
		result.State, result.NotBefore = loket.SendOwed, now.Add(s.pause(send, failure))
	case Never, Unreachable:
		result.State, result.Unreachable = loket.SendDead, failure.Fate == Unreachable
	case Unknown:
		result.Doubt = true
		result.State, result.NotBefore = afterDoubt(send), now
	}
	return result
}

// afterDoubt is what follows a call of unknown fate: class A is owed once more,
// class B never by itself.
func afterDoubt(send loket.Send) loket.SendState {
	if send.Class == loket.ClassA && send.Doubts == 0 {
		return loket.SendOwed
	}
	return loket.SendUncertain
}

// pause is how long a send that certainly failed rests: as the channel asked,
// or twice as long each time up to a minute, with jitter.
func (s *sender) pause(send loket.Send, failure *SendError) time.Duration {
	if failure.MovedTo != "" && failure.MovedTo != send.Address {
		return 0
	}
	wait := failure.RetryAfter
	if wait <= 0 {
		longest := min(time.Minute, time.Second<<min(send.Attempts-1, 6))
		wait = longest/2 + rand.N(longest/2)
	}
	if failure.Scope == ScopeChannel {
		s.slowDown(wait, failure.TooFast)
	}
	return wait
}

const (
	recordLimit = 10 * time.Second // of one attempt to record a result
	recordTries = 5                // attempts after ctx has ended, a second apart at most
)

// record writes a result until the ledger takes it: a call was made, and that
// must not be forgotten. Only when ctx ends does it give up after a few more
// attempts; a restart then treats the send as doubtful.
func (s *sender) record(ctx context.Context, result loket.SendResult) bool {
	last := recordTries
	for wait := 50 * time.Millisecond; last > 0; wait = min(2*wait, time.Second) {
		err := s.recordOnce(ctx, result)
		if err == nil {
			return true
		}
		if errors.Is(err, loket.ErrFenced) {
			s.out.log.Warn("write refused: the channel has a newer owner", "send", result.Send.ID, "err", err)
			return false
		}
		s.out.log.Error("record a send", "send", result.Send.ID, "err", err)
		if errors.Is(err, loket.ErrStale) {
			return false
		}
		if ctx.Err() != nil {
			last--
		}
		rest(context.WithoutCancel(ctx), wait)
	}
	return false
}

func (s *sender) recordOnce(ctx context.Context, result loket.SendResult) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), recordLimit)
	defer cancel()
	return s.out.ledger.Finish(ctx, result)
}
