package store

import (
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"loket/internal/loket"
)

const (
	selectStaffNamed = `SELECT id FROM staff WHERE agency_id = $1 AND (login = $2 OR id = $3)`
	// Who only a history knows has a row to be named by, and no password.
	insertImportedStaff = `
INSERT INTO staff (id, agency_id, login, name, role, password_hash, created_at, changed_at, disabled_at)
SELECT s.id, i.agency_id, 'impor-' || LOWER(SUBSTR(s.id, 11)), s.name, '` + string(loket.RoleOfficer) + `', '',
  CAST($2 AS BIGINT), CAST($2 AS BIGINT), CAST($2 AS BIGINT)
FROM staged_staff s JOIN imports i ON i.id = s.import_id WHERE s.import_id = $1
ON CONFLICT DO NOTHING`
)

// importedStaff finds who a history names, for one transaction.
type importedStaff struct {
	*tx
	to    loket.Import
	known map[string]loket.StaffID
}

// id is the account a history's name means: one of the agency's with that login, or
// one to be, which nobody can sign in with.
func (m *importedStaff) id(name string) (loket.StaffID, error) {
	if id, ok := m.known[name]; ok || name == "" {
		return id, nil
	}
	made := importedStaffID(m.to.Agency, name)
	var id loket.StaffID
	err := m.one(func(r scanner) error { return r.Scan(&id) }, selectStaffNamed, string(m.to.Agency), normalLogin(name), string(made))
	if errors.Is(err, sql.ErrNoRows) {
		id = made
		_, err = m.exec(stageStaff+places(1, 3)+onceStaged, string(m.to.ID), string(id), name)
	}
	if err != nil {
		return "", fmt.Errorf("find who a history names: %w", err)
	}
	m.known[name] = id
	return id, nil
}

// importedStaffID is made of the name: accounts have names, not secrets.
func importedStaffID(agency loket.AgencyID, name string) loket.StaffID {
	return loket.IDOf[loket.StaffID](digest16("staff", string(agency), strings.ToLower(name)))
}
