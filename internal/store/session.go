package store

import (
	"context"
	"database/sql"
	"errors"
	"time"
)

// Sessions keeps the sessions of the staff pages; it is what alexedwards/scs
// calls a CtxStore. Tokens arrive hashed.
type Sessions struct{ Store *Store }

const (
	selectSession  = `SELECT data FROM sessions WHERE token = $1 AND expires_at > $2`
	selectSessions = `SELECT token, data FROM sessions WHERE expires_at > $1`
	upsertSession  = `
INSERT INTO sessions (token, data, expires_at) VALUES ($1, $2, $3)
ON CONFLICT (token) DO UPDATE SET data = excluded.data, expires_at = excluded.expires_at`
	swapSession    = `UPDATE sessions SET data = $3 WHERE token = $1 AND data = $2`
	deleteSession  = `DELETE FROM sessions WHERE token = $1`
	deleteSessions = `DELETE FROM sessions WHERE expires_at <= $1`
)

// FindCtx returns the data of a session that has not expired.
func (s Sessions) FindCtx(ctx context.Context, token string) (data []byte, found bool, err error) {
	err = s.Store.read.one(ctx, func(r scanner) error { return r.Scan(&data) }, selectSession, token, ms(s.Store.now()))
	if errors.Is(err, sql.ErrNoRows) {
		return nil, false, nil
	}
	return data, err == nil, err
}

// AllCtx returns the data of the sessions that have not expired, by their tokens.
func (s Sessions) AllCtx(ctx context.Context) (map[string][]byte, error) {
	all := map[string][]byte{}
	err := s.Store.read.each(ctx, func(r scanner) error {
		var token string
		var data []byte
		err := r.Scan(&token, &data)
		all[token] = data
		return err
	}, selectSessions, ms(s.Store.now()))
	return all, err
}

// CommitCtx writes a session.
func (s Sessions) CommitCtx(ctx context.Context, token string, data []byte, expiry time.Time) error {
	return s.Store.write(ctx, func(t *tx) error {
		_, err := t.exec(upsertSession, token, data, ms(expiry))
		return err
	})
}

// SwapCtx replaces the data of a session that still holds was. It tells whether one did.
func (s Sessions) SwapCtx(ctx context.Context, token string, was, is []byte) (swapped bool, err error) {
	err = s.Store.write(ctx, func(t *tx) error {
		n, err := t.exec(swapSession, token, was, is)
		swapped = n > 0
		return err
	})
	return swapped && err == nil, err
}

// DeleteCtx ends a session.
func (s Sessions) DeleteCtx(ctx context.Context, token string) error {
	return s.Store.write(ctx, func(t *tx) error {
		_, err := t.exec(deleteSession, token)
		return err
	})
}

// Find is FindCtx without a context.
func (s Sessions) Find(token string) ([]byte, bool, error) {
	return s.FindCtx(context.Background(), token)
}

// Commit is CommitCtx without a context.
func (s Sessions) Commit(token string, data []byte, expiry time.Time) error {
	return s.CommitCtx(context.Background(), token, data, expiry)
}

// Delete is DeleteCtx without a context.
func (s Sessions) Delete(token string) error { return s.DeleteCtx(context.Background(), token) }

// DeleteExpired forgets the sessions that ended by now.
func (s Sessions) DeleteExpired(ctx context.Context) error {
	return s.Store.write(ctx, func(t *tx) error {
		_, err := t.exec(deleteSessions, ms(t.now))
		return err
	})
}
