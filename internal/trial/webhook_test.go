package trial_test

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"loket/internal/faketelegram"
	"loket/internal/loket"
	"loket/internal/testserver"
)

// deliver posts a body to the program's webhook and returns the status.
func deliver(t *testing.T, c *counter, secret string, body io.Reader, length int64) int {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, c.base+"/telegram", body)
	if err != nil {
		t.Fatal(err)
	}
	r.ContentLength = length
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("X-Telegram-Bot-Api-Secret-Token", secret)
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	_, _ = io.Copy(io.Discard, response.Body)
	_ = response.Body.Close()
	return response.StatusCode
}

func webhookUpdate(id int) string {
	return fmt.Sprintf(`{"update_id":%d,"message":{"message_id":%d,"date":%d,"chat":{"id":42,"type":"private"},`+
		`"from":{"id":42,"is_bot":false,"first_name":"Warga"},"text":"syarat ktp hilang"}}`, id, id, time.Now().Unix())
}

// zeros is an endless body.
type zeros struct{}

// Read implements io.Reader.
func (zeros) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}

// TestWebhookRefusals holds the program's webhook to its statuses: nothing is
// acknowledged that is not in the ledger, and nothing large is read.
func TestWebhookRefusals(t *testing.T) {
	t.Parallel()
	fake := faketelegram.New(faketelegram.Options{})
	t.Cleanup(fake.Close)
	postgres, err := testserver.StartPostgres("")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = postgres.Stop() })
	c := newCounter(t, onTelegram(fake))
	for k, v := range webhookMode(t) {
		c.env[k] = v
	}
	c.env["LOKET_DATABASE_URL"] = postgres.Database(t)
	c.start()
	want := func(what string, got, want int) {
		t.Helper()
		if got != want {
			t.Errorf("%s = %d, want %d", what, got, want)
		}
	}
	post := func(secret, body string) int {
		t.Helper()
		return deliver(t, c, secret, strings.NewReader(body), int64(len(body)))
	}
	want("wrong secret", post("wrong", webhookUpdate(1)), http.StatusUnauthorized)
	want("no secret", post("", webhookUpdate(1)), http.StatusUnauthorized)
	want("broken JSON", post(webhookSecret, `{"update_id":1,`), http.StatusBadRequest)
	want("an update", post(webhookSecret, webhookUpdate(1)), http.StatusOK)

	const large = 200 << 20
	before := c.rss()
	want("200 MB announced", deliver(t, c, webhookSecret, io.LimitReader(zeros{}, large), large), http.StatusRequestEntityTooLarge)
	if grown := c.rss() - before; grown > 16<<20 {
		t.Errorf("memory grew by %d MiB over a body of 200 MB, want it unchanged", grown>>20)
	}

	if err := postgres.Stop(); err != nil {
		t.Fatal(err)
	}
	want("ledger down", post(webhookSecret, webhookUpdate(2)), http.StatusServiceUnavailable)
	status, body := c.get("/readyz")
	want("/readyz while the ledger is down", status, http.StatusServiceUnavailable)
	if !strings.Contains(body, "ledger") {
		t.Errorf("/readyz = %q, want it to name the ledger", body)
	}
}

// TestLedgerComesBack takes the ledger away and gives it back: what was refused
// meanwhile is delivered again and stored once.
func TestLedgerComesBack(t *testing.T) {
	t.Parallel()
	fake := faketelegram.New(faketelegram.Options{Second: 20 * time.Millisecond})
	t.Cleanup(fake.Close)
	dir := reachableDir(t)
	postgres, err := testserver.StartPostgres(dir)
	if err != nil {
		t.Fatal(err)
	}
	c := newCounter(t, onTelegram(fake))
	c.env["LOKET_DATABASE_URL"] = postgres.Database(t)
	c.start()
	fake.Deliver(faketelegram.Text(42, "syarat ktp hilang"))
	if err := fake.WaitSent(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	if err := postgres.Stop(); err != nil {
		t.Fatal(err)
	}
	fake.Deliver(faketelegram.Text(42, "syarat akta kematian apa saja"))
	if postgres, err = testserver.StartPostgres(dir); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = postgres.Stop() })
	if err := fake.WaitSent(t.Context(), 2); err != nil {
		t.Fatal(err)
	}
	settled(t, c.ledger(), loket.ChannelID("disdukcapil-kota-kupang/telegram"), map[string]int{"42": 2})
}

// reachableDir is a directory that PostgreSQL's own account can reach, which
// t.TempDir is not when the tests run as root.
func reachableDir(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "loket-trial-pg-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	return dir
}
