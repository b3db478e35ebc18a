package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"time"

	"loket/internal/loket"
	"loket/internal/privacy"
)

// Health is what examining a ledger has found. An error in it says what is
// wrong; nil: nothing.
type Health struct {
	Missing    bool          // SQLite: there is no file yet, or an empty one
	Schema     int64         // version of the tables; 0: none yet
	Newest     int64         // version this program makes
	Serves     bool          // this program may use them as they are
	HasData    bool          // something has happened in it
	HasClock   bool          // PostgreSQL: the server has a clock of its own
	ClockAhead time.Duration // how far ours is ahead of it
	Integrity  error
	Write      error    // why it cannot be written to
	Seal       error    // the newest contact does not open
	KeysGone   []string // ids of master keys that something needs and the sealer does not have
}

// Examine looks at the ledger at address as it is: nothing is made, migrated or
// changed. A sealer opens a sample of what is sealed; nil: none is tried. Its
// error says that the ledger cannot be read at all.
func Examine(ctx context.Context, address string, sealer *privacy.Sealer, now func() time.Time) (h Health, err error) {
	if h.Newest, err = newestSchema(); err != nil {
		return h, err
	}
	postgres, path, err := readAddress(address)
	if err != nil {
		return h, err
	}
	if !postgres {
		if info, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) || err == nil && info.Size() == 0 {
			h.Missing = true
			return h, nil
		}
		if err := checkLength(path); err != nil {
			return h, err
		}
	}
	db, _, err := openReading(ctx, address)
	if err != nil {
		return h, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if err := h.read(ctx, db, postgres, now); err != nil {
		return h, damagedFile(path, err)
	}
	if !postgres {
		h.Integrity = quickCheck(ctx, db, path)
	}
	h.Write = tryWrite(ctx, postgres, path, db)
	if sealer != nil && h.HasData {
		err = h.trySeals(ctx, db, sealer)
	}
	return h, damagedFile(path, err)
}

// trySeals opens a sample of what is sealed, and looks for keys that nobody has.
func (h *Health) trySeals(ctx context.Context, db *sql.DB, sealer *privacy.Sealer) error {
	s := &Store{sealer: sealer, read: newStatements(db)}
	h.Seal = errors.Join(s.checkKey(ctx), s.read.close())
	used, err := textsOf(ctx, db, selectKeysUsed)
	if err != nil {
		return fmt.Errorf("read the names of keys: %w", err)
	}
	h.KeysGone = slices.DeleteFunc(used, func(id string) bool { return slices.Contains(sealer.KeyIDs(), id) })
	return nil
}

// read reads the version, the clock, and whether anything has happened.
func (h *Health) read(ctx context.Context, db *sql.DB, postgres bool, now func() time.Time) error {
	if postgres {
		if err := h.compareClocks(ctx, db, now); err != nil {
			return err
		}
	}
	tables, err := textsOf(ctx, db, pick(postgres, tablesPostgres, tablesSQLite))
	if err != nil || len(tables) == 0 {
		return err
	}
	if h.Schema, err = schemaOf(ctx, db); err != nil {
		return err
	}
	h.Serves = h.Schema == h.Newest
	if h.Schema > h.Newest {
		if h.Serves, err = serves(ctx, db, h.Newest); err != nil {
			return err
		}
	}
	var something int
	err = db.QueryRowContext(ctx, `SELECT 1 FROM events LIMIT 1`).Scan(&something)
	h.HasData = err == nil
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	return err
}

// compareClocks takes the server's time for that of the middle of the question.
func (h *Health) compareClocks(ctx context.Context, db *sql.DB, now func() time.Time) error {
	before := now()
	var theirs int64
	err := db.QueryRowContext(ctx, `SELECT CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT)`).Scan(&theirs)
	if err != nil {
		return fmt.Errorf("read the server's clock: %w", err)
	}
	took := now().Sub(before)
	h.HasClock, h.ClockAhead = true, before.Add(took/2).Sub(clock(theirs))
	return nil
}

// quickCheck reads every page of the file, but does not compare indexes with
// their tables.
func quickCheck(ctx context.Context, db *sql.DB, path string) error {
	said, err := textsOf(ctx, db, `PRAGMA quick_check(1)`)
	if err != nil {
		return damagedFile(path, err)
	}
	if len(said) != 1 || said[0] != "ok" {
		return errDamaged(path)
	}
	return nil
}

// tryWrite begins to write and takes it back.
func tryWrite(ctx context.Context, postgres bool, path string, reading *sql.DB) (err error) {
	if postgres {
		var refused bool
		err := reading.QueryRowContext(ctx, `SELECT current_setting('transaction_read_only') = 'on'`).Scan(&refused)
		if err == nil && refused {
			err = loket.Errorf(loket.CodeUnavailable, "Server PostgreSQL ini hanya untuk dibaca (mungkin salinan). Tunjuk server utamanya.")
		}
		return err
	}
	db, err := sql.Open("sqlite", sqliteDSN(path))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	conn, err := db.Conn(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, conn.Close()) }()
	if _, err := conn.ExecContext(ctx, `BEGIN IMMEDIATE`); err != nil {
		return err
	}
	_, err = conn.ExecContext(ctx, `ROLLBACK`)
	return err
}
