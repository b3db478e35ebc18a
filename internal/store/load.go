package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/pressly/goose/v3"

	"loket/internal/backup"
	"loket/internal/loket"
)

// loader fills the tables of an empty database from a backup.
type loader struct {
	db       *sql.DB
	dialect  goose.Dialect
	from     *backup.Reader
	step     func(doing string)
	doubtful int64 // replies of staff that may have arrived after the backup
}

// A backup is older than what it is restored into the place of: a human's reply
// that was owed then may have been delivered since, and is never sent twice by
// itself.
const doubtReplies = `
UPDATE sends SET state = 'uncertain', doubts = doubts + 1, problem = 'restored from a backup'
WHERE class = 'B' AND state IN ('owed', 'sending')`

// load makes the tables as they were at the backup's version, and fills them in
// one transaction.
func (l *loader) load(ctx context.Context) error {
	provider, err := migrationsOf(l.db, l.dialect)
	if err != nil {
		return err
	}
	if _, err := provider.UpTo(ctx, l.from.Manifest.Schema); err != nil {
		return fmt.Errorf("make tables: %w", err)
	}
	tx, err := l.db.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("begin restore: %w", err)
	}
	if err := l.fill(ctx, tx); err != nil {
		return errors.Join(err, ignoreDone(tx.Rollback()))
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("commit restore: %w", err)
	}
	return nil
}

func (l *loader) fill(ctx context.Context, tx *sql.Tx) error {
	if err := l.checkShape(ctx, tx); err != nil {
		return err
	}
	indexes, err := l.dropIndexes(ctx, tx)
	if err != nil {
		return err
	}
	for _, table := range l.from.Manifest.Tables {
		l.step(fmt.Sprintf("mengisi %s: %d baris", table.Name, table.Rows))
		if err := l.fillTable(ctx, tx, table); err != nil {
			return fmt.Errorf("fill %s: %w", table.Name, err)
		}
	}
	l.step("membangun indeks")
	for _, index := range indexes {
		if _, err := tx.ExecContext(ctx, index); err != nil {
			return fmt.Errorf("make index: %w", err)
		}
	}
	result, err := tx.ExecContext(ctx, doubtReplies)
	if err != nil {
		return fmt.Errorf("doubt replies: %w", err)
	}
	if l.doubtful, err = result.RowsAffected(); err != nil {
		return err
	}
	return l.skipErrata(ctx, tx)
}

// skipErrata leaves out who waited for a correction when the backup was made: it may have
// come since. A backup from before there were corrections has nobody.
func (l *loader) skipErrata(ctx context.Context, tx *sql.Tx) error {
	if !slices.ContainsFunc(l.from.Manifest.Tables, func(t backup.Table) bool { return t.Name == "errata_recipients" }) {
		return nil
	}
	if _, err := tx.ExecContext(ctx, `UPDATE errata_recipients SET state = 'skipped' WHERE state = 'waiting'`); err != nil {
		return fmt.Errorf("leave out corrections: %w", err)
	}
	return nil
}

// checkShape refuses a backup whose tables are not those of its version.
func (l *loader) checkShape(ctx context.Context, tx *sql.Tx) error {
	tables, err := shape(ctx, tx, l.dialect == goose.DialectPostgres)
	if err != nil {
		return err
	}
	have := map[string][]backup.Column{}
	for _, t := range tables {
		have[t.Name] = t.Columns
	}
	for _, t := range l.from.Manifest.Tables {
		if !slices.Equal(have[t.Name], t.Columns) {
			return loket.Errorf(loket.CodeInvalid, "Tabel "+t.Name+" di cadangan tidak dikenal program ini. "+
				"Pulihkan dengan Loket "+l.from.Manifest.Loket+", yang membuatnya.")
		}
	}
	return nil
}

// dropIndexes takes SQLite's indexes away and returns how to make them again:
// sorting once at the end is far quicker than keeping them in order by a cache
// smaller than they are. PostgreSQL keeps its own.
func (l *loader) dropIndexes(ctx context.Context, tx *sql.Tx) ([]string, error) {
	if l.dialect == goose.DialectPostgres {
		return nil, nil
	}
	made, err := textsOf(ctx, tx, `SELECT sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL ORDER BY name`)
	if err != nil {
		return nil, fmt.Errorf("list indexes: %w", err)
	}
	names, err := textsOf(ctx, tx, `SELECT name FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL ORDER BY name`)
	if err != nil {
		return nil, fmt.Errorf("list indexes: %w", err)
	}
	for _, name := range names {
		if _, err := tx.ExecContext(ctx, `DROP INDEX `+quoted(name)); err != nil {
			return nil, fmt.Errorf("drop index %s: %w", name, err)
		}
	}
	return made, nil
}

// How many values one INSERT carries, about. PostgreSQL wants few round trips;
// SQLite's driver looks each value up among all of its statement.
const (
	boundPostgres = 600
	boundSQLite   = 60
)

// fillTable writes the rows of a table, several to a statement, and counts what
// is there afterwards.
func (l *loader) fillTable(ctx context.Context, tx *sql.Tx, table backup.Table) (err error) {
	batch := boundSQLite / len(table.Columns)
	if l.dialect == goose.DialectPostgres {
		batch = boundPostgres / len(table.Columns)
	}
	batch = max(1, batch)
	many, err := tx.PrepareContext(ctx, l.insertRows(table, batch))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, many.Close()) }()
	pending := make([]any, 0, batch*len(table.Columns))
	err = l.from.Each(func(row []any) error {
		if pending = append(pending, row...); len(pending) < cap(pending) {
			return nil
		}
		// A context that may end costs SQLite's driver a goroutine for each row.
		_, err := many.ExecContext(context.WithoutCancel(ctx), pending...)
		pending = pending[:0]
		return errors.Join(err, ctx.Err())
	})
	if err == nil && len(pending) > 0 {
		_, err = tx.ExecContext(ctx, l.insertRows(table, len(pending)/len(table.Columns)), pending...)
	}
	if err != nil {
		return err
	}
	got, err := countRows(ctx, tx, table.Name)
	if err == nil && got != table.Rows {
		err = fmt.Errorf("%d rows, and the backup has %d", got, table.Rows)
	}
	return err
}

// insertRows is an INSERT of n rows. Its placeholders are the dialect's own,
// for SQLite those without a name, which its driver finds fastest.
func (l *loader) insertRows(table backup.Table, n int) string {
	var out strings.Builder
	out.WriteString("INSERT INTO " + quoted(table.Name) + " (" + columnList(table) + ") VALUES ")
	for i := range n * len(table.Columns) {
		switch {
		case i == 0:
			out.WriteString("(")
		case i%len(table.Columns) == 0:
			out.WriteString("), (")
		default:
			out.WriteString(", ")
		}
		if l.dialect == goose.DialectPostgres {
			out.WriteString("$" + strconv.Itoa(i+1))
			continue
		}
		out.WriteString("?")
	}
	out.WriteString(")")
	return out.String()
}

// empty takes every row out again.
func (l *loader) empty(ctx context.Context) error {
	var names []string
	for _, t := range l.from.Manifest.Tables {
		names = append(names, quoted(t.Name))
	}
	if _, err := l.db.ExecContext(ctx, `TRUNCATE `+strings.Join(names, ", ")); err != nil {
		return fmt.Errorf("empty the place again: %w", err)
	}
	return nil
}
