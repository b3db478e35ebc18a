package durable_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"loket/internal/durable"
)

func TestReplace(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	path := filepath.Join(dir, "kunci")
	for _, content := range []string{"pertama", "kedua, lebih panjang", ""} {
		if err := durable.Replace(path, []byte(content)); err != nil {
			t.Fatalf("Replace(%q) = %v, want nil", content, err)
		}
		if got, err := os.ReadFile(path); err != nil || string(got) != content {
			t.Errorf("the file holds %q, %v, want %q", got, err, content)
		}
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v, want 0600", info.Mode(), err)
	}
	wantOnly(t, dir, "kunci")
}

// TestReplaceRefused replaces what cannot be replaced: nothing may be left
// beside it.
func TestReplaceRefused(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := os.MkdirAll(filepath.Join(dir, "folder", "isi"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := durable.Replace(filepath.Join(dir, "folder"), []byte("x")); err == nil {
		t.Error("Replace(a folder) = nil, want an error")
	}
	wantOnly(t, dir, "folder")
	if err := durable.Replace(filepath.Join(dir, "tidak-ada", "kunci"), []byte("x")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("Replace(in no folder) = %v, want %v", err, fs.ErrNotExist)
	}
	if err := durable.SyncDir(filepath.Join(dir, "tidak-ada")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("SyncDir(no folder) = %v, want %v", err, fs.ErrNotExist)
	}
}

func wantOnly(t *testing.T, dir, name string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) != 1 || entries[0].Name() != name {
		t.Errorf("the folder holds %v, %v, want %s alone", entries, err, name)
	}
}

// TestAppend adds lines, one of them after a line that a crash has cut short.
func TestAppend(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "jangkar")
	add := func(line string) {
		t.Helper()
		if err := durable.Append(path, []byte(line)); err != nil {
			t.Fatalf("Append(%q) = %v, want nil", line, err)
		}
	}
	add("satu")
	add("dua")
	if err := os.Truncate(path, int64(len("satu\ndu"))); err != nil {
		t.Fatal(err)
	}
	add("tiga")
	if got, err := os.ReadFile(path); err != nil || string(got) != "satu\ndu\ntiga\n" {
		t.Errorf("the file holds %q, %v, want every line on its own", got, err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v, want 0600", info.Mode(), err)
	}
	if err := durable.Append(filepath.Join(path, "x"), []byte("x")); err == nil {
		t.Error("Append(below a file) = nil, want an error")
	}
}
