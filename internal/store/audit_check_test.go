package store

import (
	"fmt"
	"testing"

	"loket/internal/loket"
)

// TestCheckAudit changes an audit log in every way that shows.
func TestCheckAudit(t *testing.T) {
	t.Parallel()
	cases := map[string]string{
		"ReasonChanged": `UPDATE audit SET reason = 'x' WHERE seq = 3`,
		"ActorChanged":  `UPDATE audit SET actor_id = 'x' WHERE seq = 1`,
		"TimeChanged":   `UPDATE audit SET at = at + 1 WHERE seq = 2`,
		"MacChanged":    `UPDATE audit SET mac = x'00' WHERE seq = 5`,
		"RowTakenOut":   `DELETE FROM audit WHERE seq = 2`,
		"FirstTakenOut": `DELETE FROM audit WHERE seq = 1`,
		"RowsExchanged": `UPDATE audit SET seq = CASE seq WHEN 2 THEN -3 WHEN 3 THEN -2 END WHERE seq IN (2, 3)`,
		"RowPutIn": `INSERT INTO audit SELECT 6, 'x', agency_id, at, actor_kind, actor_id, action, object_kind, object_id, reason,
			origin, before_hash, mac, mac, mac_key_id FROM audit WHERE seq = 5`,
	}
	for name, change := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := openGroup(t)
			for i := range 5 {
				err := s.write(t.Context(), func(t *tx) error {
					return t.audit(auditEntry{agency: "a", action: "staff.add", object: "staff", id: fmt.Sprint(i)})
				})
				if err != nil {
					t.Fatal(err)
				}
			}
			if found, err := s.CheckAudit(t.Context()); err != nil || found != (AuditCheck{Rows: 5}) {
				t.Fatalf("CheckAudit() = %+v, %v, want 5 rows", found, err)
			}
			err := s.write(t.Context(), func(t *tx) error {
				_, err := t.exec(change)
				if err == nil {
					_, err = t.exec(`UPDATE audit SET seq = -seq WHERE seq < 0`)
				}
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			if _, err := s.CheckAudit(t.Context()); loket.CodeOf(err) != loket.CodeInvalid {
				t.Errorf("CheckAudit() after %s = %v, want %s", change, err, loket.CodeInvalid)
			}
		})
	}
}
