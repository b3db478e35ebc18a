package api_test

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"sync/atomic"
	"testing"

	"loket/internal/web/api"
)

// tricks are addresses that lead inside, or would like to.
func tricks() []string {
	return []string{
		// Plain names of this machine and its network.
		"https://localhost/", "https://LOCALHOST/", "https://localhost./", "https://a.localhost/", "https://loket/", "https://redis:6379/",
		"https://127.0.0.1/", "https://127.0.0.1:5432/", "https://127.1.2.3/", "https://0.0.0.0/", "https://10.0.0.1/",
		"https://10.255.255.255/", "https://172.16.0.1/", "https://172.31.255.1/", "https://192.168.1.1/", "https://100.64.0.1/",
		"https://100.127.255.254/", "https://169.254.169.254/latest/meta-data/", "https://169.254.1.1/", "https://100.100.100.200/",
		"https://192.0.0.192/", "https://198.18.0.1/", "https://192.0.2.1/", "https://203.0.113.7/", "https://224.0.0.1/",
		"https://240.0.0.1/", "https://255.255.255.255/",
		// IPv6, and IPv4 within it.
		"https://[::1]/", "https://[::]/", "https://[::ffff:127.0.0.1]/", "https://[::ffff:169.254.169.254]/", "https://[::ffff:a9fe:a9fe]/",
		"https://[0:0:0:0:0:ffff:10.0.0.1]/", "https://[::127.0.0.1]/", "https://[fe80::1]/", "https://[fe80::1%25eth0]/", "https://[fc00::1]/",
		"https://[fd00:ec2::254]/", "https://[fec0::1]/", "https://[ff02::1]/", "https://[64:ff9b::7f00:1]/", "https://[64:ff9b:1::a00:1]/",
		"https://[2002:7f00:1::]/", "https://[2001:0:7f00:1::]/", "https://[2001:db8::1]/", "https://[100::1]/",
		// Other ways to write 127.0.0.1 and 169.254.169.254.
		"https://2130706433/", "https://0x7f000001/", "https://017700000001/", "https://0177.0.0.1/", "https://0x7f.1/", "https://127.1/",
		"https://2852039166/", "https://0xa9.0xfe.0xa9.0xfe/",
		// Names that resolve inside.
		"https://inside.example.org/", "https://mapped.example.org/", "https://both.example.org/", "https://metadata.google.internal/",
		"https://127.0.0.1.nip.example/", "https://none.example.org/",
		// No https, or something else altogether.
		"http://public.example.org/", "ftp://public.example.org/", "file:///etc/passwd", "gopher://127.0.0.1:6379/_FLUSHALL",
		"unix:///var/run/docker.sock", "javascript:alert(1)", "//public.example.org/", "https:public.example.org", "https:///etc", "",
		"https://user:pass@public.example.org/", "https://public.example.org@127.0.0.1/", "https://127.0.0.1#@public.example.org/",
		"https://public.example.org\\@127.0.0.1/", "https://public.example.org/\r\nHost: x", "https://public.example.org/ x", "https://１２７.０.０.１/",
		"https://public.example.org/" + strings.Repeat("a", 500),
	}
}

// resolver is what names say, as a system that reads addresses generously has it.
func resolver(_ context.Context, host string) ([]netip.Addr, error) {
	inside := netip.MustParseAddr("127.0.0.1")
	if ip, err := netip.ParseAddr(host); err == nil {
		return []netip.Addr{ip}, nil
	}
	switch host {
	case "public.example.org", "hook.example.org":
		return []netip.Addr{netip.MustParseAddr("93.184.216.34")}, nil
	case "mapped.example.org":
		return []netip.Addr{netip.MustParseAddr("::ffff:10.0.0.1")}, nil
	case "both.example.org":
		return []netip.Addr{netip.MustParseAddr("93.184.216.34"), inside}, nil
	case "none.example.org":
		return nil, nil
	case "2852039166", "0xa9.0xfe.0xa9.0xfe", "metadata.google.internal", "cloud.kantor.lan":
		return []netip.Addr{netip.MustParseAddr("169.254.169.254")}, nil
	}
	return []netip.Addr{inside}, nil
}

// TestTricks: none of them is connected to, whether it is asked for when a webhook
// is made or got into the ledger some other way.
func TestTricks(t *testing.T) {
	t.Parallel()
	var connections atomic.Int32
	guard := api.Guard{Resolve: resolver, Dial: func(context.Context, string, string) (net.Conn, error) {
		connections.Add(1)
		return nil, errors.New("connected")
	}}
	client := guard.Client()
	all := tricks()
	if len(all) < 60 {
		t.Errorf("%d tricks, want 60 and more", len(all))
	}
	for _, trick := range all {
		checked := guard.Check(trick)
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, trick, http.NoBody)
		if err != nil {
			if checked == nil {
				t.Errorf("Check(%q) = nil, and it is no address at all", trick)
			}
			continue
		}
		// What Check refuses is never asked for; what it cannot know the dialler refuses.
		if checked == nil {
			response, err := client.Do(r)
			if err == nil {
				_ = response.Body.Close()
			}
		}
		if n := connections.Swap(0); n != 0 {
			t.Errorf("%q: %d connections, want none", trick, n)
		}
		if host := r.URL.Hostname(); strings.HasPrefix(trick, "https://") && r.URL.User == nil && !strings.Contains(host, "public") {
			if _, err := guard.DialContext(t.Context(), "tcp", net.JoinHostPort(host, "443")); err == nil || connections.Swap(0) != 0 {
				t.Errorf("dialling %q connects", host)
			}
		}
	}
	if err := guard.Check("https://public.example.org:8443/loket?x=1"); err != nil {
		t.Errorf("Check of a public address = %v", err)
	}
	if _, err := guard.DialContext(t.Context(), "tcp", "public.example.org:443"); connections.Load() != 1 {
		t.Errorf("a public address was not dialled: %v", err)
	}
}

// TestRebinding: the address that was judged is the one that is dialled.
func TestRebinding(t *testing.T) {
	t.Parallel()
	var asked atomic.Int32
	var dialled []string
	guard := api.Guard{
		Resolve: func(context.Context, string) ([]netip.Addr, error) {
			if asked.Add(1) == 1 {
				return []netip.Addr{netip.MustParseAddr("93.184.216.34")}, nil
			}
			return []netip.Addr{netip.MustParseAddr("169.254.169.254")}, nil
		},
		Dial: func(_ context.Context, _, address string) (net.Conn, error) {
			dialled = append(dialled, address)
			return nil, errors.New("connected")
		},
	}
	for range 2 {
		if _, err := guard.DialContext(t.Context(), "tcp", "rebind.example.org:443"); err == nil {
			t.Error("no error")
		}
	}
	if len(dialled) != 1 || dialled[0] != "93.184.216.34:443" {
		t.Errorf("dialled %q, want the public address once", dialled)
	}
}

// TestInside: the office may name hosts of its own network, and only those.
func TestInside(t *testing.T) {
	t.Parallel()
	var dialled atomic.Int32
	guard := api.Guard{
		Inside: []string{"antrean.kantor.lan", "10.1.2.3:8080", "cloud.kantor.lan"}, Resolve: resolver,
		Dial: func(context.Context, string, string) (net.Conn, error) {
			dialled.Add(1)
			return nil, errors.New("connected")
		},
	}
	for address, fine := range map[string]bool{
		"http://antrean.kantor.lan/": true, "https://antrean.kantor.lan:8443/x": true, "http://10.1.2.3:8080/": true,
		"http://10.1.2.3/": false, "http://10.1.2.4:8080/": false, "http://lain.kantor.lan/": false, "ftp://antrean.kantor.lan/": false,
	} {
		if err := guard.Check(address); (err == nil) != fine {
			t.Errorf("Check(%q) = %v, fine should be %v", address, err, fine)
		}
	}
	_, _ = guard.DialContext(t.Context(), "tcp", "antrean.kantor.lan:80")
	if dialled.Load() != 1 {
		t.Error("a host the office named was not dialled")
	}
	_, _ = guard.DialContext(t.Context(), "tcp", "cloud.kantor.lan:80")
	if dialled.Load() != 1 {
		t.Error("a named host led to where clouds keep their secrets")
	}
}

// TestNoRedirect: where a webhook sends us on to, we do not go.
func TestNoRedirect(t *testing.T) {
	t.Parallel()
	var inside atomic.Int32
	secret := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { inside.Add(1) }))
	defer secret.Close()
	hook := httptest.NewServer(http.RedirectHandler(secret.URL, http.StatusTemporaryRedirect))
	defer hook.Close()
	client := api.Guard{Inside: []string{"127.0.0.1"}}.Client()
	defer client.CloseIdleConnections()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, hook.URL, strings.NewReader("{}"))
	if err != nil {
		t.Fatal(err)
	}
	response, err := client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	_ = response.Body.Close()
	if response.StatusCode != http.StatusTemporaryRedirect || inside.Load() != 0 {
		t.Errorf("answered %d, %d requests went on", response.StatusCode, inside.Load())
	}
}
