package store

import (
	"context"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"time"

	"loket/internal/loket"
)

// placeDomain is the use of the keyed hash that knows an address again.
const placeDomain = "staff place"

// placeKept is how long an address is known from which nobody signs in.
const placeKept = 90 * 24 * time.Hour

const (
	selectPlace = `SELECT place FROM factor_tries WHERE staff_id = $1 AND place = $2 AND slot = 0`
	addSlot     = `
INSERT INTO factor_tries (staff_id, agency_id, place, slot, tried_at) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (staff_id, place, slot) DO NOTHING`
	freeSlot = `
INSERT INTO factor_tries (staff_id, agency_id, place, slot, tried_at) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (staff_id, place, slot) DO UPDATE SET tried_at = excluded.tried_at`
	// The slot used longest ago is free when it was used before the window. Two tries
	// at once choose the same: the second finds it taken and is refused, not let past.
	takeSlot = `
UPDATE factor_tries SET tried_at = $3 WHERE staff_id = $1 AND place = $2 AND tried_at <= $4 AND slot =
  (SELECT slot FROM factor_tries WHERE staff_id = $1 AND place = $2 ORDER BY tried_at, slot LIMIT 1)`
	selectOldestTry = `SELECT MIN(tried_at) FROM factor_tries WHERE staff_id = $1 AND place = $2`
	giveBack        = `
UPDATE factor_tries SET tried_at = 0 WHERE staff_id = $1 AND place = '' AND slot =
  (SELECT slot FROM factor_tries WHERE staff_id = $1 AND place = '' ORDER BY tried_at DESC, slot DESC LIMIT 1)`
	clearTries   = `DELETE FROM factor_tries WHERE staff_id = $1`
	forgetPlaces = `
DELETE FROM factor_tries WHERE staff_id = $1 AND place IN (
  SELECT place FROM factor_tries WHERE staff_id = $1 AND place <> '' GROUP BY place HAVING MAX(tried_at) < $2)`
)

// TakeTry counts one try of a code and returns 0, or returns how long to wait for
// it. Of loket.FactorTries in any loket.FactorWindow each address an account signed
// in from before has its own, and all others have theirs together: a guesser uses up
// nobody's but strangers'. Nothing is ever locked for longer. It holds over all
// replicas.
func (s *Store) TakeTry(ctx context.Context, m loket.Staff, origin string) (wait time.Duration, err error) {
	err = s.write(ctx, func(t *tx) error {
		place, err := t.knownPlace(m.ID, origin)
		if err != nil {
			return err
		}
		for slot := range loket.FactorTries {
			if _, err := t.exec(addSlot, string(m.ID), string(m.Agency), place, slot, 0); err != nil {
				return fmt.Errorf("make room for tries: %w", err)
			}
		}
		n, err := t.exec(takeSlot, string(m.ID), place, ms(t.now), ms(t.now.Add(-loket.FactorWindow)))
		if err != nil {
			return fmt.Errorf("count a try: %w", err)
		}
		if wait = 0; n > 0 {
			return nil
		}
		var oldest time.Time
		err = t.one(func(r scanner) error { return r.Scan(when{&oldest}) }, selectOldestTry, string(m.ID), place)
		wait = max(time.Second, oldest.Add(loket.FactorWindow).Sub(t.now))
		return err
	})
	return wait, err
}

// knownPlace is the hash of an address an account signed in from before; empty: it
// never did.
func (t *tx) knownPlace(id loket.StaffID, origin string) (place string, err error) {
	for _, h := range t.store.sealer.Hashes(placeDomain, string(id)+"\x00"+origin) {
		err = t.one(func(r scanner) error { return r.Scan(&place) }, selectPlace, string(id), hex.EncodeToString(h.Sum))
		if !errors.Is(err, sql.ErrNoRows) {
			return place, err
		}
	}
	return "", nil
}

// proved gives the tries back to who showed a right code, and knows their address
// from now on.
func (t *tx) proved(m loket.Staff, origin string) error {
	place, err := t.knownPlace(m.ID, origin)
	if err != nil {
		return fmt.Errorf("look for a place: %w", err)
	}
	if place == "" {
		if _, err := t.exec(giveBack, string(m.ID)); err != nil {
			return fmt.Errorf("give a try back: %w", err)
		}
		sum, _ := t.store.sealer.Hash(placeDomain, string(m.ID)+"\x00"+origin)
		place = hex.EncodeToString(sum)
	}
	free := ms(t.now.Add(-loket.FactorWindow)) // and tells when it was
	for slot := range loket.FactorTries {
		if _, err := t.exec(freeSlot, string(m.ID), string(m.Agency), place, slot, free); err != nil {
			return fmt.Errorf("know a place: %w", err)
		}
	}
	if _, err := t.exec(forgetPlaces, string(m.ID), ms(t.now.Add(-placeKept))); err != nil {
		return fmt.Errorf("forget places: %w", err)
	}
	return nil
}
