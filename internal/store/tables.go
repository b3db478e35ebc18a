package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"

	"github.com/pressly/goose/v3"

	"loket/internal/backup"
	"loket/internal/loket"
)

// A backup asks the database itself for its tables, so that a table or column
// of a later migration can never be forgotten in it.
const (
	tablesSQLite = `
SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name`
	tablesPostgres = `
SELECT table_name FROM information_schema.tables
WHERE table_schema = current_schema() AND table_type = 'BASE TABLE' ORDER BY table_name`
	columnsSQLite   = `SELECT name, type FROM pragma_table_info($1) ORDER BY cid`
	columnsPostgres = `
SELECT column_name, data_type FROM information_schema.columns
WHERE table_schema = current_schema() AND table_name = $1 ORDER BY ordinal_position`
	parentsSQLite   = `SELECT DISTINCT "table" FROM pragma_foreign_key_list($1)`
	parentsPostgres = `
SELECT DISTINCT p.relname FROM pg_constraint k
JOIN pg_class c ON c.oid = k.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_class p ON p.oid = k.confrelid
WHERE k.contype = 'f' AND n.nspname = current_schema() AND c.relname = $1`
)

// notBackedUp names the tables that are no part of a backup: the version of the
// tables stands in its manifest, and nobody should be signed in after a restore.
func notBackedUp(table string) bool { return tellsVersion(table) || table == "sessions" }

// tellsVersion tells whether a table says of which version the tables are, or for which.
func tellsVersion(table string) bool {
	return table == goose.DefaultTablename || table == "schema_floor"
}

// querier runs a query: a *sql.DB or a *sql.Tx.
type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// shape reads the tables of a ledger in the order of their references: parents
// first. Their rows are not counted.
func shape(ctx context.Context, db querier, postgres bool) ([]backup.Table, error) {
	names, err := textsOf(ctx, db, pick(postgres, tablesPostgres, tablesSQLite))
	if err != nil {
		return nil, fmt.Errorf("list tables: %w", err)
	}
	names = slices.DeleteFunc(names, notBackedUp)
	var ordered []backup.Table
	placed := map[string]bool{}
	for len(names) > 0 {
		before := len(names)
		for _, name := range names {
			parents, err := textsOf(ctx, db, pick(postgres, parentsPostgres, parentsSQLite), name)
			if err != nil {
				return nil, fmt.Errorf("read references of %s: %w", name, err)
			}
			if slices.ContainsFunc(parents, func(p string) bool { return !placed[p] && p != name }) {
				continue
			}
			table, err := columnsOf(ctx, db, postgres, name)
			if err != nil {
				return nil, err
			}
			ordered, placed[name] = append(ordered, table), true
		}
		names = slices.DeleteFunc(names, func(name string) bool { return placed[name] })
		if len(names) == before {
			return nil, fmt.Errorf("order tables: %s refer to each other in a circle", strings.Join(names, ", "))
		}
	}
	return ordered, nil
}

func columnsOf(ctx context.Context, db querier, postgres bool, name string) (backup.Table, error) {
	table := backup.Table{Name: name}
	rows, err := db.QueryContext(ctx, pick(postgres, columnsPostgres, columnsSQLite), name)
	if err != nil {
		return table, fmt.Errorf("read columns of %s: %w", name, err)
	}
	err = drain(rows, func(r scanner) error {
		var column, declared string
		if err := r.Scan(&column, &declared); err != nil {
			return err
		}
		types := map[string]backup.Type{"TEXT": backup.Text, "BIGINT": backup.Integer, "BYTEA": backup.Bytes}
		kind, known := types[strings.ToUpper(declared)]
		if !known {
			return loket.Errorf(loket.CodeInvalid, "Tabel "+name+" bukan milik Loket (kolom "+column+" berjenis "+declared+
				"). Pindahkan ke skema atau basis data lain, lalu ulangi.")
		}
		table.Columns = append(table.Columns, backup.Column{Name: column, Type: kind})
		return nil
	})
	if err != nil {
		return table, fmt.Errorf("read columns of %s: %w", name, err)
	}
	return table, nil
}

// textsOf reads the one text column of a query.
func textsOf(ctx context.Context, db querier, query string, args ...any) (out []string, err error) {
	rows, err := db.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	err = drain(rows, func(r scanner) error {
		var text string
		err := r.Scan(&text)
		out = append(out, text)
		return err
	})
	return out, err
}

func pick(postgres bool, onPostgres, onSQLite string) string {
	if postgres {
		return onPostgres
	}
	return onSQLite
}

// quoted writes a name for SQL. Names come from the database or a checked
// backup; quoting keeps a strange one from being read as anything else.
func quoted(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }

// columnList writes the columns of a table for SQL.
func columnList(t backup.Table) string {
	names := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		names[i] = quoted(c.Name)
	}
	return strings.Join(names, ", ")
}

func countRows(ctx context.Context, db querier, table string) (n int64, err error) {
	err = db.QueryRowContext(ctx, `SELECT COUNT(*) FROM `+quoted(table)).Scan(&n)
	if err != nil {
		return 0, fmt.Errorf("count %s: %w", table, err)
	}
	return n, nil
}
