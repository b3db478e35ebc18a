package store

import (
	"testing"

	"loket/internal/loket"
)

// TestOpenRefusesALaterSchema opens a ledger that a later program has migrated.
func TestOpenRefusesALaterSchema(t *testing.T) {
	t.Parallel()
	s := openGroup(t)
	err := s.write(t.Context(), func(t *tx) error {
		_, err := t.exec(`INSERT INTO goose_db_version (version_id, is_applied) VALUES (99, 1)`)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	var path string
	err = s.read.one(t.Context(), func(r scanner) error { return r.Scan(&path) }, `SELECT file FROM pragma_database_list`)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Open(t.Context(), "sqlite:"+path, Options{Sealer: s.sealer}); loket.CodeOf(err) != loket.CodeInvalid {
		t.Errorf("Open(schema 99) = %v, want %s", err, loket.CodeInvalid)
	}
}
