package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"loket/internal/loket"
)

const (
	selectSilent = `
SELECT c.id, v.id, v.agency_id, v.channel_id, v.episode_id
FROM conversations v JOIN contacts c ON c.id = v.contact_id
WHERE c.erased_at = 0 AND v.created_at < $1 AND v.last_in_at < $1 AND v.last_out_at < $1
  AND NOT EXISTS (SELECT 1 FROM tickets t WHERE t.conversation_id = v.id AND t.state <> 'closed')
LIMIT 50`
	selectOldMessages = `
SELECT m.id FROM messages m
WHERE m.received_at < $1 AND m.key_id <> '' AND m.state = 'settled'
  AND NOT EXISTS (SELECT 1 FROM tickets t WHERE t.conversation_id = m.conversation_id AND t.state <> 'closed')
LIMIT 500`
	selectOldSends = `
SELECT s.id FROM sends s
WHERE s.created_at < $1 AND s.key_id <> '' AND s.state NOT IN ('owed', 'sending')
  AND NOT EXISTS (SELECT 1 FROM tickets t WHERE t.conversation_id = s.conversation_id AND t.state <> 'closed')
LIMIT 500`
	deleteQuarantine = `DELETE FROM quarantine WHERE at < $1`
)

// sweepBatches bounds the transactions of one sweep; the next goes on.
const sweepBatches = 200

// SweepRetention erases what is past its time: whole persons who were silent
// for as long as conversations are kept, older texts of all others, and old
// updates in quarantine. What belongs to an open ticket stays until it is
// closed. It works in small transactions and may be stopped at any point.
func (s *Store) SweepRetention(ctx context.Context, r loket.Retention) (swept loket.Swept, err error) {
	for range sweepBatches {
		var batch loket.Swept
		err = s.write(ctx, func(t *tx) (err error) {
			batch, err = t.sweep(r)
			return err
		})
		if err != nil {
			return swept, fmt.Errorf("sweep what is past its time: %w", err)
		}
		if !batch.Any() {
			break
		}
		swept.Contacts += batch.Contacts
		swept.Messages += batch.Messages
		swept.Sends += batch.Sends
		swept.Quarantined += batch.Quarantined
		swept.Files += batch.Files
	}
	if swept.Any() {
		err = s.scrub(ctx)
	}
	return swept, err
}

// sweep erases one batch of each class.
func (t *tx) sweep(r loket.Retention) (swept loket.Swept, err error) {
	before := ms(t.now.Add(-r.Conversations))
	silent, err := t.doomed(loket.ByTimeout, "masa simpan", selectSilent, before)
	for _, d := range silent {
		err = errors.Join(err, t.erase(d))
	}
	swept.Contacts = len(silent)
	if err != nil {
		return swept, err
	}
	if swept.Messages, err = t.eraseAll(selectOldMessages, t.eraseMessage, before); err != nil {
		return swept, err
	}
	if swept.Sends, err = t.eraseAll(selectOldSends, t.eraseSend, before); err != nil {
		return swept, err
	}
	if _, err = t.exec(deleteOldNotes, before); err != nil {
		return swept, err
	}
	if _, err = t.exec(deleteOldReads); err != nil {
		return swept, err
	}
	gone, err := t.exec(deleteQuarantine, ms(t.now.Add(-r.Quarantine)))
	swept.Quarantined = int(gone)
	if err == nil {
		swept.Files, err = t.sweepFiles()
	}
	return swept, err
}

// scrubLimit bounds how long the database may take to overwrite what was
// erased.
const scrubLimit = time.Minute

// scrub has the database let go of what was erased: SQLite moves its log into
// the file, where freed space is overwritten; PostgreSQL may use the place
// again, and overwrites it then. The tables are those it was erased from, when they are
// others than a citizen's.
func (s *Store) scrub(ctx context.Context, tables ...string) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), scrubLimit)
	defer cancel()
	commands := []string{`PRAGMA wal_checkpoint(TRUNCATE)`}
	if s.postgres {
		if tables == nil {
			tables = []string{"contacts", "messages", "sends", "notes", "file_pieces"}
		}
		commands = nil
		for _, table := range tables {
			commands = append(commands, `VACUUM `+quoted(table))
		}
	}
	for _, command := range commands {
		if _, err := s.db.ExecContext(ctx, command); err != nil {
			return fmt.Errorf("overwrite what was erased: %w", err)
		}
	}
	return nil
}
