package store

import (
	"context"
	"crypto/subtle"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"

	"loket/internal/loket"
)

// pinDomain is the use of the keyed hash that is kept of a PIN. The number is
// hashed with it, so that equal PINs do not show.
const pinDomain = "pin"

// HashPIN is the keyed hash of a PIN under every key at hand, one behind the
// other: what OpenByPIN compares with.
func (s *Store) HashPIN(number string, pin loket.PIN) (hash []byte) {
	for _, h := range s.sealer.Hashes(pinDomain, number+"\x00"+pin.Digits()) {
		hash = append(hash, h.Sum...)
	}
	return hash
}

const (
	upsertPIN = `
INSERT INTO pins (ticket_id, agency_id, pin_hash, hash_key_id, made_at) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (ticket_id) DO UPDATE SET pin_hash = excluded.pin_hash, hash_key_id = excluded.hash_key_id, made_at = excluded.made_at`
	deletePINs = `DELETE FROM pins WHERE ticket_id IN (SELECT id FROM tickets WHERE conversation_id = $1)`
)

// keepPINs writes what opens tickets from now on.
func (t *tx) keepPINs(pins []loket.TicketPIN) error {
	for _, p := range pins {
		hash, key := t.store.sealer.Hash(pinDomain, p.Number+"\x00"+p.PIN.Digits())
		if _, err := t.exec(upsertPIN, string(p.Ticket), string(p.Agency), hash, key, ms(t.now)); err != nil {
			return fmt.Errorf("keep a PIN: %w", err)
		}
	}
	return nil
}

const (
	selectAgencyRow = `SELECT id FROM agencies WHERE id = $1`
	countTries      = `
SELECT (SELECT COUNT(*) FROM pin_tries WHERE agency_id = $1 AND number = $2 AND at > $4 AND id <> $5),
  (SELECT COUNT(*) FROM pin_tries WHERE agency_id = $1 AND asker = $3 AND at > $4 AND id <> $5)`
	deleteOldTries = `DELETE FROM pin_tries WHERE at <= $1`
	insertTry      = `
INSERT INTO pin_tries (id, agency_id, number, asker, at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING`
	selectByNumber = `SELECT ` + ticketColumns + ` FROM tickets WHERE agency_id = $1 AND number = $2`
	selectPIN      = `SELECT pin_hash FROM pins WHERE ticket_id = $1`
)

// OpenByPIN returns the ticket of an agency that a number and a PIN open; for one
// that was merged, the one it goes on in. loket.ErrWrongPIN: they do not, whether
// there is such a ticket or not; loket.ErrTooManyTries: the number or the asker had
// loket.PINTries wrong ones in loket.PINSpan. Wrong tries stand in the ledger, so
// that no replica and no restart gives more.
func (s *Store) OpenByPIN(ctx context.Context, try loket.PINTry) (k loket.Ticket, err error) {
	var refused error
	err = s.write(ctx, func(t *tx) (err error) {
		k, refused, err = t.openByPIN(try)
		return err
	})
	return k, errors.Join(err, refused)
}

// openByPIN tries. What is refused is written too: the try counts.
func (t *tx) openByPIN(try loket.PINTry) (k loket.Ticket, refused, err error) {
	agency, since := string(try.Agency), ms(t.now.Add(-loket.PINSpan))
	if err := t.holdTries(agency); err != nil {
		return k, nil, err
	}
	var ofNumber, ofAsker int
	err = t.one(func(r scanner) error { return r.Scan(&ofNumber, &ofAsker) }, countTries, agency, try.Number, try.Asker, since, try.ID)
	if err != nil {
		return k, nil, fmt.Errorf("count tries: %w", err)
	}
	if max(ofNumber, ofAsker) >= loket.PINTries {
		return k, loket.ErrTooManyTries, nil
	}
	k, opens, err := t.opened(try)
	if err != nil || opens {
		return k, nil, err
	}
	_, err = t.exec(insertTry, try.ID, agency, try.Number, try.Asker, ms(t.now))
	return loket.Ticket{}, loket.ErrWrongPIN, err
}

// holdTries lets one try of an agency be judged at a time, so that no two are the last, and
// forgets those that count no more.
func (t *tx) holdTries(agency string) error {
	var id string
	err := t.one(func(r scanner) error { return r.Scan(&id) }, t.locking(selectAgencyRow, "FOR NO KEY UPDATE"), agency)
	if err != nil {
		return fmt.Errorf("hold tries: %w", notFound(err))
	}
	if _, err := t.exec(deleteOldTries, ms(t.now.Add(-loket.PINSpan))); err != nil {
		return fmt.Errorf("forget old tries: %w", err)
	}
	return nil
}

// opened finds the ticket of a try and tells whether its PIN is right. As much is
// compared where there is no such ticket.
func (t *tx) opened(try loket.PINTry) (k loket.Ticket, opens bool, err error) {
	kept := make([]byte, hashSize)
	read := func(r scanner) error { return scanTicket(r, &k, nil) }
	err = t.one(read, selectByNumber, string(try.Agency), try.Number)
	if err == nil {
		err = t.one(func(r scanner) error { return r.Scan(&kept) }, selectPIN, string(k.ID))
	}
	known := !errors.Is(err, sql.ErrNoRows)
	if err != nil && known {
		return k, false, fmt.Errorf("find the ticket of a try: %w", err)
	}
	if !matches(kept, try.Hash) || !known || gone(k.ClosedAt, t.now) {
		return k, false, nil
	}
	if k.MergedInto != "" {
		err = t.one(read, selectTicket, string(k.MergedInto))
	}
	return k, err == nil, err
}

func gone(closed, now time.Time) bool { return !closed.IsZero() && now.Sub(closed) > loket.PINLasts }

// hashSize is the length of one keyed hash in bytes.
const hashSize = 32

// matches compares a kept hash with every one that was tried, in a time that does
// not depend on what they are.
func matches(kept, tried []byte) bool {
	same := 0
	for hash := range slices.Chunk(tried, hashSize) {
		same |= subtle.ConstantTimeCompare(kept, hash)
	}
	return same == 1
}

// hideOpeners masks what opens or moves a ticket in lines that are read by others
// than the citizen's own client.
func hideOpeners(lines []loket.Line) {
	for i := range lines {
		lines[i].Text = loket.HideOpeners(lines[i].Text)
	}
}
