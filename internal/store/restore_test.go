package store_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"loket/internal/backup"
	"loket/internal/loket"
	"loket/internal/loket/lokettest"
	"loket/internal/store"
	"loket/internal/store/storetest"
	"loket/internal/testserver"
)

// fill makes a ledger with a few messages.
func fill(t *testing.T, address string) {
	t.Helper()
	s, err := store.Open(t.Context(), address, store.Options{Sealer: storetest.Sealer(t, 1)})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Register(t.Context(), lokettest.Agency(), lokettest.Channels()...); err != nil {
		t.Fatal(err)
	}
	var batch []loket.Inbound
	for i := range 200 {
		batch = append(batch, loket.Inbound{
			Channel: lokettest.Channels()[0].ID, OriginKey: fmt.Sprintf("m:%d:%d", i%7, i), Person: fmt.Sprint(i % 7),
			Address: "chat", Kind: loket.MessageText, Text: fmt.Sprintf("pertanyaan %d 😀", i),
		})
	}
	if _, err := s.Ingest(t.Context(), batch); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
}

func backUp(t *testing.T, address string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "cadangan")
	file, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	_, err = store.Backup(t.Context(), address, file, store.BackupOptions{Loket: "uji", Now: lokettest.NewClock().Now})
	if err := errors.Join(err, file.Close()); err != nil {
		t.Fatal(err)
	}
	return path
}

func restoreInto(t *testing.T, path, address string) {
	t.Helper()
	from, err := backup.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = from.Close() }()
	o := store.RestoreOptions{Options: store.Options{Sealer: storetest.Sealer(t, 1)}, Step: func(string) {}}
	if _, err := store.Restore(t.Context(), address, from, o); err != nil {
		t.Fatal(err)
	}
}

// rowsOf are all rows of a backup by table, in an order of their own, without
// the audit log, in which each restore leaves a row.
func rowsOf(t *testing.T, path string) map[string][]string {
	t.Helper()
	from, err := backup.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = from.Close() }()
	all := map[string][]string{}
	for _, table := range from.Manifest.Tables {
		err := from.Each(func(row []any) error {
			all[table.Name] = append(all[table.Name], fmt.Sprintf("%q", row))
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		slices.Sort(all[table.Name])
	}
	delete(all, "audit")
	return all
}

// TestRestoreAcrossEngines carries a ledger from SQLite to PostgreSQL and back:
// no row may change on the way.
func TestRestoreAcrossEngines(t *testing.T) {
	t.Parallel()
	first, between, last := storetest.EmptySQLite(t), testserver.Postgres(t), storetest.EmptySQLite(t)
	fill(t, first)
	begun := backUp(t, first)
	restoreInto(t, begun, between)
	crossed := backUp(t, between)
	restoreInto(t, crossed, last)
	want, got := rowsOf(t, begun), rowsOf(t, backUp(t, last))
	if len(want["messages"]) != 200 {
		t.Errorf("the first backup has %d messages, want 200", len(want["messages"]))
	}
	if diff := cmp.Diff(want, rowsOf(t, crossed)); diff != "" {
		t.Errorf("rows on PostgreSQL (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("rows back on SQLite (-want +got):\n%s", diff)
	}
}

// TestOpenRefusesDamage changes a ledger's file as a broken disk would.
func TestOpenRefusesDamage(t *testing.T) {
	t.Parallel()
	address := storetest.EmptySQLite(t)
	fill(t, address)
	path := address[len("sqlite:"):]
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	cases := []struct {
		name    string
		content []byte
	}{
		{"Cut", whole[:len(whole)/2/2048*2048]},
		{"CutInTheFirstPage", whole[:40]},
		{"AnotherFile", slices.Repeat([]byte("bukan basis data "), 1000)},
		{"FirstPageOverwritten", append(slices.Repeat([]byte{0x55}, 2048), whole[2048:]...)},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "loket.db")
			if err := os.WriteFile(path, c.content, 0o600); err != nil {
				t.Fatal(err)
			}
			for _, had := range []bool{false, true} {
				o := store.Options{Sealer: storetest.Sealer(t, 1), HadData: had}
				if _, err := store.Open(t.Context(), "sqlite:"+path, o); loket.CodeOf(err) != loket.CodeInvalid {
					t.Errorf("Open(HadData: %v) = %v, want %s", had, err, loket.CodeInvalid)
				}
			}
			if _, err := store.Examine(t.Context(), "sqlite:"+path, nil, lokettest.NewClock().Now); loket.CodeOf(err) != loket.CodeInvalid {
				t.Errorf("Examine() = %v, want %s", err, loket.CodeInvalid)
			}
		})
	}
}
