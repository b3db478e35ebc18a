package web

import (
	"net/http"
	"strings"
)

// policy is the content security policy without its last directive: nothing
// inline, nothing from elsewhere.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; " +
	"connect-src 'self'; form-action 'self'; base-uri 'none'; object-src 'none'; frame-ancestors "

// headers sets what every answer carries. Only the chat may be framed.
func (s *Server) headers(next http.Handler) http.Handler {
	chatFramers := "'self'"
	if len(s.FrameAncestors) > 0 {
		chatFramers += " " + strings.Join(s.FrameAncestors, " ")
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		framers := "'none'"
		if s.inChat(r.URL.Path) {
			framers = chatFramers
		}
		h := w.Header()
		h.Set("Content-Security-Policy", policy+framers)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
		if Encrypted(r) {
			h.Set("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
		}
		next.ServeHTTP(w, r)
	})
}

func (s *Server) inChat(path string) bool {
	return s.ChatPath != "" && (path == s.ChatPath || strings.HasPrefix(path, strings.TrimSuffix(s.ChatPath, "/")+"/"))
}
