package faketelegram_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"testing"
	"time"

	"loket/internal/faketelegram"
)

// envelope is an answer of the Bot API, as a client reads it.
type envelope struct {
	OK          bool            `json:"ok"`
	Result      json.RawMessage `json:"result"`
	Code        int             `json:"error_code"`
	Description string          `json:"description"`
	Parameters  struct {
		RetryAfter int   `json:"retry_after"`
		MigrateTo  int64 `json:"migrate_to_chat_id"`
	} `json:"parameters"`
}

func start(t *testing.T, opts faketelegram.Options) *faketelegram.Server {
	t.Helper()
	s := faketelegram.New(opts)
	t.Cleanup(s.Close)
	return s
}

// post makes a call with a JSON body and returns the HTTP status and body.
func post(ctx context.Context, s *faketelegram.Server, token, method, body string) (int, []byte, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, s.URL()+"/bot"+token+"/"+method, bytes.NewReader([]byte(body)))
	if err != nil {
		return 0, nil, err
	}
	req.Header.Set("Content-Type", "application/json")
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return 0, nil, err
	}
	defer resp.Body.Close()
	got, err := io.ReadAll(resp.Body)
	return resp.StatusCode, got, err
}

// call makes a call that must reach the server.
func call(t *testing.T, s *faketelegram.Server, method, body string) envelope {
	t.Helper()
	_, raw, err := post(t.Context(), s, s.Token(), method, body)
	if err != nil {
		t.Fatalf("%s %s: %v", method, body, err)
	}
	var e envelope
	if err := json.Unmarshal(raw, &e); err != nil {
		t.Fatalf("%s %s: answer %q: %v", method, body, raw, err)
	}
	return e
}

// got is one update, as a client reads it.
type got struct {
	ID      int64 `json:"update_id"`
	Message struct {
		ID   int64  `json:"message_id"`
		Text string `json:"text"`
	} `json:"message"`
}

// poll makes a getUpdates call and returns what came.
func poll(t *testing.T, s *faketelegram.Server, body string) []got {
	t.Helper()
	e := call(t, s, "getUpdates", body)
	var list []got
	if err := json.Unmarshal(e.Result, &list); !e.OK || err != nil {
		t.Fatalf("getUpdates %s: %+v, %v", body, e, err)
	}
	return list
}

func texts(list []got) []string {
	var out []string
	for _, u := range list {
		out = append(out, u.Message.Text)
	}
	return out
}

// clock is a time that tests move; it is not for concurrent use with New.
type clock struct{ at chan time.Time }

func newClock() *clock {
	c := &clock{at: make(chan time.Time, 1)}
	c.at <- time.Date(2026, 11, 23, 1, 0, 0, 0, time.UTC)
	return c
}

func (c *clock) now() time.Time {
	at := <-c.at
	c.at <- at
	return at
}

func (c *clock) forward(d time.Duration) { c.at <- (<-c.at).Add(d) }
