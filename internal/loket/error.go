package loket

import (
	"errors"
	"fmt"
)

// Code names a kind of failure; it is what programs compare.
type Code string

// The codes of errors a person may be shown.
const (
	CodeInvalid      Code = "invalid"      // what was given cannot be used
	CodeNotFound     Code = "not_found"    // there is no such thing here
	CodeConflict     Code = "conflict"     // somebody was faster, or the thing has moved on
	CodeUnauthorized Code = "unauthorized" // not signed in, or wrong secret
	CodeForbidden    Code = "forbidden"    // signed in, not allowed
	CodeTooLarge     Code = "too_large"    // more than is read
	CodeTooMany      Code = "too_many"     // more often than is allowed
	CodeUnavailable  Code = "unavailable"  // try again later; nothing was lost
)

// Error may be shown to a person: Message is in Indonesian and names the cure.
// Every other error is shown as "Terjadi gangguan" and logged.
type Error struct {
	Code    Code
	Message string

	Format string // what Message was made of, with Args; empty: of nothing else
	Args   []any
}

func (e *Error) Error() string { return e.Message }

// Errorf makes an Error; the message is final, not a format.
func Errorf(code Code, message string) *Error { return &Error{Code: code, Message: message} }

// Sayf makes an Error from a format, as fmt.Sprintf does, so that a page can say it
// in another language.
func Sayf(code Code, format string, args ...any) *Error {
	return &Error{Code: code, Message: fmt.Sprintf(format, args...), Format: format, Args: args}
}

// CodeOf returns the code of the first Error in err's chain, or "" when there
// is none.
func CodeOf(err error) Code {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Code
	}
	return ""
}

// What the desk refuses.
var (
	ErrTicketHeld   = Errorf(CodeConflict, "Tiket ini sedang dipegang rekan lain. Muat ulang daftar, lalu ambil tiket berikutnya.")
	ErrTicketClosed = Errorf(CodeConflict, "Tiket ini sudah ditutup. Muat ulang daftar, lalu ambil tiket berikutnya.")
	ErrLeaseLost    = Errorf(CodeConflict, "Tiket ini bukan lagi milik Anda: sudah kembali ke antrean, atau rekan lain mengambilnya. Balasan Anda tidak dikirim.")
	ErrNotFound     = Errorf(CodeNotFound, "Yang Anda cari tidak ada di sini.")
)

// ErrNoLedger says that the database cannot be used now, whatever was asked of it:
// the disk is full, the server restarts. Trying the same again later can help; a
// write may have been done all the same.
var ErrNoLedger = Errorf(CodeUnavailable, "Basis data sedang tidak dapat dipakai. Tunggu sebentar, muat ulang halaman, "+
	"dan lihat apakah isian Anda sudah tersimpan sebelum mengirimnya lagi.")

// ErrStale says that a decision was made on facts that have changed since:
// read again, decide again. It is never shown to a person.
var ErrStale = errors.New("facts have changed since they were read")
