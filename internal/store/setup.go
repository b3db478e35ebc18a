package store

import (
	"context"
	"crypto/subtle"
	"fmt"
	"time"

	"loket/internal/loket"
)

const (
	countStaff       = `SELECT COUNT(*) FROM (SELECT id FROM staff LIMIT 1) f`
	deleteSetup      = `DELETE FROM setup_tokens`
	insertSetup      = `INSERT INTO setup_tokens (hash, made_at, expires_at) VALUES ($1, $2, $3)`
	selectSetup      = `SELECT hash FROM setup_tokens WHERE expires_at > $1`
	selectMostQuoted = `
SELECT entry FROM events WHERE agency_id = $1 AND kind = 'quote' AND at >= $2 AND entry <> ''
GROUP BY entry ORDER BY COUNT(*) DESC, entry LIMIT $3`
)

// setupDomain is the use of the keyed hash that knows a token again.
const setupDomain = "setup token"

// fromSetup is who acts on the first-run page.
const fromSetup = "setup"

// HasStaff tells whether there is, or was, an account of anybody: then Loket is set
// up, for good.
func (s *Store) HasStaff(ctx context.Context) (bool, error) {
	n := 0
	err := s.read.one(ctx, func(r scanner) error { return r.Scan(&n) }, countStaff)
	return n > 0, err
}

// OfferSetup keeps a token that opens the first-run page once, until it expires;
// those before it open nothing any more. Only its keyed hash is kept.
// loket.ErrSetUp: there is an account.
func (s *Store) OfferSetup(ctx context.Context, token string, until time.Time) error {
	return s.write(ctx, func(t *tx) error {
		if err := t.notSetUp(); err != nil {
			return err
		}
		if _, err := t.exec(deleteSetup); err != nil {
			return fmt.Errorf("forget setup tokens: %w", err)
		}
		sum, _ := t.store.sealer.Hash(setupDomain, token)
		if _, err := t.exec(insertSetup, sum, ms(t.now), ms(until)); err != nil {
			return fmt.Errorf("keep a setup token: %w", err)
		}
		return t.audit(auditEntry{action: "setup.token", object: "setup"})
	})
}

// TakeSetup uses a token up. What it does is in the audit log either way.
// loket.ErrSetupToken: it was not offered, was used, or is too old;
// loket.ErrSetUp: there is an account.
func (s *Store) TakeSetup(ctx context.Context, token string) error {
	known := false
	err := s.write(ctx, func(t *tx) (err error) {
		if err := t.notSetUp(); err != nil {
			return err
		}
		if known, err = t.knowsSetup(token); err != nil {
			return err
		}
		e := auditEntry{actor: loket.ByStaff, actorID: fromSetup, action: "setup.refused", object: "setup"}
		if known {
			e.action = "setup.open"
			if _, err := t.exec(deleteSetup); err != nil {
				return fmt.Errorf("use a setup token up: %w", err)
			}
		}
		return t.audit(e)
	})
	if err == nil && !known {
		return loket.ErrSetupToken
	}
	return err
}

// knowsSetup compares a token with those that are offered, in constant time.
func (t *tx) knowsSetup(token string) (known bool, err error) {
	hashes := t.store.sealer.Hashes(setupDomain, token)
	err = t.each(func(r scanner) error {
		var kept []byte
		if err := r.Scan(&kept); err != nil {
			return err
		}
		for _, h := range hashes {
			known = subtle.ConstantTimeCompare(kept, h.Sum) == 1 || known
		}
		return nil
	}, selectSetup, ms(t.now))
	if err != nil {
		return false, fmt.Errorf("find a setup token: %w", err)
	}
	return known, nil
}

// notSetUp makes sure that there is no account, and that no other transaction makes
// one before this one ends: all that does appends to the audit log.
func (t *tx) notSetUp() error {
	if err := t.lockAudit(); err != nil {
		return err
	}
	n := 0
	if err := t.one(func(r scanner) error { return r.Scan(&n) }, countStaff); err != nil {
		return fmt.Errorf("count accounts: %w", err)
	}
	if n > 0 {
		return loket.ErrSetUp
	}
	return nil
}

// AddFirstStaff writes the first account, which ends setting up: of two at once one
// comes first. loket.ErrSetUp: there is another already.
func (s *Store) AddFirstStaff(ctx context.Context, m loket.Staff) error {
	return s.write(ctx, func(t *tx) error {
		if err := t.notSetUp(); err != nil {
			return err
		}
		if _, err := t.addStaff(m); err != nil {
			return fmt.Errorf("add the first account: %w", err)
		}
		if _, err := t.exec(deleteSetup); err != nil {
			return fmt.Errorf("forget setup tokens: %w", err)
		}
		return t.audit(auditEntry{
			agency: m.Agency, actor: loket.ByStaff, actorID: fromSetup, action: "staff.add", object: "staff", id: string(m.ID), reason: string(m.Role),
		})
	})
}

// MostQuoted returns the ids of the entries an agency's citizens read most often
// since a day, at most so many.
func (s *Store) MostQuoted(ctx context.Context, agency loket.AgencyID, since time.Time, most int) (ids []string, err error) {
	err = s.read.each(ctx, func(r scanner) error {
		id := ""
		err := r.Scan(&id)
		ids = append(ids, id)
		return err
	}, selectMostQuoted, string(agency), ms(since), most)
	if err != nil {
		return nil, fmt.Errorf("read what is asked most: %w", err)
	}
	return ids, nil
}
