package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/pressly/goose/v3"

	"loket/internal/backup"
	"loket/internal/durable"
	"loket/internal/loket"
	"loket/internal/privacy"
)

// RestoreOptions are what a restore needs besides the backup.
type RestoreOptions struct {
	Options                    // Sealer: with the key to go on with; LostKeys: go on without these
	Step    func(doing string) // told before each long step, in Indonesian
}

// Restored is what a restore has found and done.
type Restored struct {
	Audit AuditCheck
	// Doubtful is how many replies of staff were owed at the moment of the
	// backup: they may have arrived since, so staff decide about each.
	Doubtful int64
	Lost     GivenUp // what was given up with lost keys
}

// Restore fills the empty place at address from a backup, on either engine, and
// checks what it made: the rows of every table, the database's own integrity,
// the audit chain, and that the sealer opens what is sealed. A place that holds
// anything is refused. When it returns an error the place is as empty as before.
func Restore(ctx context.Context, address string, from *backup.Reader, o RestoreOptions) (Restored, error) {
	postgres, path, err := readAddress(address)
	if err != nil {
		return Restored{}, err
	}
	if newest, err := newestSchema(); err != nil || from.Manifest.Schema > newest {
		return Restored{}, errors.Join(err, loket.Errorf(loket.CodeInvalid, fmt.Sprintf(
			"Cadangan ini dari Loket yang lebih baru (%s, skema %d; program ini skema %d). Pasang Loket itu, lalu ulangi.",
			from.Manifest.Loket, from.Manifest.Schema, newest)))
	}
	if !subset(from.Manifest.Keys, slices.Concat(o.Sealer.KeyIDs(), o.LostKeys)) {
		return Restored{}, errOtherKey()
	}
	if postgres {
		return restorePostgres(ctx, address, from, o)
	}
	return restoreSQLite(ctx, path, from, o)
}

// beingRestored is the file a ledger is restored into until all of it was
// checked.
const beingRestored = ".pulih"

func restoreSQLite(ctx context.Context, path string, from *backup.Reader, o RestoreOptions) (r Restored, err error) {
	for _, name := range []string{path, path + "-wal", path + "-shm"} {
		if _, err := os.Lstat(name); !errors.Is(err, fs.ErrNotExist) {
			return r, loket.Errorf(loket.CodeConflict, "Berkas "+name+" sudah ada; pemulihan hanya ke tempat kosong. "+
				"Hentikan Loket, pindahkan "+path+", "+path+"-wal dan "+path+"-shm ke tempat lain, lalu ulangi.")
		}
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return r, fmt.Errorf("make the directory of the ledger: %w", err)
	}
	fresh := path + beingRestored
	if err := removeSQLite(fresh); err != nil {
		return r, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, removeSQLite(fresh))
		}
	}()
	if r.Doubtful, err = fillSQLite(ctx, fresh, from, o); err != nil {
		return r, err
	}
	if err := prove(ctx, "sqlite:"+fresh, from.Manifest, o, &r); err != nil {
		return r, err
	}
	return r, moveIntoPlace(fresh, path)
}

// removeSQLite removes what a restore that died has left.
func removeSQLite(path string) error {
	for _, name := range []string{path, path + "-wal", path + "-shm", path + "-journal"} {
		if err := os.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("remove an unfinished restore: %w", err)
		}
	}
	return nil
}

// fillSQLite fills a new file without caring for a crash: until it has its
// final name nobody uses it.
func fillSQLite(ctx context.Context, path string, from *backup.Reader, o RestoreOptions) (doubtful int64, err error) {
	db, err := sql.Open("sqlite", sqliteDSN(path, "page_size(2048)", "journal_mode(MEMORY)", "synchronous(OFF)",
		"temp_store(FILE)", "cache_size(-131072)", "locking_mode(EXCLUSIVE)"))
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	db.SetMaxOpenConns(1)
	l := loader{db: db, dialect: goose.DialectSQLite3, from: from, step: o.Step}
	if err := l.load(ctx); err != nil {
		return 0, err
	}
	o.Step("memeriksa keutuhan basis data")
	broken, err := textsOf(ctx, db, `PRAGMA integrity_check`)
	if err != nil || len(broken) != 1 || broken[0] != "ok" {
		return 0, errors.Join(err, fmt.Errorf("check integrity: %q", broken))
	}
	var table string
	err = db.QueryRowContext(ctx, `SELECT "table" FROM pragma_foreign_key_check LIMIT 1`).Scan(&table)
	if !errors.Is(err, sql.ErrNoRows) {
		return 0, errors.Join(err, fmt.Errorf("check references: a row of %s refers to nothing", table))
	}
	return l.doubtful, nil
}

// moveIntoPlace gives a finished file its name, durably, unless somebody else
// took it meanwhile.
func moveIntoPlace(fresh, path string) error {
	file, err := os.OpenFile(fresh, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	if err := errors.Join(file.Sync(), file.Close()); err != nil {
		return fmt.Errorf("write ledger: %w", err)
	}
	if err := os.Link(fresh, path); err != nil {
		return fmt.Errorf("put the ledger into its place: %w", err)
	}
	if err := os.Remove(fresh); err != nil {
		return fmt.Errorf("put the ledger into its place: %w", err)
	}
	return durable.SyncDir(filepath.Dir(path))
}

func restorePostgres(ctx context.Context, address string, from *backup.Reader, o RestoreOptions) (r Restored, err error) {
	db, err := connectPostgres(address)
	if err != nil {
		return r, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if err := checkVacant(ctx, db, from.Manifest.Schema); err != nil {
		return r, err
	}
	l := loader{db: db, dialect: goose.DialectPostgres, from: from, step: o.Step}
	if err := l.load(ctx); err != nil {
		return r, err
	}
	r.Doubtful = l.doubtful
	if err := prove(ctx, address, from.Manifest, o, &r); err != nil {
		return r, errors.Join(err, l.empty(context.WithoutCancel(ctx)))
	}
	_, err = db.ExecContext(ctx, `ANALYZE`)
	return r, err
}

// checkVacant refuses a database with a row in any table, and one whose tables
// are of another version than the backup's.
func checkVacant(ctx context.Context, db *sql.DB, schema int64) error {
	names, err := textsOf(ctx, db, tablesPostgres)
	if err != nil {
		return fmt.Errorf("list tables: %w", err)
	}
	for _, name := range names {
		if tellsVersion(name) {
			continue
		}
		var one int
		err := db.QueryRowContext(ctx, `SELECT 1 FROM `+quoted(name)+` LIMIT 1`).Scan(&one)
		if err == nil {
			return loket.Errorf(loket.CodeConflict, "Basis data tujuan sudah berisi (tabel "+name+
				"); pemulihan hanya ke tempat kosong. Buat basis data baru dengan createdb, lalu tunjuk dengan --to.")
		}
		if !errors.Is(err, sql.ErrNoRows) {
			return fmt.Errorf("look into %s: %w", name, err)
		}
	}
	if !slices.Contains(names, goose.DefaultTablename) {
		return nil
	}
	if has, err := schemaOf(ctx, db); err != nil || has > schema {
		return errors.Join(err, loket.Errorf(loket.CodeConflict, fmt.Sprintf("Tabel kosong di basis data tujuan lebih baru (skema %d) "+
			"daripada cadangan (skema %d). Buat basis data baru dengan createdb, lalu tunjuk dengan --to.", has, schema)))
	}
	return nil
}

// prove opens what was restored as a server would, checks it, and notes the
// restore in the audit log, with an anchor of its own: anchors of rows that were
// known and are not there any more lie before it.
func prove(ctx context.Context, address string, from backup.Manifest, o RestoreOptions, r *Restored) (err error) {
	o.Step("memeriksa kunci dan catatan audit")
	s, err := Open(ctx, address, o.Options)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	walk, err := s.walkAudit(ctx, nil)
	if err != nil {
		return err
	}
	r.Audit = walk.AuditCheck
	if err := s.trySeals(ctx); err != nil {
		return err
	}
	if r.Lost, err = s.giveUp(ctx); err != nil {
		return err
	}
	err = s.write(ctx, func(t *tx) error {
		return t.audit(auditEntry{
			action: restoreAction, object: "backup", id: from.At.Format(time.RFC3339), origin: from.Loket,
			reason: fmt.Sprintf("%d lost keys", len(s.lost)) + restoreKeys + strings.Join(slices.Sorted(maps.Keys(walk.unknown)), " "),
		})
	})
	if err != nil {
		return err
	}
	return s.anchorDay(ctx, true)
}

// What a restore leaves in the audit log. After restoreKeys stand the keys of rows
// that could not be proved then.
const (
	restoreAction = "ledger.restore"
	restoreKeys   = "; unproved under: "
)

const selectSealedSamples = `
SELECT m.id, m.body_sealed, c.id, c.key_sealed, c.key_id
FROM messages m JOIN conversations v ON v.id = m.conversation_id JOIN contacts c ON c.id = v.contact_id
WHERE m.key_id <> '' ORDER BY m.id DESC LIMIT 100`

// trySeals opens the newest texts of the ledger, but for those under a lost
// key.
func (s *Store) trySeals(ctx context.Context) error {
	err := s.read.each(ctx, func(r scanner) error {
		var message, contact, keyID string
		var body, keySealed []byte
		if err := r.Scan(&message, &body, &contact, &keySealed, &keyID); err != nil || slices.Contains(s.lost, keyID) {
			return err
		}
		key, err := s.contactKey(loket.ContactID(contact), keySealed, keyID)
		if err == nil {
			_, err = openText(key, body, "messages", "body_sealed", message)
		}
		return err
	}, selectSealedSamples)
	if errors.Is(err, privacy.ErrUnknownKey) || errors.Is(err, privacy.ErrBroken) {
		return errOtherKey()
	}
	return err
}

func errOtherKey() error {
	return loket.Errorf(loket.CodeInvalid, "Kunci yang ada tidak membuka isi percakapan di cadangan ini. "+
		"Kembalikan kunci dari masa cadangan itu (LOKET_SECRET_KEY atau berkas kunci), lalu ulangi.")
}

// subset tells whether every one of part is in whole.
func subset(part, whole []string) bool {
	return !slices.ContainsFunc(part, func(one string) bool { return !slices.Contains(whole, one) })
}
