package store

import (
	"context"
	"fmt"

	"loket/internal/loket"
)

const (
	updatePassword = `
UPDATE staff SET password_hash = $2, session_epoch = session_epoch + 1, changed_at = $3 WHERE id = $1 AND disabled_at = 0`
	endSessions = `
UPDATE staff SET session_epoch = session_epoch + 1, changed_at = $2 WHERE id = $1 AND disabled_at = 0`
)

// SetPassword gives an active account another password hash; its sessions are
// over. By is who did it, empty: the command line. loket.ErrNotFound: no active
// account has the login.
func (s *Store) SetPassword(ctx context.Context, agency loket.AgencyID, login, hash string, by loket.StaffID) error {
	return s.write(ctx, func(t *tx) error {
		id, err := t.linkable(agency, login)
		if err != nil {
			return err
		}
		if _, err := t.exec(updatePassword, string(id), hash, ms(t.now)); err != nil {
			return fmt.Errorf("set a password: %w", err)
		}
		return t.audit(staffEntry(agency, "staff.password", id, by, ""))
	})
}

// EndSessions ends every session of a member of staff, who asked for it.
func (s *Store) EndSessions(ctx context.Context, m loket.Staff) error {
	return s.write(ctx, func(t *tx) error {
		n, err := t.exec(endSessions, string(m.ID), ms(t.now))
		if err != nil {
			return fmt.Errorf("end sessions: %w", err)
		}
		if n == 0 {
			return loket.ErrNotFound
		}
		return t.audit(staffEntry(m.Agency, "staff.sessions", m.ID, m.ID, ""))
	})
}
