package backup_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"loket/internal/backup"
	"loket/internal/loket"
)

// sample is a backup of two tables, one of them empty, and its rows.
func sample() (backup.Manifest, [][]any) {
	columns := []backup.Column{{Name: "id", Type: backup.Text}, {Name: "n", Type: backup.Integer}, {Name: "raw", Type: backup.Bytes}}
	rows := [][]any{
		{"a", int64(-1), []byte{0, 1, 255}},
		{"", int64(1) << 62, []byte{}},
		{nil, nil, nil},
		{"😀", int64(0), bytes.Repeat([]byte{7}, 100_000)},
	}
	return backup.Manifest{
		Loket: "v1", Schema: 2, At: time.Date(2026, 11, 23, 1, 0, 0, 0, time.UTC), Engine: "sqlite", Keys: []string{"ab12cd34"},
		Tables: []backup.Table{{Name: "none", Columns: columns[:1]}, {Name: "some", Columns: columns, Rows: int64(len(rows))}},
	}, rows
}

// written is the sample as bytes.
func written(t *testing.T) []byte {
	t.Helper()
	m, rows := sample()
	var out bytes.Buffer
	w, err := backup.NewWriter(&out, m)
	if err != nil {
		t.Fatal(err)
	}
	if err := w.EndTable(); err != nil {
		t.Fatal(err)
	}
	for _, row := range rows {
		if err := w.Row(row); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.EndTable(); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func onDisk(t *testing.T, content []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "cadangan")
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestWhatIsWrittenIsRead(t *testing.T) {
	t.Parallel()
	m, rows := sample()
	r, err := backup.Open(onDisk(t, written(t)))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = r.Close() }()
	if diff := cmp.Diff(m, r.Manifest); diff != "" {
		t.Errorf("manifest (-want +got):\n%s", diff)
	}
	var got [][]any
	for range r.Manifest.Tables {
		if err := r.Each(func(row []any) error { got = append(got, row); return nil }); err != nil {
			t.Fatal(err)
		}
	}
	if diff := cmp.Diff(rows, got); diff != "" {
		t.Errorf("rows (-want +got):\n%s", diff)
	}
	if err := r.Each(func([]any) error { return nil }); err == nil {
		t.Error("Each() after the last table = nil, want an error")
	}
}

// TestDamageIsRefused flips every byte of a backup in turn and cuts it at every
// length: none of it may be read.
func TestDamageIsRefused(t *testing.T) {
	t.Parallel()
	whole := written(t)
	path := onDisk(t, whole)
	refused := func(what string, at int) {
		r, err := backup.Open(path)
		if err == nil {
			_ = r.Close()
		}
		if loket.CodeOf(err) != loket.CodeInvalid {
			t.Fatalf("Open(%s at %d of %d) = %v, want %s", what, at, len(whole), err, loket.CodeInvalid)
		}
	}
	rewrite := func(content []byte) {
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for i := range whole {
		changed := bytes.Clone(whole)
		changed[i] ^= 1 << (i % 8)
		rewrite(changed)
		refused("a flipped bit", i)
		rewrite(whole[:i])
		refused("a cut", i)
	}
	rewrite(append(bytes.Clone(whole), 0))
	refused("a byte more", len(whole))
}

func TestOpenTellsWhatIsWrong(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name, path, want string
	}{
		{"NotThere", filepath.Join(t.TempDir(), "x"), "tidak dapat dibuka"},
		{"AnotherFile", onDisk(t, bytes.Repeat([]byte("SQLite format 3"), 20)), "bukan cadangan Loket"},
		{"Cut", onDisk(t, written(t)[:200]), "rusak atau terpotong"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if _, err := backup.Open(c.path); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("Open() = %v, want …%s…", err, c.want)
			}
		})
	}
}

func TestWriterHoldsToItsManifest(t *testing.T) {
	t.Parallel()
	m, rows := sample()
	begin := func(t *testing.T) *backup.Writer {
		t.Helper()
		w, err := backup.NewWriter(new(bytes.Buffer), m)
		if err != nil {
			t.Fatal(err)
		}
		return w
	}
	t.Run("ARowTooMany", func(t *testing.T) {
		t.Parallel()
		w := begin(t)
		if err := w.Row([]any{"a"}); err != nil {
			t.Fatal(err)
		}
		if err := w.EndTable(); err == nil {
			t.Error("EndTable() after a row the manifest does not have = nil")
		}
	})
	t.Run("AWrongType", func(t *testing.T) {
		t.Parallel()
		w := begin(t)
		for _, row := range [][]any{{int64(1)}, {1.5}, {"a", "b"}} {
			if err := w.Row(row); err == nil {
				t.Errorf("Row(%v) = nil, want an error", row)
			}
		}
	})
	t.Run("AMissingTable", func(t *testing.T) {
		t.Parallel()
		w := begin(t)
		if err := w.EndTable(); err != nil {
			t.Fatal(err)
		}
		if err := w.Row(rows[0]); err != nil {
			t.Fatal(err)
		}
		if err := w.Close(); err == nil {
			t.Error("Close() before the last table ended = nil")
		}
	})
}
