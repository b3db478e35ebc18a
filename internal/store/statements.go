package store

import (
	"context"
	"database/sql"
	"errors"
	"regexp"
	"strconv"
	"strings"
	"sync"
)

// preparer makes prepared statements: a *sql.DB or a *sql.Conn.
type preparer interface {
	PrepareContext(ctx context.Context, query string) (*sql.Stmt, error)
}

// statements keeps every query it has seen prepared. The set of queries is the
// constants of this package, so it stays small.
type statements struct {
	on      preparer
	unnamed bool // SQLite: see unname

	mu   sync.RWMutex // guards kept
	kept map[string]prepared
}

// newStatements prepares on PostgreSQL, or on a database whose kind is not known.
func newStatements(on preparer) *statements {
	return &statements{on: on, kept: map[string]prepared{}}
}

// newUnnamed prepares on SQLite.
func newUnnamed(on preparer) *statements {
	s := newStatements(on)
	s.unnamed = true
	return s
}

func (s *statements) get(ctx context.Context, query string) (prepared, error) {
	s.mu.RLock()
	stmt := s.kept[query]
	s.mu.RUnlock()
	if stmt != nil {
		return stmt, nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if stmt := s.kept[query]; stmt != nil {
		return stmt, nil
	}
	stmt, err := s.prepare(ctx, query)
	if err == nil {
		s.kept[query] = stmt
	}
	return stmt, err
}

func (s *statements) prepare(ctx context.Context, query string) (prepared, error) {
	if !s.unnamed {
		return s.on.PrepareContext(ctx, query)
	}
	query, order := unname(query)
	stmt, err := s.on.PrepareContext(ctx, query)
	if err != nil {
		return nil, err
	}
	if order == nil {
		return stmt, nil
	}
	return &reordered{stmt, order}, nil
}

// placeholder is where an argument stands, and whether it bounds the rows.
var placeholder = regexp.MustCompile(`(LIMIT )?\$(\d+)`)

// unname writes ? for $1, $2 … and tells which argument each ? stands for; nil:
// they stand in order. SQLite's driver reads the name of every placeholder anew and
// compares it with every argument; a ? has none. A bound of rows is written +?: of a
// bare ? the planner reads the value, and so prepares the statement anew for every run
// (sqlite3ExprIsInteger, SQLITE_DBCONFIG_ENABLE_QPSG, which the driver cannot set).
func unname(query string) (unnamed string, order []int) {
	inOrder := true
	unnamed = placeholder.ReplaceAllStringFunc(query, func(name string) string {
		name, bound := strings.CutPrefix(name, "LIMIT ")
		n, _ := strconv.Atoi(name[1:]) // digits, by the pattern
		inOrder = inOrder && n == len(order)+1
		order = append(order, n-1)
		if bound {
			return "LIMIT +?"
		}
		return "?"
	})
	if inOrder {
		return unnamed, nil
	}
	return unnamed, order
}

// reordered is a statement whose placeholders do not stand in the order of its
// arguments.
type reordered struct {
	*sql.Stmt
	order []int
}

func (r *reordered) args(given []any) []any {
	out := make([]any, len(r.order))
	for i, n := range r.order {
		out[i] = given[n]
	}
	return out
}

// ExecContext implements prepared.
func (r *reordered) ExecContext(ctx context.Context, args ...any) (sql.Result, error) {
	return r.Stmt.ExecContext(ctx, r.args(args)...)
}

// QueryContext implements prepared.
func (r *reordered) QueryContext(ctx context.Context, args ...any) (*sql.Rows, error) {
	return r.Stmt.QueryContext(ctx, r.args(args)...)
}

// QueryRowContext implements prepared.
func (r *reordered) QueryRowContext(ctx context.Context, args ...any) *sql.Row {
	return r.Stmt.QueryRowContext(ctx, r.args(args)...)
}

func (s *statements) close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	var errs []error
	for _, stmt := range s.kept {
		errs = append(errs, stmt.Close())
	}
	clear(s.kept)
	return errors.Join(errs...)
}

// scanner is one row to be read.
type scanner interface{ Scan(dest ...any) error }

// one reads a single row through scan; sql.ErrNoRows when there is none.
func (s *statements) one(ctx context.Context, scan func(scanner) error, query string, args ...any) error {
	stmt, err := s.get(ctx, query)
	if err != nil {
		return withOutage(err)
	}
	return withOutage(scan(stmt.QueryRowContext(ctx, args...)))
}

// each reads every row through scan.
func (s *statements) each(ctx context.Context, scan func(scanner) error, query string, args ...any) error {
	stmt, err := s.get(ctx, query)
	if err != nil {
		return withOutage(err)
	}
	rows, err := stmt.QueryContext(ctx, args...)
	if err != nil {
		return withOutage(err)
	}
	return withOutage(drain(rows, scan))
}

func drain(rows *sql.Rows, scan func(scanner) error) (err error) {
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		if err := scan(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}
