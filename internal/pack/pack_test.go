package pack_test

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"testing"

	"pgregory.net/rapid"

	"loket/internal/pack"
)

func TestWanted(t *testing.T) {
	t.Parallel()
	for offer, want := range map[string]bool{
		"gzip": true, "br, gzip;q=0.8": true, "deflate,gzip ;q=1": true, "gzip;q=0": false, "gzip;q=0.0, identity": false,
		"br": false, "": false, "x-gzip": false, "identity, gzip": true,
	} {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "/", http.NoBody)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Accept-Encoding", offer)
		if got := pack.Wanted(r); got != want {
			t.Errorf("Wanted(%q) = %v, want %v", offer, got, want)
		}
		for _, header := range []string{"Range", "If-None-Match"} {
			part := r.Clone(t.Context())
			part.Header.Set(header, "x")
			if pack.Wanted(part) {
				t.Errorf("Wanted(%q) with %s, want it plain", offer, header)
			}
		}
	}
}

// TestBytesComeBack: whatever is packed is unpacked again.
func TestBytesComeBack(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		body := rapid.SliceOf(rapid.Byte()).Draw(t, "body")
		in, err := gzip.NewReader(bytes.NewReader(pack.Bytes(body)))
		if err != nil {
			t.Fatal(err)
		}
		if out, err := io.ReadAll(in); err != nil || !bytes.Equal(out, body) {
			t.Fatalf("%x came back as %x, %v", body, out, err)
		}
	})
}
