package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"

	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
	"golang.org/x/sync/errgroup"
	"modernc.org/sqlite"

	"loket/internal/testserver"
)

// What the process that is to die is told, in its environment.
const (
	dieAtEnv = "LOKET_TEST_DIE_AT" // before which statement, from 1
	dieOnEnv = "LOKET_TEST_DIE_ON" // the address of the ledger it migrates
	dieToEnv = "LOKET_TEST_DIE_TO" // to which version
)

// TestMigrationDies kills a process by kill -9 before each statement of every
// migration, and before each commit: the tables are those of one version or of the
// next, and after the last death the next.
func TestMigrationDies(t *testing.T) {
	t.Parallel()
	t.Run("SQLite", func(t *testing.T) {
		t.Parallel()
		dieEverywhere(t, func() string { return filepath.Join(t.TempDir(), "loket.db") },
			`SELECT COALESCE(group_concat(name || ' ' || COALESCE(sql, ''), '; '), '') FROM (
  SELECT name, sql FROM sqlite_master WHERE name NOT IN ('goose_db_version', 'sqlite_sequence') ORDER BY name)`)
	})
	t.Run("Postgres", func(t *testing.T) {
		t.Parallel()
		server := testserver.PostgresFor(t)
		dieEverywhere(t, func() string { return server.Database(t) }, `
SELECT concat((SELECT string_agg(concat_ws(' ', table_name, column_name, data_type, column_default, is_nullable), '; ' ORDER BY table_name, column_name)
    FROM information_schema.columns WHERE table_schema = 'public' AND table_name <> 'goose_db_version'),
  (SELECT string_agg(indexdef, '; ' ORDER BY indexname) FROM pg_indexes WHERE schemaname = 'public' AND tablename <> 'goose_db_version'))`)
	})
}

// dieEverywhere has a ledger for each migration, at which process after process
// dies one step later than the one before; tables reads what the ledger's tables
// are, but for those that count migrations.
func dieEverywhere(t *testing.T, fresh func() string, tables string) {
	t.Helper()
	newest, err := newestSchema()
	if err != nil {
		t.Fatal(err)
	}
	undisturbed := fresh()
	want := make([]string, newest+1)
	for version := range want {
		if want[version], err = migrated(t.Context(), undisturbed, int64(version), tables); err != nil {
			t.Fatal(err)
		}
	}
	var dying errgroup.Group
	var deaths atomic.Int64
	for version := int64(1); version <= newest; version++ {
		address := fresh()
		dying.Go(func() error {
			if _, err := migrated(t.Context(), address, version-1, tables); err != nil {
				return err
			}
			died, err := dieTowards(t.Context(), address, version, func() error {
				found, err := migrated(t.Context(), address, 0, tables)
				if err == nil && found != want[version-1] && found != want[version] {
					err = fmt.Errorf("the tables are\n%s\nwant\n%s\nor\n%s", found, want[version-1], want[version])
				}
				return err
			})
			deaths.Add(int64(died))
			if err != nil {
				return fmt.Errorf("migration %d, after %d deaths: %w", version, died, err)
			}
			found, err := migrated(t.Context(), address, 0, tables)
			if err == nil && found != want[version] {
				err = fmt.Errorf("after migration %d and %d deaths the tables are\n%s\nwant\n%s", version, died, found, want[version])
			}
			return err
		})
	}
	if err := dying.Wait(); err != nil {
		t.Error(err)
	}
	if deaths.Load() < 10*newest {
		t.Errorf("%d deaths in %d migrations, want every statement counted", deaths.Load(), newest)
	}
	t.Logf("died %d times in %d migrations", deaths.Load(), newest)
}

// migrated brings a ledger to a version, unless it is there already, and reads its
// tables.
func migrated(ctx context.Context, address string, version int64, tables string) (found string, err error) {
	db, dialect := dialDying(address, &atomic.Int64{})
	defer func() { err = errors.Join(err, db.Close()) }()
	if err := migrateTo(ctx, db, dialect, version); err != nil {
		return "", err
	}
	err = db.QueryRowContext(ctx, tables).Scan(&found)
	return found, err
}

func migrateTo(ctx context.Context, db *sql.DB, dialect goose.Dialect, version int64) error {
	if version == 0 {
		return nil
	}
	provider, err := migrationsOf(db, dialect)
	if err == nil {
		_, err = provider.UpTo(ctx, version)
	}
	return err
}

// dieTowards lets process after process bring a ledger to a version and die one
// step later than the one before, until one lives to the end. whole is called
// after each death.
func dieTowards(ctx context.Context, address string, version int64, whole func() error) (deaths int, err error) {
	for {
		child := exec.CommandContext(ctx, os.Args[0], "-test.run=^TestMigrationOfTheDying$", "-test.count=1")
		child.Env = append(os.Environ(), fmt.Sprint(dieAtEnv, "=", deaths+1), fmt.Sprint(dieOnEnv, "=", address), fmt.Sprint(dieToEnv, "=", version))
		said, err := child.CombinedOutput()
		if err == nil {
			return deaths, nil
		}
		if status, _ := child.ProcessState.Sys().(syscall.WaitStatus); status.Signal() != syscall.SIGKILL {
			return deaths, fmt.Errorf("the process that migrates ended with %v, want %v\n%s", child.ProcessState, syscall.SIGKILL, said)
		}
		deaths++
		if err := whole(); err != nil {
			return deaths, err
		}
	}
}

// TestMigrationOfTheDying is what the process does that dieTowards starts; in an
// ordinary run there is nothing to do.
func TestMigrationOfTheDying(t *testing.T) {
	at, err := strconv.ParseInt(os.Getenv(dieAtEnv), 10, 64)
	if err != nil {
		return
	}
	version, err := strconv.ParseInt(os.Getenv(dieToEnv), 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	left := &atomic.Int64{}
	left.Store(at)
	db, dialect := dialDying(os.Getenv(dieOnEnv), left)
	if err := errors.Join(migrateTo(t.Context(), db, dialect, version), db.Close()); err != nil {
		t.Fatal(err)
	}
}

// dialDying connects to a ledger for a process that dies before its last
// statement; left 0: it never does.
func dialDying(address string, left *atomic.Int64) (*sql.DB, goose.Dialect) {
	if strings.HasPrefix(address, "postgres:") {
		return sql.OpenDB(dyingConnector{stdlib.GetDefaultDriver(), address, left}), goose.DialectPostgres
	}
	db := sql.OpenDB(dyingConnector{&sqlite.Driver{}, "file:" + address + "?_pragma=journal_mode(WAL)", left})
	db.SetMaxOpenConns(1)
	return db, goose.DialectSQLite3
}

type dyingConnector struct {
	driver driver.Driver
	name   string
	left   *atomic.Int64
}

func (c dyingConnector) Driver() driver.Driver { return c.driver }

func (c dyingConnector) Connect(context.Context) (driver.Conn, error) {
	conn, err := c.driver.Open(c.name)
	return dyingConn{conn, c.left}, err
}

// dyingConn counts what passes through it.
type dyingConn struct {
	driver.Conn
	left *atomic.Int64
}

func step(left *atomic.Int64) {
	if left.Add(-1) == 0 {
		_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
		select {}
	}
}

func (c dyingConn) ExecContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Result, error) {
	step(c.left)
	return c.Conn.(driver.ExecerContext).ExecContext(ctx, query, args)
}

func (c dyingConn) QueryContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	step(c.left)
	return c.Conn.(driver.QueryerContext).QueryContext(ctx, query, args)
}

func (c dyingConn) BeginTx(ctx context.Context, o driver.TxOptions) (driver.Tx, error) {
	tx, err := c.Conn.(driver.ConnBeginTx).BeginTx(ctx, o)
	return dyingTx{tx, c.left}, err
}

func (c dyingConn) CheckNamedValue(v *driver.NamedValue) error {
	if checker, ok := c.Conn.(driver.NamedValueChecker); ok {
		return checker.CheckNamedValue(v)
	}
	return driver.ErrSkip
}

type dyingTx struct {
	driver.Tx
	left *atomic.Int64
}

func (t dyingTx) Commit() error {
	step(t.left)
	return t.Tx.Commit()
}
