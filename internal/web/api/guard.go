package api

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"
)

// Guard keeps webhooks out of the office's own network. An address is judged when a
// webhook is made, and what its name resolves to every time it is dialled: that
// very address is dialled, so that a name cannot change in between.
type Guard struct {
	// Inside are hosts ("antrean.kantor.lan" or "10.1.2.3:8080") the office itself
	// wants told though they are in its network; they may do without TLS. Never
	// link-local addresses, where clouds keep their secrets.
	Inside []string

	Resolve func(ctx context.Context, host string) ([]netip.Addr, error)         // nil: as the system does
	Dial    func(ctx context.Context, network, address string) (net.Conn, error) // nil: as the system does
}

const maxURL = 500 // characters

var (
	errURL    = refuse(http.StatusBadRequest, "invalid", "Alamat webhook harus lengkap, diawali https://, tanpa nama dan sandi di dalamnya, paling panjang 500 huruf.")
	errInside = refuse(http.StatusBadRequest, "invalid", "Alamat webhook menuju jaringan dalam. Pakai alamat umum, atau minta admin mengizinkannya: api, webhook_hosts di loket.yaml.")
)

// errBlocked says that a name led where webhooks may not go.
var errBlocked = errors.New("alamatnya menuju jaringan dalam")

// Check refuses an address that no webhook may have.
func (g Guard) Check(address string) error {
	u, err := url.Parse(address)
	if err != nil || len(address) > maxURL || u.Hostname() == "" || u.User != nil || u.Opaque != "" || u.Fragment != "" {
		return errURL
	}
	for _, r := range address {
		if r <= ' ' || r > '~' || r == '\\' {
			return errURL
		}
	}
	inside := g.inside(hostPort(u))
	if u.Scheme != "https" && (!inside || u.Scheme != "http") {
		return errURL
	}
	host := strings.ToLower(strings.TrimSuffix(u.Hostname(), "."))
	if ip, err := netip.ParseAddr(host); err == nil {
		if !allowed(ip, inside) {
			return errInside
		}
		return nil
	}
	if !inside && (!strings.Contains(host, ".") || host == "localhost" || strings.HasSuffix(host, ".localhost")) {
		return errInside
	}
	return nil
}

func hostPort(u *url.URL) string {
	port := u.Port()
	if port == "" {
		port = map[string]string{"http": "80", "https": "443"}[u.Scheme]
	}
	return net.JoinHostPort(u.Hostname(), port)
}

// inside tells whether the office wants a host of its own network told.
func (g Guard) inside(address string) bool {
	host, _, err := net.SplitHostPort(address)
	return err == nil && slices.ContainsFunc(g.Inside, func(known string) bool {
		return strings.EqualFold(known, host) || strings.EqualFold(known, address)
	})
}

// DialContext connects to the first address a name resolves to, if every one of
// them is one that webhooks may go to.
func (g Guard) DialContext(ctx context.Context, network, address string) (net.Conn, error) {
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return nil, fmt.Errorf("read the address: %w", err)
	}
	resolve, dial := g.Resolve, g.Dial
	if resolve == nil {
		resolve = func(ctx context.Context, host string) ([]netip.Addr, error) {
			return net.DefaultResolver.LookupNetIP(ctx, "ip", host)
		}
	}
	if dial == nil {
		dial = (&net.Dialer{}).DialContext
	}
	addrs, err := resolve(ctx, host)
	if err != nil {
		return nil, fmt.Errorf("resolve: %w", err)
	}
	inside := g.inside(address)
	if len(addrs) == 0 || slices.ContainsFunc(addrs, func(ip netip.Addr) bool { return !allowed(ip, inside) }) {
		return nil, errBlocked
	}
	return dial(ctx, network, net.JoinHostPort(addrs[0].Unmap().WithZone("").String(), port))
}

// allowed tells whether webhooks may go to an address; inside: the office named it.
func allowed(ip netip.Addr, inside bool) bool {
	ip = ip.Unmap().WithZone("")
	if inside {
		return !ip.IsLinkLocalUnicast() && !ip.IsMulticast() && !ip.IsUnspecified() && !slices.ContainsFunc(metadata(), func(m netip.Addr) bool { return m == ip })
	}
	if !ip.IsGlobalUnicast() || ip.IsPrivate() {
		return false
	}
	return !slices.ContainsFunc(reserved(), func(p netip.Prefix) bool { return p.Contains(ip) })
}

// metadata are addresses outside link-local where clouds keep their secrets.
func metadata() []netip.Addr {
	return []netip.Addr{netip.MustParseAddr("fd00:ec2::254"), netip.MustParseAddr("100.100.100.200"), netip.MustParseAddr("192.0.0.192")}
}

// reserved are the blocks of the IANA registries of special addresses that are
// not private, loopback, link-local or multicast, and IPv6 that wraps IPv4.
func reserved() []netip.Prefix {
	blocks := []string{
		"0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "198.18.0.0/15", "198.51.100.0/24",
		"203.0.113.0/24", "240.0.0.0/4",
		"::/96", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20", "5f00::/16", "fec0::/10",
	}
	all := make([]netip.Prefix, len(blocks))
	for i, block := range blocks {
		all[i] = netip.MustParsePrefix(block)
	}
	return all
}

// Client makes the client that tells webhooks: it follows no redirect, keeps no
// cookies and knows no proxy.
func (g Guard) Client() *http.Client {
	return &http.Client{
		Timeout: deliveryTime,
		Transport: &http.Transport{
			DialContext: g.DialContext, MaxIdleConnsPerHost: 1, IdleConnTimeout: deliveryTime, MaxResponseHeaderBytes: 16 << 10,
		},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}
