package store

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/pressly/goose/v3"
	_ "modernc.org/sqlite" // the "sqlite" driver

	"loket/internal/loket"
	"loket/internal/privacy"
)

// Options are what the ledger needs besides its address.
type Options struct {
	Sealer *privacy.Sealer
	Now    func() time.Time // nil: Steady on SQLite, time.Now on PostgreSQL
	Steady *Steady          // SQLite without Now; nil: the machine's

	// Written is called within a transaction when all its rows are written, on
	// SQLite its events too, and none is committed; nil: nobody asks. It must not
	// block.
	Written func()

	// HadData refuses with ErrEmpty a ledger in which nothing ever happened,
	// before anything is made there: there was another one.
	HadData bool
	// LostKeys are ids of master keys known to be lost: what only they open is
	// no reason to refuse the ledger.
	LostKeys []string

	// Committed is told of every commit: how long it took, and how many changes
	// shared it; nil: nobody asks. It must not block.
	Committed func(took time.Duration, changes int)

	// Committing is called just before each commit, which on SQLite many changes
	// share; nil: nobody asks. What it takes is time of the disk's.
	Committing func()
}

// Store is the ledger. It is safe for concurrent use.
type Store struct {
	sealer   *privacy.Sealer
	lost     []string // ids of master keys that are lost
	now      func() time.Time
	written  func()
	timed    func(time.Duration, int)
	commits  func()
	postgres bool
	db       *sql.DB     // what read runs on
	read     *statements // committed facts only
	writer   writer
	writes   underWay
	anchor   atomic.Pointer[anchor] // the server's time; nil: not measured
	forward  forward                // what makes the ledger's time
	closers  []func() error
	pools    map[string]*sql.DB // by name; see Pools
	patience time.Duration      // how long a report waits for its turn

	condition condition
	steady    *Steady // nil: the clock was given, or the server's counts

	channels sync.Map // loket.ChannelID → loket.Channel: rows that never change kind or agency
}

// Open opens the ledger at address, makes or migrates its tables, and reads
// nothing else. Addresses: "sqlite:PATH" or "postgres://…".
func Open(ctx context.Context, address string, o Options) (*Store, error) {
	s := &Store{
		sealer: o.Sealer, lost: o.LostKeys, now: o.Now, written: o.Written, commits: o.Committing, timed: o.Committed,
		pools: map[string]*sql.DB{}, patience: reportWait,
	}
	if s.written == nil {
		s.written = func() {}
	}
	if s.commits == nil {
		s.commits = func() {}
	}
	if s.timed == nil {
		s.timed = func(time.Duration, int) {}
	}
	postgres, path, err := readAddress(address)
	if s.now == nil {
		s.now = s.ownClock(postgres, o.Steady)
	}
	if err == nil && o.HadData {
		err = checkNotEmpty(ctx, address)
	}
	if err == nil && postgres {
		err = s.openPostgres(ctx, address)
	} else if err == nil {
		err = s.openSQLite(ctx, path)
	}
	if err == nil {
		err = s.checkKey(ctx)
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("open ledger: %w", err), s.Close())
	}
	return s, nil
}

// ownClock is the clock of a ledger that was given none.
func (s *Store) ownClock(postgres bool, steady *Steady) func() time.Time {
	if postgres {
		return time.Now
	}
	if s.steady = steady; steady == nil {
		s.steady = NewSteady()
	}
	return s.steady.Now
}

const selectNewestContact = `SELECT id, key_sealed, key_id FROM contacts ORDER BY id DESC LIMIT 1`

// checkKey refuses a ledger that was sealed with a key we do not have: going on
// would write what the old key cannot read beside what the new one cannot.
func (s *Store) checkKey(ctx context.Context) error {
	var id loket.ContactID
	var sealed []byte
	var keyID string
	err := s.read.one(ctx, func(r scanner) error { return r.Scan(&id, &sealed, &keyID) }, selectNewestContact)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("read the newest contact: %w", err)
	}
	if _, err := s.contactKey(id, sealed, keyID); err != nil && !slices.Contains(s.lost, keyID) {
		return loket.Errorf(loket.CodeInvalid, "Kunci tidak cocok dengan basis data ini. "+
			"Kembalikan kunci yang lama (LOKET_SECRET_KEY atau berkas kunci) dari cadangan.")
	}
	return nil
}

// Shared tells whether other replicas may use the ledger: on SQLite none can.
func (s *Store) Shared() bool { return s.postgres }

// Close waits for what is being written and lets go of the database.
func (s *Store) Close() error {
	var errs []error
	for i := len(s.closers) - 1; i >= 0; i-- {
		errs = append(errs, s.closers[i]())
	}
	s.closers = nil
	return errors.Join(errs...)
}

const insertPing = `INSERT INTO sessions (token, data, expires_at) VALUES ($1, '', 0)`

// Ping tells whether the ledger can be written to: it writes a row and takes it
// back. A transaction that changes nothing would succeed on a full disk.
func (s *Store) Ping(ctx context.Context) error {
	return s.write(ctx, func(t *tx) error {
		token := "ping " + rand.Text()
		if _, err := t.exec(insertPing, token); err != nil {
			return err
		}
		_, err := t.exec(deleteSession, token)
		return err
	})
}

func (s *Store) openSQLite(ctx context.Context, path string) error {
	if err := checkLength(path); err != nil {
		return err
	}
	write, err := sql.Open("sqlite", sqliteDSN(path, "page_size(2048)", "journal_mode(WAL)", "synchronous(FULL)",
		"temp_store(MEMORY)", "secure_delete(1)", "wal_autocheckpoint(8000)", "foreign_keys(1)"))
	if err != nil {
		return err
	}
	s.addPool("writer", write, 1)
	if err := migrate(ctx, write, goose.DialectSQLite3); err != nil {
		return damagedFile(path, err)
	}
	read, err := sql.Open("sqlite", sqliteDSN(path, "query_only(1)", "foreign_keys(1)"))
	if err != nil {
		return err
	}
	s.db, s.read = s.addPool("chat", read, sqliteReaders), newUnnamed(read)
	s.closers = append(s.closers, s.read.close)
	reports, err := sql.Open("sqlite", sqliteDSN(path, "query_only(1)", "foreign_keys(1)"))
	if err != nil {
		return err
	}
	s.addPool("reports", reports, reportConnections())
	if err := s.goOn(ctx, s.now()); err != nil {
		return err
	}
	group, err := newGroupWriter(ctx, write, s)
	if err != nil {
		return err
	}
	s.writer = group
	s.closers = append(s.closers, group.close)
	return nil
}

func (s *Store) openPostgres(ctx context.Context, address string) error {
	db, err := dialPostgres(address)
	if err != nil {
		return err
	}
	s.addPool("chat", db, chatConnections)
	if err := migratePostgres(ctx, address); err != nil {
		return err
	}
	s.postgres = true
	s.db, s.read = db, newStatements(db)
	s.closers = append(s.closers, s.read.close)
	custom, err := planEachTime(address)
	if err != nil {
		return err
	}
	reports, err := dialPostgres(custom)
	if err != nil {
		return err
	}
	s.addPool("reports", reports, reportConnections())
	s.writer = newPoolWriter(db, s)
	return nil
}
