package store

import (
	"context"
	"fmt"
	"strings"

	"loket/internal/loket"
)

const (
	insertStaff = `
INSERT INTO staff (id, agency_id, login, name, role, password_hash, units, created_at, changed_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8) ON CONFLICT (login) DO NOTHING`
	selectStaff = `
SELECT id, agency_id, login, name, role, password_hash, session_epoch, created_at, disabled_at, units FROM staff`
	disableStaff = `UPDATE staff SET disabled_at = $3, changed_at = $3 WHERE agency_id = $1 AND login = $2 AND disabled_at = 0`
)

// AddStaff writes a new account. A login that is taken is refused.
func (s *Store) AddStaff(ctx context.Context, m loket.Staff) error {
	return s.write(ctx, func(t *tx) error {
		n, err := t.addStaff(m)
		if err != nil {
			return fmt.Errorf("add staff: %w", err)
		}
		if n == 0 {
			return loket.Errorf(loket.CodeConflict, "Nama akun \""+m.Login+"\" sudah dipakai. Pilih nama lain.")
		}
		return t.audit(auditEntry{
			agency: m.Agency, action: "staff.add", object: "staff", id: string(m.ID), reason: string(m.Role),
		})
	})
}

// addStaff returns 0 when the login is taken.
func (t *tx) addStaff(m loket.Staff) (n int64, err error) {
	return t.exec(insertStaff, string(m.ID), string(m.Agency), m.Login, m.Name, string(m.Role), m.PasswordHash,
		joinUnits(m.Units), ms(t.now))
}

// DisableStaff ends an account: it may not sign in and loses its sessions at
// their next request. loket.ErrNotFound when no active account has the login.
func (s *Store) DisableStaff(ctx context.Context, agency loket.AgencyID, login string) error {
	return s.write(ctx, func(t *tx) error {
		n, err := t.exec(disableStaff, string(agency), normalLogin(login), ms(t.now))
		if err != nil {
			return fmt.Errorf("disable staff: %w", err)
		}
		if n == 0 {
			return loket.ErrNotFound
		}
		return t.audit(auditEntry{agency: agency, action: "staff.disable", object: "staff", id: login})
	})
}

// staffEntry is a line of the audit log about an account; by is who did it, empty:
// the command line.
func staffEntry(agency loket.AgencyID, action string, id, by loket.StaffID, reason string) auditEntry {
	e := auditEntry{agency: agency, action: action, object: "staff", id: string(id), reason: reason}
	if by != "" {
		e.actor, e.actorID = loket.ByStaff, string(by)
	}
	return e
}

func normalLogin(login string) string { return strings.ToLower(strings.TrimSpace(login)) }

// StaffByLogin returns an account by its login, disabled or not;
// loket.ErrNotFound when there is none.
func (s *Store) StaffByLogin(ctx context.Context, login string) (loket.Staff, error) {
	return s.oneStaff(ctx, selectStaff+` WHERE login = $1`, normalLogin(login))
}

// StaffByID returns an account by its id; loket.ErrNotFound when there is none.
func (s *Store) StaffByID(ctx context.Context, id loket.StaffID) (loket.Staff, error) {
	return s.oneStaff(ctx, selectStaff+` WHERE id = $1`, string(id))
}

func (s *Store) oneStaff(ctx context.Context, query, key string) (m loket.Staff, err error) {
	err = s.read.one(ctx, func(r scanner) error { return scanStaff(r, &m) }, query, key)
	return m, notFound(err)
}

func scanStaff(r scanner, m *loket.Staff) error {
	return r.Scan(&m.ID, &m.Agency, &m.Login, &m.Name, &m.Role, &m.PasswordHash, &m.SessionEpoch, when{&m.CreatedAt}, when{&m.DisabledAt},
		unitList{&m.Units})
}

// ListStaff returns an agency's accounts by login.
func (s *Store) ListStaff(ctx context.Context, agency loket.AgencyID) ([]loket.Staff, error) {
	var out []loket.Staff
	err := s.read.each(ctx, func(r scanner) error {
		var m loket.Staff
		err := scanStaff(r, &m)
		out = append(out, m)
		return err
	}, selectStaff+` WHERE agency_id = $1 ORDER BY login`, string(agency))
	return out, err
}
