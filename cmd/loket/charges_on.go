//go:build crash

package main

import (
	"context"
	"errors"
	"fmt"
	"net/http/httptrace"
	"os"
	"runtime/pprof"
	"slices"
	"time"

	"loket/bot"
	"loket/internal/crash"
	"loket/internal/desk"
	"loket/internal/loket"
	"loket/internal/queue"
)

// charges are the places where this build can be made to die:
// LOKET_CRASH=<point>:<n> ends it when the point is passed for the n-th time,
// LOKET_FREEZE=<point>:<file> holds up whoever passes it while the file exists.
// LOKET_PROFILE=<file> writes a profile of the processor time there.
// LOKET_CLOCK=-1h30m sets its clock off by that much.
type charges struct {
	trap *crash.Trap
	off  time.Duration
}

func newCharges(getenv func(string) string) (charges, error) {
	off, err := clockOff(getenv("LOKET_CLOCK"))
	if err != nil {
		return charges{}, err
	}
	if freeze := getenv("LOKET_FREEZE"); freeze != "" {
		trap, err := crash.Freeze(freeze)
		return charges{trap, off}, err
	}
	trap, err := crash.Set(getenv("LOKET_CRASH"), crash.Die)
	return charges{trap, off}, errors.Join(err, beginProfile(getenv("LOKET_PROFILE")))
}

// clockOff reads how far off the clock is; an empty text is not at all.
func clockOff(text string) (time.Duration, error) {
	if text == "" {
		return 0, nil
	}
	off, err := time.ParseDuration(text)
	if err != nil {
		return 0, fmt.Errorf("read LOKET_CLOCK: %w", err)
	}
	return off, nil
}

// now is the machine's clock, as far off as asked.
func (c charges) now() time.Time { return time.Now().Add(c.off) }

// beginProfile begins a profile, unless the name is empty.
func beginProfile(name string) error {
	if name == "" {
		return nil
	}
	file, err := os.Create(name)
	if err != nil {
		return err
	}
	return pprof.StartCPUProfile(file)
}

// close ends the profile, if there is one.
func (charges) close() { pprof.StopCPUProfile() }

// written is told of every transaction that is about to be committed.
func (c charges) written() { c.trap.Pass(crash.Appended) }

// lay puts a wrapper with the points around each part.
func (c charges) lay(h *house, lines []bot.Line) {
	h.sends = chargedSends{h.sends, c.trap}
	h.bot.Ledger = chargedClerk{h.bot.Ledger, c.trap}
	h.desk.Ledger = chargedDesk{h.desk.Ledger, c.trap}
	h.desk.Queue = chargedQueue{h.desk.Queue, c.trap}
	h.reconciler.Source = chargedSource{h.reconciler.Source, c.trap}
	if h.telegram == nil {
		return
	}
	h.telegram.Receiver = chargedReceiver{h.telegram.Receiver, c.trap}
	poll := h.poll
	h.poll = func(ctx context.Context) error {
		return poll(httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
			WroteRequest: func(httptrace.WroteRequestInfo) { c.trap.Pass(crash.Confirming) },
		}))
	}
	for i := range lines {
		if lines[i].Port == bot.Channel(h.telegram) {
			lines[i].Port = chargedPort{h.telegram, c.trap}
		}
	}
}

// chargedReceiver stands between the adapter and the clerk.
type chargedReceiver struct {
	bot.Receiver
	trap *crash.Trap
}

// Receive implements bot.Receiver.
func (r chargedReceiver) Receive(ctx context.Context, batch []loket.Inbound) ([]loket.Receipt, error) {
	r.trap.Pass(crash.Received)
	receipts, err := r.Receiver.Receive(ctx, batch)
	r.trap.Pass(crash.Accepted)
	return receipts, err
}

// Quarantine implements bot.Receiver.
func (r chargedReceiver) Quarantine(ctx context.Context, p loket.Poison) error {
	r.trap.Pass(crash.Unreadable)
	err := r.Receiver.Quarantine(ctx, p)
	r.trap.Pass(crash.Quarantined)
	return err
}

// chargedClerk stands between the clerk and the ledger.
type chargedClerk struct {
	bot.Ledger
	trap *crash.Trap
}

// Ingest implements bot.Ledger.
func (l chargedClerk) Ingest(ctx context.Context, batch []loket.Inbound) ([]loket.Receipt, error) {
	l.trap.Pass(crash.Redacted)
	receipts, err := l.Ledger.Ingest(ctx, batch)
	l.trap.Pass(crash.Stored)
	return receipts, err
}

// Situation implements bot.Ledger.
func (l chargedClerk) Situation(ctx context.Context, id loket.ConversationID) (loket.Situation, error) {
	l.trap.Pass(crash.Taken)
	s, err := l.Ledger.Situation(ctx, id)
	l.trap.Pass(crash.Considered)
	return s, err
}

// Settle implements bot.Ledger.
func (l chargedClerk) Settle(ctx context.Context, d loket.Decision) error {
	l.trap.Pass(crash.Decided)
	err := l.Ledger.Settle(ctx, d)
	l.trap.Pass(crash.Settled)
	return err
}

// chargedSends stands between the outbox and the ledger.
type chargedSends struct {
	bot.SendLedger
	trap *crash.Trap
}

// Recover implements bot.SendLedger.
func (l chargedSends) Recover(ctx context.Context, channel loket.ChannelID, epoch int64) error {
	l.trap.Pass(crash.Recovering)
	return l.SendLedger.Recover(ctx, channel, epoch)
}

// Begin implements bot.SendLedger.
func (l chargedSends) Begin(ctx context.Context, s loket.Send) error {
	err := l.SendLedger.Begin(ctx, s)
	l.trap.Pass(crash.Begun)
	return err
}

// Finish implements bot.SendLedger.
func (l chargedSends) Finish(ctx context.Context, r loket.SendResult) error {
	err := l.SendLedger.Finish(ctx, r)
	l.trap.Pass(crash.Recorded)
	return err
}

// chargedPort stands between the outbox and Telegram.
type chargedPort struct {
	bot.Channel
	trap *crash.Trap
}

// Send implements bot.Channel.
func (p chargedPort) Send(ctx context.Context, s loket.Send) (string, error) {
	p.trap.Pass(crash.Sending)
	id, err := p.Channel.Send(httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		WroteRequest:         func(httptrace.WroteRequestInfo) { p.trap.Pass(crash.Written) },
		GotFirstResponseByte: func() { p.trap.Pass(crash.Answering) },
	}), s)
	p.trap.Pass(crash.Answered)
	return id, err
}

// chargedDesk stands between the desk and the ledger.
type chargedDesk struct {
	desk.Ledger
	trap *crash.Trap
}

// UpdateTicket implements desk.Ledger.
func (l chargedDesk) UpdateTicket(
	ctx context.Context, agency loket.AgencyID, id loket.TicketID,
	change func(*loket.Ticket, loket.Situation) (loket.Change, error),
) (loket.Ticket, error) {
	var within, after crash.Point
	t, err := l.Ledger.UpdateTicket(ctx, agency, id, func(t *loket.Ticket, s loket.Situation) (loket.Change, error) {
		made, err := change(t, s)
		within, after = pointsOf(made)
		l.trap.Pass(within)
		return made, err
	})
	l.trap.Pass(after)
	return t, err
}

// pointsOf tells a claim, a reply and a closing apart by their events.
func pointsOf(c loket.Change) (within, after crash.Point) {
	is := func(kind loket.EventKind) bool {
		return slices.ContainsFunc(c.Events, func(e loket.Event) bool { return e.Kind == kind })
	}
	switch {
	case is(loket.EventReply):
		return crash.Replying, crash.Replied
	case is(loket.EventClose):
		return crash.Closing, crash.Closed
	case is(loket.EventClaim):
		return crash.Claiming, crash.Claimed
	}
	return "", ""
}

// chargedQueue stands between the desk and the staff's queue.
type chargedQueue struct {
	desk.Queue
	trap *crash.Trap
}

// Waiting implements desk.Queue.
func (q chargedQueue) Waiting(ctx context.Context, t loket.Ticket) error {
	q.trap.Pass(crash.Announcing)
	err := q.Queue.Waiting(ctx, t)
	q.trap.Pass(crash.Announced)
	return err
}

// chargedSource stands between the reconciler and the ledger.
type chargedSource struct {
	queue.Source
	trap *crash.Trap
}

// Lines implements queue.Source.
func (s chargedSource) Lines(ctx context.Context) ([]queue.Line, error) {
	s.trap.Pass(crash.Reconciling)
	return s.Source.Lines(ctx)
}
