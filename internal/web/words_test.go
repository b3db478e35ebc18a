package web_test

import (
	"net/http"
	"net/http/httptest"
	"net/netip"
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
		if got := web.When(c.t, now, webtest.WITA("")); got != c.want {
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
		if got := web.Soon(now.Add(after), now, webtest.WITA("")); got != want {
			t.Errorf("Soon(now%+v) = %q, want %q", after, got, want)
		}
	}
	if got := web.Soon(time.Time{}, now, webtest.WITA("")); got != "–" {
		t.Errorf("Soon(zero) = %q, want –", got)
	}
}

func TestAge(t *testing.T) {
	t.Parallel()
	for d, want := range map[time.Duration]string{
		0: "kurang dari 1 mnt", 59 * time.Second: "kurang dari 1 mnt", 90 * time.Second: "1 mnt",
		-30 * time.Minute: "30 mnt", 125*time.Minute + 59*time.Second: "2 jam 5 mnt", 50 * time.Hour: "2 hari 2 jam",
	} {
		if got := web.Age(d); got != want {
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

func TestLoopback(t *testing.T) {
	t.Parallel()
	for host, want := range map[string]bool{
		"127.0.0.1:8080": true, "localhost": true, "localhost:80": true, "[::1]:8080": true, "127.9.9.9": true,
		"192.168.1.5:8080": false, "loket.example": false, "localhost.example": false, "": false,
	} {
		r := httptest.NewRequest(http.MethodGet, "/", http.NoBody)
		r.Host = host
		if got := web.Loopback(r); got != want {
			t.Errorf("Loopback(Host %q) = %v, want %v", host, got, want)
		}
	}
}
