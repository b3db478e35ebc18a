package privacy

import (
	"regexp"
	"slices"
	"strings"
)

// dotted is what every site has: the rest is not looked for without it.
var dotted = regexp.MustCompile(`\.[A-Za-z]|://`)

// siteIn finds the site in an address, with or without https://. What stands
// behind an at sign belongs to an e-mail address and leads nowhere.
var siteIn = regexp.MustCompile(`(?i)(?:https?://([^\s/"'<>)\]?#]+)|(@?)\b((?:[a-z0-9-]+\.)+(?:id|com|net|org|info|io|me|ly|co|gov|app|link|xyz|site|online|click|top|shop|store|live|cc|gl|page|dev|my))\b)`)

// foreign returns the sites a text names that are not on the list.
func (g Guard) foreign(text string) (sites []string) {
	if !dotted.MatchString(text) {
		return nil
	}
	for _, m := range siteIn.FindAllStringSubmatch(text, -1) {
		host, _, _ := strings.Cut(strings.ToLower(m[1]+m[3]), ":")
		host = strings.TrimRight(host, ".,;")
		if m[2] == "" && !g.leads(host) {
			sites = append(sites, m[0])
		}
	}
	return sites
}

// leads tells whether a text may lead to a host. What stands before an at sign
// in an address is no host: "dukcapil.go.id@jahat.com" leads to jahat.com.
func (g Guard) leads(host string) bool {
	allowed := slices.Concat([]string{"go.id", "play.google.com", "apps.apple.com"}, g.Links)
	return !strings.Contains(host, "@") && slices.ContainsFunc(allowed, func(site string) bool {
		site = strings.ToLower(strings.TrimSpace(site))
		return site != "" && (host == site || strings.HasSuffix(host, "."+site))
	})
}
