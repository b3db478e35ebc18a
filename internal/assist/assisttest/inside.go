package assisttest

import (
	"context"
	"io"
	"net/http"
	"sync"
)

// Inside is a server without a network, for a test whose clock is not real: it is the
// client's transport. The address does not matter.
func Inside() *Server {
	return &Server{URL: "http://model.invalid/v1", write: func(Chat) string { return "{}" }, embed: Vector}
}

// RoundTrip implements http.RoundTripper.
func (s *Server) RoundTrip(r *http.Request) (*http.Response, error) {
	body, out := io.Pipe()
	w := &wire{head: http.Header{}, out: out, begun: make(chan int, 1)}
	context.AfterFunc(r.Context(), func() { _ = out.CloseWithError(r.Context().Err()) }) // it never fails
	go func() {
		defer func() {
			if recover() != nil {
				_ = out.CloseWithError(io.ErrUnexpectedEOF) // as above
			}
		}()
		s.ServeHTTP(w, r)
		w.WriteHeader(http.StatusOK)
		_ = out.Close() // as above
	}()
	select {
	case status := <-w.begun:
		return &http.Response{StatusCode: status, Header: w.head.Clone(), Body: body, Request: r}, nil
	case <-r.Context().Done():
		return nil, r.Context().Err()
	}
}

// wire is a response that is written into a pipe.
type wire struct {
	head  http.Header
	out   *io.PipeWriter
	begun chan int
	once  sync.Once
}

// Header implements http.ResponseWriter.
func (w *wire) Header() http.Header { return w.head }

// WriteHeader implements http.ResponseWriter.
func (w *wire) WriteHeader(status int) { w.once.Do(func() { w.begun <- status }) }

// Write implements io.Writer.
func (w *wire) Write(p []byte) (int, error) {
	w.WriteHeader(http.StatusOK)
	return w.out.Write(p)
}

// Flush implements http.Flusher.
func (w *wire) Flush() {}
