package loket

import (
	"crypto/rand"
	"encoding/base64"
	"slices"
	"strconv"
	"time"
)

// WebhookID names a webhook.
type WebhookID string

// DeliveryID names one event on its way to a webhook.
type DeliveryID string

// HookEvent is something programs can be told of.
type HookEvent string

// What programs can be told of.
const (
	HookOpened  HookEvent = "ticket.opened"
	HookClaimed HookEvent = "ticket.claimed"
	HookReplied HookEvent = "ticket.replied"
	HookClosed  HookEvent = "ticket.closed"
	HookBroken  HookEvent = "promise.broken"
)

// HookEvents lists them all.
func HookEvents() []HookEvent {
	return []HookEvent{HookOpened, HookClaimed, HookReplied, HookClosed, HookBroken}
}

// HookEventOf is what programs are told of an event; empty: nothing.
func HookEventOf(e Event) HookEvent {
	if e.Ticket == "" {
		return ""
	}
	switch e.Kind { //nolint:exhaustive // programs are told of nothing else
	case EventHandoff:
		return HookOpened
	case EventClaim:
		return HookClaimed
	case EventReply:
		return HookReplied
	case EventClose:
		return HookClosed
	case EventPromiseBroken:
		return HookBroken
	}
	return ""
}

// Webhook is a program that is told what happens in an agency.
type Webhook struct {
	ID        WebhookID
	Agency    AgencyID
	URL       string
	Events    []HookEvent
	Secret    string // signs what is told; empty where it is not needed
	CreatedBy StaffID
	CreatedAt time.Time

	Cursor      int64     // the number of the last event it was told of, or that does not concern it
	Failures    int       // in a row
	FailingFrom time.Time // the first of them; zero: none
	NextAt      time.Time // nothing is tried before
	PausedAt    time.Time // zero: it is told
	PausedFor   string    // why it is paused
}

// Wants tells whether the program asked to be told of something.
func (w Webhook) Wants(e HookEvent) bool { return e != "" && slices.Contains(w.Events, e) }

// NewWebhookSecret draws a webhook's secret, with 256 random bits.
func NewWebhookSecret() string {
	var raw [32]byte
	_, _ = rand.Read(raw[:]) // crypto/rand.Read never returns an error
	return "lks_" + base64.RawURLEncoding.EncodeToString(raw[:])
}

// NewDeliveryID names the event of a number on its way to a webhook. It follows from
// both, so that a try nobody could write down is repeated under the same name.
func NewDeliveryID(w WebhookID, seq int64) DeliveryID {
	return DeliveryID(string(w) + "-" + strconv.FormatInt(seq, 10))
}

// Delivery is one event on its way to a webhook: the same until it has arrived.
type Delivery struct {
	ID       DeliveryID
	Webhook  WebhookID
	Seq      int64 // of the event
	Event    HookEvent
	At       time.Time // when it was first tried
	TriedAt  time.Time // when it was last tried
	Attempts int
	Status   int           // of HTTP, of the last try; 0: there was no answer
	Took     time.Duration // of the last try
	Error    string        // of the last try; empty: it arrived
}

// Arrived tells whether the program took the event.
func (d Delivery) Arrived() bool { return d.Attempts > 0 && d.Error == "" }

// Times of a webhook that does not take what it is told.
const (
	hookFirstPause = 10 * time.Second
	hookLastPause  = time.Hour
	HookPatience   = 24 * time.Hour // then it is paused
)

// Missed notes a try that failed at now: the next is later each time, and after
// HookPatience nothing is tried until somebody resumes it.
func (w *Webhook) Missed(now time.Time, why string) {
	if w.Failures == 0 {
		w.FailingFrom = now
	}
	w.Failures++
	pause := hookLastPause
	if steps := w.Failures - 1; steps < 10 {
		pause = min(hookFirstPause<<steps, hookLastPause)
	}
	w.NextAt = now.Add(pause)
	if now.Sub(w.FailingFrom) >= HookPatience {
		w.PausedAt, w.PausedFor = now, why
	}
}

// Took notes that the event of a number has arrived.
func (w *Webhook) Took(seq int64) {
	w.Cursor, w.Failures, w.FailingFrom, w.NextAt = seq, 0, time.Time{}, time.Time{}
}
