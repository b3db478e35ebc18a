package testserver

import (
	"bytes"
	"errors"
	"os/exec"
	"strings"
	"syscall"
	"testing"
)

func TestLaunch(t *testing.T) {
	t.Parallel()
	t.Run("ReadyByItsWord", func(t *testing.T) {
		t.Parallel()
		p, err := launch(shell("echo warming up; echo all set; exec tail -f /dev/null"), "all set", syscall.SIGKILL)
		if err != nil {
			t.Fatalf("launch(a shell that says %q) = %v, want no error", "all set", err)
		}
		if err := p.stop(syscall.SIGKILL); err != nil {
			t.Errorf("stop() = %v, want no error", err)
		}
		if err := p.stop(syscall.SIGKILL); err != nil {
			t.Errorf("second stop() = %v, want no error", err)
		}
	})
	t.Run("EndsBeforeReady", func(t *testing.T) {
		t.Parallel()
		_, err := launch(shell("echo port is taken >&2; exit 1"), "all set", syscall.SIGKILL)
		if !errors.Is(err, errEnded) {
			t.Errorf("launch(a shell that exits) = %v, want errEnded", err)
		}
		if err != nil && !strings.Contains(err.Error(), "port is taken") {
			t.Errorf("launch(a shell that exits) = %q, want it to tell what the program said", err)
		}
	})
	t.Run("NoSuchProgram", func(t *testing.T) {
		t.Parallel()
		if _, err := launch(command("/nowhere/server"), "x", syscall.SIGKILL); err == nil {
			t.Error("launch(a path without a program) = nil, want an error")
		}
	})
}

func TestLogWatch(t *testing.T) {
	t.Parallel()
	t.Run("PhraseInPieces", func(t *testing.T) {
		t.Parallel()
		w := newLogWatch("ready to accept")
		for _, piece := range []string{"x rea", "dy to", " accept y"} {
			write(t, w, piece)
		}
		select {
		case <-w.ready:
		default:
			t.Errorf("after %q the phrase was not seen", w)
		}
		write(t, w, "ready to accept once more") // must not close twice
	})
	t.Run("NotYet", func(t *testing.T) {
		t.Parallel()
		w := newLogWatch("ready")
		write(t, w, "read")
		select {
		case <-w.ready:
			t.Errorf("%q counted as ready", w)
		default:
		}
	})
	t.Run("KeepsTheEnd", func(t *testing.T) {
		t.Parallel()
		w := newLogWatch("never")
		write(t, w, strings.Repeat("a", 3*tailBytes))
		write(t, w, "the end")
		got := w.String()
		if len(got) != tailBytes || !strings.HasSuffix(got, "the end") {
			t.Errorf("kept %d bytes ending in %q, want %d ending in %q", len(got), got[len(got)-7:], tailBytes, "the end")
		}
	})
}

func write(t *testing.T, w *logWatch, piece string) {
	t.Helper()
	if n, err := w.Write([]byte(piece)); n != len(piece) || err != nil {
		t.Fatalf("Write(%d bytes) = %d, %v, want all and no error", len(piece), n, err)
	}
}

func FuzzLogWatch(f *testing.F) {
	f.Add([]byte("database system is ready to accept connections\n"), uint8(7))
	f.Add(bytes.Repeat([]byte("x"), 2*tailBytes), uint8(200))
	f.Fuzz(func(t *testing.T, output []byte, size uint8) {
		const phrase = "ready"
		w := newLogWatch(phrase)
		for rest := output; len(rest) > 0; {
			n := min(len(rest), int(size)+1)
			write(t, w, string(rest[:n]))
			rest = rest[n:]
		}
		got := false
		select {
		case <-w.ready:
			got = true
		default:
		}
		if want := bytes.Contains(output, []byte(phrase)); got != want {
			t.Errorf("%q in pieces of %d: ready = %v, want %v", output, int(size)+1, got, want)
		}
		if !bytes.HasSuffix(output, []byte(w.String())) || len(w.String()) != min(len(output), tailBytes) {
			t.Errorf("%d bytes in pieces of %d: kept %d bytes, want the last %d", len(output), int(size)+1, len(w.String()), min(len(output), tailBytes))
		}
	})
}

// shell describes a run of a line of shell.
func shell(line string) *exec.Cmd { return command("/bin/sh", "-c", line) }
