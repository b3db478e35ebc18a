package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"loket/internal/loket"
)

const (
	upsertCode = `
INSERT INTO staff_codes (staff_id, agency_id, code_hash, expires_at) VALUES ($1, $2, $3, $4)
ON CONFLICT (staff_id) DO UPDATE SET code_hash = excluded.code_hash, expires_at = excluded.expires_at`
	selectCode = `
SELECT c.staff_id FROM staff_codes c JOIN staff f ON f.id = c.staff_id
WHERE c.agency_id = $1 AND c.code_hash = $2 AND c.expires_at > $3 AND f.disabled_at = 0`
	deleteCode     = `DELETE FROM staff_codes WHERE staff_id = $1`
	deleteOldCodes = `DELETE FROM staff_codes WHERE expires_at <= $1`
)

// linkCodeDomain is the use of the keyed hash that finds a code again.
const linkCodeDomain = "staff link code"

// OfferLink keeps a code by which a member of staff links their own messenger
// account until it expires; one that was offered before is not taken any more.
// Only its keyed hash is kept; by is who asked for it, empty: the command line.
// loket.ErrNotFound: no active account has the login.
func (s *Store) OfferLink(
	ctx context.Context, agency loket.AgencyID, login, code string, until time.Time, by loket.StaffID,
) error {
	return s.write(ctx, func(t *tx) error {
		id, err := t.linkable(agency, login)
		if err != nil {
			return err
		}
		sum, _ := t.store.sealer.Hash(linkCodeDomain, code)
		if _, err := t.exec(upsertCode, string(id), string(agency), sum, ms(until)); err != nil {
			return fmt.Errorf("keep a code: %w", err)
		}
		return t.audit(staffEntry(agency, "staff.code", id, by, "telegram"))
	})
}

// TakeLink links a messenger account by a code, which is used up with it.
// loket.ErrNotFound: no such code was offered, or it expired or was used.
func (s *Store) TakeLink(ctx context.Context, agency loket.AgencyID, code, person string) error {
	return s.write(ctx, func(t *tx) error {
		for _, h := range t.store.sealer.Hashes(linkCodeDomain, code) {
			var id loket.StaffID
			err := t.one(func(r scanner) error { return r.Scan(&id) }, selectCode, string(agency), h.Sum, ms(t.now))
			if errors.Is(err, sql.ErrNoRows) {
				continue
			}
			if err != nil {
				return fmt.Errorf("find a code: %w", err)
			}
			if _, err := t.exec(deleteCode, string(id)); err != nil {
				return fmt.Errorf("use a code up: %w", err)
			}
			return t.link(agency, id, person, id)
		}
		return loket.ErrNotFound
	})
}
