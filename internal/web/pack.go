package web

import (
	"fmt"
	"net/http"

	"loket/internal/pack"
)

// leastPacked is from how many bytes on a body is packed: a smaller one fits into one
// packet anyway.
const leastPacked = 1 << 10

// writePacked writes a body packed by gzip. What holds a secret beside words of whoever
// asks must not be: its length would tell of the secret.
func writePacked(w http.ResponseWriter, status int, body []byte) error {
	w.Header().Set("Content-Encoding", "gzip")
	w.WriteHeader(status)
	if _, err := w.Write(pack.Bytes(body)); err != nil {
		return fmt.Errorf("write packed: %w", err)
	}
	return nil
}
