package webchat

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"loket/internal/loket"
)

// What one post may hold.
const (
	maxBody   = 64 << 10 // bytes
	maxText   = 10_000   // characters
	maxButton = 64       // bytes, as loket.Button allows
)

// clientID is the form of the ids that clients draw; it holds no colon, so an
// origin key can be taken apart again.
var clientID = regexp.MustCompile(`^[A-Za-z0-9_-]{8,64}$`)

// command is the form of a command typed into the box, as on Telegram.
var command = regexp.MustCompile(`^/[A-Za-z][A-Za-z0-9_]{0,31}(\s|$)`)

// post is what the citizen's client sends: words, or a button pressed with its
// label as the words.
type post struct {
	ClientID string `json:"client_id"`
	Text     string `json:"text"`
	Button   string `json:"button"`
}

// accepted is what a post is answered with once the message is in the ledger.
type accepted struct {
	Seq       int64 `json:"seq"`
	Duplicate bool  `json:"duplicate"`
}

// messages takes one message. It answers 200 only when the ledger holds it;
// until then the client keeps it and posts it again under the same id.
func (h *Handler) messages(w http.ResponseWriter, r *http.Request) error {
	room, person, err := h.visit(r)
	if err != nil {
		return err
	}
	in, err := readInbound(w, r, person)
	if err != nil {
		return err
	}
	// The phone's own clock is not asked: it may be years off.
	in.Channel, in.SentAt = room.Channel, h.Now()
	receipts, err := h.Receiver.Receive(r.Context(), []loket.Inbound{in})
	if err != nil {
		return fmt.Errorf("receive message: %w", err)
	}
	if len(receipts) != 1 {
		return fmt.Errorf("receive message: %d receipts for one message", len(receipts))
	}
	h.hub.wake(address{room.Channel, person})
	reply(w, http.StatusOK, accepted{receipts[0].Seq, receipts[0].Duplicate})
	return nil
}

// readInbound reads a post as the person's message; its channel and time are
// the caller's to set.
func readInbound(w http.ResponseWriter, r *http.Request, person string) (loket.Inbound, error) {
	var p post
	if err := readJSON(w, r, &p); err != nil {
		return loket.Inbound{}, err
	}
	in := loket.Inbound{
		OriginKey: originPrefix(person) + p.ClientID,
		Person:    person,
		Address:   person,
		Kind:      loket.MessageText,
		Text:      clean(p.Text),
		Data:      p.Button,
	}
	switch {
	case !clientID.MatchString(p.ClientID), len(p.Button) > maxButton, clean(p.Button) != p.Button:
		return loket.Inbound{}, errBroken
	case utf8.RuneCountInString(in.Text) > maxText:
		return loket.Inbound{}, errLong
	case in.Data != "":
		in.Kind = loket.MessageButton
	case in.Text == "":
		return loket.Inbound{}, errEmpty
	case command.MatchString(in.Text):
		in.Kind = loket.MessageCommand
	}
	return in, nil
}

// originPrefix opens the origin keys of one person's messages.
func originPrefix(person string) string { return "w:" + person + ":" }

// clean brings typed text into one form: line breaks as \n, no other control
// characters, no space around it.
func clean(text string) string {
	text = strings.ReplaceAll(text, "\r\n", "\n")
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' && r != '\t' {
			return -1
		}
		return r
	}, text))
}

// readJSON reads a whole body of at most maxBody bytes that holds one value.
func readJSON[T any](w http.ResponseWriter, r *http.Request, into *T) error {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if tooLarge := (*http.MaxBytesError)(nil); errors.As(err, &tooLarge) {
		return errBody
	}
	if err != nil || json.Unmarshal(body, into) != nil {
		return errBroken
	}
	return nil
}
