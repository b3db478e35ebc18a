package trial_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"loket/internal/faketelegram"
	"loket/internal/loket"
	"loket/internal/testserver"
)

// TestErasure has a citizen on Telegram and one at the web chat ask for their
// copy and then to be erased; a third asks for nothing. After the next start
// nothing of the two is left, and everything of the third.
func TestErasure(t *testing.T) {
	t.Parallel()
	t.Run("SQLite", func(t *testing.T) {
		t.Parallel()
		eraseOnBoth(t, nil)
	})
	t.Run("Postgres", func(t *testing.T) {
		t.Parallel()
		eraseOnBoth(t, map[string]string{"LOKET_DATABASE_URL": testserver.Postgres(t)})
	})
}

const (
	onTelegramChannel = loket.ChannelID("disdukcapil-kota-kupang/telegram")
	onWebChannel      = loket.ChannelID("disdukcapil-kota-kupang/web")
)

func eraseOnBoth(t *testing.T, env map[string]string) {
	fake := faketelegram.New(faketelegram.Options{})
	t.Cleanup(fake.Close)
	c := newCounter(t, onTelegram(fake))
	for k, v := range env {
		c.env[k] = v
	}
	c.start()
	ledger := c.ledger()
	for _, u := range []faketelegram.Update{
		faketelegram.Text(1, question), faketelegram.Command(1, "/petugas"), faketelegram.Command(1, "/data"),
		faketelegram.Command(1, "/hapus"), faketelegram.Command(1, "/hapus ya"), faketelegram.Text(2, question),
	} {
		fake.Deliver(u)
	}
	v := newVisitor(t, c)
	for _, words := range []string{question, "/data", "/hapus", "/hapus ya"} {
		v.posts++
		body, err := json.Marshal(map[string]string{"client_id": fmt.Sprintf("client-id-%04d", v.posts), "text": words})
		if err != nil {
			t.Fatal(err)
		}
		v.post(t, c, bytes.Clone(body))
	}
	settled(t, ledger, onTelegramChannel, map[string]int{"1": 5, "2": 1})
	settled(t, ledger, onWebChannel, map[string]int{v.person: 4})
	waitAnswered(t, fake, 6)
	wantTold(t, fake, 1, "Salinan data Anda", "Anda: "+question, "ditutup tanpa jawaban", "Salinan di Telegram hanya dapat Anda hapus sendiri")
	if rows, err := ledger.OpenTickets(t.Context(), "disdukcapil-kota-kupang", 10); err != nil || len(rows) != 0 {
		t.Errorf("%d tickets are open, %v, want those of the erased withdrawn", len(rows), err)
	}

	c.stop()
	c.start() // what was asked for is done within a minute, and at a start at once
	erasedSoon(t, c, onTelegramChannel, "1")
	erasedSoon(t, c, onWebChannel, v.person)
	if lines, err := ledger.Lines(t.Context(), onTelegramChannel, "2", 0, 10); err != nil || len(lines) != 2 {
		t.Errorf("who asked for nothing has %d lines, %v, want 2", len(lines), err)
	}
	fake.Deliver(faketelegram.Text(1, question))
	settled(t, ledger, onTelegramChannel, map[string]int{"1": 1})
	c.stop()
}

// wantTold holds what a chat was told to words that must be among it.
func wantTold(t *testing.T, fake *faketelegram.Server, chat int64, want ...string) {
	t.Helper()
	var told strings.Builder
	for _, s := range fake.Sent() {
		if s.Chat == chat {
			told.WriteString(s.Text + "\n")
		}
	}
	for _, words := range want {
		if !strings.Contains(told.String(), words) {
			t.Errorf("chat %d was told\n%s\nwant %q in it", chat, told.String(), words)
		}
	}
}

// erasedSoon waits until the ledger does not know a person any more.
func erasedSoon(t *testing.T, c *counter, channel loket.ChannelID, person string) {
	t.Helper()
	ledger := c.ledger()
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	limit := time.After(time.Minute)
	for {
		lines, err := ledger.Lines(t.Context(), channel, person, 0, 100)
		if err != nil {
			t.Fatal(err)
		}
		if len(lines) == 0 {
			return
		}
		select {
		case <-limit:
			t.Fatalf("%s on %s still has %d lines", person, channel, len(lines))
		case <-tick.C:
		}
	}
}
