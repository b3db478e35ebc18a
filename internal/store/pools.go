package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"runtime"
	"time"

	"loket/internal/loket"
)

const (
	// chatConnections read and, on PostgreSQL, write for citizens and staff.
	chatConnections = 24
	// sqliteReaders is how many connections read beside SQLite's writer.
	sqliteReaders = 4
	// reportWait is how long a report waits for its turn before it is put off.
	reportWait = 5 * time.Second
)

// reportConnections is how many reports are read side by side: half of the
// cores, since on SQLite a report is computed on this machine.
func reportConnections() int { return max(1, min(4, runtime.NumCPU()/2)) }

// planEachTime makes an address whose statements are planned at every run: the
// plan PostgreSQL keeps after five does not know the period, and a report by it
// takes seconds where it would take milliseconds. Rows come in binary.
func planEachTime(address string) (string, error) {
	u, err := url.Parse(address)
	if err != nil {
		return "", loket.Errorf(loket.CodeInvalid, "LOKET_DATABASE_URL tidak dapat dibaca sebagai alamat. Tulis misalnya postgres://pengguna:sandi@tuan/basisdata, dengan tanda khusus dalam sandi ditulis %XX.")
	}
	q := u.Query()
	q.Set("default_query_exec_mode", "cache_describe") // for the driver: the server, or a pgbouncer before it, does not see it
	u.RawQuery = q.Encode()
	return u.String(), nil
}

// Pools tells how the ledger's pools of connections stand, one by one: "chat"
// reads for citizens and staff, and on PostgreSQL writes; "reports" reads the
// figures; on SQLite "writer" is the one that writes.
func (s *Store) Pools(tell func(pool string, stats sql.DBStats)) {
	for name, db := range s.pools {
		tell(name, db.Stats())
	}
}

// addPool keeps a pool under a name, with a fixed number of connections, and
// closes it with the ledger.
func (s *Store) addPool(name string, db *sql.DB, connections int) *sql.DB {
	db.SetMaxOpenConns(connections)
	db.SetMaxIdleConns(connections)
	s.pools[name] = db
	s.closers = append(s.closers, db.Close)
	return db
}

// errReportsBusy says that too many reports are being read.
var errReportsBusy = loket.Errorf(loket.CodeUnavailable, "Laporan sedang dibuka terlalu banyak orang. Tunggu sebentar, lalu muat ulang halaman.")

// report reads every row through scan on a connection of the reports' own pool:
// however many reports are asked for, nobody in a chat waits for a connection
// because of them. It returns a loket.Error with CodeUnavailable when its turn
// does not come within five seconds.
func (s *Store) report(ctx context.Context, scan func(scanner) error, query string, args ...any) error {
	return s.turn(ctx, func(conn *sql.Conn) error {
		rows, err := conn.QueryContext(ctx, query, args...)
		if err != nil {
			return err
		}
		return drain(rows, scan)
	})
}

// turn is report for more than one query.
func (s *Store) turn(ctx context.Context, do func(*sql.Conn) error) (err error) {
	turn, cancel := context.WithTimeout(ctx, s.patience)
	defer cancel()
	conn, err := s.pools["reports"].Conn(turn)
	if err != nil {
		if errors.Is(err, context.DeadlineExceeded) && ctx.Err() == nil {
			return errReportsBusy
		}
		return fmt.Errorf("wait for a connection: %w", err)
	}
	defer func() { err = errors.Join(err, conn.Close()) }()
	return do(conn)
}
