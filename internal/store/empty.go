package store

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"slices"
)

// ErrEmpty says that a ledger that had data has none.
var ErrEmpty = errors.New("the ledger is empty, and it was not")

// checkNotEmpty looks into a ledger without making anything there.
func checkNotEmpty(ctx context.Context, address string) error {
	_, path, err := readAddress(address)
	if err != nil {
		return err
	}
	if info, err := os.Stat(path); path != "" && (err != nil || info.Size() == 0) {
		return ErrEmpty
	}
	db, postgres, err := openReading(ctx, address)
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }() // it was only read
	names, err := textsOf(ctx, db, pick(postgres, tablesPostgres, tablesSQLite))
	if err != nil {
		return damagedFile(path, err)
	}
	if !slices.Contains(names, "events") {
		return ErrEmpty
	}
	var something int
	err = db.QueryRowContext(ctx, `SELECT 1 FROM events LIMIT 1`).Scan(&something)
	if errors.Is(err, sql.ErrNoRows) {
		return ErrEmpty
	}
	return damagedFile(path, err)
}

// HasData tells whether anything ever happened in the ledger.
func (s *Store) HasData(ctx context.Context) (bool, error) {
	var something int
	err := s.read.one(ctx, func(r scanner) error { return r.Scan(&something) }, `SELECT 1 FROM events LIMIT 1`)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	return err == nil, err
}
