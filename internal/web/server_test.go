package web_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"loket/internal/loket"
	"loket/internal/web"
	"loket/internal/web/webtest"
)

// room is a part with one handler at GET and POST /coba.
type room struct{ handle web.Handler }

func (p room) Routes() []web.Route {
	return []web.Route{
		{Pattern: "GET /coba/{word}", Access: web.Everyone, Handle: p.handle},
		{Pattern: "POST /coba", Access: web.Everyone, Handle: p.handle},
	}
}

// houseWith opens a house with one more room and returns what it logs.
func houseWith(handle web.Handler) (*webtest.Browser, *bytes.Buffer) {
	log := &bytes.Buffer{}
	_, b := newHouse(func(s *web.Server) {
		s.Parts = append(s.Parts, room{handle})
		s.Log = slog.New(slog.NewTextHandler(log, nil))
	})
	return b, log
}

func TestFail(t *testing.T) {
	t.Parallel()
	secret := errors.New("sqlite: disk /rahasia is full")
	cases := []struct {
		name   string
		err    error
		status int
		says   string
	}{
		{"Invalid", loket.Errorf(loket.CodeInvalid, "Isi dulu."), 400, "Isi dulu."},
		{"Unauthorized", loket.Errorf(loket.CodeUnauthorized, "Masuk dulu."), 401, "Masuk dulu."},
		{"Forbidden", loket.Errorf(loket.CodeForbidden, "Bukan untuk Anda."), 403, "Bukan untuk Anda."},
		{"NotFound", loket.ErrNotFound, 404, loket.ErrNotFound.Message},
		{"Conflict", errors.Join(secret, loket.ErrTicketHeld), 409, loket.ErrTicketHeld.Message},
		{"TooLarge", loket.Errorf(loket.CodeTooLarge, "Terlalu besar."), 413, "Terlalu besar."},
		{"TooMany", loket.Errorf(loket.CodeTooMany, "Pelan-pelan."), 429, "Pelan-pelan."},
		{"Unavailable", loket.Errorf(loket.CodeUnavailable, "Nanti lagi."), 503, "Nanti lagi."},
		{"Unknown", secret, 500, "Terjadi gangguan"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			b, log := houseWith(func(http.ResponseWriter, *http.Request) error { return c.err })
			got := b.Get("/coba/x")
			if got.Status != c.status || !strings.Contains(got.Page(t).One("main").Text(), c.says) {
				t.Errorf("%v: status %d, page %q, want %d and %q", c.err, got.Status, got.Page(t).One("main").Text(), c.status, c.says)
			}
			if strings.Contains(got.Body, "rahasia") {
				t.Errorf("%v: the page shows what only the log may: %s", c.err, got.Body)
			}
			if logged := strings.Contains(log.String(), "rahasia"); logged != (c.status == 500) {
				t.Errorf("%v: in the log = %v, want only unknown errors there:\n%s", c.err, logged, log)
			}
		})
	}
	t.Run("Unknown/RequestID", func(t *testing.T) {
		t.Parallel()
		b, log := houseWith(func(http.ResponseWriter, *http.Request) error { return secret })
		got := b.Get("/coba/x")
		id := got.Page(t).One("main code").Text()
		if id == "" || id != got.Header.Get("X-Request-Id") || !strings.Contains(log.String(), id) {
			t.Errorf("request id on the page %q, in the header %q, want one id, and it in the log:\n%s", id, got.Header.Get("X-Request-Id"), log)
		}
	})
	t.Run("BegunAnswer/StaysAlone", func(t *testing.T) {
		t.Parallel()
		b, log := houseWith(func(w http.ResponseWriter, _ *http.Request) error {
			_, _ = io.WriteString(w, "setengah")
			return secret
		})
		if got := b.Get("/coba/x"); got.Body != "setengah" || got.Status != 200 || !strings.Contains(log.String(), "rahasia") {
			t.Errorf("error after the answer began: %d %q, want the answer alone and a log line", got.Status, got.Body)
		}
	})
	t.Run("Panic", func(t *testing.T) {
		t.Parallel()
		b, log := houseWith(func(http.ResponseWriter, *http.Request) error { panic("rahasia") })
		got := b.Get("/coba/x")
		if got.Status != 500 || strings.Contains(got.Body, "rahasia") || !strings.Contains(log.String(), "rahasia") {
			t.Errorf("panic: status %d, page %s, want 500 that keeps quiet and a log line", got.Status, got.Body)
		}
	})
	t.Run("Panic/Abort", func(t *testing.T) {
		t.Parallel()
		b, _ := houseWith(func(http.ResponseWriter, *http.Request) error { panic(http.ErrAbortHandler) })
		defer func() {
			cause := recover()
			if err, ok := cause.(error); !ok || !errors.Is(err, http.ErrAbortHandler) {
				t.Errorf("aborting: recovered %v, want the abort to go on", cause)
			}
		}()
		b.Get("/coba/x")
	})
	t.Run("BrowserGone", func(t *testing.T) {
		t.Parallel()
		s, _ := newHouse(func(s *web.Server) {
			s.Parts = []web.Part{room{func(_ http.ResponseWriter, r *http.Request) error { return r.Context().Err() }}}
		})
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		w := httptest.NewRecorder()
		s.Handler().ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/coba/x", http.NoBody).WithContext(ctx))
		if w.Body.Len() != 0 {
			t.Errorf("answer to nobody = %q, want nothing", w.Body)
		}
	})
}

func TestNotFound(t *testing.T) {
	t.Parallel()
	_, b := newHouse(nil)
	for path, want := range map[string]int{"/tidak/ada": 404, "/loket/tiket/": 404, "/aset/../server.go": 404, "/aset/tidak-ada.css": 404} {
		got := b.Get(path)
		if got.Status == http.StatusTemporaryRedirect || got.Status == http.StatusMovedPermanently {
			got = b.Get(got.Location())
		}
		if got.Status != want || got.Page(t).One("h1").Text() != "Tidak ditemukan" {
			t.Errorf("GET %s = %d, want a page with %d", path, got.Status, want)
		}
	}
	got := b.Post("/healthz")
	if got.Status != http.StatusMethodNotAllowed || got.Header.Get("Allow") == "" {
		t.Errorf("POST /healthz = %d, Allow %q, want 405 and what is allowed", got.Status, got.Header.Get("Allow"))
	}
	for _, path := range []string{"/", "/healthz", "/tidak/ada"} {
		answer := httptest.NewRecorder()
		b.Handler.ServeHTTP(answer, httptest.NewRequestWithContext(t.Context(), http.MethodTrace, path, http.NoBody))
		if answer.Code != http.StatusNotImplemented || answer.Body.Len() > 0 {
			t.Errorf("TRACE %s = %d, %q, want 501 and nothing", path, answer.Code, answer.Body)
		}
	}
}

func TestForms(t *testing.T) {
	t.Parallel()
	b, _ := houseWith(func(w http.ResponseWriter, r *http.Request) error {
		_, err := io.WriteString(w, r.PostFormValue("kata"))
		return err
	})
	if got := b.Post("/coba", "kata", "halo"); got.Body != "halo" {
		t.Errorf("form = %q, want its word", got.Body)
	}
	if got := b.Post("/coba", "kata", strings.Repeat("a", 70_000)); got.Status != http.StatusRequestEntityTooLarge {
		t.Errorf("70 kB form: status %d, want 413", got.Status)
	}
	if got := b.Post("/coba?%zz"); got.Status != http.StatusBadRequest {
		t.Errorf("broken form: status %d, want 400", got.Status)
	}
}

// TestAccessLog: what people wrote, asked for or are called stays out.
func TestAccessLog(t *testing.T) {
	t.Parallel()
	b, log := houseWith(func(w http.ResponseWriter, _ *http.Request) error {
		w.WriteHeader(http.StatusTeapot)
		_, err := io.WriteString(w, "12345")
		return err
	})
	b.Get("/coba/jalan-rahasia?nik=5371012345670001")
	b.Post("/coba", "kata", "isi-rahasia")
	b.Get("/alamat-rahasia")
	got := log.String()
	for _, secret := range []string{"rahasia", "5371012345670001", "127.0.0.1"} {
		if strings.Contains(got, secret) {
			t.Errorf("access log holds %q:\n%s", secret, got)
		}
	}
	for _, want := range []string{`route="GET /coba/{word}"`, "status=418", "bytes=5", "method=POST", "status=404", "took="} {
		if !strings.Contains(got, want) {
			t.Errorf("access log lacks %q:\n%s", want, got)
		}
	}
}

func TestHealth(t *testing.T) {
	t.Parallel()
	var ledger, advice error
	_, b := newHouse(func(s *web.Server) {
		s.Checks = []web.Check{
			{Name: "ledger", Ready: func(context.Context) error { return ledger }},
			{Name: "antrean", Ready: func(ctx context.Context) error {
				if _, limited := ctx.Deadline(); !limited {
					return errors.New("no deadline")
				}
				return nil
			}},
			{Name: "saluran", Ready: func(context.Context) error { return advice }, Advice: true},
		}
	})
	if got := b.Get("/healthz"); got.Status != 200 || got.Body != "ok\n" {
		t.Errorf("healthz = %d %q, want 200 ok", got.Status, got.Body)
	}
	if got := b.Get("/readyz"); got.Status != 200 || got.Body != "ledger: ok\nantrean: ok\nsaluran: ok\n" {
		t.Errorf("readyz = %d %q, want both ok", got.Status, got.Body)
	}
	ledger = errors.New("tidak dapat\nditulis")
	if got := b.Get("/readyz"); got.Status != 503 || got.Body != "ledger: tidak dapat ditulis\nantrean: ok\nsaluran: ok\n" {
		t.Errorf("readyz without ledger = %d %q, want 503 and the reason", got.Status, got.Body)
	}
	ledger, advice = nil, errors.New("tertinggal")
	if got := b.Get("/readyz"); got.Status != 200 || got.Body != "ledger: ok\nantrean: ok\nsaluran: tertinggal\n" {
		t.Errorf("readyz with advice = %d %q, want 200 and the advice", got.Status, got.Body)
	}
	if got := b.Get("/healthz"); got.Status != 200 {
		t.Errorf("healthz without ledger = %d, want 200: the process lives", got.Status)
	}
	_, bare := newHouse(nil)
	if got := bare.Get("/readyz"); got.Status != 200 || got.Body != "ok\n" {
		t.Errorf("readyz without checks = %d %q, want 200", got.Status, got.Body)
	}
}

func TestAssets(t *testing.T) {
	t.Parallel()
	_, b := newHouse(nil)
	sheet := b.Get("/").Page(t).One("[rel=stylesheet]").Attr["href"]
	got := b.Get(sheet)
	if got.Status != 200 || got.Header.Get("Content-Type") != "text/css; charset=utf-8" || !strings.Contains(got.Header.Get("Cache-Control"), "immutable") {
		t.Errorf("GET %s = %d %v, want a style sheet to keep", sheet, got.Status, got.Header)
	}
	again := b.Clone()
	again.Header["If-None-Match"] = got.Header.Get("ETag")
	if second := again.Get(sheet); second.Status != http.StatusNotModified || second.Body != "" {
		t.Errorf("GET %s with its ETag = %d, want 304", sheet, second.Status)
	}
	if old := b.Get("/aset/loket.css?v=lama"); old.Header.Get("Cache-Control") != "no-cache" {
		t.Errorf("another version: Cache-Control = %q, want no-cache", old.Header.Get("Cache-Control"))
	}
	if total := len(got.Body) + len(b.Get("/aset/ikon.svg").Body); total > 150_000 {
		t.Errorf("assets of a first load = %d bytes, want at most 150,000", total)
	}
}

func TestStart(t *testing.T) {
	t.Parallel()
	_, b := newHouse(nil)
	page := b.Get("/").Page(t)
	var ways []string
	for _, a := range page.All("main a") {
		ways = append(ways, a.Attr["href"])
	}
	if got := strings.Join(ways, " "); got != "/chat /loket /laporan" || page.One(".merek").Text() != "Disdukcapil Kota Kupang" {
		t.Errorf("start page of %q leads to %q, want chat, console and report", page.One(".merek").Text(), got)
	}
	_, silent := newHouse(func(s *web.Server) { s.ChatPath, s.Title = "", "" })
	if page := silent.Get("/").Page(t); page.One("[href=/chat]") != nil || page.One(".merek").Text() != "Loket" {
		t.Error("start page of a house without chat and name: want no way to a chat, and Loket")
	}
}

// guest is a mount that overrides a header and flushes.
type guest struct{}

func (guest) Mount(mux *http.ServeMux) {
	mux.HandleFunc("GET /chat/alir", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Referrer-Policy", "no-referrer")
		_, _ = io.WriteString(w, "data: satu\n\n")
		if err := http.NewResponseController(w).Flush(); err != nil {
			_, _ = io.WriteString(w, err.Error())
		}
	})
}

func TestMount(t *testing.T) {
	t.Parallel()
	_, b := newHouse(func(s *web.Server) { s.Mounts = append(s.Mounts, guest{}) })
	got := b.Get("/chat/alir")
	if got.Body != "data: satu\n\n" || got.Header.Get("Referrer-Policy") != "no-referrer" || got.Header.Get("X-Content-Type-Options") != "nosniff" {
		t.Errorf("mounted stream = %q %v, want it flushed, with its own header and the house's", got.Body, got.Header)
	}
}

// TestServer runs the house on a real connection: a head that never ends is
// given up, and an event stream stays open.
func TestServer(t *testing.T) {
	t.Parallel()
	s, _ := newHouse(func(s *web.Server) { s.Mounts = append(s.Mounts, guest{}) })
	house := web.NewHTTPServer("127.0.0.1:0", s.Handler())
	if house.ReadHeaderTimeout != 5*time.Second || house.WriteTimeout != 0 || house.ReadTimeout != 0 || house.IdleTimeout == 0 || house.MaxHeaderBytes != 16<<10 {
		t.Errorf("limits = %v header, %v write, %v read, %v idle, %d bytes", house.ReadHeaderTimeout, house.WriteTimeout, house.ReadTimeout, house.IdleTimeout, house.MaxHeaderBytes)
	}
	running := httptest.NewServer(house.Handler)
	defer running.Close()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, running.URL+"/masuk", strings.NewReader("akun=petugas&sandi="+webtest.Password))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	answer, err := client.Do(request)
	if err != nil {
		t.Fatalf("sign in over a connection: %v", err)
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusSeeOther || len(answer.Cookies()) != 1 {
		t.Errorf("sign in over a connection = %d with %d cookies, want 303 with one", answer.StatusCode, len(answer.Cookies()))
	}
}
