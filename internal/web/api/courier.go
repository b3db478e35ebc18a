package api

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"loket/internal/loket"
)

// Rounds keeps which process tells which webhook.
type Rounds interface {
	// DueWebhooks returns the webhooks of all agencies that a process may tell now.
	DueWebhooks(ctx context.Context, owner string) ([]loket.Webhook, error)
	// TakeWebhook makes a process the only one that tells a webhook; loket.ErrOwned.
	TakeWebhook(ctx context.Context, w loket.Webhook, owner string) (loket.Webhook, error)
	// LeaveWebhook lets another process tell it.
	LeaveWebhook(ctx context.Context, w loket.Webhook, owner string) error
}

// Parcels keeps what is told.
type Parcels interface {
	// EventsFor returns up to limit events after the webhook's cursor that it wants,
	// of so many that are read, and the number up to which there are no others.
	EventsFor(ctx context.Context, w loket.Webhook, limit int) ([]loket.Event, int64, error)
	// DeliveryOf returns the delivery of an event as it stands.
	DeliveryOf(ctx context.Context, w loket.Webhook, e loket.Event) (loket.Delivery, error)
	// NoteDelivery keeps what came of a try, and where the webhook stands;
	// loket.ErrFenced: another process tells it now.
	NoteDelivery(ctx context.Context, w loket.Webhook, owner string, d *loket.Delivery) error
}

// Courier tells webhooks what happens: each event until it has arrived, in order,
// by one process at a time. Its fields are set once, before Run.
type Courier struct {
	Rounds  Rounds
	Parcels Parcels
	Owner   string // this process
	Client  *http.Client
	Now     func() time.Time
	Log     *slog.Logger

	mu   sync.Mutex
	busy map[loket.WebhookID]bool // guarded by mu: those this process is telling
}

const (
	courierPause = time.Second      // between two looks for events
	deliveryTime = 5 * time.Second  // for one try
	turnTime     = 10 * time.Second // for one webhook's events, before it is looked up anew
	eventsRead   = 200              // at a time
	maxHeard     = 4 << 10          // bytes of an answer that are read
	noteTime     = 5 * time.Second  // for writing down what came of a try
)

// Run tells webhooks until ctx ends.
func (c *Courier) Run(ctx context.Context) error {
	var turns sync.WaitGroup
	defer turns.Wait()
	tick := time.NewTicker(courierPause)
	defer tick.Stop()
	for {
		c.round(ctx, &turns)
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}

// round begins a turn for every due webhook that has none: a slow one keeps only
// its own events waiting.
func (c *Courier) round(ctx context.Context, turns *sync.WaitGroup) {
	due, err := c.Rounds.DueWebhooks(ctx, c.Owner)
	if err != nil && ctx.Err() == nil {
		c.Log.Error("find webhooks to tell", "err", err)
	}
	for _, w := range due {
		if c.begin(w.ID) {
			turns.Go(func() {
				defer c.end(w.ID)
				if err := c.turn(ctx, w); err != nil && ctx.Err() == nil && !errors.Is(err, loket.ErrFenced) {
					c.Log.Error("tell a webhook", "webhook", w.ID, "err", err)
				}
			})
		}
	}
}

func (c *Courier) begin(id loket.WebhookID) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.busy[id] {
		return false
	}
	if c.busy == nil {
		c.busy = map[loket.WebhookID]bool{}
	}
	c.busy[id] = true
	return true
}

func (c *Courier) end(id loket.WebhookID) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.busy, id)
}

// turn tells one webhook what it has not heard yet.
func (c *Courier) turn(ctx context.Context, w loket.Webhook) error {
	events, upTo, err := c.Parcels.EventsFor(ctx, w, eventsRead)
	if err != nil || len(events) == 0 && upTo-w.Cursor < eventsRead {
		return err // nothing to tell, and not enough to skip to write that down
	}
	w, err = c.Rounds.TakeWebhook(ctx, w, c.Owner)
	if errors.Is(err, loket.ErrOwned) {
		return nil
	}
	if err != nil {
		return err
	}
	defer func() {
		leaving, cancel := context.WithTimeout(context.WithoutCancel(ctx), noteTime)
		defer cancel()
		_ = c.Rounds.LeaveWebhook(leaving, w, c.Owner) // its time runs out by itself
	}()
	if w.Secret == "" {
		w.PausedAt, w.PausedFor = c.Now(), "Kunci rahasia webhook ini hilang. Hapus, lalu buat webhook baru."
		return c.Parcels.NoteDelivery(ctx, w, c.Owner, nil)
	}
	return c.tell(ctx, w, events, upTo)
}

// tell delivers events in order until one does not arrive. Others may have told
// some of them before this process took the webhook.
func (c *Courier) tell(ctx context.Context, w loket.Webhook, events []loket.Event, upTo int64) error {
	until := time.Now().Add(turnTime)
	for _, e := range events {
		if e.Seq <= w.Cursor {
			continue
		}
		if time.Now().After(until) {
			return nil
		}
		arrived, err := c.deliver(ctx, &w, e)
		if err != nil || !arrived {
			return err
		}
	}
	if len(events) == 0 && upTo > w.Cursor {
		w.Cursor = upTo
		return c.Parcels.NoteDelivery(ctx, w, c.Owner, nil)
	}
	return nil
}

// deliver tries one event and writes down what came of it. A process that stops is
// no fault of the webhook's.
func (c *Courier) deliver(ctx context.Context, w *loket.Webhook, e loket.Event) (arrived bool, err error) {
	d, err := c.Parcels.DeliveryOf(ctx, *w, e)
	if err != nil {
		return false, err
	}
	d.Attempts++
	if d.TriedAt = c.Now(); d.At.IsZero() {
		d.At = d.TriedAt
	}
	began := time.Now()
	d.Status, d.Error = c.post(ctx, *w, d, e)
	d.Took = time.Since(began)
	if ctx.Err() != nil && d.Error != "" {
		return false, nil
	}
	if arrived = d.Arrived(); arrived {
		w.Took(e.Seq)
	} else {
		w.Missed(c.Now(), "24 jam tidak menerima: "+d.Error)
	}
	noting, cancel := context.WithTimeout(context.WithoutCancel(ctx), noteTime)
	defer cancel()
	return arrived, c.Parcels.NoteDelivery(noting, *w, c.Owner, &d)
}

// Told is what a webhook is told of an event: ids and times, nobody's words.
type Told struct {
	ID           string          `json:"id"` // of the delivery: the same whenever it is repeated
	Event        loket.HookEvent `json:"event"`
	At           time.Time       `json:"at"`
	Seq          int64           `json:"seq"`
	Agency       string          `json:"agency"`
	Ticket       string          `json:"ticket_id"`
	Conversation string          `json:"conversation_id"`
	Unit         string          `json:"unit"`
	Until        Moment          `json:"until"` // of a claim: its end; of a promise: the time told
}

// post sends one event; why is empty when the webhook took it.
func (c *Courier) post(ctx context.Context, w loket.Webhook, d loket.Delivery, e loket.Event) (status int, why string) {
	body, err := json.Marshal(Told{
		ID: string(d.ID), Event: d.Event, At: e.At.UTC(), Seq: e.Seq, Agency: string(e.Agency), Ticket: string(e.Ticket),
		Conversation: string(e.Conversation), Unit: string(e.Unit), Until: Moment{e.Until},
	})
	if err != nil {
		return 0, "tidak dapat ditulis"
	}
	trying, cancel := context.WithTimeout(ctx, deliveryTime)
	defer cancel()
	r, err := http.NewRequestWithContext(trying, http.MethodPost, w.URL, bytes.NewReader(body))
	if err != nil {
		return 0, "alamatnya tidak dapat dibaca"
	}
	r.Header.Set("Content-Type", jsonType)
	r.Header.Set("User-Agent", "Loket")
	r.Header.Set("Loket-Event", string(d.Event))
	r.Header.Set("Loket-Delivery", string(d.ID))
	r.Header.Set(SignatureHeader, Sign(w.Secret, c.Now(), body))
	response, err := c.Client.Do(r)
	if err != nil {
		return 0, reason(err)
	}
	defer func() { _ = response.Body.Close() }() // what was needed of it is read
	_, _ = io.Copy(io.Discard, io.LimitReader(response.Body, maxHeard))
	if response.StatusCode >= 200 && response.StatusCode < 300 {
		return response.StatusCode, ""
	}
	return response.StatusCode, fmt.Sprintf("menjawab dengan status %d", response.StatusCode)
}

// reason says in a few words, without the address, why there was no answer.
func reason(err error) string {
	switch {
	case errors.Is(err, errBlocked):
		return errBlocked.Error()
	case errors.Is(err, context.DeadlineExceeded):
		return "tidak menjawab dalam 5 detik"
	}
	return "tidak dapat dihubungi"
}
