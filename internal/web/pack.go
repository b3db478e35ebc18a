package web

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"net/http"
	"strings"
)

// leastPacked is from how many bytes on a body is packed: a smaller one fits into one
// packet anyway.
const leastPacked = 1 << 10

// packable tells whether whoever asks takes a whole body packed by gzip.
func packable(r *http.Request) bool {
	if r.Header.Get("Range") != "" || r.Header.Get("If-None-Match") != "" {
		return false
	}
	for _, offer := range strings.Split(r.Header.Get("Accept-Encoding"), ",") {
		name, weight, _ := strings.Cut(strings.TrimSpace(offer), ";")
		if name == "gzip" {
			return weight == "" || strings.Trim(weight, " q=0.") != ""
		}
	}
	return false
}

// writePacked writes a body packed by gzip. What holds a secret beside words of whoever
// asks must not be: its length would tell of the secret.
func writePacked(w http.ResponseWriter, status int, body []byte) error {
	var out bytes.Buffer
	packer := gzip.NewWriter(&out)
	_, _ = packer.Write(body) // into memory: it cannot fail
	_ = packer.Close()
	w.Header().Set("Content-Encoding", "gzip")
	w.WriteHeader(status)
	if _, err := out.WriteTo(w); err != nil {
		return fmt.Errorf("write packed: %w", err)
	}
	return nil
}
