package console

import (
	"net/netip"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// TestBrowserFamilies: a browser is named by its own name, though most say the names of
// others as well, and by what it runs on; what says nothing known has a name too.
func TestBrowserFamilies(t *testing.T) {
	t.Parallel()
	const (
		windows = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) "
		mac     = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) "
		android = "Mozilla/5.0 (Linux; Android 10; K) "
		apple   = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) "
		tablet  = "Mozilla/5.0 (iPad; CPU OS 17_6 like Mac OS X) "
		linux   = "Mozilla/5.0 (X11; Linux x86_64) "
		book    = "Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) "
		blink   = "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36"
		mobile  = "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Mobile Safari/537.36"
		webkit  = "AppleWebKit/605.1.15 (KHTML, like Gecko) "
	)
	for agent, want := range map[string]string{
		windows + blink:  "Chrome di Windows",
		mac + blink:      "Chrome di macOS",
		linux + blink:    "Chrome di Linux",
		book + blink:     "Chrome di ChromeOS",
		android + mobile: "Chrome di Android",
		apple + webkit + "CriOS/131.0 Mobile Safari/604.1":                      "Chrome di iPhone",
		windows + blink + " Edg/131.0.0.0":                                      "Edge di Windows",
		android + mobile + " EdgA/131.0.0.0":                                    "Edge di Android",
		apple + webkit + "Version/18.0 EdgiOS/131.0 Mobile/15E148 Safari/604.1": "Edge di iPhone",
		windows + blink + " OPR/115.0.0.0":                                      "Opera di Windows",
		android + mobile + " OPR/85.0.0.0":                                      "Opera di Android",
		android + "AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/27.0 Chrome/125.0.0.0 Mobile Safari/537.36": "Samsung Internet di Android",
		"Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:133.0) Gecko/20100101 Firefox/133.0":                           "Firefox di Windows",
		"Mozilla/5.0 (Android 14; Mobile; rv:133.0) Gecko/133.0 Firefox/133.0":                                       "Firefox di Android",
		"Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0":                                     "Firefox di Linux",
		apple + webkit + "FxiOS/133.0 Mobile/15E148 Safari/605.1.15":                                                 "Firefox di iPhone",
		mac + webkit + "Version/18.1 Safari/605.1.15":                                                                "Safari di macOS",
		apple + webkit + "Version/18.1 Mobile/15E148 Safari/604.1":                                                   "Safari di iPhone",
		tablet + webkit + "Version/17.6 Mobile/15E148 Safari/604.1":                                                  "Safari di iPad",
		linux + "Konqueror":          otherBrowser + " di Linux",
		"curl/8.11.0":                otherBrowser,
		"":                           otherBrowser,
		"firefox/133.0 (windows nt)": otherBrowser,
	} {
		if got := browserOf(agent); got != want {
			t.Errorf("browserOf(%q) = %q, want %q", agent, got, want)
		}
	}
}

// TestBrowserNamesAreOurs: whatever a browser calls itself, its name is made of words of
// this house: nothing that a stranger typed is shown on the page of one's account.
func TestBrowserNamesAreOurs(t *testing.T) {
	t.Parallel()
	ours := map[string]bool{}
	for _, browser := range []string{"Edge", "Opera", "Samsung Internet", "Firefox", "Chrome", "Safari", otherBrowser} {
		ours[browser] = true
		for _, system := range []string{"Android", "iPhone", "iPad", "Windows", "macOS", "ChromeOS", "Linux"} {
			ours[browser+" di "+system] = true
		}
	}
	pieces := []string{"Edg", "OPR/", "SamsungBrowser", "FxiOS", "Firefox/", "Safari/", "Chrome/", "iPad", "Linux", "CrOS", "Mac OS X", "<script>", " di "}
	rapid.Check(t, func(t *rapid.T) {
		agent := strings.Join(rapid.SliceOf(rapid.OneOf(rapid.SampledFrom(pieces), rapid.String())).Draw(t, "agent"), "")
		if got := browserOf(agent); !ours[got] {
			t.Errorf("browserOf(%q) = %q, which this house does not say", agent, got)
		}
	})
}

// TestRanges: of an address its neighbourhood is kept: 24 bits of IPv4, also where it
// is written as IPv6, and 48 of IPv6.
func TestRanges(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]string{
		"203.0.113.9":             "203.0.113.0/24",
		"203.0.113.255":           "203.0.113.0/24",
		"10.1.2.3":                "10.1.2.0/24",
		"0.0.0.0":                 "0.0.0.0/24",
		"::ffff:203.0.113.9":      "203.0.113.0/24",
		"::ffff:cb00:7109":        "203.0.113.0/24",
		"::ffff:203.0.113.9%eth0": "203.0.113.0/24",
		"2001:db8:1:2:3:4:5:6":    "2001:db8:1::/48",
		"2001:db8:1:ffff::1":      "2001:db8:1::/48",
		"2001:DB8:0001::":         "2001:db8:1::/48",
		"fe80::1%eth0":            "fe80::/48",
		"::1":                     "::/48",
		"":                        "",
		"@":                       "",
		"pipe":                    "",
		"203.0.113":               "",
		"203.0.113.9:4000":        "",
		"203.0.113.0/24":          "",
		"[2001:db8::1]":           "",
		"203.0.113.256":           "",
	} {
		if got := rangeOf(address); got != want {
			t.Errorf("rangeOf(%q) = %q, want %q", address, got, want)
		}
	}
}

// TestRangesHide: a range holds its address, tells nothing of the address's last part,
// and is the same for the same address in its mapped spelling.
func TestRangesHide(t *testing.T) {
	t.Parallel()
	bytes := rapid.SliceOfN(rapid.Byte(), 16, 16)
	rapid.Check(t, func(t *rapid.T) {
		one, end := [16]byte(bytes.Draw(t, "address")), [16]byte(bytes.Draw(t, "end"))
		four, six := netip.AddrFrom4([4]byte(one[:4])), netip.AddrFrom16(one)
		near4 := netip.AddrFrom4([4]byte{one[0], one[1], one[2], end[3]})
		near6 := one
		copy(near6[6:], end[6:])
		if six.Is4In6() || netip.AddrFrom16(near6).Is4In6() {
			return
		}
		for address, near := range map[netip.Addr]netip.Addr{four: near4, netip.AddrFrom16(four.As16()): near4, six: netip.AddrFrom16(near6)} {
			got := rangeOf(address.String())
			around, err := netip.ParsePrefix(got)
			if err != nil || !around.Contains(address.Unmap()) || around != around.Masked() {
				t.Errorf("rangeOf(%s) = %q, want a range around it", address, got)
			}
			if other := rangeOf(near.String()); other != got {
				t.Errorf("%s is in %q and its neighbour %s in %q, want them in one", address, got, near, other)
			}
		}
	})
}
