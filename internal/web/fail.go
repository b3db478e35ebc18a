package web

import (
	"cmp"
	"context"
	"errors"
	"html/template"
	"log/slog"
	"net/http"

	"loket/internal/loket"
	"loket/internal/words"
)

// Status returns the HTTP status of an error: that of its code, 500 for every
// error that is not a loket.Error.
func Status(err error) int {
	switch loket.CodeOf(err) {
	case loket.CodeInvalid:
		return http.StatusBadRequest
	case loket.CodeUnauthorized:
		return http.StatusUnauthorized
	case loket.CodeForbidden:
		return http.StatusForbidden
	case loket.CodeNotFound:
		return http.StatusNotFound
	case loket.CodeConflict:
		return http.StatusConflict
	case loket.CodeTooLarge:
		return http.StatusRequestEntityTooLarge
	case loket.CodeTooMany:
		return http.StatusTooManyRequests
	case loket.CodeUnavailable:
		return http.StatusServiceUnavailable
	}
	return http.StatusInternalServerError
}

// Explain returns what a person is told of an error.
func Explain(err error) words.Text {
	if shown, ok := errors.AsType[*loket.Error](err); ok {
		return words.Say(cmp.Or(shown.Format, shown.Message), shown.Args...)
	}
	return "Terjadi gangguan di pihak kami. Coba lagi sebentar lagi; bila berulang, sampaikan kode kejadian kepada admin."
}

var failPage = template.Must(Page(files, "fail.html"))

// failView is the page of something that did not work.
type failView struct {
	Frame
	Message words.Text
	Code    string // request id; empty: nothing to report
}

// fail is the only place that turns an error into a status and a page.
func (s *Server) fail(w http.ResponseWriter, r *http.Request, err error) {
	if errors.Is(err, context.Canceled) && r.Context().Err() != nil {
		return // nobody is there to read it
	}
	status := Status(err)
	if status == http.StatusInternalServerError {
		s.Log.LogAttrs(r.Context(), slog.LevelError, "request failed",
			slog.String("request", visitOf(r.Context()).id), slog.String("route", r.Pattern), slog.Any("error", err))
	}
	if begun(w) {
		return
	}
	s.failWith(w, r, status, Explain(err))
}

func (s *Server) failWith(w http.ResponseWriter, r *http.Request, status int, message words.Text) {
	view := failView{Frame: NewFrame(r, StatusTitle(status)), Message: message}
	if status >= http.StatusInternalServerError {
		view.Code = visitOf(r.Context()).id
	}
	if err := Render(w, status, failPage, view); err != nil {
		s.Log.ErrorContext(r.Context(), "render error page", slog.Any("error", err))
		http.Error(w, "Terjadi gangguan", http.StatusInternalServerError)
	}
}

// StatusTitle names what went wrong, by its status.
func StatusTitle(status int) words.Text {
	switch status {
	case http.StatusBadRequest:
		return "Permintaan tidak dapat dipakai"
	case http.StatusUnauthorized:
		return "Perlu masuk"
	case http.StatusForbidden:
		return "Tidak diizinkan"
	case http.StatusNotFound:
		return "Tidak ditemukan"
	case http.StatusMethodNotAllowed:
		return "Cara ini tidak dilayani"
	case http.StatusConflict:
		return "Keadaan sudah berubah"
	case http.StatusRequestEntityTooLarge:
		return "Terlalu besar"
	case http.StatusTooManyRequests:
		return "Terlalu sering"
	case http.StatusServiceUnavailable:
		return "Sedang tidak tersedia"
	}
	return "Terjadi gangguan"
}

// crossSite answers a change asked for by another site.
func (s *Server) crossSite(w http.ResponseWriter, r *http.Request) {
	s.fail(w, r, loket.Errorf(loket.CodeForbidden,
		"Permintaan ini datang dari situs lain dan ditolak. Buka halaman Loket sendiri, lalu coba lagi."))
}

// found answers what no pattern matches with a page of the house: the mux
// itself finds out whether that is 404 or 405. TRACE is served nowhere.
func (s *Server) found(mux *http.ServeMux) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodTrace { // it would repeat what a proxy added
			w.WriteHeader(http.StatusNotImplemented)
			return
		}
		handler, pattern := mux.Handler(r)
		if pattern != "" {
			mux.ServeHTTP(w, r)
			return
		}
		mute := &muted{header: w.Header()}
		handler.ServeHTTP(mute, r)
		message := words.Text("Alamat ini tidak ada di Loket. Periksa penulisannya, atau mulai dari halaman depan.")
		if mute.status == http.StatusMethodNotAllowed {
			message = "Alamat ini ada, tetapi tidak melayani permintaan semacam itu."
		}
		s.failWith(w, r, mute.status, message)
	})
}

// muted keeps the status and the headers of an answer and drops its words.
type muted struct {
	header http.Header
	status int
}

func (m *muted) Header() http.Header         { return m.header }
func (m *muted) WriteHeader(status int)      { m.status = status }
func (m *muted) Write(p []byte) (int, error) { return len(p), nil }
