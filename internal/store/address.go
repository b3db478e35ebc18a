package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"strings"

	"loket/internal/loket"
)

// readAddress tells the engine of an address; path is the file of SQLite.
func readAddress(address string) (postgres bool, path string, err error) {
	switch scheme, rest, _ := strings.Cut(address, ":"); scheme {
	case "sqlite":
		if path = strings.TrimPrefix(rest, "//"); path == "" {
			return false, "", loket.Errorf(loket.CodeInvalid, `Alamat "sqlite:" tanpa nama berkas. Tulis misalnya sqlite:data/loket.db.`)
		}
		return false, path, nil
	case "postgres", "postgresql":
		return true, "", nil
	}
	return false, "", loket.Errorf(loket.CodeInvalid, `Alamat basis data harus dimulai dengan "sqlite:" atau "postgres://". Periksa LOKET_DATABASE_URL.`)
}

// sqliteDSN is how every connection to a file is made, with pragmas of its own.
func sqliteDSN(path string, pragmas ...string) string {
	q := url.Values{"_pragma": append(pragmas, "busy_timeout(5000)")}
	return "file:" + (&url.URL{Path: path}).EscapedPath() + "?" + q.Encode()
}

// openReading opens a ledger as it is: nothing is made, migrated or written.
func openReading(ctx context.Context, address string) (db *sql.DB, postgres bool, err error) {
	postgres, path, err := readAddress(address)
	if err != nil {
		return nil, false, err
	}
	if postgres {
		db, err = connectPostgres(address)
	} else {
		if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
			return nil, false, loket.Errorf(loket.CodeNotFound, "Basis data "+path+" tidak ada. Periksa LOKET_DATA_DIR atau LOKET_DATABASE_URL.")
		}
		db, err = sql.Open("sqlite", sqliteDSN(path, "query_only(1)"))
	}
	if err != nil {
		return nil, postgres, fmt.Errorf("open ledger: %w", err)
	}
	if err := db.PingContext(ctx); err != nil {
		return nil, postgres, errors.Join(fmt.Errorf("reach ledger: %w", distrusted(damagedFile(path, err))), db.Close())
	}
	return db, postgres, nil
}
