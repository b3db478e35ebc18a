package api

import (
	"encoding/base64"
	"net/http"
	"strings"
)

var errCursor = refuse(http.StatusBadRequest, "invalid", "Penunjuk halaman (cursor) tidak dikenal. Pakai next_cursor dari halaman sebelumnya, apa adanya.")

const (
	cursorBegins = "a1." // the form of cursors; another one gets another name
	maxCursor    = 64    // bytes of what a cursor names
)

// cursorOf names the place after the last item of a page. It is opaque to programs.
func cursorOf(last string) string {
	return cursorBegins + base64.RawURLEncoding.EncodeToString([]byte(last))
}

// readCursor is the item a cursor stands after; empty for none.
func readCursor(cursor string) (last string, err error) {
	if cursor == "" {
		return "", nil
	}
	coded, _ := strings.CutPrefix(cursor, cursorBegins)
	raw, err := base64.RawURLEncoding.Strict().DecodeString(coded)
	if err != nil || len(raw) == 0 || len(raw) > maxCursor || cursorOf(string(raw)) != cursor { // decoding overlooks line breaks
		return "", errCursor
	}
	for _, b := range raw {
		if b <= ' ' || b > '~' {
			return "", errCursor
		}
	}
	return string(raw), nil
}
