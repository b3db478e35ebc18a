package main_test

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"
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

// TestProfiles asks the program at both of its doors: profiles are had
// where the configuration says, nowhere else, and only while the counter is open.
func TestProfiles(t *testing.T) {
	t.Parallel()
	public, profiles, stop := servedWith(t, "127.0.0.1:0")
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

// servedWith runs `loket serve` with a door for profiles, and returns the URLs of both
// doors, and what stops it and waits.
func servedWith(t *testing.T, admin string) (public, profiles string, stop func()) {
	t.Helper()
	cmd := exec.Command("loket", "serve")
	cmd.Dir, cmd.Env = t.TempDir(), append(os.Environ(), "LOKET_HTTP_ADDR=127.0.0.1:0", "LOKET_ADMIN_ADDR="+admin)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill() })
	for lines := bufio.NewScanner(out); public == "" && lines.Scan(); {
		if url, told := strings.CutPrefix(lines.Text(), "Profil program: "); told {
			profiles = strings.TrimSuffix(url, "/debug/pprof/")
		}
		if url, told := strings.CutPrefix(lines.Text(), "Loket siap: "); told {
			public = url
		}
	}
	if public == "" || profiles == "" {
		t.Fatalf("the counter tells %q and %q, want the addresses of both doors", public, profiles)
	}
	return public, profiles, func() {
		t.Helper()
		if err := errors.Join(cmd.Process.Signal(os.Interrupt), cmd.Wait()); err != nil {
			t.Errorf("stop: %v", err)
		}
	}
}
