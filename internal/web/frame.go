package web

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"strings"

	"loket/internal/loket"
)

//go:embed templates/*.html
var files embed.FS

// Frame is what every page has around its own words. A page's view embeds it.
type Frame struct {
	Title   string        // of the page
	House   string        // of the agency
	Name    string        // of who is signed in; empty: nobody
	Account loket.StaffID // theirs: what this browser keeps for them is kept under it
	Role    loket.Role
	Nav     []Link
	Refresh string // address to load after 30 s without script; empty: never
	Live    bool   // with script the page changes by itself: Refresh is for others
}

// Link is one way onwards.
type Link struct {
	Href, Text string
	Current    bool
}

// NewFrame makes the frame of a page for whoever asks for it.
func NewFrame(r *http.Request, title string) Frame {
	v := visitOf(r.Context())
	f := Frame{Title: title, House: v.title, Name: v.staff.Name, Account: v.staff.ID, Role: v.staff.Role}
	if v.staff.ID == "" {
		return f
	}
	if v.staff.MayServe() {
		f.Nav = append(f.Nav, Link{Href: "/loket", Text: "Antrean", Current: strings.HasPrefix(r.URL.Path, "/loket")})
	}
	if v.staff.MayOversee() && !v.staff.MayServe() { // others see it above the queue
		f.Nav = append(f.Nav, Link{Href: "/perhatian", Text: "Perlu perhatian", Current: r.URL.Path == "/perhatian"})
	}
	if v.staff.MayOversee() {
		f.Nav = append(f.Nav, Link{Href: "/penyelia", Text: "Penyelia", Current: strings.HasPrefix(r.URL.Path, "/penyelia")})
	}
	if v.staff.MayReport() {
		f.Nav = append(f.Nav, Link{Href: "/laporan", Text: "Laporan", Current: strings.HasPrefix(r.URL.Path, "/laporan")})
	}
	if v.staff.MayImprove() && !v.staff.MayReport() { // others find it beside the figures
		f.Nav = append(f.Nav, Link{Href: "/laporan/perbaikan", Text: "Perbaikan", Current: r.URL.Path == "/laporan/perbaikan"})
	}
	if v.staff.MayAudit() {
		f.Nav = append(f.Nav, Link{Href: "/audit", Text: "Audit", Current: strings.HasPrefix(r.URL.Path, "/audit")})
	}
	return f
}

// Page parses a page's template inside the house's frame. The template defines
// "body" and is executed with a view that embeds Frame.
func Page(pages fs.FS, names ...string) (*template.Template, error) {
	t, err := template.New("frame.html").Funcs(template.FuncMap{"asset": assetURL}).ParseFS(files, "templates/frame.html")
	for _, name := range names {
		if err == nil {
			t, err = t.ParseFS(pages, "templates/"+name)
		}
	}
	if err != nil {
		return nil, fmt.Errorf("parse page: %w", err)
	}
	return t, nil
}

// Render writes a page. It executes the template before it writes anything, so
// that an error leaves the answer to fail. Pages are never stored by caches.
func Render(w http.ResponseWriter, status int, page *template.Template, view any) error {
	var out bytes.Buffer
	if err := page.Execute(&out, view); err != nil {
		return fmt.Errorf("render page: %w", err)
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	if _, err := out.WriteTo(w); err != nil {
		return fmt.Errorf("write page: %w", err)
	}
	return nil
}
