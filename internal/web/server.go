package web

import (
	"context"
	"log/slog"
	"net/http"
	"net/netip"
	"time"
)

// Server builds the handler of the whole house. Its fields are set once,
// before Handler is called.
type Server struct {
	Title       string // the agency as citizens read it; empty: "Loket"
	ChatPath    string // where the citizen's chat stands: "/chat/<agency>"; empty: no chat
	AnswersPath string // where citizens browse the answers: "/tanya/<agency>"; empty: nowhere
	CheckPath   string // where citizens look up a ticket: "/cek/<agency>"; empty: nowhere

	Fresh func(context.Context) bool // nobody has an account yet; nil: somebody has

	Proxies []netip.Prefix // whose word counts that a request came over TLS

	Gate   Gate    // who is signed in; needed when a part has a route that is not for everyone
	Parts  []Part  // the rooms
	Mounts []Mount // handlers outside the route list: chat, webhooks
	Checks []Check // what readiness depends on

	// ClientIP tells where a request comes from, for the audit log; nil: from whoever
	// is connected.
	ClientIP func(*http.Request) string

	Log *slog.Logger
}

// Part is a room of the house: it brings routes.
type Part interface {
	Routes() []Route
}

// Mount is a guest that registers its own patterns. It gets the house's
// headers, request log and cross-site check; it writes its own statuses,
// overrides headers where it must, limits its own bodies, and flushes through
// http.ResponseController.
type Mount interface {
	Mount(mux *http.ServeMux)
}

// Routes lists every route of the house except those of the mounts: this is
// the table of contents, and what the tests walk through.
func (s *Server) Routes() []Route {
	routes := []Route{
		{Pattern: "GET /{$}", Access: Guests, Handle: s.start},
		{Pattern: "GET /healthz", Access: Everyone, Handle: s.healthy},
		{Pattern: "GET /readyz", Access: Everyone, Handle: s.ready},
		{Pattern: "GET /aset/{name}", Access: Everyone, Handle: serveAsset},
		{Pattern: "POST /bahasa", Access: Everyone, Handle: choose},
	}
	for _, part := range s.Parts {
		routes = append(routes, part.Routes()...)
	}
	return routes
}

func (s *Server) clientIP(r *http.Request) string {
	if s.ClientIP == nil {
		return ClientIP(nil)(r)
	}
	return s.ClientIP(r)
}

// Handler builds the handler. It panics when two routes claim one pattern.
func (s *Server) Handler() http.Handler {
	mux := http.NewServeMux()
	for _, route := range s.Routes() {
		mux.Handle(route.Pattern, s.page(route))
	}
	for _, mount := range s.Mounts {
		mount.Mount(mux)
	}
	sameSite := http.NewCrossOriginProtection()
	sameSite.AddInsecureBypassPattern("/api/") // programs: nothing there looks at a cookie
	sameSite.SetDenyHandler(http.HandlerFunc(s.crossSite))
	return s.observe(headers(sameSite.Handler(s.found(mux))))
}

// NewHTTPServer makes a server with the time limits of the house: 5 s for
// headers, two minutes for an idle connection, 16 KiB of headers. There is no
// limit on writing, since event streams stay open, and none on a whole body:
// pages set their own while they read a form.
func NewHTTPServer(addr string, handler http.Handler) *http.Server {
	return &http.Server{
		Addr:              addr,
		Handler:           handler,
		ReadHeaderTimeout: 5 * time.Second,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    16 << 10,
	}
}
