package crash_test

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"loket/internal/crash"
)

func TestSet(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"stored", "stored:0", "stored:-1", "stored:x", "nowhere:1", ":1"} {
		if _, err := crash.Set(text, nil); err == nil || !strings.Contains(err.Error(), "stored") {
			t.Errorf("Set(%q) = %v, want an error that lists the points", text, err)
		}
	}
	none, err := crash.Set("", func() { t.Error("a trap that was not set ended the process") })
	if err != nil {
		t.Fatalf("Set of nothing: %v", err)
	}
	none.Pass(crash.Stored)
}

func TestPass(t *testing.T) {
	t.Parallel()
	deaths := 0
	trap, err := crash.Set("stored:3", func() { deaths++ })
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []int{0, 0, 1, 1} {
		trap.Pass(crash.Stored)
		trap.Pass(crash.Settled)
		if deaths != want {
			t.Errorf("after pass %d: %d deaths, want %d", i+1, deaths, want)
		}
	}
}

func TestPointsAreNamedOnce(t *testing.T) {
	t.Parallel()
	seen := map[crash.Point]bool{}
	for _, p := range crash.Points() {
		if seen[p] || p == "" || strings.ContainsAny(string(p), ": ") {
			t.Errorf("point %q: want a name of its own, without colon or blank", p)
		}
		seen[p] = true
	}
	if len(seen) < 14 {
		t.Errorf("%d points, want at least 14", len(seen))
	}
}

// TestDie runs itself as the process that dies.
func TestDie(t *testing.T) {
	if os.Getenv("CRASH_TEST_DIE") != "" {
		defer func() { _, _ = os.Stdout.WriteString("deferred work was done") }()
		crash.Die()
	}
	self := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestDie$")
	self.Env = append(os.Environ(), "CRASH_TEST_DIE=1")
	out, err := self.CombinedOutput()
	ended, ok := errors.AsType[*exec.ExitError](err)
	if !ok || ended.Sys().(syscall.WaitStatus).Signal() != syscall.SIGKILL {
		t.Fatalf("it ended with %v, want the signal %v", err, syscall.SIGKILL)
	}
	if len(out) > 0 {
		t.Errorf("it said %q, want nothing", out)
	}
}

func TestFreeze(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"", "taken", "taken:", "nowhere:/x", ":/x"} {
		if _, err := crash.Freeze(text); err == nil || !strings.Contains(err.Error(), "taken") {
			t.Errorf("Freeze(%q) = %v, want an error that lists the points", text, err)
		}
	}
	ice := filepath.Join(t.TempDir(), "ice")
	trap, err := crash.Freeze("taken:" + ice)
	if err != nil {
		t.Fatal(err)
	}
	trap.Pass(crash.Taken) // no file, no ice
	if err := os.WriteFile(ice, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	trap.Pass(crash.Stored)
	passed := make(chan struct{})
	go func() {
		defer close(passed)
		trap.Pass(crash.Taken)
	}()
	if err := os.Remove(ice); err != nil {
		t.Fatal(err)
	}
	<-passed
}
