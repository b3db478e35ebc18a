package public

import (
	"encoding/xml"
	"fmt"
	"net/http"

	"loket/faq"
)

// robots answers GET /robots.txt: with an address of its own the house lets search
// engines read the answers, and nothing else; without one they are asked to stay out.
func (a *Answers) robots(w http.ResponseWriter, _ *http.Request) error {
	text := "User-agent: *\nDisallow: /\n"
	if a.Base != "" {
		text = "User-agent: *\nAllow: /$\nAllow: /tanya/\nAllow: /transparansi/\nAllow: /privasi/\nAllow: /aset/\nAllow: /chat/\n" +
			"Disallow: /chat/*/\nDisallow: /\n\nSitemap: " + a.Base + "/sitemap.xml\n"
	}
	return write(w, "text/plain; charset=utf-8", []byte(text))
}

// urlset is a site map as its makers define it.
type urlset struct {
	XMLName xml.Name  `xml:"http://www.sitemaps.org/schemas/sitemap/0.9 urlset"`
	URLs    []siteURL `xml:"url"`
}

type siteURL struct {
	Loc     string `xml:"loc"`
	LastMod string `xml:"lastmod,omitempty"`
}

// sitemap answers GET /sitemap.xml: the pages of answers of all offices.
func (a *Answers) sitemap(w http.ResponseWriter, _ *http.Request) error {
	if a.Base == "" {
		return errNoAnswer
	}
	var all urlset
	for _, office := range a.Offices {
		shelf, ok := a.Shelf(office.ID)
		if !ok {
			continue
		}
		all.URLs = append(all.URLs, siteURL{Loc: a.Base + answersPath(office.ID)}, siteURL{Loc: a.Base + privacyPath(office.ID)})
		for _, e := range shelf.Entries {
			all.URLs = append(all.URLs, siteURL{a.Base + answerPath(office.ID, e.ID), string(lookedAt(e))})
		}
	}
	body, err := xml.Marshal(all)
	if err != nil {
		return fmt.Errorf("write the site map: %w", err)
	}
	return write(w, "application/xml", append([]byte(xml.Header), body...))
}

// lookedAt is the day on which an entry was last compared with its sources or verified.
func lookedAt(e faq.Entry) faq.Date {
	if e.Verified != nil {
		return max(e.ReviewedOn, e.Verified.On)
	}
	return e.ReviewedOn
}

// write answers with what is no page; caches may keep it for an hour.
func write(w http.ResponseWriter, kind string, body []byte) error {
	w.Header().Set("Content-Type", kind)
	w.Header().Set("Cache-Control", "public, max-age=3600")
	if _, err := w.Write(body); err != nil {
		return fmt.Errorf("write %s: %w", kind, err)
	}
	return nil
}
