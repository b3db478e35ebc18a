package store

import (
	"testing"
	"time"

	"loket/internal/loket"
)

// TestLaterSchema opens a ledger that a later program has migrated: as it is, if its
// tables are for this program too, and not at all if they are not.
func TestLaterSchema(t *testing.T) {
	t.Parallel()
	s := openGroup(t)
	var path string
	err := s.read.one(t.Context(), func(r scanner) error { return r.Scan(&path) }, `SELECT file FROM pragma_database_list`)
	if err != nil {
		t.Fatal(err)
	}
	do := func(statement string) {
		t.Helper()
		err := s.write(t.Context(), func(t *tx) error {
			_, err := t.exec(statement)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	examined := func(want bool) {
		t.Helper()
		h, err := Examine(t.Context(), "sqlite:"+path, s.sealer, time.Now)
		if err != nil || h.Schema != 99 || h.Serves != want {
			t.Errorf("Examine(schema 99) = schema %d, serves %v, %v, want 99, %v", h.Schema, h.Serves, err, want)
		}
	}
	do(`INSERT INTO goose_db_version (version_id, is_applied) VALUES (99, 1)`)
	examined(true)
	later, err := Open(t.Context(), "sqlite:"+path, Options{Sealer: s.sealer})
	if err != nil {
		t.Fatalf("Open(schema 99, for this program too) = %v", err)
	}
	if err := later.Close(); err != nil {
		t.Fatal(err)
	}
	do(`UPDATE schema_floor SET version = 99`)
	examined(false)
	if _, err := Open(t.Context(), "sqlite:"+path, Options{Sealer: s.sealer}); loket.CodeOf(err) != loket.CodeInvalid {
		t.Errorf("Open(schema 99, for none before) = %v, want %s", err, loket.CodeInvalid)
	}
}
