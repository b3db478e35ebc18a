package config

import (
	"net/url"
	"strings"

	"loket/internal/loket"
)

// origin brings an address that others know the house under into the form browsers
// write origins in: scheme and host in small letters, no path. It reports false for
// what is none: plain http is for this machine only.
func origin(text string) (string, bool) {
	u, err := url.Parse(strings.TrimSuffix(strings.TrimSpace(text), "/"))
	if err != nil || u.Host == "" || u.Path+u.RawQuery+u.Fragment != "" || u.User != nil || strings.ContainsAny(u.Host, "*'; ,") {
		return "", false
	}
	host := strings.ToLower(u.Hostname())
	here := loket.Loopback(host)
	if host == "" || u.Scheme != "https" && (u.Scheme != "http" || !here) {
		return "", false
	}
	return u.Scheme + "://" + strings.ToLower(u.Host), true
}

// checkWidget brings the sites that may frame the chat into the form browsers name them
// by, and complains of what is none.
func (a *Agency) checkWidget(complain func(format string, args ...any)) {
	for i, site := range a.Widget {
		clean, ok := origin(site)
		if !ok {
			complain("widget, %q bukan alamat situs. Tulis seperti di peramban, tanpa apa pun sesudah namanya, misalnya https://contoh.go.id.", site)
			continue
		}
		a.Widget[i] = clean
	}
}

// checkFace brings the addresses of the public pages into one form, and complains of
// what is no address.
func (c *Config) checkFace(complain func(format string, args ...any)) {
	if c.PublicURL == "" {
		return
	}
	base, ok := origin(c.PublicURL)
	if !ok {
		complain("public_url: %q tidak dapat dipakai. Tulis alamat situs ini seperti dibuka warga, tanpa apa pun sesudah namanya, misalnya https://tanya.contoh.go.id.", c.PublicURL)
		return
	}
	c.PublicURL = base
}
