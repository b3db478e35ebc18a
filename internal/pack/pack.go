// Package pack packs bodies of HTTP answers by gzip for whoever can unpack them. What may
// be packed, and what tells too much by its length, its callers know.
package pack

import (
	"bytes"
	"compress/gzip"
	"net/http"
	"strings"
)

// Wanted tells whether whoever asks takes a whole body packed by gzip. A part of a body,
// and what may not have changed, is not packed.
func Wanted(r *http.Request) bool {
	if r.Header.Get("Range") != "" || r.Header.Get("If-None-Match") != "" {
		return false
	}
	for offer := range strings.SplitSeq(r.Header.Get("Accept-Encoding"), ",") {
		name, weight, _ := strings.Cut(strings.TrimSpace(offer), ";")
		if strings.TrimSpace(name) == "gzip" {
			return weight == "" || strings.Trim(weight, " q=0.") != ""
		}
	}
	return false
}

// Bytes is a body packed by gzip.
func Bytes(body []byte) []byte {
	var out bytes.Buffer
	packer := gzip.NewWriter(&out)
	_, _ = packer.Write(body) // into memory: it cannot fail
	_ = packer.Close()
	return out.Bytes()
}
