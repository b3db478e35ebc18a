package testserver

import (
	"os"
	"testing"
	"time"
)

// Browser is how a headless Chromium is to be started.
type Browser struct {
	Path    string   // the program
	Profile string   // its own user-data directory, empty; removed when the test ends
	Flags   []string // switches without a value and without their dashes
}

// Chromium finds the browser for t and gives it a fresh profile. The headless
// shell is taken first: the same engine without the windows, which costs half
// the processor time. It does not start it: what drives the browser (chromedp)
// does, and must end it before t ends.
func Chromium(t testing.TB) Browser {
	t.Helper()
	path, err := find("", "chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
	if err != nil {
		t.Fatalf("testserver: %v", err)
	}
	profile, err := os.MkdirTemp("", "loket-chromium-")
	if err != nil {
		t.Fatalf("testserver: make profile: %v", err)
	}
	t.Cleanup(func() {
		if err := removeBusy(profile); err != nil {
			t.Errorf("testserver: remove profile: %v", err)
		}
	})
	return Browser{Path: path, Profile: profile, Flags: headless()}
}

// headless are the switches for a browser without a screen that talks to the
// test and to nobody else. Root is refused without no-sandbox.
func headless() []string {
	return []string{
		"headless", "no-sandbox", "disable-gpu", "disable-quic", "disable-dev-shm-usage",
		"no-first-run", "no-default-browser-check",
		"disable-background-networking", "disable-component-update", "disable-sync",
	}
}

// Args returns the command line: every flag, and the profile.
func (b Browser) Args() []string {
	args := make([]string, 0, len(b.Flags)+1)
	for _, flag := range b.Flags {
		args = append(args, "--"+flag)
	}
	return append(args, "--user-data-dir="+b.Profile)
}

// removeBusy removes a directory in which processes of the browser may still
// be writing their last files, which makes the first tries end in "directory
// not empty".
func removeBusy(dir string) error {
	again := time.NewTicker(20 * time.Millisecond)
	defer again.Stop()
	late := time.NewTimer(stopWithin)
	defer late.Stop()
	for {
		err := os.RemoveAll(dir)
		if err == nil {
			return nil
		}
		select {
		case <-again.C:
		case <-late.C:
			return err
		}
	}
}
