package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"time"

	"loket/internal/backup"
	"loket/internal/loket"
)

// BackupOptions are what a backup says of itself besides the ledger's content.
type BackupOptions struct {
	Loket string // the program's version
	Now   func() time.Time
}

// Backup writes the ledger at address as it stands at one moment, while others
// go on writing to it. It needs no key, makes and changes nothing in the ledger,
// and leaves sessions out.
func Backup(ctx context.Context, address string, to io.Writer, o BackupOptions) (m backup.Manifest, err error) {
	db, postgres, err := openReading(ctx, address)
	if err != nil {
		return m, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	level := sql.LevelDefault // SQLite: a transaction that reads sees one moment
	if postgres {
		level = sql.LevelRepeatableRead
	}
	moment, err := db.BeginTx(ctx, &sql.TxOptions{Isolation: level, ReadOnly: true})
	if err != nil {
		return m, fmt.Errorf("begin backup: %w", err)
	}
	defer func() { err = errors.Join(err, ignoreDone(moment.Rollback())) }()
	if m, err = describe(ctx, moment, postgres, o); err != nil {
		return m, fmt.Errorf("describe ledger: %w", err)
	}
	out, err := backup.NewWriter(to, m)
	if err != nil {
		return m, err
	}
	for _, table := range m.Tables {
		if err := dump(ctx, moment, table, out); err != nil {
			return m, fmt.Errorf("back up %s: %w", table.Name, err)
		}
	}
	return m, out.Close()
}

// describe makes the manifest of the moment a transaction sees.
func describe(ctx context.Context, moment *sql.Tx, postgres bool, o BackupOptions) (m backup.Manifest, err error) {
	m = backup.Manifest{Loket: o.Loket, Engine: pick(postgres, "postgres", "sqlite")}
	if m.Tables, err = shape(ctx, moment, postgres); err != nil {
		return m, err
	}
	m.At = o.Now().UTC()
	if len(m.Tables) == 0 {
		return m, loket.Errorf(loket.CodeNotFound, "Basis data ini belum berisi apa pun. Periksa LOKET_DATABASE_URL.")
	}
	if m.Schema, err = schemaOf(ctx, moment); err != nil {
		return m, err
	}
	if m.Keys, err = textsOf(ctx, moment, selectKeysUsed); err != nil {
		return m, fmt.Errorf("read the names of keys: %w", err)
	}
	for i := range m.Tables {
		if m.Tables[i].Rows, err = countRows(ctx, moment, m.Tables[i].Name); err != nil {
			return m, err
		}
	}
	return m, nil
}

// schemaOf reads the version of the tables.
func schemaOf(ctx context.Context, db querier) (version int64, err error) {
	err = db.QueryRowContext(ctx, `SELECT COALESCE(MAX(version_id), 0) FROM goose_db_version WHERE is_applied`).Scan(&version)
	if err != nil {
		return 0, fmt.Errorf("read the version of the tables: %w", err)
	}
	return version, nil
}

func dump(ctx context.Context, moment *sql.Tx, table backup.Table, out *backup.Writer) error {
	rows, err := moment.QueryContext(ctx, `SELECT `+columnList(table)+` FROM `+quoted(table.Name))
	if err != nil {
		return err
	}
	values, into := make([]any, len(table.Columns)), make([]any, len(table.Columns))
	for i := range values {
		into[i] = &values[i]
	}
	err = drain(rows, func(r scanner) error {
		if err := r.Scan(into...); err != nil {
			return err
		}
		return out.Row(values)
	})
	if err != nil {
		return err
	}
	return out.EndTable()
}
