package store

import (
	"context"
	"fmt"
	"strings"

	"loket/internal/loket"
)

const (
	insertToken = `
INSERT INTO api_tokens (id, agency_id, staff_id, hash, scopes, created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7)`
	selectTokens = `
SELECT t.id, t.agency_id, t.staff_id, t.scopes, t.created_at, t.expires_at, t.used_on, t.revoked_at
FROM api_tokens t JOIN staff f ON f.id = t.staff_id WHERE f.agency_id = $1 AND f.login = $2 ORDER BY t.id`
	selectBearer = `
SELECT t.id, t.agency_id, t.staff_id, t.scopes, t.created_at, t.expires_at, t.used_on, t.revoked_at,
  f.id, f.agency_id, f.login, f.name, f.role, f.password_hash, f.created_at, f.disabled_at
FROM api_tokens t JOIN staff f ON f.id = t.staff_id WHERE t.hash = $1`
	useToken    = `UPDATE api_tokens SET used_on = $2 WHERE id = $1 AND used_on < $2`
	revokeToken = `
UPDATE api_tokens SET revoked_at = $4 WHERE id = $3 AND revoked_at = 0
  AND staff_id IN (SELECT id FROM staff WHERE agency_id = $1 AND login = $2)`
)

// AddToken lets a program act for the active account of a login. Of the secret it
// bears only the hash is kept. loket.ErrNotFound: no active account has the login.
func (s *Store) AddToken(ctx context.Context, login string, token loket.Token, hash []byte) error {
	return s.write(ctx, func(t *tx) error {
		staff, err := t.linkable(token.Agency, login)
		if err != nil {
			return err
		}
		_, err = t.exec(insertToken, string(token.ID), string(token.Agency), string(staff), hash, joined(token.Scopes),
			ms(t.now), ms(token.ExpiresAt))
		if err != nil {
			return fmt.Errorf("add token: %w", err)
		}
		return t.audit(auditEntry{
			agency: token.Agency, action: "token.add", object: "token", id: string(token.ID),
			reason: string(staff) + " " + joined(token.Scopes),
		})
	})
}

// Tokens returns the tokens of an account, revoked or not, the oldest first.
func (s *Store) Tokens(ctx context.Context, agency loket.AgencyID, login string) (all []loket.Token, err error) {
	err = s.read.each(ctx, func(r scanner) error {
		var token loket.Token
		err := r.Scan(tokenFields(&token)...)
		all = append(all, token)
		return err
	}, selectTokens, string(agency), normalLogin(login))
	if err != nil {
		return nil, fmt.Errorf("list tokens: %w", err)
	}
	return all, nil
}

// Bearer returns the token of a hash and the account it acts for, whatever became
// of either; loket.ErrNotFound: there is no such token.
func (s *Store) Bearer(ctx context.Context, hash []byte) (token loket.Token, m loket.Staff, err error) {
	err = s.read.one(ctx, func(r scanner) error {
		return r.Scan(append(tokenFields(&token),
			&m.ID, &m.Agency, &m.Login, &m.Name, &m.Role, &m.PasswordHash, when{&m.CreatedAt}, when{&m.DisabledAt})...)
	}, selectBearer, hash)
	return token, m, notFound(err)
}

// UseToken notes the day a token was used on.
func (s *Store) UseToken(ctx context.Context, token loket.Token) error {
	return s.write(ctx, func(t *tx) error {
		_, err := t.exec(useToken, string(token.ID), ms(token.UsedOn))
		return err
	})
}

// RevokeToken ends a token of an account: it opens nothing from the next request
// on. loket.ErrNotFound: the account has no such token that is not revoked.
func (s *Store) RevokeToken(ctx context.Context, agency loket.AgencyID, login string, id loket.TokenID) error {
	return s.write(ctx, func(t *tx) error {
		n, err := t.exec(revokeToken, string(agency), normalLogin(login), string(id), ms(t.now))
		if err != nil {
			return fmt.Errorf("revoke token: %w", err)
		}
		if n == 0 {
			return loket.ErrNotFound
		}
		return t.audit(auditEntry{agency: agency, action: "token.revoke", object: "token", id: string(id), reason: normalLogin(login)})
	})
}

func tokenFields(t *loket.Token) []any {
	return []any{
		&t.ID, &t.Agency, &t.Staff,
		fields[loket.Scope]{&t.Scopes},
		when{&t.CreatedAt},
		when{&t.ExpiresAt},
		when{&t.UsedOn},
		when{&t.RevokedAt},
	}
}

// joined writes a list of words without spaces into one column; fields reads it.
func joined[T ~string](list []T) string {
	plain := make([]string, len(list))
	for i, word := range list {
		plain[i] = string(word)
	}
	return strings.Join(plain, " ")
}

type fields[T ~string] struct{ to *[]T }

// Scan implements sql.Scanner.
func (w fields[T]) Scan(src any) error {
	text, _ := src.(string)
	*w.to = nil
	for _, word := range strings.Fields(text) {
		*w.to = append(*w.to, T(word))
	}
	return nil
}
