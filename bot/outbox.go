package bot

import (
	"context"
	"log/slog"
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
	for len(sends) > 0 {
		channel, n := sends[0].Channel, 1
		for n < len(sends) && sends[n].Channel == channel {
			n++
		}
		if sender := o.senders[channel]; sender != nil {
			sender.add(sends[:n]...)
		}
		sends = sends[n:]
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
	s.opened(true)
	var sweeps sync.WaitGroup
	sweeps.Go(func() { s.sweep(ctx) })
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

// opened tells whether seats may be taken.
func (s *sender) opened(running bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.running = running
}

func (s *sender) recover(ctx context.Context) bool {
	for ctx.Err() == nil {
		err := s.out.ledger.Recover(ctx, s.line.Channel)
		if err == nil {
			return true
		}
		s.out.log.Error("recover the outbox", "channel", s.line.Channel, "err", err)
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
		owed, err := s.out.ledger.Owed(ctx, s.line.Channel, s.out.now(), sweepLimit)
		if err != nil && ctx.Err() == nil {
			s.out.log.Error("sweep the outbox", "channel", s.line.Channel, "err", err)
		}
		s.add(owed...)
		s.forget()
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}
