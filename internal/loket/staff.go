package loket

import (
	"slices"
	"time"
)

// Role tells what a member of staff may do.
type Role string

// The roles, from the counter to the head of office.
const (
	RoleOfficer    Role = "petugas"
	RoleSupervisor Role = "penyelia"
	RoleCurator    Role = "kurator"
	RoleHead       Role = "pimpinan"
	RoleAdmin      Role = "admin"
	RoleAuditor    Role = "auditor"
)

// Roles lists every role there is.
func Roles() []Role {
	return []Role{RoleOfficer, RoleSupervisor, RoleCurator, RoleHead, RoleAdmin, RoleAuditor}
}

// Staff is a person of an agency with an account.
type Staff struct {
	ID           StaffID
	Agency       AgencyID
	Login        string // lower case, unique in the deployment
	Name         string // as colleagues read it
	Role         Role
	PasswordHash string // argon2id in its encoded form
	SessionEpoch int64  // rises when sessions are ended: those begun before are over
	CreatedAt    time.Time
	DisabledAt   time.Time // zero: active
	Units        []UnitID  // whose tickets they take, sorted; empty: every unit's
}

// Serves tells whether the next ticket of a unit is for the member to take.
func (s Staff) Serves(unit UnitID) bool { return len(s.Units) == 0 || slices.Contains(s.Units, unit) }

// Active tells whether the account may be used.
func (s Staff) Active() bool { return s.DisabledAt.IsZero() }

// MayServe tells whether the role works on tickets.
func (s Staff) MayServe() bool {
	return s.Role == RoleOfficer || s.Role == RoleSupervisor || s.Role == RoleAdmin
}

// MaySupervise tells whether the role looks after the work of others.
func (s Staff) MaySupervise() bool { return s.Role == RoleSupervisor || s.Role == RoleAdmin }

// MayReport tells whether the role reads the figures.
func (s Staff) MayReport() bool {
	return s.Role == RoleSupervisor || s.Role == RoleHead || s.Role == RoleAdmin || s.Role == RoleAuditor
}

// MayImprove tells whether the role reads what the catalogue does not answer.
func (s Staff) MayImprove() bool { return s.MayReport() || s.Role == RoleCurator }

// MayAudit tells whether the role reads the audit log.
func (s Staff) MayAudit() bool { return s.Role == RoleAuditor || s.Role == RoleAdmin }

// MayCurate tells whether the role writes the catalogue and publishes it.
func (s Staff) MayCurate() bool { return s.Role == RoleCurator || s.Role == RoleAdmin }

// MayReadCatalogue tells whether the role reads the catalogue as its curators do.
func (s Staff) MayReadCatalogue() bool {
	return s.MayCurate() || s.Role == RoleHead || s.Role == RoleAuditor
}
