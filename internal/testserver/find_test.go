package testserver

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"testing"
)

func TestFind(t *testing.T) {
	t.Parallel()
	t.Run("OutsideThePath", func(t *testing.T) {
		t.Parallel()
		dir := t.TempDir()
		for _, version := range []string{"14", "15"} {
			place(t, filepath.Join(dir, version, "bin"), "loket-thing")
		}
		got, err := find(filepath.Join(dir, "*", "bin"), "loket-thing")
		if want := filepath.Join(dir, "15", "bin", "loket-thing"); got != want || err != nil {
			t.Errorf("find(loket-thing) = %q, %v, want the later version %q", got, err, want)
		}
	})
	t.Run("AnyOfItsNames", func(t *testing.T) {
		t.Parallel()
		got, err := find("", "loket-no-such-shell", "sh")
		if filepath.Base(got) != "sh" || err != nil {
			t.Errorf("find(loket-no-such-shell, sh) = %q, %v, want sh", got, err)
		}
	})
	t.Run("Missing", func(t *testing.T) {
		t.Parallel()
		_, err := find(postgresDirs, "loket-no-such-server", "another")
		want := "loket-no-such-server is missing on this machine: run `make deps`"
		if err == nil || err.Error() != want {
			t.Errorf("find(nothing) = %v, want %q", err, want)
		}
	})
}

// place makes an executable file.
func place(t *testing.T, dir, name string) {
	t.Helper()
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, name), []byte("#!/bin/sh\n"), 0o755); err != nil {
		t.Fatal(err)
	}
}

// TestMissing holds every door of the package to the promise that what is
// missing fails, by its name and with the cure. It changes the environment, so
// nothing runs beside it.
func TestMissing(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	t.Setenv("LOKET_TEST_REDIS", "")
	t.Setenv("LOKET_TEST_POSTGRES", "")
	cases := []struct {
		name string
		ask  func(testing.TB)
		want string
	}{
		{"Redis", func(tb testing.TB) { Redis(tb) }, "testserver: redis-server is missing on this machine: run `make deps`"},
		{"Chromium", func(tb testing.TB) { Chromium(tb) }, "testserver: chromium-headless-shell is missing on this machine: run `make deps`"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if got := fatalOf(t, c.ask); got != c.want {
				t.Errorf("%s on a machine without it says %q, want %q", c.name, got, c.want)
			}
		})
	}
	t.Run("Postgres", func(t *testing.T) {
		_, err := beside(t.TempDir(), "postgres")
		var missing *MissingError
		if !errors.As(err, &missing) || missing.Name != "postgres" {
			t.Errorf("beside(an empty directory, postgres) = %v, want a MissingError naming it", err)
		}
	})
	t.Run("Account", func(t *testing.T) {
		_, err := lookUp("loket-nobody-has-this")
		var missing *MissingError
		if !errors.As(err, &missing) {
			t.Errorf("lookUp(an unknown account) = %v, want a MissingError", err)
		}
	})
}

func TestNamedServers(t *testing.T) {
	t.Run("Redis", func(t *testing.T) {
		const named = "redis://127.0.0.1:6399/3"
		t.Setenv("LOKET_TEST_REDIS", named)
		if got := Redis(t); got != named {
			t.Errorf("Redis() = %q, want the named %q", got, named)
		}
	})
	t.Run("PostgresUnreadable", func(t *testing.T) {
		t.Setenv("LOKET_TEST_POSTGRES", "postgres://%zz")
		got := fatalOf(t, func(tb testing.TB) { Postgres(tb) })
		if want := "testserver: read LOKET_TEST_POSTGRES: "; len(got) < len(want) || got[:len(want)] != want {
			t.Errorf("Postgres() on a broken URL says %q, want %q…", got, want)
		}
	})
}

// fatalOf returns what ask gave to Fatalf, or "" when it did not fail.
func fatalOf(t *testing.T, ask func(testing.TB)) string {
	t.Helper()
	fake := &failing{TB: t}
	done := make(chan struct{})
	go func() { // Fatalf ends its goroutine, as a test's does
		defer close(done)
		ask(fake)
	}()
	<-done
	return fake.said
}

// failing is a test that only notes why it would have failed.
type failing struct {
	testing.TB
	said string
}

func (f *failing) Fatalf(format string, args ...any) {
	f.said = fmt.Sprintf(format, args...)
	runtime.Goexit()
}
