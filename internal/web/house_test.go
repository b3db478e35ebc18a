package web_test

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	"loket/internal/loket"
	"loket/internal/web"
	"loket/internal/web/console"
	"loket/internal/web/manage"
	"loket/internal/web/setup"
	"loket/internal/web/webtest"
)

// newHouse opens a house with every room; change may alter it before.
func newHouse(change func(*web.Server)) (*web.Server, *webtest.Browser) {
	clock := webtest.NewClock()
	accounts := webtest.NewAccounts()
	factors := webtest.NewFactors(accounts)
	gate := &console.Gate{
		Accounts: accounts, Sessions: webtest.NewSessions(), Now: clock.Now, ClientIP: web.ClientIP(nil),
	}
	desk := &webtest.Desk{Now: clock.Now}
	desk.Put(loket.TicketView{InboxRow: loket.InboxRow{Ticket: loket.Ticket{
		ID: "t1", Number: "KPG-7F3Q9K-X", Agency: "kupang", State: loket.TicketWaiting, OpenedAt: clock.Now(),
	}}})
	s := &web.Server{
		Title: "Disdukcapil Kota Kupang", ChatPath: "/chat", Gate: gate, Log: slog.New(slog.DiscardHandler),
		Proxies: web.LocalProxies(),
		Parts: []web.Part{
			console.New(desk, gate, clock.Now, webtest.WITA),
			&console.Account{Gate: gate, Keys: factors, Zone: func(loket.AgencyID) *time.Location { return time.UTC }, Telegram: func(loket.AgencyID) bool { return true }},
			&manage.Improve{Improver: &webtest.Improver{}, Now: clock.Now, Zone: webtest.WITA},
			&manage.Manage{Figures: &webtest.Figures{}, Counter: still{}, Now: clock.Now, Zone: webtest.WITA},
			opinions(clock.Now),
			&manage.Downloads{File: func(context.Context, loket.Staff, manage.Order) (manage.File, error) {
				return manage.File{Name: "x.csv", Type: "text/csv", Write: func(io.Writer) error { return nil }}, nil
			}},
			&manage.Audit{Log: &webtest.AuditLog{}, Now: clock.Now, Zone: webtest.WITA},
			supervision(clock.Now),
			curation(clock.Now),
			&setup.Setup{Ledger: &webtest.SetupLedger{Staff: true}, Sessions: webtest.NewSessions(), Now: clock.Now, ClientIP: web.ClientIP(nil)},
		},
	}
	if change != nil {
		change(s)
	}
	return s, webtest.NewBrowser(s.Handler())
}

// signIn signs an account in and returns its browser.
func signIn(t *testing.T, b *webtest.Browser, login string) *webtest.Browser {
	t.Helper()
	b = b.Clone()
	if a := b.Post("/masuk", "akun", login, "sandi", webtest.Password); a.Status != http.StatusSeeOther {
		t.Fatalf("sign in as %s: status %d, want 303\n%s", login, a.Status, a.Body)
	}
	return b
}

// address fills in a route's pattern.
func address(route web.Route) (method, path string) {
	method, path, _ = strings.Cut(route.Pattern, " ")
	return method, strings.NewReplacer("{$}", "", "{id}", "t1", "{name}", "loket.css").Replace(path)
}

// ask sends a route's request; forms are empty.
func ask(b *webtest.Browser, route web.Route) webtest.Answer {
	method, path := address(route)
	if method == http.MethodPost {
		return b.Post(path)
	}
	return b.Get(path)
}

// TestAccess walks every route with every role: who may not enter is told so,
// who may is not.
func TestAccess(t *testing.T) {
	t.Parallel()
	server, _ := newHouse(nil)
	for _, route := range server.Routes() {
		t.Run(route.Pattern, func(t *testing.T) {
			t.Parallel()
			if route.Access == web.Nobody {
				t.Fatalf("%s lets nobody in: say who may", route.Pattern)
			}
			_, guest := newHouse(nil)
			checkGuest(t, route, ask(guest, route))
			for _, role := range loket.Roles() {
				_, fresh := newHouse(nil)
				got := ask(signIn(t, fresh, string(role)), route)
				admitted := mayEnter(route, loket.Staff{Role: role})
				if refused := got.Status == http.StatusForbidden; refused == admitted {
					t.Errorf("%s as %s: status %d, admitted should be %v", route.Pattern, role, got.Status, admitted)
				}
			}
		})
	}
}

// mayEnter says in its own words who works where.
func mayEnter(route web.Route, staff loket.Staff) bool {
	method, path := address(route)
	switch {
	case path == "/loket/balasan-siap":
		return staff.Role == loket.RoleSupervisor || staff.Role == loket.RoleAdmin
	case strings.HasPrefix(path, "/loket"):
		return staff.Role == loket.RoleOfficer || staff.Role == loket.RoleSupervisor || staff.Role == loket.RoleAdmin
	case path == "/laporan/perbaikan":
		return staff.Role != loket.RoleOfficer
	case strings.HasPrefix(path, "/laporan"):
		return staff.Role != loket.RoleOfficer && staff.Role != loket.RoleCurator
	case strings.HasPrefix(path, "/audit"):
		return staff.Role == loket.RoleAuditor || staff.Role == loket.RoleAdmin
	case path == "/penyelia", path == "/penyelia/kalender", path == "/penyelia/tenggat" && method == http.MethodGet:
		return staff.Role == loket.RoleSupervisor || staff.Role == loket.RoleAdmin || staff.Role == loket.RoleHead
	case strings.HasPrefix(path, "/penyelia"):
		return staff.Role == loket.RoleSupervisor || staff.Role == loket.RoleAdmin
	case strings.HasPrefix(path, "/katalog") && (method == http.MethodPost || path == "/katalog/pertanyaan"):
		return staff.Role == loket.RoleCurator || staff.Role == loket.RoleAdmin
	case strings.HasPrefix(path, "/katalog"):
		return staff.Role != loket.RoleOfficer && staff.Role != loket.RoleSupervisor
	case path == "/perhatian":
		return staff.Role == loket.RoleSupervisor || staff.Role == loket.RoleAdmin || staff.Role == loket.RoleHead
	}
	return true
}

func checkGuest(t *testing.T, route web.Route, got webtest.Answer) {
	t.Helper()
	method, path := address(route)
	closed := strings.HasPrefix(path, "/loket") || strings.HasPrefix(path, "/akun") || strings.HasPrefix(path, "/laporan") || path == "/perhatian" ||
		strings.HasPrefix(path, "/audit") || strings.HasPrefix(path, "/penyelia") || strings.HasPrefix(path, "/katalog")
	switch {
	case closed && method == http.MethodGet:
		if got.Status != http.StatusSeeOther || !strings.HasPrefix(got.Location(), "/masuk?kembali=") {
			t.Errorf("%s signed out: status %d to %q, want 303 to the sign-in page", route.Pattern, got.Status, got.Location())
		}
	case closed:
		if got.Status != http.StatusUnauthorized {
			t.Errorf("%s signed out: status %d, want 401", route.Pattern, got.Status)
		}
	case strings.HasPrefix(path, "/masuk") && method == http.MethodPost: // an empty name and password, or no first step
		if got.Status != http.StatusUnauthorized {
			t.Errorf("%s with nothing: status %d, want 401", route.Pattern, got.Status)
		}
	case got.Status >= http.StatusBadRequest:
		t.Errorf("%s signed out: status %d, want it open", route.Pattern, got.Status)
	}
}

// TestNobodyIsTheDefault: a route that forgot to say who may enter lets nobody
// in, whatever the role.
func TestNobodyIsTheDefault(t *testing.T) {
	t.Parallel()
	for _, role := range loket.Roles() {
		if web.Access(0).Admits(loket.Staff{ID: "x", Role: role}) {
			t.Errorf("the zero Access admits %s", role)
		}
	}
	if web.Servers.Admits(loket.Staff{Role: "tamu"}) {
		t.Error("an unknown role is admitted to the tickets")
	}
}

func TestHeaders(t *testing.T) {
	t.Parallel()
	server, guest := newHouse(nil)
	staff := signIn(t, guest, "admin")
	for _, route := range append(server.Routes(), web.Route{Pattern: "GET /tidak-ada"}, web.Route{Pattern: "POST /healthz"}) {
		for who, b := range map[string]*webtest.Browser{"guest": guest, "admin": staff.Clone()} {
			checkHeaders(t, route.Pattern+" as "+who, ask(b, route))
		}
	}
	t.Run("HSTS/OnlyEncrypted", func(t *testing.T) {
		t.Parallel()
		_, b := newHouse(nil)
		if got := b.Get("/").Header.Get("Strict-Transport-Security"); got != "" {
			t.Errorf("HSTS over plain http = %q, want none", got)
		}
		b.Header["X-Forwarded-Proto"] = "https"
		if got := b.Get("/").Header.Get("Strict-Transport-Security"); got != "max-age=31536000; includeSubDomains" {
			t.Errorf("HSTS behind TLS = %q, want a year with subdomains", got)
		}
	})
	t.Run("Frame/AHandlerMaySayWho", func(t *testing.T) {
		t.Parallel()
		_, b := newHouse(func(s *web.Server) { s.Mounts = append(s.Mounts, framed{}) })
		for path, want := range map[string]string{"/": "frame-ancestors 'none'", "/chat": "frame-ancestors 'none'", "/bingkai": "frame-ancestors https://kupang.example"} {
			if got := b.Get(path).Header.Get("Content-Security-Policy"); !strings.HasSuffix(got, want) {
				t.Errorf("policy of %s = %q, want %s", path, got, want)
			}
		}
	})
}

// framed is a guest that one site may frame.
type framed struct{}

func (framed) Mount(mux *http.ServeMux) {
	mux.HandleFunc("GET /bingkai", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Security-Policy", "frame-ancestors https://kupang.example")
	})
}

func checkHeaders(t *testing.T, what string, got webtest.Answer) {
	t.Helper()
	policy := got.Header.Get("Content-Security-Policy")
	for _, part := range []string{"default-src 'none'", "script-src 'self';", "style-src 'self';", "object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"} {
		if !strings.Contains(policy, part) {
			t.Errorf("%s: policy %q lacks %s", what, policy, part)
		}
	}
	if strings.Contains(policy, "unsafe") {
		t.Errorf("%s: policy %q allows what is unsafe", what, policy)
	}
	for name, want := range map[string]string{"X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin"} {
		if value := got.Header.Get(name); value != want {
			t.Errorf("%s: %s = %q, want %q", what, name, value, want)
		}
	}
	kind := got.Header.Get("Content-Type")
	if strings.HasPrefix(kind, "text/html") && !strings.Contains(got.Header.Get("Cache-Control"), "no-store") && got.Status != http.StatusSeeOther {
		t.Errorf("%s: Cache-Control = %q, want no-store on a page", what, got.Header.Get("Cache-Control"))
	}
	for _, c := range got.Header.Values("Set-Cookie") {
		if !strings.Contains(c, "HttpOnly") || !strings.Contains(c, "SameSite=Lax") || !strings.Contains(c, "Path=/") {
			t.Errorf("%s: cookie %q, want HttpOnly, SameSite=Lax, Path=/", what, c)
		}
	}
	if strings.Count(got.Body, "<script") != strings.Count(got.Body, `<script src="/aset/`) || strings.Contains(got.Body, " style=") || strings.Contains(got.Body, " onclick=") {
		t.Errorf("%s: page has inline script or style", what)
	}
}

// TestCrossSite: no other site may change anything here.
func TestCrossSite(t *testing.T) {
	t.Parallel()
	server, fresh := newHouse(nil)
	staff := signIn(t, fresh, "admin")
	foreign := []map[string]string{
		{"Sec-Fetch-Site": "cross-site"},
		{"Sec-Fetch-Site": "same-site"},
		{"Origin": "https://jahat.example"},
		{"Origin": "null"},
	}
	for _, route := range server.Routes() {
		if !strings.HasPrefix(route.Pattern, "POST ") {
			continue
		}
		for _, header := range foreign {
			b := staff.Clone()
			b.Header = header
			got := ask(b, route)
			if got.Status != http.StatusForbidden || !strings.Contains(got.Body, "situs lain") {
				t.Errorf("%s with %v: status %d, want 403 and why", route.Pattern, header, got.Status)
			}
		}
	}
	own := staff.Clone()
	own.Header = map[string]string{"Sec-Fetch-Site": "same-origin", "Origin": "http://127.0.0.1:8080"}
	if got := own.Post("/loket/tiket/t1/ambil"); got.Status != http.StatusSeeOther {
		t.Errorf("claim from our own page: status %d, want 303", got.Status)
	}
}
