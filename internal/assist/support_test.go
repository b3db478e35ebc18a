package assist_test

import (
	"encoding/json"
	"log/slog"
	"sync"
	"testing"
	"time"

	"loket/internal/assist"
	"loket/internal/assist/assisttest"
	"loket/internal/loket"
)

const agency loket.AgencyID = "disdukcapil-uji"

// lab is a client with an endpoint and a ledger that can be looked into.
type lab struct {
	*assist.Client

	server *assisttest.Server
	ledger *assisttest.Ledger
	mu     sync.Mutex
	told   []loket.AssistCall // by Recorded; read between calls
}

// settings are those of a test: everything is switched on.
func settings(server *assisttest.Server, ledger assist.Ledger) assist.Settings {
	return assist.Settings{
		Agency: agency, BaseURL: server.URL, Key: assisttest.Key, Model: "model-uji", Vectors: "vektor-uji", Uses: assist.Uses(),
		Ledger: ledger, Now: time.Now, Log: slog.New(slog.DiscardHandler),
	}
}

// open makes a client of a server; change may alter its settings.
func open(t *testing.T, server *assisttest.Server, change func(*assist.Settings)) *lab {
	t.Helper()
	l := &lab{server: server, ledger: &assisttest.Ledger{}}
	s := settings(server, l.ledger)
	s.Recorded = func(c loket.AssistCall) {
		l.mu.Lock()
		defer l.mu.Unlock()
		l.told = append(l.told, c)
	}
	if change != nil {
		change(&s)
	}
	var err error
	if l.Client, err = assist.New(s); err != nil {
		t.Fatal(err)
	}
	return l
}

// inside makes a client of a server without a network, for tests in a bubble of
// synctest: seconds of waiting take no time.
func inside(t *testing.T, change func(*assist.Settings)) *lab {
	t.Helper()
	server := assisttest.Inside()
	return open(t, server, func(s *assist.Settings) {
		s.Transport = server
		if change != nil {
			change(s)
		}
	})
}

// says is the answer the tests ask for.
type says struct {
	OK bool `json:"ok"`
}

func request(purpose assist.Purpose, text string) assist.Request {
	return assist.Request{
		Purpose: purpose, Prompt: assist.Prompt{Name: "uji.1", Text: "Say ok."}, Text: text, MaxTokens: 10,
		Schema: json.RawMessage(`{"type":"object"}`),
	}
}

// ask has the model answer {"ok": true} unless the server fails.
func (l *lab) ask(t *testing.T, purpose assist.Purpose, text string) error {
	t.Helper()
	l.server.Writes(func(assisttest.Chat) string { return `{"ok": true}` })
	var got says
	err := l.Complete(t.Context(), request(purpose, text), &got)
	if err == nil && !got.OK {
		t.Errorf("Complete(%s) gave no error and %+v", purpose, got)
	}
	return err
}
