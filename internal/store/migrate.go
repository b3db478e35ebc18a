package store

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"

	"loket/internal/loket"
)

//go:embed migrations/*.sql
var migrations embed.FS

// migrationsOf returns what brings the tables of db from version to version.
func migrationsOf(db *sql.DB, dialect goose.Dialect) (*goose.Provider, error) {
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return nil, err
	}
	options, err := alone(dialect)
	if err != nil {
		return nil, err
	}
	provider, err := goose.NewProvider(dialect, db, files, options...)
	if err != nil {
		return nil, fmt.Errorf("read migrations: %w", err)
	}
	return provider, nil
}

// alone makes replicas that start together migrate one after the other. On SQLite
// there is one.
func alone(dialect goose.Dialect) ([]goose.ProviderOption, error) {
	if dialect != goose.DialectPostgres {
		return nil, nil
	}
	locker, err := lock.NewPostgresSessionLocker(lock.WithLockTimeout(1, 60))
	if err != nil {
		return nil, fmt.Errorf("make the lock of migrations: %w", err)
	}
	return []goose.ProviderOption{goose.WithSessionLocker(locker)}, nil
}

// migrate brings the tables to the newest version. Those of a later program stay as they
// are, and are refused where they are not made for this one: writing to them would lose
// what it does not know.
func migrate(ctx context.Context, db *sql.DB, dialect goose.Dialect) error {
	provider, err := migrationsOf(db, dialect)
	if err != nil {
		return err
	}
	current, newest, err := provider.GetVersions(ctx)
	if err != nil {
		return fmt.Errorf("read the version of the tables: %w", err)
	}
	if current > newest {
		if served, err := serves(ctx, db, newest); err != nil || served {
			return err
		}
		return loket.Errorf(loket.CodeInvalid, fmt.Sprintf("Basis data ini dari Loket yang lebih baru (skema %d, program ini %d). "+
			"Pasang Loket yang lebih baru, atau pulihkan cadangan sebelum pembaruan.", current, newest))
	}
	if _, err := provider.Up(ctx); err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	return nil
}

const selectFloor = `SELECT version FROM schema_floor`

// serves tells whether tables of a later program are made for the program of a version
// too (docs/decisions/066).
func serves(ctx context.Context, db querier, version int64) (bool, error) {
	var floor int64
	if err := db.QueryRowContext(ctx, selectFloor).Scan(&floor); err != nil {
		return false, fmt.Errorf("read which programs the tables are for: %w", err)
	}
	return version >= floor, nil
}

// newestSchema is the version of the tables this program makes.
func newestSchema() (newest int64, err error) {
	files, err := fs.ReadDir(migrations, "migrations")
	for _, file := range files {
		version, wrong := goose.NumericComponent(file.Name())
		newest, err = max(newest, version), errors.Join(err, wrong)
	}
	return newest, err
}
