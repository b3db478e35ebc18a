package trial_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"loket/internal/faketelegram"
	"loket/internal/testserver"
)

// TestDrill loses a counter's ledger and gets it back: a backup is made while
// citizens write, the ledger vanishes, the program refuses to go on with an
// empty one, refuses damaged backups, and serves again from the good one.
func TestDrill(t *testing.T) {
	t.Parallel()
	t.Run("SQLite", func(t *testing.T) {
		t.Parallel()
		drill(t, nil, (*counter).loseLedger)
	})
	t.Run("Postgres", func(t *testing.T) {
		t.Parallel()
		server := testserver.PostgresFor(t)
		settings := map[string]string{"LOKET_DATABASE_URL": server.Database(t)}
		drill(t, settings, func(c *counter) { c.env["LOKET_DATABASE_URL"] = server.Database(t) })
	})
}

func drill(t *testing.T, settings map[string]string, lose func(*counter)) {
	t.Helper()
	fake := faketelegram.New(faketelegram.Options{})
	t.Cleanup(fake.Close)
	env := onTelegram(fake)
	for k, v := range settings {
		env[k] = v
	}
	c := newCounter(t, env)
	c.start()
	askAndWait(t, fake, 1, 30)
	c.command("report")

	backup := filepath.Join(c.dir, "cadangan")
	var writing sync.WaitGroup
	writing.Go(func() { askAndWait(t, fake, 100, 160) })
	says(t, c.command("backup", "--out", backup), "Kunci TIDAK ada di dalamnya", "secret.key", "tidak dapat dibaca siapa pun")
	writing.Wait()
	c.kill()

	lose(c)
	polls := fake.Calls("getUpdates")
	says(t, c.refused("serve"), "kosong atau hilang", "loket restore CADANGAN")
	if got := fake.Calls("getUpdates"); got != polls {
		t.Errorf("the refused program polled Telegram %d times, want 0", got-polls)
	}
	says(t, c.refused("report"), "kosong atau hilang")
	says(t, c.refused("doctor"), "merah", "kosong atau hilang")
	refuseDamaged(t, c, backup)
	withoutKey(t, backup)

	says(t, c.command("restore", backup), "Pulih dalam", "Diperiksa: sidik SHA-256")
	c.start()
	askAndWait(t, fake, 1, 10)
	c.stop()
	if said := c.command("doctor"); strings.Contains(said, "merah") {
		t.Errorf("loket doctor after the restore says\n%s", said)
	}
}

// says holds what a command said to its parts.
func says(t *testing.T, said string, parts ...string) {
	t.Helper()
	for _, want := range parts {
		if !strings.Contains(said, want) {
			t.Errorf("the command says\n%s\nwant …%s…", said, want)
		}
	}
}

// askAndWait has people ask, each one question, and waits until each has an answer
// more than before.
func askAndWait(t *testing.T, fake *faketelegram.Server, first, last int64) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	before := heard(fake.Sent())
	for chat := first; chat <= last; chat++ {
		fake.Deliver(faketelegram.Text(chat, question))
	}
	err := fake.WaitFor(ctx, func(sent []faketelegram.Sent) bool {
		now := heard(sent)
		for chat := first; chat <= last; chat++ {
			if now[chat] <= before[chat] {
				return false
			}
		}
		return true
	})
	if err != nil {
		t.Errorf("people %d to %d wait for an answer: %v", first, last, err)
	}
}

// heard counts what each chat was sent.
func heard(sent []faketelegram.Sent) map[int64]int {
	n := map[int64]int{}
	for _, s := range sent {
		n[s.Chat]++
	}
	return n
}

// refuseDamaged tries the backup cut and with a byte flipped.
func refuseDamaged(t *testing.T, c *counter, backup string) {
	t.Helper()
	whole, err := os.ReadFile(backup)
	if err != nil {
		t.Fatal(err)
	}
	flipped := append([]byte(nil), whole...)
	flipped[len(flipped)/2] ^= 1
	for name, content := range map[string][]byte{"terpotong": whole[:len(whole)*2/3], "berubah": flipped} {
		path := filepath.Join(c.dir, name)
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
		says(t, c.refused("restore", path), "rusak atau terpotong")
	}
}

// withoutKey tries the backup in a place that has no key: refused with what it
// means, and done when told to.
func withoutKey(t *testing.T, backup string) {
	t.Helper()
	other := newCounter(t, nil)
	says(t, other.refused("restore", backup), "secret.key tidak ada", "tetap ada: angka laporan", "Hilang untuk selamanya", "--without-key")
	if _, err := os.Stat(filepath.Join(other.env["LOKET_DATA_DIR"], "secret.key")); err == nil {
		t.Error("a refused restore made a key")
	}
	says(t, other.command("restore", "--without-key", backup), "Kunci baru dibuat")
	says(t, other.command("report", "--by", "channel", "--json"), `"Telegram"`)
	other.start()
	other.stop()
	other.command("doctor")
}
