package web

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"errors"
	"mime"
	"net/http"
	"path"
	"time"

	"loket/internal/loket"
	"loket/internal/pack"
)

//go:embed assets
var assetFiles embed.FS

// asset is one file pages refer to.
type asset struct {
	kind string // MIME type
	hash string // of its content; in its address and its ETag
	body []byte
}

// readAsset returns an asset. It is small and compiled in: hashing it anew
// costs microseconds, and nothing has to be kept.
func readAsset(name string) (asset, error) {
	body, err := assetFiles.ReadFile("assets/" + name)
	if err != nil {
		return asset{}, errors.Join(loket.ErrNotFound, err)
	}
	sum := sha256.Sum256(body)
	return asset{kind: mime.TypeByExtension(path.Ext(name)), hash: hex.EncodeToString(sum[:8]), body: body}, nil
}

// assetURL is the address of an asset. It changes with the content, so that a
// browser may keep what it has for ever.
func assetURL(name string) (string, error) {
	a, err := readAsset(name)
	return "/aset/" + name + "?v=" + a.hash, err
}

// serveAsset answers GET /aset/{name}; with the right ?v the answer may be kept
// for a year, otherwise it has to be asked for again.
func serveAsset(w http.ResponseWriter, r *http.Request) error {
	name := r.PathValue("name")
	a, err := readAsset(name)
	if err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", a.kind)
	h.Set("ETag", `"`+a.hash+`"`)
	h.Set("Cache-Control", "no-cache")
	if r.URL.Query().Get("v") == a.hash {
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	h.Set("Vary", "Accept-Encoding")
	if pack.Wanted(r) && len(a.body) >= leastPacked {
		return writePacked(w, http.StatusOK, a.body)
	}
	http.ServeContent(w, r, name, time.Time{}, bytes.NewReader(a.body))
	return nil
}
