package web_test

import (
	"compress/gzip"
	"html/template"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/fstest"

	"loket/internal/web"
	"loket/internal/web/webtest"
)

// unpacked is what a browser makes of an answer.
func unpacked(t *testing.T, a webtest.Answer) string {
	t.Helper()
	if a.Header.Get("Content-Encoding") != "gzip" {
		return a.Body
	}
	r, err := gzip.NewReader(strings.NewReader(a.Body))
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

// TestPackedAssets holds that a sheet comes packed to who takes it so, and says the same
// to everybody.
func TestPackedAssets(t *testing.T) {
	t.Parallel()
	_, b := newHouse(nil)
	plain := b.Get("/aset/loket.css")
	for name, c := range map[string]struct {
		header map[string]string
		packed bool
		status int
	}{
		"Offered":   {map[string]string{"Accept-Encoding": "br, gzip;q=0.8"}, true, http.StatusOK},
		"Alone":     {map[string]string{"Accept-Encoding": "gzip"}, true, http.StatusOK},
		"Refused":   {map[string]string{"Accept-Encoding": "gzip;q=0, identity"}, false, http.StatusOK},
		"Other":     {map[string]string{"Accept-Encoding": "br"}, false, http.StatusOK},
		"Part":      {map[string]string{"Accept-Encoding": "gzip", "Range": "bytes=0-9"}, false, http.StatusPartialContent},
		"Unchanged": {map[string]string{"Accept-Encoding": "gzip", "If-None-Match": plain.Header.Get("ETag")}, false, http.StatusNotModified},
	} {
		asked := b.Clone()
		for key, value := range c.header {
			asked.Header[key] = value
		}
		a := asked.Get("/aset/loket.css")
		if packed := a.Header.Get("Content-Encoding") == "gzip"; packed != c.packed || a.Status != c.status || a.Header.Get("Vary") != "Accept-Encoding" {
			t.Errorf("%s = %d %v, want %d, packed: %v", name, a.Status, a.Header, c.status, c.packed)
		}
		if a.Status == http.StatusOK && unpacked(t, a) != plain.Body {
			t.Errorf("%s is another sheet", name)
		}
		if c.packed && len(a.Body)*3 > len(plain.Body) {
			t.Errorf("%s: %d of %d bytes, want a third of them at most", name, len(a.Body), len(plain.Body))
		}
	}
	small := b.Clone()
	small.Header["Accept-Encoding"] = "gzip"
	if a := small.Get("/aset/ikon.svg"); a.Header.Get("Content-Encoding") != "" {
		t.Error("a picture that fits into one packet is packed")
	}
}

// leaflets are two pages with the same words: one for everybody, one for its reader.
type leaflets struct{ page *template.Template }

func (l leaflets) Routes() []web.Route {
	show := func(shared *web.Shared) web.Handler {
		return func(w http.ResponseWriter, r *http.Request) error {
			view := struct{ web.Frame }{web.NewFrame(r, "Selebaran")}
			view.Shared = shared
			return web.Render(w, http.StatusOK, l.page, view)
		}
	}
	return []web.Route{
		{Pattern: "GET /selebaran", Access: web.Everyone, Handle: show(&web.Shared{Description: "Selebaran"})},
		{Pattern: "GET /surat", Access: web.Everyone, Handle: show(nil)},
	}
}

// TestPackedPages holds that only a page that is the same for everybody is packed: the
// length of another would tell of what it holds.
func TestPackedPages(t *testing.T) {
	t.Parallel()
	page, err := web.Page(fstest.MapFS{"templates/selebaran.html": {
		Data: []byte(`{{define "body"}}<p>` + strings.Repeat("Ada yang bisa kami bantu? ", 50) + `</p>{{end}}`),
	}}, "selebaran.html")
	if err != nil {
		t.Fatal(err)
	}
	_, b := newHouse(func(s *web.Server) { s.Parts = append(s.Parts, leaflets{page}) })
	b.Header["Accept-Encoding"] = "gzip"
	for path, packed := range map[string]bool{"/selebaran": true, "/surat": false} {
		a := b.Get(path)
		if got := a.Header.Get("Content-Encoding") == "gzip"; got != packed || !strings.Contains(unpacked(t, a), "Ada yang bisa kami bantu?") {
			t.Errorf("%s is packed: %v, want %v", path, got, packed)
		}
	}
	delete(b.Header, "Accept-Encoding")
	if a := b.Get("/selebaran"); a.Header.Get("Content-Encoding") != "" {
		t.Error("a page is packed for who cannot unpack it")
	}
}
