package webchat

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"time"

	"loket/bot"
	"loket/internal/loket"
)

// Room is one chat box: the channel it feeds and the words it opens with.
type Room struct {
	Channel     loket.ChannelID
	Agency      loket.Agency
	Greeting    string   // the assistant's first words, plain text
	Suggestions []string // questions offered before the first message
	Sites       []string // origins that may frame the chat: "https://contoh.go.id"
	Answers     string   // where all answers are read without this page; empty: nowhere
	Address     string   // of the chat, whole, as citizens know it; empty: search engines are asked to leave it out
	Picture     string   // address of the picture that chats show with it; read with Address only

	// Ask is the button that asks for an answer a link named; false: there is no such
	// answer now. nil: no link names any.
	Ask func(entry string) (loket.Button, bool)
}

// Transcript is what the chat box reads of the ledger. A person is named as in
// loket.Inbound.Person, and only their own lines are ever asked for.
type Transcript interface {
	// Lines returns up to limit lines of the person's conversation whose Seq
	// is greater than after, in the order of Seq. Once a line was returned no
	// line with a smaller Seq may appear. An unknown person has no lines.
	Lines(ctx context.Context, channel loket.ChannelID, person string, after int64, limit int) ([]loket.Line, error)

	// Seen records that the person's client has shown our lines up to and
	// including upTo. Repeating it, or telling less, changes nothing.
	Seen(ctx context.Context, channel loket.ChannelID, person string, upTo int64) error

	// FileAt returns the file of the person's line with that Seq;
	// loket.ErrFileGone: there is none, or not any more.
	FileAt(ctx context.Context, channel loket.ChannelID, person string, seq int64) (loket.File, error)
}

// Handler serves the chat boxes of all agencies. Set every field before Mount;
// it must not be copied afterwards.
type Handler struct {
	Channels func(agency loket.AgencyID) (Room, bool)
	Receiver bot.Receiver
	Ledger   Transcript
	Now      func() time.Time
	Log      *slog.Logger

	hub hub
}

var (
	_ bot.Channel   = (*Handler)(nil)
	_ bot.Announcer = (*Handler)(nil)
)

// Mount adds the chat's routes, all of them below /chat/. What changes
// something refuses requests that another site's page has sent.
func (h *Handler) Mount(mux *http.ServeMux) {
	guard := http.NewCrossOriginProtection()
	guard.SetDenyHandler(h.handle(func(http.ResponseWriter, *http.Request) error { return errForeign }))
	files := readAssets()
	for _, file := range files {
		mux.Handle("GET "+assetRoot+file.name, file)
	}
	mux.Handle("GET /chat/{agency}/widget.js", h.widget(readAsset("widget.js")))
	mux.Handle("GET /chat/{agency}/sisip", h.framed(files))
	mux.Handle("GET /chat/{agency}", h.page(files))
	mux.Handle("GET /chat/{agency}/events", h.handle(h.events))
	mux.Handle("GET /chat/{agency}/berkas/{seq}", h.handle(h.file))
	mux.Handle("POST /chat/{agency}/messages", guard.Handler(h.handle(h.messages)))
	mux.Handle("POST /chat/{agency}/seen", guard.Handler(h.handle(h.seen)))
}

// Send implements bot.Channel. There is nothing to call: the line is delivered
// when the ledger commits its sequence number, and the send's own id names it.
// What the page cannot show (an edit, a staff group) never will be.
func (h *Handler) Send(_ context.Context, s loket.Send) (string, error) {
	if s.Op != loket.OpSend && s.Op != loket.OpFile || s.Target == loket.ToStaffGroup {
		return "", &bot.SendError{
			Fate: bot.Never,
			Err:  fmt.Errorf("show %q for %q: web chat cannot", s.Op, s.Target),
		}
	}
	return string(s.ID), nil
}

// Announce implements bot.Announcer: it wakes the streams of s.Address. A lost
// hint only delays, since every stream reads the ledger by itself in between.
func (h *Handler) Announce(s loket.Send) {
	h.hub.wake(address{s.Channel, s.Address})
}

// Close ends all event streams and refuses new ones; clients come back by
// themselves. Call it before http.Server.Shutdown, which waits for streams but
// does not end them (or hand it to RegisterOnShutdown).
func (h *Handler) Close() { h.hub.close() }

// visit tells whose request this is and in which room. The error may be shown.
func (h *Handler) visit(r *http.Request) (Room, string, error) {
	room, ok := h.Channels(loket.AgencyID(r.PathValue("agency")))
	if !ok {
		return Room{}, "", errNoRoom
	}
	token, ok := tokenOf(r)
	if !ok {
		return Room{}, "", errNoVisitor
	}
	return room, personOf(token), nil
}
