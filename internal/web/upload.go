package web

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"loket/internal/loket"
)

const (
	// uploadTime is how long a form with a file may take to arrive: 10 MB over a
	// line of 1.5 Mbit/s.
	uploadTime = time.Minute
	// maxUpload is how much of such a form is read, in bytes.
	maxUpload = loket.MostFile + maxForm
)

var (
	errFileLarge   = loket.Errorf(loket.CodeTooLarge, "Berkas lebih dari 10 MB. Kecilkan, atau bagi menjadi beberapa berkas, lalu kirim lagi.")
	errUploadLost  = loket.Errorf(loket.CodeInvalid, "Isian dan berkasnya tidak dapat dibaca, atau terlalu lama di jalan. Muat ulang halaman, lalu coba lagi.")
	errFileMissing = loket.Errorf(loket.CodeInvalid, "Berkas tidak ikut terkirim, jadi balasan belum dikirim. Tekan tombol Kirim balasan di halaman ini.")
)

// bringsFile tells whether a request is a form that may hold a file, to a route
// that takes one.
func bringsFile(route Route, r *http.Request) bool {
	return route.Upload && r.Method == http.MethodPost && strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/form-data")
}

// readUpload reads a form with a file within its limits of size and time, into
// memory: nothing of it is written to a disk unsealed. It is read for whoever may
// enter only.
func readUpload(w http.ResponseWriter, r *http.Request) error {
	if r.ContentLength > maxUpload {
		return errFileLarge
	}
	control := http.NewResponseController(w)
	_ = control.SetReadDeadline(time.Now().Add(uploadTime)) // where unsupported, the server's own limits stand
	r.Body = http.MaxBytesReader(w, r.Body, maxUpload)
	err := r.ParseMultipartForm(maxUpload)
	_ = control.SetReadDeadline(time.Time{})
	if _, large := errors.AsType[*http.MaxBytesError](err); large {
		return errFileLarge
	}
	if err != nil {
		return errUploadLost
	}
	return nil
}

// UploadOf returns the file of a form's field; nil: none was chosen.
func UploadOf(r *http.Request, field string) (*loket.Upload, error) {
	if r.MultipartForm == nil {
		if r.PostFormValue(field) != "" { // a browser that sent its name only
			return nil, errFileMissing
		}
		return nil, nil
	}
	all := r.MultipartForm.File[field]
	if len(all) == 0 || all[0].Filename == "" && all[0].Size == 0 {
		return nil, nil
	}
	if all[0].Size > loket.MostFile {
		return nil, errFileLarge
	}
	file, err := all[0].Open()
	if err != nil {
		return nil, fmt.Errorf("open an upload: %w", err)
	}
	defer file.Close()
	body := make([]byte, all[0].Size)
	if _, err := io.ReadFull(file, body); err != nil {
		return nil, fmt.Errorf("read an upload: %w", err)
	}
	return &loket.Upload{Name: all[0].Filename, Body: body}, nil
}
