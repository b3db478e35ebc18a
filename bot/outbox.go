package bot

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"loket/internal/loket"
)

// SendLedger is what the outbox needs of the store.
type SendLedger interface {
	// Owed returns what a channel owes by now, by lane and then by age, and what
	// was tried before and rests, which holds its conversation back.
	Owed(ctx context.Context, channel loket.ChannelID, now time.Time, limit int) ([]loket.Send, error)
	// Begin marks a send as being made under its epoch; loket.ErrStale: it is
	// not owed; loket.ErrFenced: the channel has a newer owner.
	Begin(ctx context.Context, s loket.Send) error
	// Finish records what became of a send that was begun; loket.ErrFenced: a
	// newer owner has settled it.
	Finish(ctx context.Context, r loket.SendResult) error
	// Recover settles sends that owners before epoch left half made.
	Recover(ctx context.Context, channel loket.ChannelID, epoch int64) error
}

// Line is one channel's way out and its limits.
type Line struct {
	Channel     loket.ChannelID
	Port        Channel
	Rate        float64 // calls a second; 0: unpaced
	ChatRate    float64 // calls a second to one conversation; 0: unpaced
	ChatBurst   int     // calls to one conversation that may follow each other at once
	GroupMinute int     // calls to a staff group in any minute; 0: unpaced
	Workers     int     // calls under way side by side, some seconds after the start

	// Grace is how long an owner before that may only be asleep is given to tell
	// what became of its calls, before they count as doubtful; 0: a call is
	// nothing but its commit.
	Grace time.Duration
}

// Outbox makes the sends the ledger owes: per conversation in order, one at a
// time; per channel by lane, paced. It sends for the channels that Run is
// running for; Run owns its goroutines.
type Outbox struct {
	ledger SendLedger
	now    func() time.Time
	log    *slog.Logger
	lines  map[loket.ChannelID]Line

	mu      sync.RWMutex // guards senders
	senders map[loket.ChannelID]*sender
}

const (
	// outboxSweep is how often the ledger is asked for sends no hint brought.
	outboxSweep = time.Second
	// longestRest is beyond the end of any send's rest.
	longestRest = 30 * 24 * time.Hour
)

// NewOutbox makes an outbox over its channels' lines.
func NewOutbox(ledger SendLedger, now func() time.Time, log *slog.Logger, lines ...Line) *Outbox {
	o := &Outbox{
		ledger: ledger, now: now, log: log, lines: map[loket.ChannelID]Line{}, senders: map[loket.ChannelID]*sender{},
	}
	for _, line := range lines {
		o.lines[line.Channel] = line
	}
	return o
}

// open makes the sender of a channel under a lease, to which Owe hands over.
func (o *Outbox) open(lease loket.Lease, holds func() bool) *sender {
	o.mu.Lock()
	defer o.mu.Unlock()
	s := newSender(o, o.lines[lease.Channel], lease, holds)
	o.senders[lease.Channel] = s
	return s
}

func (o *Outbox) close(s *sender) {
	o.mu.Lock()
	defer o.mu.Unlock()
	delete(o.senders, s.line.Channel)
}

// senderOf is the sender of a channel; nil: this process does not send for it.
func (o *Outbox) senderOf(channel loket.ChannelID) *sender {
	o.mu.RLock()
	defer o.mu.RUnlock()
	return o.senders[channel]
}

// Owe hands over sends that were just committed as owed. A hint: the sweep
// finds those that never arrive here.
func (o *Outbox) Owe(sends ...loket.Send) {
	for len(sends) > 0 {
		channel, n := sends[0].Channel, 1
		for n < len(sends) && sends[n].Channel == channel {
			n++
		}
		if sender := o.senderOf(channel); sender != nil {
			sender.offer(sends[:n]...)
		}
		sends = sends[n:]
	}
}

// HeldUntil tells until when a channel has asked for silence; the zero time, or
// one that has passed: it has not, or this process does not send for it.
func (o *Outbox) HeldUntil(channel loket.ChannelID) time.Time {
	s := o.senderOf(channel)
	if s == nil {
		return time.Time{}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.hold
}

// Run sends for a channel under a lease until ctx ends, and returns when every
// call under way has ended and is recorded. No call begins while holds says that
// the lease has run out. The outbox must have a line for the channel.
func (o *Outbox) Run(ctx context.Context, lease loket.Lease, holds func() bool) {
	s := o.open(lease, holds)
	defer o.close(s)
	s.run(ctx)
}

// run recovers, takes up what is owed from before, what rests included, and only
// then sends: nothing new may overtake it. What an owner left behind that may wake up waits for its
// grace to pass, and holds nothing else up.
func (s *sender) run(ctx context.Context) {
	var sweeps sync.WaitGroup
	if s.lease.Asleep && s.line.Grace > 0 {
		sweeps.Go(func() {
			rest(ctx, s.line.Grace)
			s.recover(ctx)
		})
	} else if !s.recover(ctx) {
		return
	}
	for !s.sweepOnce(ctx, s.out.now().Add(longestRest)) && ctx.Err() == nil {
		rest(ctx, outboxSweep)
	}
	s.narrow()
	s.opened(true)
	sweeps.Go(func() { s.sweep(ctx) })
	sweeps.Go(func() { s.widen(ctx) })
	for s.await(ctx) {
		q, send := s.pop()
		s.calls.Go(func() {
			s.deliver(ctx, q, send)
			<-s.slots
		})
	}
	s.opened(false)
	sweeps.Wait()
	s.calls.Wait()
}

// firstCalls is how many calls a new owner makes side by side, and widening how
// long it takes until there may be one more.
const (
	firstCalls = 4
	widening   = 100 * time.Millisecond
)

// narrow takes all slots but a few, and widen gives them back one by one: a death
// repeats what is under way, and who has just died may die again.
func (s *sender) narrow() {
	for range cap(s.slots) - firstCalls {
		s.slots <- struct{}{}
	}
}

func (s *sender) widen(ctx context.Context) {
	for range cap(s.slots) - firstCalls {
		rest(ctx, widening)
		<-s.slots
	}
}

// opened tells whether seats may be taken.
func (s *sender) opened(running bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.running = running
}

func (s *sender) recover(ctx context.Context) bool {
	for ctx.Err() == nil {
		err := s.out.ledger.Recover(ctx, s.line.Channel, s.lease.Epoch)
		if err == nil {
			return true
		}
		s.out.log.Error("recover the outbox", "channel", s.line.Channel, "err", err)
		if errors.Is(err, loket.ErrFenced) {
			return false
		}
		rest(ctx, time.Second)
	}
	return false
}

func rest(ctx context.Context, d time.Duration) {
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
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		s.sweepOnce(ctx, s.out.now())
		s.forget()
	}
}

// sweepOnce queues what is owed by a time and not known, and tells whether the
// ledger could say.
func (s *sender) sweepOnce(ctx context.Context, by time.Time) bool {
	refused := s.refusals()
	owed, err := s.out.ledger.Owed(ctx, s.line.Channel, by, sweepLimit)
	if err != nil && ctx.Err() == nil {
		s.out.log.Error("sweep the outbox", "channel", s.line.Channel, "err", err)
	}
	s.add(owed...)
	if err == nil && len(owed) < sweepLimit {
		s.caughtUp(refused)
	}
	return err == nil
}
