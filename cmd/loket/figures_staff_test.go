package main

import (
	"strings"
	"testing"

	"loket/internal/loket"
	"loket/internal/report"
)

// TestAskOfStaff: a member is named by login or by id, and nobody of another agency is.
func TestAskOfStaff(t *testing.T) {
	t.Parallel()
	c := newCounted(t)
	other := loket.Agency{ID: "lain", Code: "LAI", Name: "Lain", Zone: "Asia/Jakarta"}
	c.must(c.ledger.Register(t.Context(), other))
	for id, agency := range map[loket.StaffID]loket.AgencyID{"01ANI": c.agency.ID, "01BUDI": other.ID} {
		login := strings.ToLower(string(id)[2:])
		c.must(c.ledger.AddStaff(t.Context(), loket.Staff{ID: id, Agency: agency, Login: login, Name: login, Role: loket.RoleOfficer, PasswordHash: "$argon2id$"}))
	}
	for name, known := range map[string]bool{"ANI": true, "01ANI": true, "BUDI": false, "01BUDI": false, "siapa": false} {
		_, err := c.figures().Ask(t.Context(), c.agency.ID, report.Wish{Staff: name})
		if known != (err == nil) || !known && loket.CodeOf(err) != loket.CodeInvalid {
			t.Errorf("figures of %q: %v, known should be %v", name, err, known)
		}
	}
}
