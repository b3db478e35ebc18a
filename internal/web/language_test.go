package web_test

import (
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"loket/internal/loket"
	"loket/internal/web/webtest"
)

// indonesian are words that hardly a sentence of Indonesian does without.
var indonesian = regexp.MustCompile(`(?i)\b(yang|dengan|belum|tidak|dari|untuk|dan|atau|sudah|ini|oleh|pada|kepada|sampai|sejak|dipegang|menunggu|anda|lagi|tiket|petugas)\b`)

// inEnglish has a browser ask for pages in English.
func inEnglish(t *testing.T, b *webtest.Browser) *webtest.Browser {
	t.Helper()
	if a := b.Post("/bahasa", "bahasa", "en", "kembali", "/masuk"); a.Status != http.StatusSeeOther || a.Location() != "/masuk" {
		t.Fatalf("choosing English: status %d to %q, want back to /masuk", a.Status, a.Location())
	}
	return b
}

// TestPagesInEnglish walks every page of the house with every role: it says it is in
// English, and is. Data is in what language it was written.
func TestPagesInEnglish(t *testing.T) {
	t.Parallel()
	server, fresh := newHouse(nil)
	readers := map[string]*webtest.Browser{"guest": inEnglish(t, fresh.Clone())}
	for _, role := range []loket.Role{loket.RoleAdmin, loket.RoleHead} {
		readers[string(role)] = inEnglish(t, signIn(t, fresh, string(role)))
	}
	paths := []string{"/tidak-ada", "/loket/tiket/tidak-ada", "/loket?cari=akta&jenis=complaint", "/laporan?from=x", "/audit?from=x", "/penyelia/tutup?alasan=x", "/penyelia/tutup?alasan=padam"}
	for _, route := range server.Routes() {
		if method, path := address(route); method == http.MethodGet && !strings.HasPrefix(path, "/aset/") && path != "/loket/arus" && path != "/laporan/kini" {
			paths = append(paths, path)
		}
	}
	for _, who := range slices.Sorted(maps.Keys(readers)) {
		for _, path := range paths {
			a := readers[who].Get(path)
			if !strings.HasPrefix(a.Header.Get("Content-Type"), "text/html") || a.Status == http.StatusSeeOther {
				continue
			}
			page := a.Page(t)
			if got := page.One("html").Attr["lang"]; got != "en" {
				t.Errorf("%s as %s is in %q, want en", path, who, got)
			}
			wantEnglish(t, path+" as "+who, page)
		}
	}
}

// wantEnglish wants no Indonesian on a page outside of what is marked as such.
func wantEnglish(t *testing.T, what string, page *webtest.Node) {
	t.Helper()
	text := page.One("title").Text() + " " + page.One("body").Text()
	for _, other := range page.All("[lang=id]") {
		text = strings.ReplaceAll(text, other.Text(), "")
	}
	for _, attribute := range []string{"title", "aria-label", "placeholder", "alt", "data-nama", "data-tombol-nama"} {
		for _, node := range page.All("[" + attribute + "]") {
			text += " " + node.Attr[attribute]
		}
	}
	if found := indonesian.FindAllString(text, -1); len(found) > 0 {
		t.Errorf("%s says %q in English:\n%s", what, found, text)
	}
	if strings.ContainsAny(text, "\x02\x03\x04") {
		t.Errorf("%s shows the signs between two languages: %q", what, text)
	}
}

// TestLanguageCookie: the choice is kept for a year as the session's cookie is, leads
// back to where the reader was, and never out of the house.
func TestLanguageCookie(t *testing.T) {
	t.Parallel()
	_, b := newHouse(nil)
	if page := b.Get("/masuk?kembali=/akun").Page(t); page.One("html").Attr["lang"] != "id" || page.One(".bahasa [name=kembali]").Attr["value"] != "/masuk?kembali=/akun" ||
		page.One(".bahasa button").Text() != "English" {
		t.Error("a first page is in Indonesian and offers English")
	}
	chosen := b.Post("/bahasa", "bahasa", "en", "kembali", "https://jahat.example/")
	if chosen.Location() != "/" {
		t.Errorf("a foreign address leads to %q, want the front page", chosen.Location())
	}
	cookie := chosen.Header.Get("Set-Cookie")
	for _, part := range []string{"bahasa=en", "Path=/", "Max-Age=31536000", "HttpOnly", "SameSite=Lax"} {
		if !strings.Contains(cookie, part) {
			t.Errorf("cookie %q lacks %s", cookie, part)
		}
	}
	if page := b.Get("/").Page(t); page.One(".bahasa button").Text() != "Bahasa Indonesia" || page.One("h1").Text() != "How can we help?" {
		t.Errorf("the front page in English says %q", page.One("h1").Text())
	}
	b.Post("/bahasa", "bahasa", "id")
	if got := b.Get("/").Page(t).One("html").Attr["lang"]; got != "id" {
		t.Errorf("after Indonesian was chosen pages are in %q", got)
	}
	b.Header["X-Forwarded-Proto"] = "https"
	if cookie := b.Post("/bahasa", "bahasa", "en").Header.Get("Set-Cookie"); !strings.HasPrefix(cookie, "__Host-bahasa=en") || !strings.Contains(cookie, "Secure") {
		t.Errorf("cookie over TLS = %q, want it Secure and for this host", cookie)
	}
}
