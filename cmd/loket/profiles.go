package main

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/http/pprof"

	"loket/internal/loket"
	"loket/internal/web"
)

// profiles serves what `go tool pprof` asks a program for, and nothing else. A profile
// that is being taken ends when ctx does.
func profiles(ctx context.Context) *http.Server {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /debug/pprof/", pprof.Index)
	mux.HandleFunc("GET /debug/pprof/cmdline", pprof.Cmdline)
	mux.HandleFunc("GET /debug/pprof/profile", pprof.Profile)
	mux.HandleFunc("GET /debug/pprof/symbol", pprof.Symbol)
	mux.HandleFunc("POST /debug/pprof/symbol", pprof.Symbol)
	mux.HandleFunc("GET /debug/pprof/trace", pprof.Trace)
	server := web.NewHTTPServer("", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodTrace {
			w.WriteHeader(http.StatusNotImplemented)
			return
		}
		mux.ServeHTTP(w, r)
	}))
	server.BaseContext = func(net.Listener) context.Context { return ctx }
	return server
}

// heapRate is how many bytes are allocated between two that a heap profile samples; 0:
// it samples none. To be able to profile makes the runtime sample from the first
// byte on, also where nobody ever asks.
func heapRate(admin string) int {
	if admin == "" {
		return 0
	}
	return 512 << 10 // the runtime's own
}

// openProfiles listens for who profiles the process, where the configuration says so,
// and tells where.
func (h *house) openProfiles(s *shell) (err error) {
	if h.config.AdminAddr == "" {
		return nil
	}
	h.profiles, err = net.Listen("tcp", h.config.AdminAddr) //nolint:noctx // begun once, closed by the server
	if err != nil {
		return loket.Errorf(loket.CodeConflict, fmt.Sprintf(
			"Alamat profil %s tidak dapat dipakai: %v. Hentikan program lain di sana, atau ganti LOKET_ADMIN_ADDR.", h.config.AdminAddr, err))
	}
	_, err = fmt.Fprintf(s.stdout, "Profil program: http://%s/debug/pprof/\n", h.profiles.Addr())
	return err
}

// closeProfiles lets go of what openProfiles opened, when nobody serves it.
func (h *house) closeProfiles() error {
	if h.profiles == nil {
		return nil
	}
	return h.profiles.Close()
}
