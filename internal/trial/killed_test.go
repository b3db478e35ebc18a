package trial_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"loket/internal/loket/lokettest"
	"loket/internal/testserver"
)

// How often a command is killed.
const (
	killedRotations = 12
	killedRestores  = 4
)

// killed runs a command and kills it at a random moment within limit; false: it
// ended by itself before.
func (c *counter) killed(limit time.Duration, args ...string) bool {
	c.t.Helper()
	cmd := c.invocation(args...)
	ctx, cancel := context.WithTimeout(c.t.Context(), rand.N(limit))
	defer cancel()
	if err := cmd.Start(); err != nil {
		c.t.Fatal(err)
	}
	defer context.AfterFunc(ctx, func() { _ = cmd.Process.Kill() })()
	err := cmd.Wait()
	exit, failed := errors.AsType[*exec.ExitError](err)
	return failed && exit.ExitCode() == -1
}

// filledCounter is a counter, not running, with messages of twenty people.
func filledCounter(t *testing.T) *counter {
	t.Helper()
	c := newCounter(t, nil)
	if err := os.MkdirAll(c.env["LOKET_DATA_DIR"], 0o700); err != nil {
		t.Fatal(err)
	}
	fillYear(t, c.env["LOKET_DATA_DIR"], 20, messagesEach)
	return c
}

// wantAllReadable holds the ledger to every line of the twenty people.
func (c *counter) wantAllReadable() {
	c.t.Helper()
	ledger := c.ledger()
	for person := range 20 {
		lines, err := ledger.Lines(c.t.Context(), lokettest.Channels()[0].ID, fmt.Sprint(person), 0, 1000)
		if err != nil || len(lines) != 2*messagesEach {
			c.t.Fatalf("person %d has %d lines, %v, want %d", person, len(lines), err, 2*messagesEach)
		}
	}
	if err := ledger.Close(); err != nil {
		c.t.Error(err)
	}
}

// TestRekeyKilled kills changes of the master key at random moments. After each
// everything can be read with the keys of the key file, and in the end with one.
func TestRekeyKilled(t *testing.T) {
	t.Parallel()
	c := filledCounter(t)
	began := time.Now()
	c.command("key", "rotate")
	whole := time.Since(began)
	killed := 0
	for tried := 0; killed < killedRotations; tried++ {
		if tried == 5*killedRotations {
			t.Fatalf("%d of %d changes of keys were killed, want %d", killed, tried, killedRotations)
		}
		if c.killed(whole, "key", "rotate") {
			killed++
		}
		c.wantAllReadable()
	}
	c.command("key", "rotate")
	if status := c.command("key", "status"); strings.Count(status, "\n") != 1 {
		t.Errorf("loket key status says\n%s\nwant one key", status)
	}
	c.wantAllReadable()
}

// TestRestoreKilled kills restores at random moments: the place is then empty, and
// the next restore fills it, or has the whole ledger.
func TestRestoreKilled(t *testing.T) {
	t.Parallel()
	t.Run("SQLite", func(t *testing.T) {
		t.Parallel()
		killRestores(t, (*counter).loseLedger)
	})
	t.Run("Postgres", func(t *testing.T) {
		t.Parallel()
		server := testserver.PostgresFor(t)
		killRestores(t, func(c *counter) { c.env["LOKET_DATABASE_URL"] = server.Database(t) })
	})
}

func killRestores(t *testing.T, empty func(*counter)) {
	t.Helper()
	c := filledCounter(t)
	backup := filepath.Join(c.dir, "cadangan")
	c.command("backup", "--out", backup)
	empty(c)
	began := time.Now()
	c.command("restore", backup)
	whole := time.Since(began)
	killed, inPlace := 0, 0
	for tried := 0; killed < killedRestores; tried++ {
		if tried == 5*killedRestores {
			t.Fatalf("%d of %d restores were killed, want %d", killed, tried, killedRestores)
		}
		empty(c)
		if !c.killed(whole, "restore", backup) {
			continue
		}
		killed++
		said, err := c.invocation("restore", backup).CombinedOutput()
		if err != nil {
			inPlace++
			if !strings.Contains(string(said), "hanya ke tempat kosong") {
				t.Fatalf("the restore after a killed one says\n%s", said)
			}
		}
		c.wantAllReadable()
	}
	t.Logf("of %d restores killed within %v, %d had finished the ledger", killed, whole, inPlace)
	if left, err := filepath.Glob(filepath.Join(c.env["LOKET_DATA_DIR"], "*.pulih*")); err != nil || len(left) > 0 {
		t.Errorf("unfinished restores are left: %v, %v", left, err)
	}
}
