package store

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"strings"
	"sync"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // the "pgx" driver
	"github.com/pressly/goose/v3"
	_ "modernc.org/sqlite" // the "sqlite" driver

	"loket/internal/loket"
	"loket/internal/privacy"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Options are what the ledger needs besides its address.
type Options struct {
	Sealer *privacy.Sealer
	Now    func() time.Time // nil: time.Now

	// Written is called within a transaction when all its rows and events are
	// written and none is committed; nil: nobody asks. It must not block.
	Written func()
}

// Store is the ledger. It is safe for concurrent use.
type Store struct {
	sealer   *privacy.Sealer
	now      func() time.Time
	written  func()
	postgres bool
	db       *sql.DB     // what read runs on
	read     *statements // committed facts only
	writer   writer
	closers  []func() error

	channels sync.Map // loket.ChannelID → loket.Channel: rows that never change kind or agency
}

// Open opens the ledger at address, makes or migrates its tables, and reads
// nothing else. Addresses: "sqlite:PATH" or "postgres://…".
func Open(ctx context.Context, address string, o Options) (*Store, error) {
	s := &Store{sealer: o.Sealer, now: o.Now, written: o.Written}
	if s.now == nil {
		s.now = time.Now
	}
	if s.written == nil {
		s.written = func() {}
	}
	var err error
	switch scheme, rest, _ := strings.Cut(address, ":"); scheme {
	case "sqlite":
		err = s.openSQLite(ctx, rest)
	case "postgres", "postgresql":
		err = s.openPostgres(ctx, address)
	default:
		err = loket.Errorf(loket.CodeInvalid, `Alamat basis data harus dimulai dengan "sqlite:" atau "postgres://". Periksa LOKET_DATABASE_URL.`)
	}
	if err == nil {
		err = s.checkKey(ctx)
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("open ledger: %w", err), s.Close())
	}
	return s, nil
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
	if _, err := s.contactKey(id, sealed, keyID); err != nil {
		return loket.Errorf(loket.CodeInvalid, "Kunci tidak cocok dengan basis data ini. "+
			"Kembalikan kunci yang lama (LOKET_SECRET_KEY atau berkas kunci) dari cadangan.")
	}
	return nil
}

// Close waits for what is being written and lets go of the database.
func (s *Store) Close() error {
	var errs []error
	for i := len(s.closers) - 1; i >= 0; i-- {
		errs = append(errs, s.closers[i]())
	}
	s.closers = nil
	return errors.Join(errs...)
}

// Ping tells whether the ledger can be written to: it commits an empty
// transaction.
func (s *Store) Ping(ctx context.Context) error {
	return s.write(ctx, func(t *tx) error {
		_, err := t.exec(`UPDATE agencies SET code = code WHERE id = ''`)
		return err
	})
}

// sqliteReaders is how many connections read beside the writer.
const sqliteReaders = 4

func (s *Store) openSQLite(ctx context.Context, path string) error {
	path = strings.TrimPrefix(path, "//")
	if path == "" {
		return loket.Errorf(loket.CodeInvalid, `Alamat "sqlite:" tanpa nama berkas. Tulis misalnya sqlite:data/loket.db.`)
	}
	dsn := func(pragmas ...string) string {
		q := url.Values{"_pragma": append(pragmas, "busy_timeout(5000)", "foreign_keys(1)")}
		return "file:" + (&url.URL{Path: path}).EscapedPath() + "?" + q.Encode()
	}
	write, err := sql.Open("sqlite", dsn("page_size(2048)", "journal_mode(WAL)", "synchronous(FULL)", "temp_store(MEMORY)", "secure_delete(1)", "wal_autocheckpoint(8000)"))
	if err != nil {
		return err
	}
	write.SetMaxOpenConns(1)
	s.closers = append(s.closers, write.Close)
	if err := migrate(ctx, write, goose.DialectSQLite3); err != nil {
		return err
	}
	read, err := sql.Open("sqlite", dsn("query_only(1)"))
	if err != nil {
		return err
	}
	read.SetMaxOpenConns(sqliteReaders)
	read.SetMaxIdleConns(sqliteReaders)
	s.db, s.read = read, newStatements(read)
	s.closers = append(s.closers, read.Close, s.read.close)
	group, err := newGroupWriter(ctx, write, s)
	if err != nil {
		return err
	}
	s.writer = group
	s.closers = append(s.closers, group.close)
	return nil
}

func (s *Store) openPostgres(ctx context.Context, address string) error {
	db, err := sql.Open("pgx", address)
	if err != nil {
		return err
	}
	db.SetMaxOpenConns(24)
	db.SetMaxIdleConns(24)
	s.closers = append(s.closers, db.Close)
	if err := migrate(ctx, db, goose.DialectPostgres); err != nil {
		return err
	}
	s.postgres = true
	s.db, s.read = db, newStatements(db)
	s.closers = append(s.closers, s.read.close)
	s.writer = &poolWriter{db: db, store: s}
	return nil
}

func migrate(ctx context.Context, db *sql.DB, dialect goose.Dialect) error {
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return err
	}
	provider, err := goose.NewProvider(dialect, db, files)
	if err != nil {
		return fmt.Errorf("read migrations: %w", err)
	}
	if _, err := provider.Up(ctx); err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	return nil
}
