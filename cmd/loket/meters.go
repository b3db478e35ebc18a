package main

import (
	"context"
	"errors"
	"time"

	"loket/bot"
	"loket/internal/loket"
	"loket/internal/queue"
	"loket/internal/watch"
)

// committed counts the ledger's commits.
func committed(m *watch.Meters) func(time.Duration, int) {
	return func(took time.Duration, changes int) {
		m.Commit.Observe(took.Seconds())
		m.Changes.Observe(float64(changes))
	}
}

// measure lays a meter around each part: no part knows that it is counted.
func (h *house) measure(lines []bot.Line) {
	h.sends = meteredSends{h.sends, h.meters}
	h.bot.Ledger = meteredClerk{h.bot.Ledger, h.meters}
	h.chat.Receiver = meteredReceiver{h.chat.Receiver, h.meters}
	for _, b := range h.bots {
		b.Receiver = meteredReceiver{b.Receiver, h.meters}
	}
	for i := range lines {
		port := meteredPort{lines[i].Port, h.meters}
		if announcer, ok := lines[i].Port.(bot.Announcer); ok {
			lines[i].Port = announcingPort{port, announcer}
			continue
		}
		lines[i].Port = port
	}
}

// passed counts a comparison of the queue with the ledger.
func (h *house) passed(err error) {
	h.reconciled.Hit()
	result := "ok"
	if err != nil {
		result = "failed"
	}
	h.meters.QueuePasses.WithLabelValues(result).Inc()
}

// found counts what a comparison found.
func (h *house) found(line queue.Line, want queue.Wanted, d queue.Drift) {
	agency, unit := string(line.Agency), string(line.Unit)
	h.meters.QueueDepth.WithLabelValues(agency, unit).Set(float64(len(want.Waiting)))
	h.meters.QueueHeld.WithLabelValues(agency, unit).Set(float64(len(want.Leased)))
	age := 0.0
	if !want.Since.IsZero() {
		age = max(0, h.now().Sub(want.Since).Seconds())
	}
	h.meters.QueueAge.WithLabelValues(agency, unit).Set(age)
	for kind, n := range map[string]int{"missing": d.Missing, "extra": d.Extra, "wrong": d.Wrong} {
		h.meters.QueueDrift.WithLabelValues(agency, unit, kind).Set(float64(n))
		h.meters.QueueMended.WithLabelValues(agency, unit, kind).Add(float64(n))
	}
}

// meteredReceiver stands between the adapters and the clerk.
type meteredReceiver struct {
	bot.Receiver
	meters *watch.Meters
}

// Receive implements bot.Receiver.
func (r meteredReceiver) Receive(ctx context.Context, batch []loket.Inbound) ([]loket.Receipt, error) {
	for _, in := range batch {
		r.meters.Received.WithLabelValues(string(in.Channel)).Inc()
	}
	return r.Receiver.Receive(ctx, batch)
}

// Quarantine implements bot.Receiver.
func (r meteredReceiver) Quarantine(ctx context.Context, p loket.Poison) error {
	err := r.Receiver.Quarantine(ctx, p)
	if err == nil {
		r.meters.Quarantined.WithLabelValues(string(p.Channel)).Inc()
	}
	return err
}

// meteredClerk stands between the clerk and the ledger.
type meteredClerk struct {
	bot.Ledger
	meters *watch.Meters
}

// Ingest implements bot.Ledger.
func (l meteredClerk) Ingest(ctx context.Context, batch []loket.Inbound) ([]loket.Receipt, error) {
	defer l.meters.Step("ingest")()
	receipts, err := l.Ledger.Ingest(ctx, batch)
	for i, receipt := range receipts {
		known := "no"
		if receipt.Duplicate {
			known = "yes"
		}
		l.meters.Admitted.WithLabelValues(string(batch[i].Channel), known).Inc()
	}
	return receipts, err
}

// Situation implements bot.Ledger.
func (l meteredClerk) Situation(ctx context.Context, id loket.ConversationID) (loket.Situation, error) {
	defer l.meters.Step("read")()
	return l.Ledger.Situation(ctx, id)
}

// Settle implements bot.Ledger.
func (l meteredClerk) Settle(ctx context.Context, d loket.Decision) error {
	defer l.meters.Step("settle")()
	if err := l.Ledger.Settle(ctx, d); err != nil {
		return err
	}
	l.meters.Considered.WithLabelValues(verdictOf(d)).Inc()
	for _, s := range d.Settled {
		l.meters.Settled.WithLabelValues(string(s.Outcome)).Inc()
	}
	for _, a := range d.Answers {
		l.meters.Owed.WithLabelValues(string(d.Channel), string(a.Kind)).Inc()
	}
	return nil
}

// verdictOf is how a consideration ended: with the matcher's verdict where an
// answer follows from it, handed over, by a rule, held for what follows, failed.
func verdictOf(d loket.Decision) string {
	for _, a := range d.Answers {
		if a.Verdict != "" {
			return a.Verdict
		}
	}
	switch {
	case d.Problem != "":
		return "failed"
	case len(d.Settled) == 0:
		return "held"
	case d.Ticket != nil:
		return "handed_off"
	}
	return "rule"
}

// meteredSends stands between the outbox and the ledger.
type meteredSends struct {
	bot.SendLedger
	meters *watch.Meters
}

// Begin implements bot.SendLedger.
func (l meteredSends) Begin(ctx context.Context, s loket.Send) error {
	defer l.meters.Step("begin")()
	return l.SendLedger.Begin(ctx, s)
}

// Finish implements bot.SendLedger.
func (l meteredSends) Finish(ctx context.Context, r loket.SendResult) error {
	defer l.meters.Step("finish")()
	err := l.SendLedger.Finish(ctx, r)
	if err != nil && !errors.Is(err, loket.ErrStale) {
		return err
	}
	channel := string(r.Send.Channel)
	l.meters.Sends.WithLabelValues(channel, string(r.State)).Inc()
	if r.State == loket.SendDelivered {
		l.meters.Delivery.WithLabelValues(channel).Observe(r.At.Sub(r.Send.CreatedAt).Seconds())
	}
	return err
}

// meteredPort stands between the outbox and a channel.
type meteredPort struct {
	bot.Channel
	meters *watch.Meters
}

// Send implements bot.Channel.
func (p meteredPort) Send(ctx context.Context, s loket.Send) (string, error) {
	defer p.meters.Step("call")()
	return p.Channel.Send(ctx, s)
}

// announcingPort is a meteredPort whose channel wants to hear of deliveries.
type announcingPort struct {
	meteredPort
	bot.Announcer
}
