package webchat_test

import (
	"compress/gzip"
	"crypto/tls"
	"encoding/base64"
	"fmt"
	"io"
	"math"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"loket/internal/loket"
)

// get answers one request without a network.
func (s *site) get(t *testing.T, path string, change func(*http.Request)) *http.Response {
	t.Helper()
	req := httptest.NewRequest(http.MethodGet, path, nil)
	if change != nil {
		change(req)
	}
	rec := httptest.NewRecorder()
	s.mux.ServeHTTP(rec, req)
	return rec.Result()
}

func read(t *testing.T, resp *http.Response) string {
	t.Helper()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

func TestPageCookie(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	const path = "/chat/" + kupang
	cookie := func(t *testing.T, change func(*http.Request)) *http.Cookie {
		t.Helper()
		cookies := s.get(t, path, change).Cookies()
		if len(cookies) != 1 {
			t.Fatalf("page sets %d cookies, want one", len(cookies))
		}
		return cookies[0]
	}
	t.Run("New/128BitsOutOfReach", func(t *testing.T) {
		t.Parallel()
		c := cookie(t, nil)
		raw, err := base64.RawURLEncoding.DecodeString(c.Value)
		if err != nil || len(raw) != 16 {
			t.Errorf("token %q holds %d bytes (%v), want 16", c.Value, len(raw), err)
		}
		if !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Path != "/chat/" || c.Secure || c.MaxAge <= 0 {
			t.Errorf("cookie = %v, want HttpOnly, Lax, /chat/, kept, and not Secure over plain HTTP", c)
		}
		if again := cookie(t, nil); again.Value == c.Value {
			t.Error("two visitors were given the same token")
		}
	})
	t.Run("TLS/Secure", func(t *testing.T) {
		t.Parallel()
		if c := cookie(t, func(r *http.Request) { r.TLS = &tls.ConnectionState{} }); !c.Secure {
			t.Errorf("cookie over TLS = %v, want Secure", c)
		}
		if c := cookie(t, func(r *http.Request) { r.Header.Set("X-Forwarded-Proto", "https") }); !c.Secure {
			t.Errorf("cookie behind a TLS proxy = %v, want Secure", c)
		}
	})
	t.Run("Known/Kept", func(t *testing.T) {
		t.Parallel()
		first := cookie(t, nil)
		if c := cookie(t, func(r *http.Request) { r.AddCookie(first) }); c.Value != first.Value {
			t.Errorf("a known visitor was given %q for %q", c.Value, first.Value)
		}
	})
	t.Run("Forged/Replaced", func(t *testing.T) {
		t.Parallel()
		forged := &http.Cookie{Name: "loket_chat", Value: "pilihan-saya"}
		if c := cookie(t, func(r *http.Request) { r.AddCookie(forged) }); c.Value == forged.Value {
			t.Error("a token we never drew was accepted")
		}
	})
}

func TestPageHeaders(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	for path, want := range map[string]int{"/chat/" + kupang: 200, "/chat/dinas-lain": 404} {
		resp := s.get(t, path, nil)
		if resp.StatusCode != want || !strings.HasPrefix(resp.Header.Get("Content-Type"), "text/html") {
			t.Errorf("GET %s = %d %s, want %d in HTML", path, resp.StatusCode, resp.Header.Get("Content-Type"), want)
		}
		for name, value := range map[string]string{
			"Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; " +
				"connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'self'",
			"X-Content-Type-Options": "nosniff",
			"Referrer-Policy":        "same-origin",
			"Cache-Control":          "no-store",
		} {
			if got := resp.Header.Get(name); got != value {
				t.Errorf("GET %s: %s = %q, want %q", path, name, got, value)
			}
		}
	}
	if cookies := s.get(t, "/chat/dinas-lain", nil).Cookies(); len(cookies) != 0 {
		t.Errorf("a chat that is not there sets %v", cookies)
	}
}

// hostile is markup that must never become any.
const hostile = `<img src=x onerror="alert(1)"><script>alert(2)</script>"'`

func TestPageWords(t *testing.T) {
	t.Parallel()
	t.Run("Says/WhoAndWhatNotToSend", func(t *testing.T) {
		t.Parallel()
		page := read(t, newSite(t).get(t, "/chat/"+kupang, nil))
		for _, want := range []string{
			`<html lang="id">`, "<h1>Disdukcapil Kota Kupang</h1>", "Asisten otomatis",
			"Jangan kirim NIK, nomor KK, foto KTP/KK, atau kode OTP di sini.",
			"Selamat datang. Ada yang bisa dibantu?", `<button type="button">Syarat KTP baru</button>`,
			`role="log" aria-live="polite"`, "<noscript>", "di loket Disdukcapil Kota Kupang pada jam kerja",
			`data-zone="Asia/Makassar"`,
		} {
			if !strings.Contains(page, want) {
				t.Errorf("page lacks %q", want)
			}
		}
	})
	t.Run("Link/AsksForItsAnswer", func(t *testing.T) {
		t.Parallel()
		room := kupangRoom()
		room.Answers = "/tanya/" + kupang
		room.Ask = func(entry string) (loket.Button, bool) {
			return loket.Button{Label: hostile, Data: "q:" + entry}, entry == "kk-hilang"
		}
		s := newSiteOf(t, room)
		asked := read(t, s.get(t, "/chat/"+kupang+"?jawaban=kk-hilang", nil))
		if !strings.Contains(asked, `data-kirim="q:kk-hilang">Tanyakan: &lt;img`) {
			t.Error("a link to an answer does not offer to ask for it")
		}
		if !strings.Contains(asked, `<a href="/tanya/`+kupang+`">halaman jawaban</a>`) {
			t.Error("without JavaScript nothing leads to the answers")
		}
		for _, none := range []string{"", "?jawaban=", "?jawaban=lain", `?jawaban="><script>`} {
			if page := read(t, s.get(t, "/chat/"+kupang+none, nil)); strings.Contains(page, `id="asked"`) {
				t.Errorf("%q offers an answer that is not there", none)
			}
		}
		if page := read(t, newSite(t).get(t, "/chat/"+kupang+"?jawaban=kk-hilang", nil)); strings.Contains(page, `id="asked"`) {
			t.Error("a room whose answers nobody told offers one")
		}
	})
	t.Run("Markup/StaysText", func(t *testing.T) {
		t.Parallel()
		room := kupangRoom()
		room.Agency.Name, room.Greeting, room.Suggestions = hostile, hostile, []string{hostile}
		page := read(t, newSiteOf(t, room).get(t, "/chat/"+kupang, nil))
		for _, never := range []string{"<img", "<script>alert", "onerror=\""} {
			if strings.Contains(page, never) {
				t.Errorf("page holds %q", never)
			}
		}
	})
	t.Run("Inline/Nothing", func(t *testing.T) {
		t.Parallel()
		page := read(t, newSite(t).get(t, "/chat/"+kupang, nil))
		for _, never := range []string{"<script>", "<style", " style=", " onclick=", " onload=", "javascript:"} {
			if strings.Contains(page, never) {
				t.Errorf("page holds %q, which its policy refuses", never)
			}
		}
	})
}

// links finds what a page loads from us.
var links = regexp.MustCompile(`(?:href|src)="(/chat/assets/[^"]+)"`)

func TestAssets(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	page := read(t, s.get(t, "/chat/"+kupang, nil))
	found := links.FindAllStringSubmatch(page, -1)
	if len(found) != 3 {
		t.Fatalf("page loads %v, want a sheet and two scripts", found)
	}
	t.Run("FirstLoad/AtMost60kB", func(t *testing.T) {
		t.Parallel()
		total := len(page)
		for _, link := range found {
			total += len(read(t, s.get(t, link[1], nil)))
		}
		if total > 60_000 {
			t.Errorf("first load is %d bytes, want at most 60,000", total)
		}
	})
	t.Run("Cache/ForEverOnlyUnderItsHash", func(t *testing.T) {
		t.Parallel()
		for _, link := range found {
			bare, _, _ := strings.Cut(link[1], "?")
			for path, want := range map[string]string{
				link[1]: "public, max-age=31536000, immutable", bare: "no-cache", bare + "?v=0000000000000000": "no-cache",
			} {
				resp := s.get(t, path, nil)
				if got := resp.Header.Get("Cache-Control"); resp.StatusCode != 200 || got != want {
					t.Errorf("GET %s = %d, %q, want 200, %q", path, resp.StatusCode, got, want)
				}
				if resp.Header.Get("X-Content-Type-Options") != "nosniff" {
					t.Errorf("GET %s may be sniffed", path)
				}
			}
		}
	})
	t.Run("Cache/UnchangedIs304", func(t *testing.T) {
		t.Parallel()
		tag := s.get(t, found[0][1], nil).Header.Get("ETag")
		resp := s.get(t, found[0][1], func(r *http.Request) { r.Header.Set("If-None-Match", tag) })
		if resp.StatusCode != http.StatusNotModified {
			t.Errorf("GET with the tag %s = %d, want 304", tag, resp.StatusCode)
		}
	})
	t.Run("Scripts/NeverMakeMarkup", func(t *testing.T) {
		t.Parallel()
		for _, link := range found {
			body := read(t, s.get(t, link[1], nil))
			for _, never := range []string{"innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function"} {
				if strings.Contains(body, never) {
					t.Errorf("%s uses %s", link[1], never)
				}
			}
		}
	})
}

// TestContrast checks the pairs of colours that carry words against WCAG AA, by
// day and by night.
func TestContrast(t *testing.T) {
	t.Parallel()
	sheet := read(t, newSite(t).get(t, "/chat/assets/chat.css", nil))
	roots := regexp.MustCompile(`(?s):root \{(.*?)\}`).FindAllStringSubmatch(sheet, -1)
	if len(roots) != 2 {
		t.Fatalf("sheet has %d palettes, want day and night", len(roots))
	}
	for i, name := range []string{"Day", "Night"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			colours := map[string]float64{}
			for _, c := range regexp.MustCompile(`--([a-z-]+): #([0-9a-f]{6})`).FindAllStringSubmatch(roots[i][1], -1) {
				colours[c[1]] = luminance(t, c[2])
			}
			for _, pair := range [][2]string{
				{"ink", "sheet"},
				{"ink", "page"},
				{"ink", "ours"},
				{"faint", "sheet"},
				{"faint", "ours"},
				{"accent", "sheet"},
				{"accent", "ours"},
				{"accent", "reply"},
				{"accent", "receipt"},
				{"on-head", "head"},
				{"on-mine", "mine"},
				{"ink", "reply"},
				{"on-reply", "sheet"},
				{"ink", "receipt"},
				{"on-receipt", "sheet"},
				{"bad", "sheet"},
				{"on-care", "care"},
			} {
				words, ground := colours[pair[0]], colours[pair[1]]
				got := (max(words, ground) + 0.05) / (min(words, ground) + 0.05)
				if got < 4.5 {
					t.Errorf("--%s on --%s has contrast %.2f, want at least 4.5", pair[0], pair[1], got)
				}
			}
		})
	}
}

// luminance is WCAG's relative luminance of an sRGB colour of six hex digits.
func luminance(t *testing.T, hex string) float64 {
	t.Helper()
	n, err := strconv.ParseUint(hex, 16, 32)
	if err != nil {
		t.Fatal(err)
	}
	part := func(shift int) float64 {
		c := float64(n>>shift&255) / 255
		if c <= 0.04045 {
			return c / 12.92
		}
		return math.Pow((c+0.055)/1.055, 2.4)
	}
	return 0.2126*part(16) + 0.7152*part(8) + 0.0722*part(0)
}

// TestRoutes lists every route with what a stranger gets there.
func TestRoutes(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	for route, want := range map[string]int{
		"GET /chat/" + kupang:                200,
		"GET /chat/" + kupang + "/events":    401,
		"POST /chat/" + kupang + "/messages": 401,
		"POST /chat/" + kupang + "/seen":     401,
		"GET /chat/" + kupang + "/messages":  405,
		"PUT /chat/" + kupang + "/seen":      405,
		"GET /chat/assets/chat.js":           200,
		"GET /chat/assets/page.html":         404,
		"GET /chat/":                         404,
	} {
		method, path, _ := strings.Cut(route, " ")
		rec := httptest.NewRecorder()
		s.mux.ServeHTTP(rec, httptest.NewRequest(method, path, strings.NewReader("{}")))
		if rec.Code != want {
			t.Errorf("%s = %d %s, want %d", route, rec.Code, fmt.Sprintf("%.60q", rec.Body), want)
		}
	}
}

// TestAssetPacked holds that a browser which takes it gets a file packed, and the same.
func TestAssetPacked(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	href := regexp.MustCompile(`/chat/assets/chat\.css\?v=[0-9a-f]+`).FindString(read(t, s.get(t, "/chat/"+kupang, nil)))
	plain := s.get(t, href, nil)
	packed := s.get(t, href, func(r *http.Request) { r.Header.Set("Accept-Encoding", "gzip, br") })
	for name, resp := range map[string]*http.Response{"plain": plain, "packed": packed} {
		if resp.Header.Get("Vary") != "Accept-Encoding" || !strings.HasPrefix(resp.Header.Get("Content-Type"), "text/css") || !strings.Contains(resp.Header.Get("Cache-Control"), "immutable") {
			t.Errorf("the %s sheet has the headers %v", name, resp.Header)
		}
	}
	if packed.Header.Get("Content-Encoding") != "gzip" || plain.Header.Get("Content-Encoding") != "" {
		t.Fatalf("encodings are %q and %q", packed.Header.Get("Content-Encoding"), plain.Header.Get("Content-Encoding"))
	}
	body, err := gzip.NewReader(packed.Body)
	if err != nil {
		t.Fatal(err)
	}
	unpacked, err := io.ReadAll(body)
	if err != nil || string(unpacked) != read(t, plain) {
		t.Errorf("the packed sheet is another one: %v", err)
	}
}

// TestPageShared holds what search engines and other chats are told of the page: nothing
// until the office's site has a name.
func TestPageShared(t *testing.T) {
	t.Parallel()
	const address = "https://tanya.contoh.go.id/chat/" + kupang
	room := kupangRoom()
	hidden := read(t, newSiteOf(t, room).get(t, "/chat/"+kupang, nil))
	room.Address, room.Picture, room.Sites = address, "https://tanya.contoh.go.id/tanya/"+kupang+"/kartu.png", []string{official}
	s := newSiteOf(t, room)
	shown := read(t, s.get(t, "/chat/"+kupang+"?jawaban=kk", nil))
	framed := read(t, s.get(t, "/chat/"+kupang+"/sisip?situs="+official, nil))
	for name, page := range map[string]string{"hidden": hidden, "framed": framed} {
		if !strings.Contains(page, `<meta name="robots" content="noindex">`) || strings.Contains(page, "canonical") || strings.Contains(page, "og:url") || strings.Contains(page, "og:image") {
			t.Errorf("the %s page does not ask to be left out", name)
		}
	}
	for _, want := range []string{
		`<link rel="canonical" href="` + address + `">`, `<meta property="og:url" content="` + address + `">`, `<meta property="og:type" content="website">`,
		`<meta property="og:title" content="Tanya Disdukcapil Kota Kupang">`, `<meta property="og:locale" content="id_ID">`, `<meta property="og:description" content="Tanya layanan`,
		`<meta property="og:image" content="` + room.Picture + `">`,
	} {
		if !strings.Contains(shown, want) || strings.Contains(shown, "noindex") {
			t.Errorf("the page lacks %s, or asks to be left out", want)
		}
	}
}
