//go:build crash

package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http/httptrace"
	"os"
	"runtime/pprof"
	"slices"
	"strings"
	"time"

	"loket/bot"
	"loket/internal/crash"
	"loket/internal/desk"
	"loket/internal/loket"
	"loket/internal/queue"
)

// charges are the places where this build can be made to die or to suffer:
// LOKET_CRASH=<point>:<n> ends it when the point is passed for the n-th time,
// LOKET_FREEZE=<point>:<file> holds up whoever passes it while the file exists,
// LOKET_PANIC=<word>,<digits> makes it panic over messages with the word as they are
// handed to a human, and over personal data that ends in the digits, and
// LOKET_SLOW_COMMIT=<duration> makes the disk that slow.
// LOKET_PROFILE=<file> writes a profile of the processor time there.
// LOKET_CLOCK=-1h30m sets its clock off by that much.
type charges struct {
	trap *crash.Trap
	slow time.Duration
	off  time.Duration

	word, digits string // of messages to panic over; empty: none
}

func newCharges(getenv func(string) string) (c charges, err error) {
	c.word, c.digits, _ = strings.Cut(getenv("LOKET_PANIC"), ",")
	if c.slow, err = durationOf(getenv, "LOKET_SLOW_COMMIT"); err != nil {
		return c, err
	}
	if c.off, err = durationOf(getenv, "LOKET_CLOCK"); err != nil {
		return c, err
	}
	if freeze := getenv("LOKET_FREEZE"); freeze != "" {
		c.trap, err = crash.Freeze(freeze)
		return c, err
	}
	c.trap, err = crash.Set(getenv("LOKET_CRASH"), crash.Die)
	return c, errors.Join(err, beginProfile(getenv("LOKET_PROFILE")))
}

// committing holds every commit up for as long as a slow disk would.
func (c charges) committing() {
	if c.slow > 0 {
		time.Sleep(c.slow)
	}
}

// durationOf reads a variable; none is no time.
func durationOf(getenv func(string) string, name string) (time.Duration, error) {
	text := getenv(name)
	if text == "" {
		return 0, nil
	}
	d, err := time.ParseDuration(text)
	if err != nil {
		return 0, fmt.Errorf("read %s: %w", name, err)
	}
	return d, nil
}

// clock is the machine's, as far off as asked; nil: not at all.
func (c charges) clock() func() time.Time {
	if c.off == 0 {
		return nil
	}
	return func() time.Time { return time.Now().Add(c.off) }
}

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
	h.desk.Ledger, h.desk.Team = chargedDesk{h.desk.Ledger, c.trap}, chargedTeam{h.desk.Team, c.trap}
	h.desk.Queue = chargedQueue{h.desk.Queue, c.trap}
	h.reconciler.Source = chargedSource{h.reconciler.Source, c.trap}
	if c.word != "" {
		h.bot.Desk = poisonedDesk{h.bot.Desk, c.word}
		h.bot.Redactor.Hash = poisonedHash(h.bot.Redactor.Hash, c.digits)
	}
	for _, b := range h.bots {
		b.Receiver = chargedReceiver{b.Receiver, c.trap}
		poll := b.poll
		b.poll = func(ctx context.Context) error {
			return poll(httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
				WroteRequest: func(httptrace.WroteRequestInfo) { c.trap.Pass(crash.Confirming) },
			}))
		}
	}
	for i := range lines {
		if b := h.botAt(lines[i].Channel); b != nil {
			lines[i].Port = chargedPort{b.Adapter, c.trap}
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

// chargedTeam stands between the desk and the ledger when somebody claims.
type chargedTeam struct {
	desk.TeamLedger
	trap *crash.Trap
}

// ClaimTicket implements desk.TeamLedger.
func (l chargedTeam) ClaimTicket(
	ctx context.Context, by loket.Staff, id loket.TicketID,
	change func(*loket.Ticket, loket.Situation, int) (loket.Change, error),
) (loket.Ticket, error) {
	var within, after crash.Point
	t, err := l.TeamLedger.ClaimTicket(ctx, by, id, func(t *loket.Ticket, s loket.Situation, held int) (loket.Change, error) {
		made, err := change(t, s, held)
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

// poisonedDesk panics over what it is asked to open for messages with a word,
// unless they are handed over unread.
type poisonedDesk struct {
	bot.Desk
	word string
}

// Open implements bot.Desk.
func (d poisonedDesk) Open(now time.Time, s loket.Situation, why loket.HandOff) loket.Ticket {
	poisonous := func(m loket.Message) bool { return strings.Contains(m.Text, d.word) }
	if why.Reason != "failed" && slices.ContainsFunc(s.Pending, poisonous) {
		panic("a message with " + d.word)
	}
	return d.Desk.Open(now, s, why)
}

// poisonedHash panics over personal data that ends in some digits.
func poisonedHash(hash func([]byte) []byte, digits string) func([]byte) []byte {
	return func(value []byte) []byte {
		if bytes.HasSuffix(value, []byte(digits)) {
			panic("personal data with " + digits)
		}
		return hash(value)
	}
}
