package store

import (
	"context"
	"database/sql"
	"errors"
	"sync"
)

// preparer makes prepared statements: a *sql.DB or a *sql.Conn.
type preparer interface {
	PrepareContext(ctx context.Context, query string) (*sql.Stmt, error)
}

// statements keeps every query it has seen prepared. The set of queries is the
// constants of this package, so it stays small.
type statements struct {
	on preparer

	mu   sync.RWMutex // guards kept
	kept map[string]*sql.Stmt
}

func newStatements(on preparer) *statements {
	return &statements{on: on, kept: map[string]*sql.Stmt{}}
}

func (s *statements) get(ctx context.Context, query string) (*sql.Stmt, error) {
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
	stmt, err := s.on.PrepareContext(ctx, query)
	if err == nil {
		s.kept[query] = stmt
	}
	return stmt, err
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
