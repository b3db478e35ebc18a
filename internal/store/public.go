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
	selectPublic = `SELECT public_at FROM agencies WHERE id = $1`
	updatePublic = `UPDATE agencies SET public_at = $2 WHERE id = $1 AND (public_at = 0) = (CAST($2 AS BIGINT) > 0)`
)

// PublicSince is since when an agency shows its figures to everybody; zero: it does
// not, or there is no such agency.
func (s *Store) PublicSince(ctx context.Context, agency loket.AgencyID) (since time.Time, err error) {
	err = s.read.one(ctx, func(r scanner) error { return r.Scan(when{&since}) }, selectPublic, string(agency))
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return since, fmt.Errorf("read whether figures are public: %w", err)
	}
	return since, nil
}

// ShowPublic has an agency show its figures to everybody from now on, or no longer,
// with a row of the audit log; false: it was so already.
func (s *Store) ShowPublic(ctx context.Context, agency loket.AgencyID, show bool) (changed bool, err error) {
	err = s.write(ctx, func(t *tx) error {
		since, action := time.Time{}, "public.off"
		if show {
			since, action = t.now, "public.on"
		}
		n, err := t.exec(updatePublic, string(agency), ms(since))
		if err != nil {
			return fmt.Errorf("show figures to everybody: %w", err)
		}
		if changed = n > 0; !changed {
			return nil
		}
		return t.audit(auditEntry{agency: agency, action: action, object: "agency", id: string(agency)})
	})
	return changed, err
}
