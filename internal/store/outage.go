package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"sync"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"loket/internal/loket"
)

// withOutage adds loket.ErrNoLedger to an error that is the database's trouble
// and not that of what was asked of it: trying the same again later can help.
func withOutage(err error) error {
	if err == nil || errors.Is(err, loket.ErrNoLedger) || reasonOf(err) == "" {
		return err
	}
	return fmt.Errorf("%w: %w", loket.ErrNoLedger, err)
}

// reasonOf names the database's trouble as staff read it; "" when an error is
// none.
func reasonOf(err error) string {
	if lite, ok := errors.AsType[*sqlite.Error](err); ok {
		return sqliteReason(lite.Code() & 0xff)
	}
	if pg, ok := errors.AsType[*pgconn.PgError](err); ok {
		return postgresReason(pg.Code)
	}
	_, connecting := errors.AsType[*pgconn.ConnectError](err)
	_, network := errors.AsType[net.Error](err)
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		return "tidak menjawab"
	case connecting, network, pgconn.SafeToRetry(err),
		errors.Is(err, driver.ErrBadConn), errors.Is(err, sql.ErrConnDone),
		errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, net.ErrClosed):
		return "tidak terhubung"
	}
	return ""
}

// sqliteReason reads a primary result code.
func sqliteReason(code int) string {
	switch code {
	case sqlite3.SQLITE_FULL:
		return "disk penuh"
	case sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN:
		return "disk tidak dapat ditulis atau penuh"
	case sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM, sqlite3.SQLITE_AUTH:
		return "berkas hanya dapat dibaca"
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_PROTOCOL:
		return "dipakai program lain"
	case sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB:
		return "berkas rusak"
	case sqlite3.SQLITE_NOMEM:
		return "memori habis"
	}
	return ""
}

// postgresReason reads an SQLSTATE: of connections (08), of a server that has no
// room (53), is stopping or starting (57P) or in trouble itself (58), that only
// reads because another one leads now (25006), that ended a transaction it had
// waited for (25P03), or where transactions met until the last attempt.
func postgresReason(code string) string {
	switch {
	case code == "53100":
		return "disk penuh"
	case code == "25006":
		return "hanya dapat dibaca"
	case strings.HasPrefix(code, "08"), strings.HasPrefix(code, "57P"), code == "25P03":
		return "tidak terhubung"
	case strings.HasPrefix(code, "53"), strings.HasPrefix(code, "58"):
		return "server basis data bermasalah"
	case code == "40001", code == "40P01", code == "55P03":
		return "terlalu sibuk"
	}
	return ""
}

// Trouble is what keeps the ledger from being written to.
type Trouble struct {
	Since  time.Time // of the first write that failed; none has gone through since
	Reason string    // in Indonesian, for staff: "disk penuh"
}

// condition is how the last writes went.
type condition struct {
	mu      sync.Mutex // guards trouble
	trouble *Trouble   // nil: the last write went through, or was refused by us
}

// note takes in how a write ended.
func (c *condition) note(now time.Time, err error) {
	reason := ""
	if err != nil {
		if reason = reasonOf(err); reason == "" {
			return
		}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case err == nil:
		c.trouble = nil
	case c.trouble == nil:
		c.trouble = &Trouble{Since: now, Reason: reason}
	default:
		c.trouble.Reason = reason
	}
}

// Trouble tells what keeps the ledger from being written to; false: nothing, as
// far as the last write tells. Leases are renewed every five seconds, so that is
// not long ago.
func (s *Store) Trouble() (Trouble, bool) {
	s.condition.mu.Lock()
	defer s.condition.mu.Unlock()
	if s.condition.trouble == nil {
		return Trouble{}, false
	}
	return *s.condition.trouble, true
}

// duplicate tells whether a row was refused because another has what only one may
// have. On PostgreSQL the transaction is over with it.
func duplicate(err error) bool {
	if e, ok := errors.AsType[*pgconn.PgError](err); ok {
		return e.Code == "23505"
	}
	if e, ok := errors.AsType[*sqlite.Error](err); ok {
		return e.Code() == sqlite3.SQLITE_CONSTRAINT_UNIQUE
	}
	return false
}
