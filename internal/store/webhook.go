package store

import (
	"context"
	"fmt"

	"loket/internal/loket"
)

const (
	insertWebhook = `
INSERT INTO webhooks (id, agency_id, url, events, secret_sealed, key_id, created_by, created_at, cursor_seq)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`
	countWebhooks = `SELECT COUNT(*) FROM webhooks WHERE agency_id = $1`
	webhookFields = `
SELECT id, agency_id, url, events, created_by, created_at, cursor_seq, failures, failing_from, next_at, paused_at, paused_for
FROM webhooks`
	selectWebhooks = webhookFields + ` WHERE agency_id = $1 ORDER BY id`
	dropDeliveries = `
DELETE FROM webhook_deliveries WHERE webhook_id IN (SELECT id FROM webhooks WHERE id = $1 AND agency_id = $2)`
	dropWebhook   = `DELETE FROM webhooks WHERE id = $1 AND agency_id = $2`
	resumeWebhook = `
UPDATE webhooks SET paused_at = 0, paused_for = '', failures = 0, failing_from = 0, next_at = 0 WHERE id = $1 AND agency_id = $2`
	selectOldWebhooks = `
SELECT id, secret_sealed, key_id FROM webhooks WHERE key_id <> $1 AND $2 NOT LIKE '%' || key_id || '%' ORDER BY id LIMIT 100`
	updateWebhookSecret = `UPDATE webhooks SET secret_sealed = $2, key_id = $3 WHERE id = $1`
)

// maxWebhooks bounds the webhooks of an agency: each is told of everything apart.
const maxWebhooks = 20

// AddWebhook keeps a new webhook, its secret sealed: it is told of what happens
// from now on.
func (s *Store) AddWebhook(ctx context.Context, by loket.Staff, w loket.Webhook) (loket.Webhook, error) {
	err := s.write(ctx, func(t *tx) error {
		var held int
		if err := t.one(func(r scanner) error { return r.Scan(&held) }, countWebhooks, string(by.Agency)); err != nil {
			return fmt.Errorf("count webhooks: %w", err)
		}
		if held >= maxWebhooks {
			return loket.Errorf(loket.CodeConflict, "Instansi ini sudah punya 20 webhook. Hapus yang tidak dipakai.")
		}
		w.CreatedAt = clock(ms(t.now))
		if err := t.one(func(r scanner) error { return r.Scan(&w.Cursor) }, selectLastEvent); err != nil {
			return fmt.Errorf("read the last event: %w", err)
		}
		sealed, keyID := t.store.sealer.Seal([]byte(w.Secret), aad("webhooks", "secret_sealed", string(w.ID)))
		_, err := t.exec(insertWebhook, string(w.ID), string(by.Agency), w.URL, joined(w.Events), sealed, keyID, string(by.ID), ms(t.now), w.Cursor)
		if err != nil {
			return fmt.Errorf("add webhook: %w", err)
		}
		return t.audit(hookEntry(by, "webhook.add", w.ID))
	})
	return w, err
}

func hookEntry(by loket.Staff, action string, id loket.WebhookID) auditEntry {
	return auditEntry{
		agency: by.Agency, actor: loket.ByStaff, actorID: string(by.ID), action: action, object: "webhook", id: string(id), origin: "api",
	}
}

// Webhooks lists the webhooks of an agency, without their secrets.
func (s *Store) Webhooks(ctx context.Context, agency loket.AgencyID) (all []loket.Webhook, err error) {
	err = s.read.each(ctx, func(r scanner) error {
		var w loket.Webhook
		err := r.Scan(hookFields(&w)...)
		all = append(all, w)
		return err
	}, selectWebhooks, string(agency))
	if err != nil {
		return nil, fmt.Errorf("list webhooks: %w", err)
	}
	return all, nil
}

func hookFields(w *loket.Webhook) []any {
	return []any{
		&w.ID, &w.Agency, &w.URL,
		fields[loket.HookEvent]{&w.Events},
		&w.CreatedBy,
		when{&w.CreatedAt},
		&w.Cursor, &w.Failures,
		when{&w.FailingFrom},
		when{&w.NextAt},
		when{&w.PausedAt},
		&w.PausedFor,
	}
}

// DropWebhook ends a webhook of the member's agency and forgets what it was told;
// loket.ErrNotFound.
func (s *Store) DropWebhook(ctx context.Context, by loket.Staff, id loket.WebhookID) error {
	return s.write(ctx, func(t *tx) error {
		if _, err := t.exec(dropDeliveries, string(id), string(by.Agency)); err != nil {
			return fmt.Errorf("forget deliveries: %w", err)
		}
		return t.hookChanged(by, "webhook.delete", id, dropWebhook)
	})
}

// ResumeWebhook has a paused webhook of the member's agency go on where it stopped;
// loket.ErrNotFound.
func (s *Store) ResumeWebhook(ctx context.Context, by loket.Staff, id loket.WebhookID) error {
	return s.write(ctx, func(t *tx) error { return t.hookChanged(by, "webhook.resume", id, resumeWebhook) })
}

func (t *tx) hookChanged(by loket.Staff, action string, id loket.WebhookID, change string) error {
	n, err := t.exec(change, string(id), string(by.Agency))
	if err != nil {
		return fmt.Errorf("change webhook: %w", err)
	}
	if n == 0 {
		return loket.ErrNotFound
	}
	return t.audit(hookEntry(by, action, id))
}
