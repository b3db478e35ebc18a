package main

import (
	"bytes"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"loket/internal/loket"
)

func TestReachable(t *testing.T) {
	t.Parallel()
	for addr, want := range map[string]string{
		"127.0.0.1:8080":   "127.0.0.1:8080",
		"0.0.0.0:8080":     "127.0.0.1:8080",
		":8080":            "127.0.0.1:8080",
		"[::]:8080":        "[::1]:8080",
		"10.1.2.3:80":      "10.1.2.3:80",
		"loket.kantor:443": "loket.kantor:443",
	} {
		if got := reachable(addr); got != want {
			t.Errorf("reachable(%q) = %q, want %q", addr, got, want)
		}
	}
}

// TestHealth asks a counter that is well, ill, and slow to be found.
func TestHealth(t *testing.T) {
	t.Parallel()
	counter := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/readyz" {
			w.WriteHeader(http.StatusServiceUnavailable)
			_, _ = w.Write([]byte("ledger: penuh\n"))
			return
		}
		_, _ = w.Write([]byte("ok\n"))
	}))
	t.Cleanup(counter.Close)
	cases := map[string]struct {
		command       healthCommand
		addr          string
		prints, fails string // fails empty: it does not
	}{
		"Alive":    {healthCommand{Live: true}, counter.Listener.Addr().String(), "ok\n", ""},
		"NotReady": {healthCommand{}, counter.Listener.Addr().String(), "ledger: penuh\n", "belum siap (503)"},
		"Nobody":   {healthCommand{}, "127.0.0.1:1", "", "Tidak ada Loket yang menjawab di http://127.0.0.1:1. Periksa apakah loket serve berjalan"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var out bytes.Buffer
			env := map[string]string{"LOKET_HTTP_ADDR": c.addr, "LOKET_DATA_DIR": t.TempDir()}
			err := c.command.Run(&shell{
				ctx: t.Context(), getenv: func(name string) string { return env[name] }, stdout: &out, log: slog.New(slog.DiscardHandler),
			})
			if out.String() != c.prints {
				t.Errorf("printed %q, want %q", out.String(), c.prints)
			}
			if c.fails == "" && err != nil || c.fails != "" && (loket.CodeOf(err) != loket.CodeUnavailable || !strings.Contains(err.Error(), c.fails)) {
				t.Errorf("got %v, want: %s", err, c.fails)
			}
		})
	}
}
