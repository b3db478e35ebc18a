package store_test

import (
	"database/sql"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"loket/internal/loket"
	"loket/internal/loket/lokettest"
	"loket/internal/store"
	"loket/internal/store/storetest"
)

// tornLog is a ledger as a power cut leaves it: its file, its write-ahead log,
// and how long the log was when each message had been acknowledged.
type tornLog struct {
	file, log []byte
	acked     []acknowledged
}

type acknowledged struct {
	message loket.MessageID
	length  int // bytes of the log
}

// TestTornLog cuts the write-ahead log at 200 random bytes (F-16). The ledger
// opens every time, is whole, and has every message that was acknowledged before
// the log reached the cut.
func TestTornLog(t *testing.T) {
	t.Parallel()
	torn := writeTornLog(t)
	seed := rand.Uint64()
	random := rand.New(rand.NewPCG(seed, 0))
	partly := 0
	for range 200 {
		cut := random.IntN(len(torn.log) + 1)
		kept := torn.open(t, cut)
		if kept < len(torn.acked) {
			partly++
		}
		if t.Failed() {
			t.Fatalf("cut after %d of %d bytes (seed %d)", cut, len(torn.log), seed)
		}
	}
	if partly < 150 {
		t.Errorf("only %d of 200 cuts lost something: the test cuts in the wrong place", partly)
	}
}

// writeTornLog writes messages one by one and copies the files while the ledger
// is open: nothing of its end has been tidied up.
func writeTornLog(t *testing.T) (torn tornLog) {
	t.Helper()
	address := storetest.EmptySQLite(t)
	fill(t, address)
	path := strings.TrimPrefix(address, "sqlite:")
	s, err := store.Open(t.Context(), address, store.Options{Sealer: storetest.Sealer(t, 1)})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }() // what counts was copied
	for i := range 100 {
		receipts, err := s.Ingest(t.Context(), []loket.Inbound{{
			Channel: lokettest.Channels()[0].ID, OriginKey: fmt.Sprintf("m:listrik:%d", i), Person: fmt.Sprint(i % 9),
			Address: "chat", Kind: loket.MessageText, Text: fmt.Sprintf("sebelum listrik padam %d", i),
		}})
		if err != nil {
			t.Fatal(err)
		}
		info, err := os.Stat(path + "-wal")
		if err != nil {
			t.Fatal(err)
		}
		torn.acked = append(torn.acked, acknowledged{receipts[0].Message, int(info.Size())})
	}
	torn.file, torn.log = read(t, path), read(t, path+"-wal")
	return torn
}

func read(t *testing.T, path string) []byte {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return content
}

// open opens the ledger with its log cut, and returns how many of the messages
// are there.
func (l tornLog) open(t *testing.T, cut int) (kept int) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "loket.db")
	for name, content := range map[string][]byte{path: l.file, path + "-wal": l.log[:cut]} {
		if err := os.WriteFile(name, content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	s, err := store.Open(t.Context(), "sqlite:"+path, store.Options{Sealer: storetest.Sealer(t, 1), HadData: true})
	if err != nil {
		t.Errorf("Open() = %v, want nil", err)
		return 0
	}
	defer func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}()
	there := messagesOf(t, path)
	for _, m := range l.acked {
		if there[m.message] {
			kept++
		} else if m.length <= cut {
			t.Errorf("message %s was acknowledged at %d bytes and is gone", m.message, m.length)
		}
	}
	return kept
}

// messagesOf reads a file behind the program's back and holds it to be whole.
func messagesOf(t *testing.T, path string) map[loket.MessageID]bool {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+path+"?_pragma=query_only(1)")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }() // it was only read
	var said string
	if err := db.QueryRowContext(t.Context(), `PRAGMA integrity_check`).Scan(&said); err != nil || said != "ok" {
		t.Errorf("integrity_check says %q, %v, want ok", said, err)
	}
	rows, err := db.QueryContext(t.Context(), `SELECT id FROM messages`)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	there := map[loket.MessageID]bool{}
	for rows.Next() {
		var id loket.MessageID
		if err := rows.Scan(&id); err != nil {
			t.Fatal(err)
		}
		there[id] = true
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return there
}
