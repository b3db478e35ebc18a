package telegram_test

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"loket/bot/telegram"
	fake "loket/internal/faketelegram"
	"loket/internal/loket"
)

const update = `{"update_id":9,"message":{"message_id":7,"date":1795395600,"chat":{"id":42,"type":"private"},"from":{"id":42,"first_name":"Warga"},"text":"halo"}}`

// endless is a body that never ends and counts what is read of it.
type endless struct{ read atomic.Int64 }

func (e *endless) Read(b []byte) (int, error) {
	e.read.Add(int64(len(b)))
	return copy(b, bytes.Repeat([]byte("x"), len(b))), nil
}

// serve hands one request to the webhook.
func (c *counter) serve(method, given string, body io.Reader, length int64) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, "/telegram", body)
	r.ContentLength = length
	if given != "" {
		r.Header.Set("X-Telegram-Bot-Api-Secret-Token", given)
	}
	w := httptest.NewRecorder()
	c.Webhook().ServeHTTP(w, r)
	return w
}

func TestWebhookStatus(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name, method, secret, body string
		want                       int
		stored, broken             int
	}{
		{"Good", "POST", secret, update, 200, 1, 0},
		{"Nothing", "POST", secret, `{"update_id":9}`, 200, 0, 0},
		{"WrongMethod", "GET", secret, "", 405, 0, 0},
		{"WrongSecret", "POST", secret + "x", update, 401, 0, 0},
		{"NoSecret", "POST", "", update, 401, 0, 0},
		{"BrokenJSON", "POST", secret, `{"update_id":9,`, 400, 0, 1},
		{"TwoObjects", "POST", secret, update + update, 400, 0, 1},
		{"NotAnObject", "POST", secret, `[]`, 400, 0, 1},
		{"Empty", "POST", secret, ``, 400, 0, 1},
		{"Nested", "POST", secret, strings.Repeat(`{"a":`, 100_000), 400, 0, 1},
		{"NestedLists", "POST", secret, `{"update_id":9,"message":` + strings.Repeat("[", 100_000) + strings.Repeat("]", 100_000) + "}", 400, 0, 1},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			ct := open(t, fake.Options{}, nil)
			w := ct.serve(c.method, c.secret, strings.NewReader(c.body), int64(len(c.body)))
			if w.Code != c.want || len(ct.ledger.texts()) != c.stored || int(ct.Status().Broken) != c.broken || len(ct.ledger.kept()) != 0 {
				t.Errorf("%s %.20q = %d, stored %q, broken %d, want %d, %d, %d",
					c.method, c.body, w.Code, ct.ledger.texts(), ct.Status().Broken, c.want, c.stored, c.broken)
			}
		})
	}
	t.Run("NoSecretConfigured", func(t *testing.T) {
		t.Parallel()
		c := open(t, fake.Options{}, func(cfg *telegram.Config) { cfg.WebhookSecret = "" })
		if w := c.serve("POST", "", strings.NewReader(update), int64(len(update))); w.Code != 401 {
			t.Errorf("webhook without a configured secret = %d, want 401", w.Code)
		}
		if err := c.SetWebhook(t.Context(), "http://127.0.0.1:1/"); err == nil {
			t.Error("SetWebhook without a secret = nil, want an error")
		}
	})
}

func TestWebhookLargeBody(t *testing.T) {
	t.Parallel()
	const mebibyte = 1 << 20
	cases := []struct {
		name, secret string
		length       int64 // declared; -1: not
		want         int
		most         int64 // bytes read
	}{
		{"Declared", secret, 200 * mebibyte, 413, 0},
		{"Undeclared", secret, -1, 413, 2 * mebibyte},
		{"Stranger", "x", -1, 401, 0},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			ct := open(t, fake.Options{}, nil)
			body := &endless{}
			if w := ct.serve("POST", c.secret, body, c.length); w.Code != c.want || body.read.Load() > c.most {
				t.Errorf("endless body = %d after %d bytes, want %d after at most %d", w.Code, body.read.Load(), c.want, c.most)
			}
		})
	}
}

func TestWebhookLedger(t *testing.T) {
	t.Parallel()
	t.Run("Down", func(t *testing.T) {
		t.Parallel()
		c := open(t, fake.Options{}, nil)
		c.ledger.refuse = func([]loket.Inbound) error { return errDown }
		w := c.serve("POST", secret, strings.NewReader(update), int64(len(update)))
		if w.Code != 503 || w.Header().Get("Retry-After") == "" || c.Status().State != telegram.StateLedger {
			t.Errorf("ledger down = %d, Retry-After %q, state %q, want 503, some seconds, ledger", w.Code, w.Header().Get("Retry-After"), c.Status().State)
		}
	})
	t.Run("Poison", func(t *testing.T) {
		t.Parallel()
		c := open(t, fake.Options{}, nil)
		body := `{"update_id":9,"message":7}`
		if w := c.serve("POST", secret, strings.NewReader(body), int64(len(body))); w.Code != 200 || len(c.ledger.kept()) != 1 {
			t.Errorf("poison = %d, kept %v, want 200 and one", w.Code, c.ledger.kept())
		}
		c.ledger.quarantine = func() error { return errDown }
		if w := c.serve("POST", secret, strings.NewReader(body), int64(len(body))); w.Code != 503 {
			t.Errorf("poison that cannot be kept = %d, want 503", w.Code)
		}
	})
	t.Run("RefusedMessage", func(t *testing.T) {
		t.Parallel()
		c := open(t, fake.Options{}, nil)
		c.ledger.refuse = func([]loket.Inbound) error { return loket.Errorf(loket.CodeInvalid, "tidak dapat disimpan") }
		if w := c.serve("POST", secret, strings.NewReader(update), int64(len(update))); w.Code != 200 || len(c.ledger.kept()) != 1 {
			t.Errorf("a message the ledger calls invalid = %d, kept %v, want 200 and one", w.Code, c.ledger.kept())
		}
	})
}

// TestWebhookDelivery runs the whole way: fake Telegram, HTTP, ledger.
func TestWebhookDelivery(t *testing.T) {
	t.Parallel()
	t.Run("RetriedUntilStored", func(t *testing.T) {
		t.Parallel()
		c := open(t, fake.Options{Duplicates: 1}, nil)
		c.hook(t)
		failures := 0
		c.ledger.refuse = func([]loket.Inbound) error {
			if failures++; failures%3 != 0 {
				return errDown
			}
			return nil
		}
		var want []string
		for i := range 30 {
			text := fmt.Sprintf("%02d", i)
			c.fake.Deliver(fake.Text(1, text))
			want = append(want, text)
		}
		c.ledger.await(t, 30)
		if got := c.ledger.texts(); !slices.Equal(got, want) {
			t.Errorf("stored %q, want %q", got, want)
		}
	})
	t.Run("ChoresInTheAnswer", func(t *testing.T) {
		t.Parallel()
		c := open(t, fake.Options{}, nil)
		c.hook(t)
		id := c.fake.Deliver(fake.Callback(5, 3, "pilih:1"), fake.Text(-5, "halo"))[0].CallbackID
		err := c.fake.WaitFor(soon(t), func([]fake.Sent) bool {
			return slices.Contains(c.fake.Answered(), id) && slices.Contains(c.fake.Left(), -5)
		})
		if err != nil || len(c.ledger.texts()) != 1 {
			t.Errorf("answered %v, left %v, stored %q: %v", c.fake.Answered(), c.fake.Left(), c.ledger.texts(), err)
		}
	})
}

// hook serves the webhook over HTTP and tells the fake Telegram of it.
func (c *counter) hook(t *testing.T) {
	t.Helper()
	server := httptest.NewServer(c.Webhook())
	t.Cleanup(server.Close)
	if err := c.SetWebhook(t.Context(), server.URL); err != nil {
		t.Fatalf("SetWebhook: %v", err)
	}
}

func TestWebhookSecretIsKept(t *testing.T) {
	t.Parallel()
	c := open(t, fake.Options{}, nil)
	c.fake.Inject(fake.Rule{Method: "setWebhook", Fault: fake.ServerError(http.StatusInternalServerError)})
	err := c.SetWebhook(t.Context(), "http://127.0.0.1:1/")
	if err == nil || strings.Contains(err.Error(), canary) || strings.Contains(err.Error(), secret) {
		t.Errorf("SetWebhook = %v, want an error without token or secret", err)
	}
}
