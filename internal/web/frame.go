package web

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"net/http"
	"strings"

	"loket/internal/loket"
	"loket/internal/pack"
	"loket/internal/words"
)

//go:embed templates/*.html
var files embed.FS

// Frame is what every page has around its own words. A page's view embeds it.
type Frame struct {
	Title   words.Text    // of the page
	House   string        // of the agency
	Name    string        // of who is signed in; empty: nobody
	Account loket.StaffID // theirs: what this browser keeps for them is kept under it
	Role    loket.Role
	Nav     []Link
	Refresh string  // address to load after 30 s without script; empty: never
	Shared  *Shared // for pages that anybody may be shown by a search engine or a chat; nil: for nobody but the reader
	Live    bool    // with script the page changes by itself: Refresh is for others

	Language words.Language
	Here     string // where the reader comes back to with another language

	packable bool // the reader's browser takes it packed
}

// Shared is what a page tells search engines, and chats that its address is sent to.
type Shared struct {
	Description string // a sentence
	Canonical   string // its one absolute address; empty: search engines are asked to leave the page out
	Picture     string // absolute address of its picture; empty: it has none
}

// Hidden tells whether search engines are asked to leave the page out.
func (f Frame) Hidden() bool { return f.Shared == nil || f.Shared.Canonical == "" }

// language lets Render know it from every view.
func (f Frame) language() words.Language { return f.Language }

// packed tells whether the page goes out packed: one that is the same for everybody, so
// that its length tells nobody anything.
func (f Frame) packed() bool { return f.packable && f.Shared != nil }

// Other is the language that the page can be had in besides.
func (f Frame) Other() words.Language {
	if f.Language == words.English {
		return words.Indonesian
	}
	return words.English
}

// RoleText is what the role of who is signed in is called.
func (f Frame) RoleText() words.Text { return words.Text(f.Role) }

// Link is one way onwards.
type Link struct {
	Href    string
	Text    words.Text
	Current bool
}

// NewFrame makes the frame of a page for whoever asks for it.
func NewFrame(r *http.Request, title words.Text) Frame {
	v := visitOf(r.Context())
	f := Frame{
		Title: title, House: v.title, Name: v.staff.Name, Account: v.staff.ID, Role: v.staff.Role, Language: LanguageOf(r.Context()), Here: hereOf(r),
		packable: pack.Wanted(r),
	}
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
	if v.staff.MayReadCatalogue() {
		f.Nav = append(f.Nav, Link{Href: "/katalog", Text: "Katalog", Current: strings.HasPrefix(r.URL.Path, "/katalog")})
	}
	if v.staff.MayAudit() {
		f.Nav = append(f.Nav, Link{Href: "/audit", Text: "Audit", Current: strings.HasPrefix(r.URL.Path, "/audit")})
	}
	return f
}

// Render writes a page. It executes the template before it writes anything, so
// that an error leaves the answer to fail. Pages are never stored by caches.
func Render(w http.ResponseWriter, status int, page *template.Template, view any) error {
	var out bytes.Buffer
	language := words.Indonesian
	packed := false
	if v, ok := view.(interface {
		language() words.Language
		packed() bool
	}); ok {
		language, packed = v.language(), v.packed()
	}
	if err := Execute(&out, page, language, view); err != nil {
		return fmt.Errorf("render page: %w", err)
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	if packed && out.Len() >= leastPacked {
		return writePacked(w, status, out.Bytes())
	}
	w.WriteHeader(status)
	if _, err := out.WriteTo(w); err != nil {
		return fmt.Errorf("write page: %w", err)
	}
	return nil
}
