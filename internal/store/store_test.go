package store_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"go.uber.org/goleak"

	"loket/internal/loket"
	"loket/internal/loket/lokettest"
	"loket/internal/store"
	"loket/internal/store/storetest"
	"loket/internal/testserver"
)

func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m)
}

func TestSQLite(t *testing.T) {
	t.Parallel()
	storetest.Run(t, storetest.SQLite())
}

func TestPostgres(t *testing.T) {
	t.Parallel()
	server := testserver.PostgresFor(t)
	storetest.Run(t, storetest.Places{Empty: server.Database, Ready: func(t testing.TB) string {
		t.Helper()
		return server.Copy(t, storetest.MakeTables)
	}})
}

func TestOpen(t *testing.T) {
	t.Parallel()
	t.Run("UnknownScheme", func(t *testing.T) {
		t.Parallel()
		_, err := store.Open(t.Context(), "mysql://x", store.Options{Sealer: storetest.Sealer(t, 1)})
		if loket.CodeOf(err) != loket.CodeInvalid {
			t.Errorf("Open(mysql) = %v, want %s", err, loket.CodeInvalid)
		}
	})
	t.Run("AnotherKey/IsRefused", func(t *testing.T) {
		t.Parallel()
		address := storetest.EmptySQLite(t)
		s, err := store.Open(t.Context(), address, store.Options{Sealer: storetest.Sealer(t, 1)})
		if err != nil {
			t.Fatal(err)
		}
		err = errors.Join(s.Register(t.Context(), lokettest.Agency(), lokettest.Channels()...), func() error {
			_, err := s.Ingest(t.Context(), []loket.Inbound{{
				Channel: lokettest.Channels()[0].ID, OriginKey: "m:a:1", Person: "a", Kind: loket.MessageText, Text: "halo",
			}})
			return err
		}(), s.Close())
		if err != nil {
			t.Fatal(err)
		}
		_, err = store.Open(t.Context(), address, store.Options{Sealer: storetest.Sealer(t, 2)})
		if loket.CodeOf(err) != loket.CodeInvalid {
			t.Errorf("Open(another key) = %v, want %s", err, loket.CodeInvalid)
		}
	})
	t.Run("AgainKeepsEverything/AlsoUnderANewKey", func(t *testing.T) {
		t.Parallel()
		address := storetest.EmptySQLite(t)
		in := loket.Inbound{
			Channel: lokettest.Channels()[0].ID, OriginKey: "m:a:1", Person: "a", Address: "chat-a",
			Kind: loket.MessageText, Text: "syarat ktp",
		}
		var first loket.Receipt
		for round, seeds := range [][]byte{{1}, {2, 1}} {
			s, err := store.Open(t.Context(), address, store.Options{Sealer: storetest.Sealer(t, seeds...)})
			if err != nil {
				t.Fatal(err)
			}
			if err := s.Register(t.Context(), lokettest.Agency(), lokettest.Channels()...); err != nil {
				t.Fatal(err)
			}
			receipts, err := s.Ingest(t.Context(), []loket.Inbound{in})
			if err != nil {
				t.Fatal(err)
			}
			if round == 0 {
				first = receipts[0]
			} else if !receipts[0].Duplicate || receipts[0].Conversation != first.Conversation {
				t.Errorf("after opening again: %+v, want the duplicate of %+v", receipts[0], first)
			}
			if s, err := s.Situation(t.Context(), first.Conversation); err != nil || s.Pending[0].Text != in.Text {
				t.Errorf("Situation() = %+v, %v, want its words", s, err)
			}
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
		}
	})
}

// TestSealedAtRest looks for what a citizen wrote in every byte the ledger left
// on disk.
func TestSealedAtRest(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s, err := store.Open(t.Context(), "sqlite:"+filepath.Join(dir, "loket.db"), store.Options{Sealer: storetest.Sealer(t, 1)})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Register(t.Context(), lokettest.Agency(), lokettest.Channels()...); err != nil {
		t.Fatal(err)
	}
	channel := lokettest.Channels()[0].ID
	in := loket.Inbound{
		Channel: channel, OriginKey: "m:KENARI-OBROLAN:1", Person: "KENARI-ORANG", Name: "KENARI-NAMA", Address: "KENARI-ALAMAT",
		Kind: loket.MessageText, Text: "KENARI-ISI",
	}
	if _, err := s.Ingest(t.Context(), []loket.Inbound{in}); err != nil {
		t.Fatal(err)
	}
	if err := s.Quarantine(t.Context(), loket.Poison{Channel: channel, Reason: "x", Raw: []byte("KENARI-MENTAH")}); err != nil {
		t.Fatal(err)
	}
	look := func(when string) {
		files, err := os.ReadDir(dir)
		if err != nil || len(files) == 0 {
			t.Fatalf("%s: %d files, %v", when, len(files), err)
		}
		for _, file := range files {
			content, err := os.ReadFile(filepath.Join(dir, file.Name()))
			if err != nil {
				t.Fatal(err)
			}
			if strings.Contains(string(content), "KENARI") {
				t.Errorf("%s: %s holds a citizen's words in the clear", when, file.Name())
			}
		}
	}
	look("open, with its log")
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	look("closed")
}

// TestErasedFromDisk looks for the key and the words of an erased citizen in
// every byte that is left on disk.
func TestErasedFromDisk(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	storetest.ErasedFromDisk(t, "sqlite:"+filepath.Join(dir, "loket.db"), func(traces [][]byte) (left int) {
		files, err := filepath.Glob(filepath.Join(dir, "*"))
		if err != nil || len(files) == 0 {
			t.Fatalf("%d files, %v", len(files), err)
		}
		for _, file := range files {
			content, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			for _, trace := range traces {
				if bytes.Contains(content, trace) {
					left++
				}
			}
		}
		return left
	})
}
