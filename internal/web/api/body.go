package api

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"time"
	"unicode/utf8"
)

const (
	maxBody  = 64 << 10         // bytes of a request
	maxDepth = 32               // objects and lists within each other
	bodyTime = 10 * time.Second // for the body to arrive
)

var (
	errTooLarge = refuse(http.StatusRequestEntityTooLarge, "too_large", "Isi permintaan lebih dari 64 KiB. Pendekkan, lalu kirim lagi.")
	errMedia    = refuse(http.StatusUnsupportedMediaType, "media_type", "Isi permintaan harus JSON. Kirim dengan Content-Type: application/json.")
	errBody     = refuse(http.StatusBadRequest, "invalid", "Isi permintaan tidak dapat dibaca sampai selesai. Kirim lagi.")
	errJSON     = refuse(http.StatusBadRequest, "invalid", "Isi permintaan bukan satu nilai JSON yang benar. Periksa tanda kutip, koma, dan kurungnya.")
	errDepth    = refuse(http.StatusBadRequest, "invalid", "Isi permintaan bersusun lebih dari 32 tingkat.")
)

// readBody reads the whole body of a request that changes or asks something. An
// empty one is an empty object.
func readBody(w http.ResponseWriter, r *http.Request) ([]byte, error) {
	control := http.NewResponseController(w)
	_ = control.SetReadDeadline(time.Now().Add(bodyTime)) // where unsupported, the server's own limits stand
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	_ = control.SetReadDeadline(time.Time{})
	if _, large := errors.AsType[*http.MaxBytesError](err); large {
		return nil, errTooLarge
	}
	if err != nil {
		return nil, errors.Join(errBody, err)
	}
	if len(bytes.TrimSpace(body)) == 0 {
		return []byte("{}"), nil
	}
	kind, params, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if charset := params["charset"]; err != nil || kind != jsonType || charset != "" && charset != "utf-8" && charset != "UTF-8" {
		return nil, errMedia
	}
	return body, nil
}

// decode reads a body strictly: one value of the shape of to, and no field more.
func decode(body []byte, to any) error {
	if !utf8.Valid(body) {
		return errJSON
	}
	if err := checkDepth(body); err != nil {
		return err
	}
	in := json.NewDecoder(bytes.NewReader(body))
	in.DisallowUnknownFields()
	if err := in.Decode(to); err != nil {
		return badField(err)
	}
	if _, err := in.Token(); !errors.Is(err, io.EOF) {
		return errJSON
	}
	return nil
}

// badField says what is wrong with a value that is JSON, but not the one asked for.
func badField(err error) error {
	const unknown = "json: unknown field "
	if wrong, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		return refuse(http.StatusBadRequest, "invalid", "Isian \""+wrong.Field+"\" bukan jenis yang diminta. Lihat /api/openapi.json.")
	}
	if text := err.Error(); len(text) > len(unknown) && text[:len(unknown)] == unknown {
		return refuse(http.StatusBadRequest, "invalid", "Isian "+text[len(unknown):]+" tidak dikenal. Periksa ejaannya, lihat /api/openapi.json.")
	}
	return errJSON
}

// checkDepth reads through a body without building anything of it.
func checkDepth(body []byte) error {
	in, depth := json.NewDecoder(bytes.NewReader(body)), 0
	for {
		token, err := in.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return errJSON
		}
		switch token {
		case json.Delim('{'), json.Delim('['):
			depth++
		case json.Delim('}'), json.Delim(']'):
			depth--
		}
		if depth > maxDepth {
			return errDepth
		}
	}
}
