package watch

import (
	"crypto/sha256"
	"crypto/subtle"
	"net/http"
	"strings"

	"github.com/prometheus/client_golang/prometheus/promhttp"

	"loket/internal/loket"
)

// Page shows the figures to whoever bears the token. For everybody else it is not
// there. An address instead of a token would not do: behind a proxy every request
// comes from this machine.
type Page struct {
	Meters *Meters
	Token  string // empty: the page does not exist
}

// Serve answers a request, or returns loket.ErrNotFound with nothing written.
func (p Page) Serve(w http.ResponseWriter, r *http.Request) error {
	if !p.knows(r.Header.Get("Authorization")) {
		return loket.ErrNotFound
	}
	promhttp.HandlerFor(p.Meters.Registry, promhttp.HandlerOpts{}).ServeHTTP(w, r)
	return nil
}

// knows compares in constant time, whatever the length. Without a token nobody
// is known.
func (p Page) knows(authorization string) bool {
	token, bearer := strings.CutPrefix(authorization, "Bearer ")
	got, want := sha256.Sum256([]byte(token)), sha256.Sum256([]byte(p.Token))
	return subtle.ConstantTimeCompare(got[:], want[:]) == 1 && bearer && p.Token != ""
}
