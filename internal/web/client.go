package web

import (
	"net"
	"net/http"
	"net/netip"
	"strings"

	"loket/internal/loket"
)

// LocalProxies are the addresses of this machine: what stands there is believed
// without being told so.
func LocalProxies() []netip.Prefix {
	return []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("::1/128")}
}

// ClientIP returns a function that tells a request's own address. It believes
// X-Forwarded-For only as far as trusted proxies wrote it: from the right, the
// first address that is not one of them.
func ClientIP(trusted []netip.Prefix) func(*http.Request) string {
	return func(r *http.Request) string {
		ip := peer(r)
		hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
		for i := len(hops) - 1; i >= 0 && among(trusted, ip); i-- {
			hop := strings.TrimSpace(hops[i])
			if _, err := netip.ParseAddr(hop); err != nil {
				break
			}
			ip = hop
		}
		return ip
	}
}

// peer is the address at the other end of the connection.
func peer(r *http.Request) string {
	ip, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return ip
}

func among(prefixes []netip.Prefix, ip string) bool {
	addr, err := netip.ParseAddr(ip)
	if err != nil {
		return false
	}
	for _, prefix := range prefixes {
		if prefix.Contains(addr.Unmap()) {
			return true
		}
	}
	return false
}

// way is how a request came here.
type way struct {
	encrypted bool // over TLS, to us or to a trusted proxy in front of us
	local     bool // from this machine, to an address only it can mean
}

// wayOf finds out how a request came. Whoever sends a request can write anything
// into its head: what it says of TLS counts from a trusted proxy only, and one that
// came through any proxy is not local.
func (s *Server) wayOf(r *http.Request) way {
	from := peer(r)
	proto := r.Header.Values("X-Forwarded-Proto")
	told := len(proto) > 0 && among(s.Proxies, from)
	for _, value := range strings.Split(strings.Join(proto, ","), ",") {
		told = told && strings.EqualFold(strings.TrimSpace(value), "https")
	}
	direct := true
	for _, name := range []string{"X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Host", "Forwarded", "X-Real-Ip"} {
		direct = direct && r.Header.Get(name) == ""
	}
	return way{
		encrypted: r.TLS != nil || told,
		local:     direct && among(LocalProxies(), from) && toLoopback(r.Host),
	}
}

func toLoopback(host string) bool {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	return loket.Loopback(strings.Trim(host, "[]"))
}

// Encrypted tells whether a request of the house came over TLS, to us or to a
// trusted proxy.
func Encrypted(r *http.Request) bool { return visitOf(r.Context()).way.encrypted }

// Private tells whether nobody between the browser and us reads along: the request
// came over TLS, or from this very machine.
func Private(r *http.Request) bool {
	w := visitOf(r.Context()).way
	return w.encrypted || w.local
}

// errOpenWire refuses what only staff may do on a connection others read.
var errOpenWire = loket.Errorf(loket.CodeForbidden, "Halaman petugas tidak dibuka di alamat tanpa HTTPS: kata sandi dan data warga "+
	"akan terbaca oleh siapa pun di jaringan ini. Buka lewat https://, atau dari komputer server sendiri lewat http://127.0.0.1. "+
	"Untuk admin: pasang proksi HTTPS di depan Loket yang mengisi X-Forwarded-Proto; bila proksinya di komputer lain, "+
	"tulis alamatnya di trusted_proxies dalam loket.yaml.")
