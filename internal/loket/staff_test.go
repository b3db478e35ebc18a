package loket_test

import (
	"slices"
	"testing"

	"loket/internal/loket"
)

// TestRights holds each role to what it may do, and whoever has none of them to nothing.
func TestRights(t *testing.T) {
	t.Parallel()
	const officer, supervisor, curator, head, admin, auditor = loket.RoleOfficer, loket.RoleSupervisor, loket.RoleCurator, loket.RoleHead, loket.RoleAdmin, loket.RoleAuditor
	unknown := []loket.Role{"", "tamu", "Admin", "petugas ", "root"}
	for name, right := range map[string]struct {
		has func(loket.Staff) bool
		who []loket.Role
	}{
		"MayServe":     {loket.Staff.MayServe, []loket.Role{officer, supervisor, admin}},
		"MaySupervise": {loket.Staff.MaySupervise, []loket.Role{supervisor, admin}},
		"MayReport":    {loket.Staff.MayReport, []loket.Role{supervisor, head, admin, auditor}},
		"MayImprove":   {loket.Staff.MayImprove, []loket.Role{supervisor, curator, head, admin, auditor}},
		"MayAudit":     {loket.Staff.MayAudit, []loket.Role{admin, auditor}},
	} {
		for _, role := range slices.Concat(loket.Roles(), unknown) {
			if got, want := right.has(loket.Staff{Role: role}), slices.Contains(right.who, role); got != want {
				t.Errorf("%s of %q = %v, want %v", name, role, got, want)
			}
		}
	}
}
