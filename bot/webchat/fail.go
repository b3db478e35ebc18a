package webchat

import (
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"

	"loket/internal/loket"
)

// What the chat refuses, each with its cure.
var (
	errNoRoom    = loket.Errorf(loket.CodeNotFound, "Obrolan ini tidak ada. Periksa alamatnya atau buka dari situs resmi dinas.")
	errSite      = loket.Errorf(loket.CodeForbidden, "Situs ini belum diizinkan menampilkan obrolan. Buka obrolan dari situs resmi dinas. Untuk admin: tulis alamat situsnya di widget pada loket.yaml.")
	errNoVisitor = loket.Errorf(loket.CodeUnauthorized, "Obrolan ini belum mengenali Anda. Muat ulang halaman, dan izinkan kuki bila diminta.")
	errForeign   = loket.Errorf(loket.CodeForbidden, "Permintaan ini datang dari situs lain. Buka halaman obrolan dinas, lalu kirim dari sana.")
	errBroken    = loket.Errorf(loket.CodeInvalid, "Pesan ini tidak terbaca. Muat ulang halaman, lalu kirim sekali lagi.")
	errEmpty     = loket.Errorf(loket.CodeInvalid, "Pesan masih kosong. Tulis pertanyaan Anda, lalu kirim.")
	errBody      = loket.Errorf(loket.CodeTooLarge, "Pesan melebihi 64 kB. Ringkas pesannya, lalu kirim lagi.")
	errLong      = loket.Errorf(loket.CodeTooLarge, "Pesan melebihi 10.000 karakter. Bagi menjadi beberapa pesan, lalu kirim lagi.")
	errBusy      = loket.Errorf(loket.CodeUnavailable, "Obrolan sedang penuh. Tunggu sebentar, halaman ini mencoba lagi sendiri.")
	errLedger    = loket.Errorf(loket.CodeUnavailable, "Terjadi gangguan. Pesan Anda belum tersimpan; tunggu sebentar, lalu coba lagi.")
)

// failure is what a refused request is answered with.
type failure struct {
	Code    loket.Code `json:"code"`
	Message string     `json:"message"`
}

// handle serves what answers in JSON. Errors returned by serve become statuses
// here and nowhere else; serve must return nil once it has begun to answer.
func (h *Handler) handle(serve func(http.ResponseWriter, *http.Request) error) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "no-store")
		w.Header().Set("X-Content-Type-Options", "nosniff")
		if err := serve(w, r); err != nil {
			h.fail(w, r, err)
		}
	})
}

// fail shows err when it may be shown. Everything else was not the citizen's
// doing: it is logged, and they are asked to try again.
func (h *Handler) fail(w http.ResponseWriter, r *http.Request, err error) {
	var shown *loket.Error
	if !errors.As(err, &shown) {
		shown = errLedger
		if r.Context().Err() == nil {
			h.Log.LogAttrs(r.Context(), slog.LevelError, "web chat", slog.String("route", r.Pattern), slog.Any("error", err))
		}
	}
	status := statusOf(shown.Code)
	if status == http.StatusServiceUnavailable || status == http.StatusTooManyRequests {
		w.Header().Set("Retry-After", "2")
	}
	reply(w, status, failure{shown.Code, shown.Message})
}

// statusOf is the one place where a code becomes a status. What is not named
// here may pass: the client keeps the message and tries again.
func statusOf(code loket.Code) int {
	switch code {
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
	default:
		return http.StatusServiceUnavailable
	}
}

// reply writes body as JSON. A client that is gone is not an error.
func reply[T any](w http.ResponseWriter, status int, body T) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body)
}
