package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"loket/internal/loket"
)

// asking asks a server, and returns the status and the body of its answer.
func asking(t *testing.T, method, url string) (status int, body string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, url, http.NoBody)
	if err != nil {
		t.Error(err)
		return 0, ""
	}
	request.Header.Set("X-Added", "rahasia")
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Error(err)
		return 0, ""
	}
	defer answer.Body.Close()
	read, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Error(err)
	}
	return answer.StatusCode, string(read)
}

// TestProfiles opens a whole counter twice as `loket serve` does: profiles are had
// where the configuration says, nowhere else, and only while the counter is open.
func TestProfiles(t *testing.T) {
	t.Parallel()
	public, profiles, stop := counterWith(t, "127.0.0.1:0")
	for path, want := range map[string]string{
		"/debug/pprof/": "profile", "/debug/pprof/heap": "\x1f\x8b", "/debug/pprof/goroutine?debug=1": "goroutine profile", "/debug/pprof/cmdline": "loket",
		"/debug/pprof/symbol": "num_symbols",
	} {
		if status, body := asking(t, http.MethodGet, profiles+path); status != http.StatusOK || !strings.Contains(body, want) {
			t.Errorf("GET %s of the profiles = %d, %.300q, want …%q…", path, status, body, want)
		}
		if status, _ := asking(t, http.MethodGet, public+path); status != http.StatusNotFound {
			t.Errorf("GET %s of the public = %d, want 404", path, status)
		}
	}
	for _, path := range []string{"/", "/healthz", "/metrics", "/masuk", "/api/v1/report"} {
		if status, _ := asking(t, http.MethodGet, profiles+path); status != http.StatusNotFound {
			t.Errorf("GET %s of the profiles = %d, want 404", path, status)
		}
	}
	for _, path := range []string{"/", "/debug/pprof/", "/healthz", "/api/v1/report", "/chat/disdukcapil-kota-kupang", "/tidak/ada"} {
		for _, server := range []string{public, profiles} {
			if status, body := asking(t, http.MethodTrace, server+path); status != http.StatusNotImplemented || strings.Contains(body, "rahasia") {
				t.Errorf("TRACE %s%s = %d, %q, want 501 and nothing repeated", server, path, status, body)
			}
		}
	}
	// Stopping cuts short what would take longer than that may.
	var long errgroup.Group
	for path, want := range map[string]string{"/debug/pprof/profile?seconds=600": "\x1f\x8b", "/debug/pprof/trace?seconds=600": "go 1."} {
		long.Go(func() error {
			if status, body := asking(t, http.MethodGet, profiles+path); status != http.StatusOK || !strings.HasPrefix(body, want) {
				return fmt.Errorf("GET %s, cut short = %d, %.300q, want what there is of it", path, status, body)
			}
			return nil
		})
	}
	for begun := ""; !strings.Contains(begun, "pprof.Profile+") || !strings.Contains(begun, "pprof.Trace+"); {
		if t.Failed() {
			t.FailNow()
		}
		_, begun = asking(t, http.MethodGet, profiles+"/debug/pprof/goroutine?debug=1")
	}
	stop()
	if err := long.Wait(); err != nil {
		t.Error(err)
	}
	for _, url := range []string{public, profiles} {
		if conn, err := net.DialTimeout("tcp", strings.TrimPrefix(url, "http://"), time.Second); err == nil {
			_ = conn.Close()
			t.Errorf("%s is open after the end", url)
		}
	}
}

// TestProfilesOff: by default there is no such door, and one that is taken is told.
func TestProfilesOff(t *testing.T) {
	t.Parallel()
	if off, on := heapRate(""), heapRate("127.0.0.1:6060"); off != 0 || on != 512<<10 {
		t.Errorf("the heap is sampled every %d bytes without the door and every %d with it, want never and 524288", off, on)
	}
	h := &house{}
	if err := h.openProfiles(nil); err != nil || h.profiles != nil || h.closeProfiles() != nil {
		t.Errorf("openProfiles(by default) = %v, %v; want none", h.profiles, err)
	}
	taken, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	h.config.AdminAddr = taken.Addr().String()
	if err := h.openProfiles(&shell{stdout: io.Discard}); loket.CodeOf(err) != loket.CodeConflict || !strings.Contains(err.Error(), "LOKET_ADMIN_ADDR") {
		t.Errorf("openProfiles(a taken address) = %v, want the setting to change", err)
	}
}

// counterWith opens a counter as `loket serve` does, with a door for profiles, and
// returns the URLs of both doors, and what stops it and waits.
func counterWith(t *testing.T, admin string) (public, profiles string, stop func()) {
	t.Helper()
	dir := t.TempDir()
	env := map[string]string{"LOKET_DATA_DIR": dir, "LOKET_HTTP_ADDR": "127.0.0.1:0", "LOKET_ADMIN_ADDR": admin}
	out, in := io.Pipe()
	ctx, cancel := context.WithCancel(t.Context())
	s := &shell{
		ctx: ctx, stdout: in, stderr: io.Discard, now: time.Now, log: slog.New(slog.DiscardHandler), getenv: func(name string) string { return env[name] },
	}
	ended := make(chan error, 1)
	go func() {
		err := (&serveCommand{}).Run(s)
		_ = in.Close()
		ended <- err
	}()
	lines := bufio.NewScanner(out)
	for public == "" && lines.Scan() {
		if url, told := strings.CutPrefix(lines.Text(), "Profil program: "); told {
			profiles = strings.TrimSuffix(url, "/debug/pprof/")
		}
		public, _ = strings.CutPrefix(lines.Text(), "Loket siap: ")
		if !strings.HasPrefix(lines.Text(), "Loket siap: ") {
			public = ""
		}
	}
	drained := make(chan struct{})
	go func() {
		defer close(drained)
		_, _ = io.Copy(io.Discard, out)
	}()
	if public == "" || profiles == "" {
		cancel()
		t.Fatalf("the counter tells %q and %q, want the addresses of both doors: %v", public, profiles, <-ended)
	}
	return public, profiles, func() {
		t.Helper()
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("stop: %v", err)
		}
		<-drained
	}
}
