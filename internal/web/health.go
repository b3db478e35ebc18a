package web

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"time"
)

// Check is one thing readiness depends on.
type Check struct {
	Name string // "ledger"

	// Ready returns nil, or why not: one line that may be read by anybody, so
	// without secrets. It keeps to the context's deadline of two seconds.
	Ready func(ctx context.Context) error

	// Advice is told and no more: without it the house is ready all the same.
	Advice bool
}

// healthy says that the process answers.
func (s *Server) healthy(w http.ResponseWriter, _ *http.Request) error {
	return plain(w, http.StatusOK, "ok\n")
}

// ready says, line by line, whether everything needed is there: 200 when it
// is, 503 when something is not that is more than advice.
func (s *Server) ready(w http.ResponseWriter, r *http.Request) error {
	ctx, cancel := context.WithTimeout(r.Context(), 2*time.Second)
	defer cancel()
	status, lines := http.StatusOK, strings.Builder{}
	for _, check := range s.Checks {
		verdict := "ok"
		if err := check.Ready(ctx); err != nil {
			verdict = err.Error()
			if !check.Advice {
				status = http.StatusServiceUnavailable
			}
		}
		lines.WriteString(check.Name + ": " + strings.ReplaceAll(verdict, "\n", " ") + "\n")
	}
	if len(s.Checks) == 0 {
		lines.WriteString("ok\n")
	}
	return plain(w, status, lines.String())
}

func plain(w http.ResponseWriter, status int, text string) error {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	if _, err := w.Write([]byte(text)); err != nil {
		return fmt.Errorf("write plain answer: %w", err)
	}
	return nil
}
