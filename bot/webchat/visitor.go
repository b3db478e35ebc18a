package webchat

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"net/http"
	"time"
)

// cookieName holds the visitor's token, the only thing that opens their
// transcript.
const cookieName = "loket_chat"

// cookieAge outlives the days a ticket may wait for its answer.
const cookieAge = 30 * 24 * time.Hour

// tokenBytes is 128 bits: it cannot be guessed.
const tokenBytes = 16

// newToken draws a visitor's token: 22 characters that are safe in a cookie.
func newToken() string {
	var raw [tokenBytes]byte
	_, _ = rand.Read(raw[:]) // crypto/rand.Read never returns an error
	return base64.RawURLEncoding.EncodeToString(raw[:])
}

// tokenOf reads the visitor's token: the page's, else the frame's.
func tokenOf(r *http.Request) (string, bool) {
	if token, ok := tokenIn(r, cookieName); ok {
		return token, true
	}
	return tokenIn(r, framedCookie)
}

// tokenIn reads a token of a cookie. Anything we cannot have drawn is as good as
// none, so that nobody chooses a token for somebody else.
func tokenIn(r *http.Request, name string) (string, bool) {
	cookie, err := r.Cookie(name)
	if err != nil {
		return "", false
	}
	raw, err := base64.RawURLEncoding.Strict().DecodeString(cookie.Value)
	return cookie.Value, err == nil && len(raw) == tokenBytes
}

// personOf is what the ledger may know of a token: 64 hex digits that cannot be
// turned back into it.
func personOf(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

// welcome sets the visitor's cookie, a new one or the known one for another
// cookieAge.
func welcome(w http.ResponseWriter, r *http.Request) {
	token, ok := tokenIn(r, cookieName)
	if !ok {
		token = newToken()
	}
	http.SetCookie(w, &http.Cookie{
		Name:     cookieName,
		Value:    token,
		Path:     "/chat/",
		MaxAge:   int(cookieAge.Seconds()),
		HttpOnly: true,
		SameSite: http.SameSiteLaxMode,
		Secure:   overTLS(r),
	})
}

// overTLS tells whether the citizen's browser spoke TLS, to us or to the proxy
// in front. Who forges the header only makes their own cookie stricter.
func overTLS(r *http.Request) bool {
	return r.TLS != nil || r.Header.Get("X-Forwarded-Proto") == "https"
}
