package loket

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"slices"
	"strings"
	"time"
)

// TokenID names a token; it opens nothing.
type TokenID string

// Scope is a part of the API a token opens.
type Scope string

// The scopes. A token never opens more than the role of its account.
const (
	ScopeTicketsRead   Scope = "tickets:read"
	ScopeTicketsWrite  Scope = "tickets:write"
	ScopeConversations Scope = "conversations:read"
	ScopeEntries       Scope = "entries:read"
	ScopeAsk           Scope = "ask"
	ScopeWebhooksRead  Scope = "webhooks:read"
	ScopeWebhooksWrite Scope = "webhooks:write"
	ScopeReport        Scope = "report:read"
)

// Scopes lists every scope there is.
func Scopes() []Scope {
	return []Scope{
		ScopeTicketsRead, ScopeTicketsWrite, ScopeConversations, ScopeEntries, ScopeAsk, ScopeWebhooksRead, ScopeWebhooksWrite,
		ScopeReport,
	}
}

// Token lets a program act for an account.
type Token struct {
	ID        TokenID
	Agency    AgencyID
	Staff     StaffID
	Scopes    []Scope
	CreatedAt time.Time
	ExpiresAt time.Time
	UsedOn    time.Time // the day of its last use, UTC; zero: never used
	RevokedAt time.Time // zero: not revoked
}

// Live tells whether the token opens anything at now.
func (t Token) Live(now time.Time) bool { return t.RevokedAt.IsZero() && now.Before(t.ExpiresAt) }

// Allows tells whether the token opens a part.
func (t Token) Allows(s Scope) bool { return slices.Contains(t.Scopes, s) }

const (
	tokenBegins = "lkt_" // so that a token is recognised wherever it was left lying
	tokenBytes  = 32     // random ones in a token
)

// NewToken draws the secret a program bears, with 256 random bits.
func NewToken() string {
	var raw [tokenBytes]byte
	_, _ = rand.Read(raw[:]) // crypto/rand.Read never returns an error
	return tokenBegins + base64.RawURLEncoding.EncodeToString(raw[:])
}

// HashToken is what is kept of a token: its bits cannot be guessed, so a hash
// without a key tells nothing. false: nothing we can have drawn.
func HashToken(secret string) (hash []byte, ok bool) {
	drawn, ok := strings.CutPrefix(secret, tokenBegins)
	if !ok || len(drawn) != base64.RawURLEncoding.EncodedLen(tokenBytes) {
		return nil, false
	}
	if _, err := base64.RawURLEncoding.Strict().DecodeString(drawn); err != nil {
		return nil, false
	}
	sum := sha256.Sum256([]byte(secret))
	return sum[:], true
}
