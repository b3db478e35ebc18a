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
)

// TestMigrationDies kills a process by kill -9 before each statement of every
// migration, and before each commit: migrating again succeeds, and the tables are
// those of a ledger whose migration nothing disturbed.
func TestMigrationDies(t *testing.T) {
	t.Parallel()
	t.Run("SQLite", func(t *testing.T) {
		t.Parallel()
		dieEverywhere(t, func() string { return filepath.Join(t.TempDir(), "loket.db") },
			`SELECT COALESCE(group_concat(name || ' ' || COALESCE(sql, ''), '; '), '') FROM (SELECT name, sql FROM sqlite_master ORDER BY name)`)
	})
	t.Run("Postgres", func(t *testing.T) {
		t.Parallel()
		server := testserver.PostgresFor(t)
		dieEverywhere(t, func() string { return server.Database(t) }, `
SELECT (SELECT string_agg(concat_ws(' ', table_name, column_name, data_type, column_default, is_nullable), '; ' ORDER BY table_name, column_name)
  FROM information_schema.columns WHERE table_schema = 'public') ||
  (SELECT string_agg(indexdef, '; ' ORDER BY indexname) FROM pg_indexes WHERE schemaname = 'public')`)
	})
}

// dieSide is how many die side by side: on PostgreSQL whoever comes after waits up
// to a second for the lock of the dead.
const dieSide = 16

// dieEverywhere migrates a fresh ledger for each statement there is to die at;
// tables reads what the ledger's tables are.
func dieEverywhere(t *testing.T, fresh func() string, tables string) {
	t.Helper()
	want, steps, err := migrated(t.Context(), fresh(), tables)
	if err != nil || steps < 40 {
		t.Fatalf("migrating takes %d steps, %v, want every statement of every migration counted", steps, err)
	}
	var dying errgroup.Group
	dying.SetLimit(dieSide)
	for n := range steps {
		address := fresh()
		dying.Go(func() error {
			if err := die(t.Context(), address, n+1); err != nil {
				return err
			}
			got, _, err := migrated(t.Context(), address, tables)
			if err == nil && got != want {
				err = fmt.Errorf("the tables are\n%s\nwant\n%s", got, want)
			}
			if err != nil {
				return fmt.Errorf("after a death at step %d: %w", n+1, err)
			}
			return nil
		})
	}
	if err := dying.Wait(); err != nil {
		t.Error(err)
	}
	t.Logf("died at each of %d statements and commits", steps)
}

// migrated brings a ledger to its newest version, reads its tables, and tells in
// how many steps.
func migrated(ctx context.Context, address, tables string) (found string, steps int, err error) {
	left := &atomic.Int64{}
	db, dialect := dialDying(address, left)
	defer func() { err = errors.Join(err, db.Close()) }()
	if err := migrate(ctx, db, dialect); err != nil {
		return "", 0, fmt.Errorf("migrate: %w", err)
	}
	steps = int(-left.Load())
	err = db.QueryRowContext(ctx, tables).Scan(&found)
	return found, steps, err
}

// die lets another process migrate a ledger, and wants it dead before step n.
func die(ctx context.Context, address string, n int) error {
	child := exec.CommandContext(ctx, os.Args[0], "-test.run=^TestMigrationOfTheDying$", "-test.count=1")
	child.Env = append(os.Environ(), fmt.Sprint(dieAtEnv, "=", n), fmt.Sprint(dieOnEnv, "=", address))
	said, _ := child.CombinedOutput()
	if status, _ := child.ProcessState.Sys().(syscall.WaitStatus); status.Signal() != syscall.SIGKILL {
		return fmt.Errorf("the process that migrates ended at step %d with %v, want %v\n%s", n, child.ProcessState, syscall.SIGKILL, said)
	}
	return nil
}

// TestMigrationOfTheDying is what the process does that survived starts; in an
// ordinary run there is nothing to do.
func TestMigrationOfTheDying(t *testing.T) {
	at, err := strconv.ParseInt(os.Getenv(dieAtEnv), 10, 64)
	if err != nil {
		return
	}
	left := &atomic.Int64{}
	left.Store(at)
	db, dialect := dialDying(os.Getenv(dieOnEnv), left)
	if err := errors.Join(migrate(t.Context(), db, dialect), db.Close()); err != nil {
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
