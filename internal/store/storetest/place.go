package storetest

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"loket/internal/store"
)

// Places are where an engine keeps ledgers for tests. Each call is another place, that
// goes with the test.
type Places struct {
	Empty func(testing.TB) string // the address of nothing yet
	Ready func(testing.TB) string // the address of a ledger with its tables and no row
}

// SQLite is the places of files.
func SQLite() Places { return Places{Empty: EmptySQLite, Ready: ReadySQLite} }

// EmptySQLite is the address of a file that does not exist.
func EmptySQLite(t testing.TB) string {
	t.Helper()
	return "sqlite:" + filepath.Join(t.TempDir(), "loket.db")
}

// ReadySQLite is the address of a file with the tables of a ledger, which a test then
// need not make.
func ReadySQLite(t testing.TB) string {
	t.Helper()
	return ReadySQLiteIn(t, t.TempDir())
}

// ReadySQLiteIn is ReadySQLite in a folder.
func ReadySQLiteIn(t testing.TB, dir string) string {
	t.Helper()
	tables, err := tables()
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "loket.db")
	if err := os.WriteFile(path, tables, 0o600); err != nil {
		t.Fatal(err)
	}
	return "sqlite:" + path
}

// tables is the file of a ledger in which nothing happened.
var tables = sync.OnceValues(func() (content []byte, err error) { //nolint:gochecknoglobals // made once
	dir, err := os.MkdirTemp("", "loket-tables-")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	path := filepath.Join(dir, "loket.db")
	if err := MakeTables("sqlite:" + path); err != nil {
		return nil, err
	}
	return os.ReadFile(path)
})

// MakeTables makes the tables of a ledger at an address. What it makes belongs to no key.
func MakeTables(address string) error {
	s, err := store.Open(context.Background(), address, store.Options{})
	if err != nil {
		return fmt.Errorf("make the tables of a ledger: %w", err)
	}
	return s.Close()
}
