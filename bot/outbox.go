package bot

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"sync"
	"time"

	"loket/internal/loket"
)

// SendLedger is what the outbox needs of the store.
type SendLedger interface {
	// Owed returns what a channel owes by now, by lane and then by age.
	Owed(ctx context.Context, channel loket.ChannelID, now time.Time, limit int) ([]loket.Send, error)
	// Begin marks a send as being made; loket.ErrStale: it is not owed.
	Begin(ctx context.Context, id loket.SendID) error
	// Finish records what became of a send that was begun.
	Finish(ctx context.Context, r loket.SendResult) error
	// Recover settles sends a former owner left half made.
	Recover(ctx context.Context, channel loket.ChannelID) error
}

// Line is one channel's way out and its limits.
type Line struct {
	Channel   loket.ChannelID
	Port      Channel
	Rate      float64 // sends a second; 0: unpaced
	ChatRate  float64 // sends a second to one conversation; 0: unpaced
	ChatBurst int     // sends to one conversation that may follow each other at once
	Workers   int     // calls under way side by side
}

// Outbox makes the sends the ledger owes: per conversation in order, one at a
// time; per channel by lane, paced. Run owns its goroutines.
type Outbox struct {
	ledger  SendLedger
	now     func() time.Time
	log     *slog.Logger
	senders map[loket.ChannelID]*sender
}

// outboxSweep is how often the ledger is asked for sends no hint brought.
const outboxSweep = time.Second

// NewOutbox makes an outbox over its channels' lines.
func NewOutbox(ledger SendLedger, now func() time.Time, log *slog.Logger, lines ...Line) *Outbox {
	o := &Outbox{ledger: ledger, now: now, log: log, senders: map[loket.ChannelID]*sender{}}
	for _, line := range lines {
		o.senders[line.Channel] = newSender(o, line)
	}
	return o
}

// Owe hands over sends that were just committed as owed. A hint: the sweep
// finds those that never arrive here.
func (o *Outbox) Owe(sends ...loket.Send) {
	for _, s := range sends {
		if sender := o.senders[s.Channel]; sender != nil {
			sender.add(s)
		}
	}
}

// Run sends until ctx ends and returns when every call under way has ended and
// is recorded.
func (o *Outbox) Run(ctx context.Context) error {
	var all sync.WaitGroup
	for _, s := range o.senders {
		all.Go(func() { s.run(ctx) })
	}
	all.Wait()
	return nil
}

// run recovers, then sweeps and sends.
func (s *sender) run(ctx context.Context) {
	if !s.recover(ctx) {
		return
	}
	var calls, sweeps sync.WaitGroup
	sweeps.Go(func() { s.sweep(ctx) })
	slots := make(chan struct{}, max(1, s.line.Workers))
	for s.await(ctx, slots) {
		q := s.pop()
		if q == nil {
			<-slots
			continue
		}
		calls.Go(func() {
			s.deliver(context.WithoutCancel(ctx), q)
			<-slots
		})
	}
	sweeps.Wait()
	calls.Wait()
}

func (s *sender) recover(ctx context.Context) bool {
	for ctx.Err() == nil {
		err := s.out.ledger.Recover(ctx, s.line.Channel)
		if err == nil {
			return true
		}
		s.out.log.Error("recover the outbox", "channel", s.line.Channel, "err", err)
		s.rest(ctx, time.Second)
	}
	return false
}

func (s *sender) rest(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	}
}

func (s *sender) sweep(ctx context.Context) {
	tick := time.NewTicker(outboxSweep)
	defer tick.Stop()
	for {
		owed, err := s.out.ledger.Owed(ctx, s.line.Channel, s.out.now(), sweepLimit)
		if err != nil && ctx.Err() == nil {
			s.out.log.Error("sweep the outbox", "channel", s.line.Channel, "err", err)
		}
		for _, send := range owed {
			s.add(send)
		}
		s.forget()
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// deliver makes the first call a queue owes and records what became of it.
func (s *sender) deliver(ctx context.Context, q *queue) {
	send := q.head()
	switch err := s.out.ledger.Begin(ctx, send.ID); {
	case errors.Is(err, loket.ErrStale):
		s.finished(q, loket.SendResult{Send: send, State: loket.SendDelivered})
		return
	case err != nil:
		s.out.log.Error("begin a send", "send", send.ID, "err", err)
		s.finished(q, loket.SendResult{Send: send, State: loket.SendOwed, NotBefore: s.out.now().Add(time.Second)})
		return
	}
	send.Attempts++
	result := s.call(ctx, send)
	s.record(ctx, result)
	if result.State == loket.SendDelivered {
		if announcer, ok := s.line.Port.(Announcer); ok {
			announcer.Announce(result.Send)
		}
	}
	s.finished(q, result)
}

// callLimit bounds one channel call.
const callLimit = 90 * time.Second

func (s *sender) call(ctx context.Context, send loket.Send) loket.SendResult {
	if !send.ExpiresAt.IsZero() && s.out.now().After(send.ExpiresAt) {
		return s.outcome(send, "", &SendError{Fate: Never, Err: errors.New("expired before it could be delivered")})
	}
	ctx, cancel := context.WithTimeout(ctx, callLimit)
	defer cancel()
	id, err := safely(func() (string, error) { return s.line.Port.Send(ctx, send) })
	return s.outcome(send, id, err)
}

// safely turns a channel's panic into an error of unknown fate.
func safely(call func() (string, error)) (id string, err error) {
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
	result.MovedTo = failure.MovedTo
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
	if failure.MovedTo != "" {
		return 0
	}
	if failure.RetryAfter > 0 {
		if failure.Scope == ScopeChannel {
			s.slowDown(failure.RetryAfter)
		}
		return failure.RetryAfter
	}
	wait := min(time.Minute, time.Second<<min(send.Attempts-1, 6))
	return wait/2 + rand.N(wait/2)
}

// record writes a result until the ledger takes it: a call was made, and that
// must not be forgotten. It gives up after recordLimit; a restart then treats
// the send as doubtful.
func (s *sender) record(ctx context.Context, result loket.SendResult) {
	ctx, cancel := context.WithTimeout(ctx, recordLimit)
	defer cancel()
	for wait := 50 * time.Millisecond; ; wait = min(2*wait, time.Second) {
		err := s.out.ledger.Finish(ctx, result)
		if err == nil {
			return
		}
		s.out.log.Error("record a send", "send", result.Send.ID, "err", err)
		if errors.Is(err, loket.ErrStale) || ctx.Err() != nil {
			return
		}
		s.rest(ctx, wait)
	}
}

const recordLimit = 10 * time.Second
