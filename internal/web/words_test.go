package web_test

import (
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"time"

	"loket/internal/web"
	"loket/internal/web/webtest"
)

func TestWhen(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, time.November, 21, 23, 0, 0, 0, time.UTC) // already the 22nd in Kupang
	cases := []struct {
		t    time.Time
		want string
	}{
		{time.Date(2026, time.November, 21, 6, 5, 0, 0, time.UTC), "21 Nov, 14.05 WITA"},
		{time.Date(2026, time.May, 1, 20, 0, 0, 0, time.UTC), "2 Mei, 04.00 WITA"},
		{time.Date(2025, time.December, 31, 17, 0, 0, 0, time.UTC), "1 Jan, 01.00 WITA"},
		{time.Date(2025, time.December, 31, 15, 0, 0, 0, time.UTC), "31 Des 2025, 23.00 WITA"},
		{time.Time{}, "–"},
	}
	for _, c := range cases {
		if got := web.When(c.t, now, webtest.WITA("")).String(); got != c.want {
			t.Errorf("When(%v) = %q, want %q", c.t, got, c.want)
		}
	}
}

func TestSoon(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, time.November, 21, 6, 5, 0, 0, time.UTC)
	for after, want := range map[time.Duration]string{
		20 * time.Minute: "14.25 WITA", 10 * time.Hour: "22 Nov, 00.05 WITA", -15 * time.Hour: "20 Nov, 23.05 WITA",
	} {
		if got := web.Soon(now.Add(after), now, webtest.WITA("")).String(); got != want {
			t.Errorf("Soon(now%+v) = %q, want %q", after, got, want)
		}
	}
	if got := web.Soon(time.Time{}, now, webtest.WITA("")).String(); got != "–" {
		t.Errorf("Soon(zero) = %q, want –", got)
	}
}

func TestAge(t *testing.T) {
	t.Parallel()
	for d, want := range map[time.Duration]string{
		0: "kurang dari 1 mnt", 59 * time.Second: "kurang dari 1 mnt", 90 * time.Second: "1 mnt",
		-30 * time.Minute: "30 mnt", 125*time.Minute + 59*time.Second: "2 jam 5 mnt", 50 * time.Hour: "2 hari 2 jam",
	} {
		if got := web.Age(d).String(); got != want {
			t.Errorf("Age(%v) = %q, want %q", d, got, want)
		}
	}
}

func TestClientIP(t *testing.T) {
	t.Parallel()
	proxies := []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("127.0.0.1/32")}
	cases := []struct {
		name, remote string
		forwarded    []string
		trusted      []netip.Prefix
		want         string
	}{
		{"Direct", "203.0.113.9:4000", nil, proxies, "203.0.113.9"},
		{"Direct/HeaderNotBelieved", "203.0.113.9:4000", []string{"198.51.100.1"}, proxies, "203.0.113.9"},
		{"NoProxies/HeaderNotBelieved", "10.0.0.1:4000", []string{"198.51.100.1"}, nil, "10.0.0.1"},
		{"Proxy", "10.0.0.1:4000", []string{"198.51.100.1"}, proxies, "198.51.100.1"},
		{"Proxy/ForgedFirstHop", "10.0.0.1:4000", []string{"1.1.1.1, 198.51.100.1"}, proxies, "198.51.100.1"},
		{"TwoProxies", "10.0.0.1:4000", []string{"198.51.100.1", "10.2.2.2"}, proxies, "198.51.100.1"},
		{"Proxy/Garbage", "10.0.0.1:4000", []string{"198.51.100.1, bukan alamat"}, proxies, "10.0.0.1"},
		{"Proxy/NoHeader", "10.0.0.1:4000", nil, proxies, "10.0.0.1"},
		{"IPv6", "[2001:db8::1]:4000", nil, proxies, "2001:db8::1"},
		{"NoPort", "pipe", nil, proxies, "pipe"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			r := httptest.NewRequest(http.MethodGet, "/", http.NoBody)
			r.RemoteAddr = c.remote
			for _, hop := range c.forwarded {
				r.Header.Add("X-Forwarded-For", hop)
			}
			if got := web.ClientIP(c.trusted)(r); got != c.want {
				t.Errorf("ClientIP(%s, %v) = %q, want %q", c.remote, c.forwarded, got, c.want)
			}
		})
	}
}

// TestOpenWire: staff are let in over TLS and from this very machine, whatever a
// request says of itself.
func TestOpenWire(t *testing.T) {
	t.Parallel()
	const local, near, far = "127.0.0.1:4000", "10.0.0.5:4000", "192.168.1.77:4000"
	https := map[string]string{"X-Forwarded-Proto": "https"}
	cases := []struct {
		name, host, peer string
		header           map[string]string
		encrypted, let   bool
	}{
		{"Local", "127.0.0.1:8080", local, nil, false, true},
		{"Local/ByName", "localhost", local, nil, false, true},
		{"Local/IPv6", "[::1]:8080", "[::1]:4000", nil, false, true},
		{"Local/OtherLoopback", "127.9.9.9", local, nil, false, true},
		{"Local/AskedByNetworkName", "192.168.1.5:8080", local, nil, false, false},
		{"Local/ForgedHost", "127.0.0.1:8080", far, nil, false, false},
		{"Local/ForgedName", "localhost", far, nil, false, false},
		{"Local/LikeName", "localhost.example", local, nil, false, false},
		{"Local/ProxyWithoutTLS", "127.0.0.1:8080", local, map[string]string{"X-Forwarded-For": "192.168.1.77"}, false, false},
		{"Local/ProxyWithoutTLS/Forwarded", "127.0.0.1:8080", local, map[string]string{"Forwarded": "for=192.168.1.77"}, false, false},
		{"LAN", "192.168.1.5:8080", far, nil, false, false},
		{"LAN/ForgedProto", "192.168.1.5:8080", far, https, false, false},
		{"LAN/ForgedProtoToOurName", "loket.example", far, https, false, false},
		{"Proxy/Beside", "loket.example", local, https, true, true},
		{"Proxy/Trusted", "loket.example", near, https, true, true},
		{"Proxy/TrustedInCapitals", "loket.example", near, map[string]string{"X-Forwarded-Proto": "HTTPS"}, true, true},
		{"Proxy/TrustedWithoutTLS", "loket.example", near, map[string]string{"X-Forwarded-Proto": "http"}, false, false},
		{"Proxy/FirstHopForged", "loket.example", near, map[string]string{"X-Forwarded-Proto": "https, http"}, false, false},
		{"Proxy/Silent", "loket.example", near, nil, false, false},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, b := newHouse(func(s *web.Server) { s.Proxies = append(web.LocalProxies(), netip.MustParsePrefix("10.0.0.0/24")) })
			b.Host, b.Peer, b.Header = c.host, c.peer, c.header
			if hsts := b.Get("/").Header.Get("Strict-Transport-Security") != ""; hsts != c.encrypted {
				t.Errorf("HSTS = %v, want %v", hsts, c.encrypted)
			}
			got := b.Post("/masuk", "akun", "petugas", "sandi", webtest.Password)
			if let := got.Status == http.StatusSeeOther; let != c.let {
				t.Fatalf("signing in: status %d, let should be %v", got.Status, c.let)
			}
			if c.let {
				return
			}
			if !strings.Contains(got.Body, "tanpa HTTPS") || !strings.Contains(got.Body, "trusted_proxies") || len(b.Cookies) > 0 {
				t.Errorf("signing in over an open wire: cookies %v, page %s, want none, and the cure named", b.Cookies, got.Body)
			}
		})
	}
}

// TestOpenWireRoutes: there every route of staff is refused, signed in or not, and
// nobody else notices.
func TestOpenWireRoutes(t *testing.T) {
	t.Parallel()
	server, here := newHouse(nil)
	there := signIn(t, here, "admin").Clone()
	there.Host, there.Peer = "192.168.1.5:8080", "192.168.1.77:4000"
	for _, route := range server.Routes() {
		got := ask(there, route)
		open := route.Access == web.Everyone || route.Access == web.Guests && strings.HasPrefix(route.Pattern, "GET ")
		if refused := got.Status == http.StatusForbidden && strings.Contains(got.Body, "tanpa HTTPS"); refused == open {
			t.Errorf("%s over an open wire: status %d, want it open: %v", route.Pattern, got.Status, open)
		}
		if open && strings.Contains(got.Body, "Rekan admin") {
			t.Errorf("%s over an open wire knows who is signed in", route.Pattern)
		}
	}
	if got := there.Get("/masuk"); got.Status != http.StatusOK || got.Page(t).One("#sandi") != nil {
		t.Errorf("sign-in page over an open wire: status %d, want 200 without a field for a password", got.Status)
	}
}
