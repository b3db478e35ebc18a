package store

import (
	"context"
	"fmt"
	"strings"

	"loket/internal/loket"
)

// Rekeyed counts what a change of keys has moved to the current key.
type Rekeyed struct {
	Contacts, Messages, Quarantined, Staff int // Staff: what is sealed of accounts
}

// Any tells whether anything was moved.
func (r Rekeyed) Any() bool { return r != Rekeyed{} }

// What is under a lost key cannot be moved: $2 is the ids of those keys.
const (
	// Persons who were erased have no hash and need none.
	selectOldContacts = `
SELECT id FROM contacts WHERE (key_id <> $1 OR (hash_key_id <> $1 AND hash_key_id <> ''))
  AND $2 NOT LIKE '%' || key_id || '%' ORDER BY id LIMIT 20`
	selectOldQuarantine = `
SELECT id, raw_sealed, key_id FROM quarantine WHERE key_id <> $1 AND $2 NOT LIKE '%' || key_id || '%' ORDER BY id LIMIT 100`
	selectOldStaff = `
SELECT id, totp_sealed, key_id FROM staff
WHERE totp_sealed IS NOT NULL AND key_id <> $1 AND $2 NOT LIKE '%' || key_id || '%' ORDER BY id LIMIT 100`
	updateQuarantine = `UPDATE quarantine SET raw_sealed = $2, key_id = $3 WHERE id = $1`
	updateTOTP       = `UPDATE staff SET totp_sealed = $2, key_id = $3 WHERE id = $1`
)

// Rekey moves everything but what is under a lost key to the current key: data keys are wrapped anew, keyed
// hashes made anew, what stands under the master key itself sealed anew. Every
// person is one transaction, so it may be stopped and begun again at any point,
// and run beside a server that has adopted the same keys. Progress hears how
// many were moved so far.
func (s *Store) Rekey(ctx context.Context, progress func(Rekeyed)) (done Rekeyed, err error) {
	for {
		var batch Rekeyed
		if batch.Contacts, batch.Messages, err = s.rekeyContacts(ctx); err != nil {
			return done, err
		}
		err = s.write(ctx, func(t *tx) (err error) {
			batch.Quarantined, err = t.reseal("quarantine", "raw_sealed", selectOldQuarantine, updateQuarantine)
			if err == nil {
				batch.Staff, err = t.rekeyStaff()
			}
			return err
		})
		if err != nil {
			return done, fmt.Errorf("seal anew: %w", err)
		}
		if !batch.Any() {
			return done, nil
		}
		done.Contacts += batch.Contacts
		done.Messages += batch.Messages
		done.Quarantined += batch.Quarantined
		done.Staff += batch.Staff
		progress(done)
	}
}

// rekeyStaff moves what is sealed of accounts, and returns how much. A code that
// was not used yet is forgotten with its key: it lives for minutes.
func (t *tx) rekeyStaff() (int, error) {
	secrets, err := t.reseal("staff", "totp_sealed", selectOldStaff, updateTOTP)
	if err != nil {
		return secrets, err
	}
	links, err := t.rekeyLinks()
	if err != nil {
		return secrets + links, err
	}
	hooks, err := t.reseal("webhooks", "secret_sealed", selectOldWebhooks, updateWebhookSecret)
	if err != nil {
		return secrets + links + hooks, err
	}
	histories, err := t.reseal("histories", "secret_sealed", selectOldHistories, updateHistory)
	return secrets + links + hooks + histories, err
}

// rekeyContacts moves the next persons, each in a transaction of their own.
func (s *Store) rekeyContacts(ctx context.Context) (contacts, messages int, err error) {
	var ids []string
	err = s.read.each(ctx, func(r scanner) error {
		var id string
		err := r.Scan(&id)
		ids = append(ids, id)
		return err
	}, selectOldContacts, s.sealer.KeyID(), strings.Join(s.lost, " "))
	if err != nil {
		return 0, 0, fmt.Errorf("find who is under an old key: %w", err)
	}
	for _, id := range ids {
		err := s.write(ctx, func(t *tx) (err error) {
			n, err := t.rekeyContact(id)
			messages += n
			return err
		})
		if err != nil {
			return contacts, messages, fmt.Errorf("move contact %s: %w", id, err)
		}
		contacts++
	}
	return contacts, messages, nil
}

const (
	// Whoever writes a message advances its conversation first: what is on its
	// way is waited for, and what comes later hashes under the current key.
	holdConversation = `UPDATE conversations SET last_seq = last_seq WHERE contact_id = $1 RETURNING id`
	selectContact    = `
SELECT channel_id, key_sealed, key_id, hash_key_id, external_sealed, id_hash FROM contacts WHERE id = $1`
	updateContact = `UPDATE contacts SET key_sealed = $2, key_id = $3, id_hash = $4, hash_key_id = $5 WHERE id = $1`
)

// rekeyContact moves one person with all their messages, and returns how many.
func (t *tx) rekeyContact(id string) (messages int, err error) {
	var conversation, channel, keyID, hashKeyID string
	var sealed, external, hash []byte
	if err := t.one(func(r scanner) error { return r.Scan(&conversation) }, holdConversation, id); err != nil {
		return 0, fmt.Errorf("hold conversation: %w", err)
	}
	err = t.one(func(r scanner) error {
		return r.Scan(&channel, &sealed, &keyID, &hashKeyID, &external, &hash)
	}, selectContact, id)
	if err != nil {
		return 0, fmt.Errorf("read contact: %w", err)
	}
	key, err := t.store.contactKey(loket.ContactID(id), sealed, keyID)
	if err != nil {
		return 0, err
	}
	if hashKeyID != "" {
		person, err := openText(key, external, "contacts", "external_sealed", id)
		if err != nil {
			return 0, err
		}
		hash, hashKeyID = t.store.sealer.Hash(personDomain, channel+"\x00"+person)
	}
	if sealed, keyID, err = t.store.sealer.Rewrap(sealed, keyID, aad("contacts", "key_sealed", id)); err != nil {
		return 0, fmt.Errorf("wrap key: %w", err)
	}
	if _, err := t.exec(updateContact, id, sealed, keyID, hash, hashKeyID); err != nil {
		return 0, fmt.Errorf("write contact: %w", err)
	}
	return t.rehash(loket.ChannelID(channel), conversation, key)
}

// reseal seals rows anew that stand under the master key itself.
func (t *tx) reseal(table, column, query, update string) (int, error) {
	type row struct {
		id, keyID string
		sealed    []byte
	}
	var rows []row
	err := t.each(func(r scanner) error {
		var o row
		err := r.Scan(&o.id, &o.sealed, &o.keyID)
		rows = append(rows, o)
		return err
	}, query, t.store.sealer.KeyID(), strings.Join(t.store.lost, " "))
	if err != nil {
		return 0, fmt.Errorf("read %s: %w", table, err)
	}
	for _, o := range rows {
		place := aad(table, column, o.id)
		plain, err := t.store.sealer.Open(o.sealed, o.keyID, place)
		if err != nil {
			return 0, err
		}
		sealed, keyID := t.store.sealer.Seal(plain, place)
		if _, err := t.exec(update, o.id, sealed, keyID); err != nil {
			return 0, fmt.Errorf("write %s: %w", table, err)
		}
	}
	return len(rows), nil
}
