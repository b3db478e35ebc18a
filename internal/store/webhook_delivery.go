package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"loket/internal/loket"
	"loket/internal/privacy"
)

const (
	selectDueWebhooks = webhookFields + `
WHERE paused_at = 0 AND next_at <= $1 AND (busy_until <= $1 OR busy_by = $2) ORDER BY id`
	takeWebhook = `
UPDATE webhooks SET busy_by = $2, busy_until = $3
WHERE id = $1 AND paused_at = 0 AND next_at <= $4 AND (busy_until <= $4 OR busy_by = $2)`
	selectTakenWebhook = `SELECT secret_sealed, key_id, cursor_seq, failures, failing_from FROM webhooks WHERE id = $1`
	leaveWebhook       = `UPDATE webhooks SET busy_by = '', busy_until = 0 WHERE id = $1 AND busy_by = $2`
	moveWebhook        = `
UPDATE webhooks SET cursor_seq = $3, failures = $4, failing_from = $5, next_at = $6, paused_at = $7, paused_for = $8, busy_until = $9
WHERE id = $1 AND busy_by = $2`
	upsertDelivery = `
INSERT INTO webhook_deliveries (id, webhook_id, seq, event, at, tried_at, attempts, status, took_ms, error)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
ON CONFLICT (webhook_id, seq) DO UPDATE SET tried_at = excluded.tried_at, attempts = excluded.attempts,
  status = excluded.status, took_ms = excluded.took_ms, error = excluded.error`
	deliveryFields   = `SELECT d.id, d.webhook_id, d.seq, d.event, d.at, d.tried_at, d.attempts, d.status, d.took_ms, d.error FROM webhook_deliveries d`
	selectDelivery   = deliveryFields + ` WHERE d.webhook_id = $1 AND d.seq = $2`
	selectDeliveries = deliveryFields + ` WHERE d.webhook_id = $1 ORDER BY d.seq DESC LIMIT $2`
	selectWebhook    = `SELECT id FROM webhooks WHERE id = $1 AND agency_id = $2`
	forgetDeliveries = `DELETE FROM webhook_deliveries WHERE tried_at < $1 AND error = ''`
)

const (
	// hookLease is how long a process may tell a webhook without a sign of life.
	hookLease = 30 * time.Second
	// deliveriesKept is how long what has arrived is remembered.
	deliveriesKept = 30 * 24 * time.Hour
)

// DueWebhooks returns the webhooks of all agencies that a process may tell now.
func (s *Store) DueWebhooks(ctx context.Context, owner string) (due []loket.Webhook, err error) {
	err = s.read.each(ctx, func(r scanner) error {
		var w loket.Webhook
		err := r.Scan(hookFields(&w)...)
		due = append(due, w)
		return err
	}, selectDueWebhooks, ms(s.Now()), owner)
	if err != nil {
		return nil, fmt.Errorf("find due webhooks: %w", err)
	}
	return due, nil
}

// TakeWebhook makes a process the only one that tells a webhook, and returns it with
// its secret (empty: its key is lost) and as it stands; loket.ErrOwned: it is another's, or not due any more.
func (s *Store) TakeWebhook(ctx context.Context, w loket.Webhook, owner string) (loket.Webhook, error) {
	err := s.write(ctx, func(t *tx) error {
		n, err := t.exec(takeWebhook, string(w.ID), owner, ms(t.now.Add(hookLease)), ms(t.now))
		if err != nil {
			return fmt.Errorf("take webhook: %w", err)
		}
		if n == 0 {
			return loket.ErrOwned
		}
		var sealed []byte
		var keyID string
		err = t.one(func(r scanner) error {
			return r.Scan(&sealed, &keyID, &w.Cursor, &w.Failures, when{&w.FailingFrom})
		}, selectTakenWebhook, string(w.ID))
		if err != nil {
			return fmt.Errorf("read webhook: %w", err)
		}
		secret, err := t.store.sealer.Open(sealed, keyID, aad("webhooks", "secret_sealed", string(w.ID)))
		if w.Secret = string(secret); errors.Is(err, privacy.ErrUnknownKey) {
			return nil // without its secret it can only be paused
		}
		return err
	})
	return w, err
}

// LeaveWebhook lets another process tell a webhook at once.
func (s *Store) LeaveWebhook(ctx context.Context, w loket.Webhook, owner string) error {
	return s.write(ctx, func(t *tx) error {
		_, err := t.exec(leaveWebhook, string(w.ID), owner)
		return err
	})
}

// EventsFor returns up to limit events after the webhook's cursor that it wants, in
// order, and the number up to which there are no others.
func (s *Store) EventsFor(ctx context.Context, w loket.Webhook, limit int) (wanted []loket.Event, upTo int64, err error) {
	events, err := s.Events(ctx, w.Cursor, limit)
	if err != nil {
		return nil, w.Cursor, fmt.Errorf("read events for a webhook: %w", err)
	}
	upTo = w.Cursor
	for _, e := range events {
		upTo = e.Seq
		if e.Agency == w.Agency && e.Import == "" && w.Wants(loket.HookEventOf(e)) {
			wanted = append(wanted, e)
		}
	}
	return wanted, upTo, nil
}

// DeliveryOf returns the delivery of an event to a webhook as it stands; a new one
// when it was not tried yet.
func (s *Store) DeliveryOf(ctx context.Context, w loket.Webhook, e loket.Event) (d loket.Delivery, err error) {
	err = notFound(s.read.one(ctx, func(r scanner) error { return scanDelivery(r, &d) }, selectDelivery, string(w.ID), e.Seq))
	if errors.Is(err, loket.ErrNotFound) {
		return loket.Delivery{ID: loket.NewDeliveryID(w.ID, e.Seq), Webhook: w.ID, Seq: e.Seq, Event: loket.HookEventOf(e)}, nil
	}
	return d, err
}

func scanDelivery(r scanner, d *loket.Delivery) error {
	var took int64
	err := r.Scan(&d.ID, &d.Webhook, &d.Seq, &d.Event, when{&d.At}, when{&d.TriedAt}, &d.Attempts, &d.Status, &took, &d.Error)
	d.Took = time.Duration(took) * time.Millisecond
	return err
}

// NoteDelivery keeps what came of a try, and where the webhook stands. Without a
// delivery only the latter. loket.ErrFenced: another process tells it now.
func (s *Store) NoteDelivery(ctx context.Context, w loket.Webhook, owner string, d *loket.Delivery) error {
	return s.write(ctx, func(t *tx) error {
		n, err := t.exec(moveWebhook, string(w.ID), owner, w.Cursor, w.Failures, ms(w.FailingFrom), ms(w.NextAt), ms(w.PausedAt),
			w.PausedFor, ms(t.now.Add(hookLease)))
		if err != nil {
			return fmt.Errorf("move webhook: %w", err)
		}
		if n == 0 {
			return loket.ErrFenced
		}
		if d == nil {
			return nil
		}
		_, err = t.exec(upsertDelivery, string(d.ID), string(d.Webhook), d.Seq, string(d.Event), ms(d.At), ms(d.TriedAt), d.Attempts,
			d.Status, d.Took.Milliseconds(), d.Error)
		if err != nil {
			return fmt.Errorf("note delivery: %w", err)
		}
		return nil
	})
}

// Deliveries returns the latest deliveries of a webhook of an agency, the latest
// first; loket.ErrNotFound: there is no such webhook.
func (s *Store) Deliveries(ctx context.Context, agency loket.AgencyID, id loket.WebhookID, limit int) (all []loket.Delivery, err error) {
	var known string
	err = s.read.one(ctx, func(r scanner) error { return r.Scan(&known) }, selectWebhook, string(id), string(agency))
	if err != nil {
		return nil, notFound(err)
	}
	err = s.read.each(ctx, func(r scanner) error {
		var d loket.Delivery
		err := scanDelivery(r, &d)
		all = append(all, d)
		return err
	}, selectDeliveries, string(id), limit)
	if err != nil {
		return nil, fmt.Errorf("list deliveries: %w", err)
	}
	return all, nil
}

// ForgetDeliveries forgets what arrived a month ago.
func (s *Store) ForgetDeliveries(ctx context.Context) error {
	return s.write(ctx, func(t *tx) error {
		_, err := t.exec(forgetDeliveries, ms(t.now.Add(-deliveriesKept)))
		return err
	})
}
