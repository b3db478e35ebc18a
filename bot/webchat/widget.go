package webchat

import (
	"net/http"
	"slices"

	"loket/internal/loket"
)

// framedCookie holds the token of a visitor in a frame on another site. Browsers keep
// one for each site it is framed in, and none of them meets the others.
const framedCookie = "loket_sisip"

// widget gives the script that puts the chat on another site, where an office allows any.
func (h *Handler) widget(script asset) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		room, ok := h.Channels(loket.AgencyID(r.PathValue("agency")))
		if !ok || len(room.Sites) == 0 {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Cross-Origin-Resource-Policy", "cross-origin")
		script.ServeHTTP(w, r)
	})
}

// framed serves the chat page inside a frame of the site that ?situs names: only that
// site may frame it, and only one the office allows is given anything.
func (h *Handler) framed(files []asset) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		room, ok := h.Channels(loket.AgencyID(r.PathValue("agency")))
		site := r.URL.Query().Get("situs")
		if !ok || !slices.Contains(room.Sites, site) {
			pageHeaders(w, "'none'")
			h.render(w, r, http.StatusForbidden, "lost.html", lostPage{errSite.Message, files[0]})
			return
		}
		pageHeaders(w, site)
		if _, known := tokenOf(r); !known || onlyFramed(r) {
			welcomeFramed(w, r)
		}
		h.render(w, r, http.StatusOK, "page.html", chatPage{Room: room, Site: site, Style: files[0], Scripts: files[1:]})
	})
}

// onlyFramed tells whether a visitor is known by the frame's cookie alone: on a site of
// the same owner the browser sends that of the page too, and it is one conversation.
func onlyFramed(r *http.Request) bool {
	_, direct := tokenIn(r, cookieName)
	return !direct
}

// welcomeFramed sets the frame's cookie, a new one or the known one for another
// cookieAge. It is kept apart for each site, and browsers take it over TLS only, or
// on this very machine.
func welcomeFramed(w http.ResponseWriter, r *http.Request) {
	token, ok := tokenIn(r, framedCookie)
	if !ok {
		token = newToken()
	}
	http.SetCookie(w, &http.Cookie{
		Name: framedCookie, Value: token, Path: "/chat/", MaxAge: int(cookieAge.Seconds()),
		HttpOnly: true, Secure: true, SameSite: http.SameSiteNoneMode, Partitioned: true,
	})
}
