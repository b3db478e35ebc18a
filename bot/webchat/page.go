package webchat

import (
	"bytes"
	"fmt"
	"html/template"
	"log/slog"
	"net/http"

	"loket/internal/loket"
)

// policy lets the page load and reach what comes from here, and nothing else; who may
// frame it follows.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; " +
	"connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors "

// pageHeaders sets what a page of the chat carries; framers may show it in a frame.
func pageHeaders(w http.ResponseWriter, framers string) {
	head := w.Header()
	head.Set("Content-Security-Policy", policy+framers)
	head.Set("X-Content-Type-Options", "nosniff")
	head.Set("Referrer-Policy", "same-origin")
	head.Set("Cache-Control", "no-store")
}

// pages are parsed when the program starts: a broken template never serves.
var pages = template.Must(template.ParseFS(embedded, "assets/*.html"))

// chatPage is what page.html shows: the room's words, escaped by the template,
// and the files it loads.
type chatPage struct {
	Room
	Site    string        // that it is framed in; empty: in none
	Shared  string        // its one address for search engines; empty: they are asked to leave it out
	Asked   *loket.Button // what the link that led here asks for; nil: nothing
	Style   asset
	Scripts []asset
}

// lostPage is what lost.html shows in place of a chat that is not there.
type lostPage struct {
	Message string
	Style   asset
}

// page serves the chat page and gives the visitor their cookie.
func (h *Handler) page(files []asset) http.Handler {
	style, scripts := files[0], files[1:]
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		pageHeaders(w, "'self'")
		room, ok := h.Channels(loket.AgencyID(r.PathValue("agency")))
		if !ok {
			h.render(w, r, http.StatusNotFound, "lost.html", lostPage{errNoRoom.Message, style})
			return
		}
		welcome(w, r)
		h.render(w, r, http.StatusOK, "page.html", chatPage{Room: room, Shared: room.Address, Asked: asked(room, r), Style: style, Scripts: scripts})
	})
}

// asked is the button for the answer that ?jawaban names.
func asked(room Room, r *http.Request) *loket.Button {
	entry := r.URL.Query().Get("jawaban")
	if entry == "" || room.Ask == nil {
		return nil
	}
	if button, ok := room.Ask(entry); ok {
		return &button
	}
	return nil
}

// render writes a page whole or, when the template fails, an error.
func (h *Handler) render(w http.ResponseWriter, r *http.Request, status int, name string, page any) {
	var body bytes.Buffer
	if err := pages.ExecuteTemplate(&body, name, page); err != nil {
		h.Log.LogAttrs(r.Context(), slog.LevelError, "web chat", slog.Any("error", fmt.Errorf("render %s: %w", name, err)))
		http.Error(w, "Terjadi gangguan. Muat ulang halaman ini sebentar lagi.", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_, _ = body.WriteTo(w) // a client that is gone is not an error
}
