package web

import (
	"context"
	"crypto/rand"
	"errors"
	"log/slog"
	"net/http"
	"runtime/debug"
	"time"
)

// observe gives every request an id, survives panics, and writes one line of
// access log: method, pattern, status, size and time. Paths, queries, bodies
// and addresses stay out of it: they name people.
func (s *Server) observe(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		began := time.Now()
		v := &visit{id: rand.Text()[:12], title: s.Title, way: s.wayOf(r)}
		v.language = languageIn(r, v.way)
		if v.title == "" {
			v.title = "Loket"
		}
		rec := &recorder{ResponseWriter: w}
		rec.Header().Set("X-Request-Id", v.id)
		ctx := withVisit(r.Context(), v)
		r = r.WithContext(ctx)
		s.survive(ctx, next, rec, r)
		s.Log.LogAttrs(ctx, slog.LevelInfo, "request",
			slog.String("request", v.id), slog.String("method", r.Method), slog.String("route", r.Pattern),
			slog.Int("status", rec.status), slog.Int64("bytes", rec.bytes),
			slog.Duration("took", time.Since(began)))
	})
}

// survive turns a panic of next into a logged 500. http.ErrAbortHandler goes
// on: it is how a handler breaks a connection on purpose.
func (s *Server) survive(ctx context.Context, next http.Handler, w *recorder, r *http.Request) {
	defer func() {
		cause := recover()
		if cause == nil {
			return
		}
		if err, ok := cause.(error); ok && errors.Is(err, http.ErrAbortHandler) {
			panic(cause)
		}
		s.Log.ErrorContext(ctx, "handler panicked", slog.String("request", visitOf(ctx).id),
			slog.String("route", r.Pattern), slog.Any("cause", cause), slog.String("stack", string(debug.Stack())))
		if !begun(w) {
			s.failWith(w, r, http.StatusInternalServerError, Explain(nil))
		}
	}()
	next.ServeHTTP(w, r)
}

// recorder remembers what was answered.
type recorder struct {
	http.ResponseWriter
	status int // 0: nothing written yet
	bytes  int64
}

func (w *recorder) WriteHeader(status int) {
	if w.status == 0 && status >= http.StatusOK { // 1xx are only announcements
		w.status = status
	}
	w.ResponseWriter.WriteHeader(status)
}

func (w *recorder) Write(p []byte) (int, error) {
	if w.status == 0 {
		w.status = http.StatusOK
	}
	n, err := w.ResponseWriter.Write(p)
	w.bytes += int64(n)
	return n, err
}

// Unwrap lets http.ResponseController reach the connection.
func (w *recorder) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// begun tells whether an answer is on its way already.
func begun(w http.ResponseWriter) bool {
	rec, ok := w.(*recorder)
	return ok && rec.status != 0
}
