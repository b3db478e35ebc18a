package telegram

import (
	"bytes"
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"

	tg "github.com/go-telegram/bot"
)

const (
	maxUpdate    = 1 << 20 // bytes of a webhook's body
	secretHeader = "X-Telegram-Bot-Api-Secret-Token"
)

// SetWebhook makes Telegram deliver to url from now on, with WebhookSecret,
// and learns the bot's name. What waits is delivered too.
func (a *Adapter) SetWebhook(ctx context.Context, url string) error {
	if a.WebhookSecret == "" {
		return errors.New("set webhook: the webhook secret is missing")
	}
	if _, err := a.Identify(ctx); err != nil {
		return fmt.Errorf("set webhook: %w", err)
	}
	err := a.call(ctx, func(ctx context.Context) error {
		_, err := a.client.SetWebhook(ctx, &tg.SetWebhookParams{
			URL: url, SecretToken: a.WebhookSecret, AllowedUpdates: allowedUpdates(), MaxConnections: 40,
		})
		return err
	})
	if err != nil {
		return fmt.Errorf("set webhook: %w", err)
	}
	return nil
}

// Webhook takes updates that Telegram delivers: 200 only when the ledger has
// them, 503 when it cannot take them now (Telegram tries again for a day), 401
// without the secret, 405, 413 and 400 for what is not Telegram's.
func (a *Adapter) Webhook() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		raw, status := a.accept(w, r)
		if status != 0 {
			refuse(w, status)
			return
		}
		items := a.readAll([]json.RawMessage{raw})
		if err := a.admit(r.Context(), items, false); err != nil {
			a.enter(StateLedger, err)
			refuse(w, http.StatusServiceUnavailable)
			return
		}
		a.enter(StateWorking, nil)
		answer(w, items[0])
	})
}

// accept reads a body, or returns the status that refuses it. The secret comes
// before the body: a stranger's bytes are not even read.
func (a *Adapter) accept(w http.ResponseWriter, r *http.Request) (raw []byte, status int) {
	switch {
	case r.Method != http.MethodPost:
		return nil, http.StatusMethodNotAllowed
	case !a.knows(r.Header.Get(secretHeader)):
		return nil, http.StatusUnauthorized
	case r.ContentLength > maxUpdate:
		return nil, http.StatusRequestEntityTooLarge
	}
	raw, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxUpdate))
	if _, tooLarge := errors.AsType[*http.MaxBytesError](err); tooLarge {
		return nil, http.StatusRequestEntityTooLarge
	}
	if err != nil || !json.Valid(raw) || !bytes.HasPrefix(bytes.TrimSpace(raw), []byte("{")) {
		a.countBroken()
		return nil, http.StatusBadRequest
	}
	return raw, 0
}

// knows compares a secret in constant time, whatever its length. Without a
// configured secret nobody is known.
func (a *Adapter) knows(secret string) bool {
	got, want := sha256.Sum256([]byte(secret)), sha256.Sum256([]byte(a.WebhookSecret))
	return subtle.ConstantTimeCompare(got[:], want[:]) == 1 && a.WebhookSecret != ""
}

// refuse answers without a word about why, and closes the connection so that
// the rest of a large body is not read.
func refuse(w http.ResponseWriter, status int) {
	switch status {
	case http.StatusServiceUnavailable:
		w.Header().Set("Retry-After", "5")
	case http.StatusMethodNotAllowed:
		w.Header().Set("Allow", http.MethodPost)
	case http.StatusRequestEntityTooLarge, http.StatusUnauthorized:
		w.Header().Set("Connection", "close")
	}
	w.WriteHeader(status)
}

// webhookCall is a call in a webhook's answer: Telegram carries it out and
// tells nobody what came of it, which is enough for a chore.
type webhookCall struct {
	Method   string `json:"method"`
	Callback string `json:"callback_query_id,omitempty"`
	Text     string `json:"text,omitempty"`
	Alert    bool   `json:"show_alert,omitempty"`
	Chat     int64  `json:"chat_id,omitempty"`
	Message  int    `json:"message_id,omitempty"`

	Reaction []reaction `json:"reaction,omitempty"`
}

type reaction struct {
	Type  string `json:"type"`
	Emoji string `json:"emoji"`
}

// answer acknowledges an update that is stored, with its chore.
func answer(w http.ResponseWriter, it item) {
	c, due := it.chore()
	if !due {
		w.WriteHeader(http.StatusOK)
		return
	}
	call := webhookCall{Method: "answerCallbackQuery", Callback: c.callback, Text: c.told, Alert: c.told != ""}
	switch {
	case c.leave != 0:
		call = webhookCall{Method: "leaveChat", Chat: c.leave}
	case c.message != 0:
		call = webhookCall{
			Method: "setMessageReaction", Chat: c.chat, Message: c.message, Reaction: []reaction{{"emoji", doneSign}},
		}
	}
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(call) // a lost acknowledgement is delivered again, and known
}
