package webchat

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"time"

	"loket/internal/pack"
)

//go:embed assets
var embedded embed.FS

// assetRoot is where the page's files are served.
const assetRoot = "/chat/assets/"

// asset is one file the page loads, known by the hash of its content.
type asset struct {
	name string
	hash string // 16 hex digits
	data []byte
	gzip []byte // the same, packed
}

// readAssets reads the files that the binary carries, the sheet first and the
// scripts in the order in which they build on each other.
func readAssets() []asset {
	var files []asset
	for _, name := range []string{"chat.css", "view.js", "chat.js"} {
		files = append(files, readAsset(name))
	}
	return files
}

func readAsset(name string) asset {
	data, err := fs.ReadFile(embedded, "assets/"+name)
	if err != nil {
		panic(err) // the binary was built without it
	}
	sum := sha256.Sum256(data)
	return asset{name: name, hash: hex.EncodeToString(sum[:8]), data: data, gzip: pack.Bytes(data)}
}

// Href is the address under which this very content may be kept for ever.
func (a asset) Href() string { return assetRoot + a.name + "?v=" + a.hash }

// ServeHTTP gives the file. Only under its own hash may it be kept: during a
// roll-out another version's page may ask this process for its own.
func (a asset) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	head := w.Header()
	head.Set("X-Content-Type-Options", "nosniff")
	head.Set("ETag", `"`+a.hash+`"`)
	head.Set("Cache-Control", "no-cache")
	if r.URL.Query().Get("v") == a.hash {
		head.Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	head.Set("Vary", "Accept-Encoding")
	body := a.data
	if pack.Wanted(r) {
		body = a.gzip
		head.Set("Content-Encoding", "gzip")
		head.Set("Content-Type", mime.TypeByExtension(path.Ext(a.name)))
	}
	http.ServeContent(w, r, a.name, time.Time{}, bytes.NewReader(body))
}
