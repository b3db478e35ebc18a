package web

import (
	"net"
	"net/http"
	"net/netip"
	"strings"
)

// ClientIP returns a function that tells a request's own address. It believes
// X-Forwarded-For only as far as trusted proxies wrote it: from the right, the
// first address that is not one of them.
func ClientIP(trusted []netip.Prefix) func(*http.Request) string {
	isProxy := func(ip string) bool {
		addr, err := netip.ParseAddr(ip)
		if err != nil {
			return false
		}
		for _, prefix := range trusted {
			if prefix.Contains(addr.Unmap()) {
				return true
			}
		}
		return false
	}
	return func(r *http.Request) string {
		ip, _, err := net.SplitHostPort(r.RemoteAddr)
		if err != nil {
			ip = r.RemoteAddr
		}
		hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
		for i := len(hops) - 1; i >= 0 && isProxy(ip); i-- {
			hop := strings.TrimSpace(hops[i])
			if _, err := netip.ParseAddr(hop); err != nil {
				break
			}
			ip = hop
		}
		return ip
	}
}
