package telegram

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strconv"

	tg "github.com/go-telegram/bot"
	"github.com/go-telegram/bot/models"

	"loket/bot"
	"loket/internal/loket"
)

// Send makes the one call that s asks for and returns Telegram's message id.
// The text goes out as it stands, its check code under it, without formatting or link
// previews. It never tries twice; on failure it returns a *bot.SendError.
func (a *Adapter) Send(ctx context.Context, s loket.Send) (string, error) {
	to, err := destination(s)
	if err != nil {
		return "", &bot.SendError{Fate: bot.Never, Err: err}
	}
	limit := a.CallTimeout
	if s.Op == loket.OpFile {
		release, err := a.takeFile(ctx, &s)
		if err != nil {
			return "", err
		}
		defer release()
		limit = max(limit, fileTimeout)
	}
	began := a.Now()
	a.limits.count(to.chat, began)
	e, err := a.callWithin(ctx, limit, func(ctx context.Context) error { return a.perform(ctx, s, to) })
	if err == nil {
		a.limits.accepted(to.chat, began)
		return to.delivered(e), nil
	}
	failure, _ := errors.AsType[*callError](err)
	if s.Op != loket.OpSend && alreadyDone(failure) {
		return to.delivered(nil), nil
	}
	fate := a.fate(to.chat, failure)
	fate.Missing = missing(failure)
	return "", fate
}

// place is a chat, the topic there and the message that is meant.
type place struct {
	chat    int64
	thread  int // 0: none
	message int // of an edit or deletion
	answers int // of a message to be sent, the one it answers; 0: none
}

func destination(s loket.Send) (place, error) {
	chat, err := strconv.ParseInt(s.Address, 10, 64)
	if err != nil {
		return place{}, errors.New("read address: not a chat id")
	}
	to := place{chat: chat}
	if s.Thread != "" || s.Op == loket.OpCloseTopic {
		if to.thread, err = strconv.Atoi(s.Thread); err != nil {
			return place{}, errors.New("read topic: not a thread id")
		}
	}
	if s.ReplyTo != "" {
		if to.answers, err = strconv.Atoi(s.ReplyTo); err != nil {
			return place{}, errors.New("read message to answer: not a message id")
		}
	}
	switch s.Op {
	case loket.OpSend, loket.OpFile, loket.OpOpenTopic, loket.OpCloseTopic:
		return to, nil
	case loket.OpEdit, loket.OpDelete:
		if to.message, err = strconv.Atoi(s.ChannelMessageID); err != nil {
			return place{}, errors.New("read message to change: not a message id")
		}
		return to, nil
	default:
		return place{}, errors.New("telegram sends no " + string(s.Op))
	}
}

// delivered is the id of the message, or of the topic, that is now in the chat.
func (p place) delivered(e *exchange) string {
	if p.message != 0 {
		return strconv.Itoa(p.message)
	}
	if e == nil {
		return strconv.Itoa(p.thread)
	}
	var reply struct {
		Result struct {
			ID     int64 `json:"message_id"`
			Thread int64 `json:"message_thread_id"` // of a topic; of a message, the topic it stands in
		} `json:"result"`
	}
	_ = json.Unmarshal(e.body, &reply) // read before: the call was accepted, and closing one says only true
	return strconv.FormatInt(cmp.Or(reply.Result.ID, reply.Result.Thread, int64(p.thread)), 10)
}

// perform makes the call, with the library's parameters but not by its way: that
// streams a form through a pipe and reads the whole message back, which costs
// more than the rest of the call.
func (a *Adapter) perform(ctx context.Context, s loket.Send, to place) error {
	plain := &models.LinkPreviewOptions{IsDisabled: tg.True()}
	switch s.Op {
	case loket.OpEdit:
		return a.post(ctx, "editMessageText", &tg.EditMessageTextParams{
			ChatID: to.chat, MessageID: to.message, Text: s.Content.Text,
			LinkPreviewOptions: plain, ReplyMarkup: keyboardOf(s.Content.Buttons),
		})
	case loket.OpDelete:
		return a.post(ctx, "deleteMessage", &tg.DeleteMessageParams{ChatID: to.chat, MessageID: to.message})
	case loket.OpFile:
		return a.upload(ctx, s, to)
	case loket.OpOpenTopic:
		return a.post(ctx, "createForumTopic", &tg.CreateForumTopicParams{ChatID: to.chat, Name: s.Content.Text})
	case loket.OpCloseTopic:
		return a.post(ctx, "closeForumTopic", &tg.CloseForumTopicParams{ChatID: to.chat, MessageThreadID: to.thread})
	default:
		return a.post(ctx, "sendMessage", &tg.SendMessageParams{
			ChatID: to.chat, MessageThreadID: to.thread, Text: bot.Signed(s.Content.Text, s.Content.Check),
			LinkPreviewOptions: plain, ReplyMarkup: keyboardOf(s.Content.Buttons), ReplyParameters: to.answering(),
		})
	}
}

// answering ties a message to the one it answers, if that still stands.
func (p place) answering() *models.ReplyParameters {
	if p.answers == 0 {
		return nil
	}
	return &models.ReplyParameters{MessageID: p.answers, AllowSendingWithoutReply: true}
}

// keyboard is an inline keyboard. The library's own type adds an empty
// copy_text to every button.
type keyboard struct {
	Rows [][]key `json:"inline_keyboard"`
}

type key struct {
	Text string `json:"text"`
	Data string `json:"callback_data"`
}

// keyboardOf is nil, and left out, when there are no buttons.
func keyboardOf(rows [][]loket.Button) models.ReplyMarkup {
	var board keyboard
	for _, row := range rows {
		var keys []key
		for _, b := range row {
			keys = append(keys, key{Text: b.Label, Data: b.Data})
		}
		if len(keys) > 0 {
			board.Rows = append(board.Rows, keys)
		}
	}
	if len(board.Rows) == 0 {
		return nil
	}
	return board
}

// alreadyDone tells whether an edit or deletion was refused because there is
// nothing left to do. Telegram says so in words only.
func alreadyDone(e *callError) bool {
	return e.refused && e.code == http.StatusBadRequest &&
		containsAny(e.reason, "message is not modified", "message to delete not found", "TOPIC_NOT_MODIFIED")
}

// fate tells what a failure means for the send, by the delivery contract:
// certain is only what the Bot API itself said, or what never left.
func (a *Adapter) fate(chat int64, e *callError) *bot.SendError {
	out := &bot.SendError{Fate: bot.NotDelivered, RetryAfter: e.retryAfter, Err: e}
	switch {
	case e.barred:
		out.Scope = bot.ScopeChannel
	case e.code == http.StatusTooManyRequests:
		out.Scope, out.TooFast = a.scopeOf(chat, e)
	case e.code == 0 && !e.wrote:
		out.Scope = bot.ScopeChannel
	case !e.refused:
		out.Fate, out.RetryAfter = bot.Unknown, 0
	case e.code == http.StatusUnauthorized || e.code == http.StatusNotFound:
		out.RetryAfter, out.Scope = pauseAfterRefusal, bot.ScopeChannel
	case e.code == http.StatusForbidden:
		out.Fate = bot.Unreachable
	case e.movedTo != 0:
		out.MovedTo = strconv.FormatInt(e.movedTo, 10)
		a.moveStaff(chat, e.movedTo)
	case e.code < http.StatusInternalServerError:
		out.Fate = bot.Never
	}
	return out
}

// scopeOf tells what a 429 to a chat holds back and whether the bot as a whole
// was too fast, and keeps the bot silent when that is all of it. One of a proxy on
// the way knows nothing of chats.
func (a *Adapter) scopeOf(chat int64, e *callError) (scope bot.Scope, tooFast bool) {
	now := a.Now()
	scope, tooFast = bot.ScopeChannel, true
	if e.refused {
		scope, tooFast = a.limits.scope(chat, now, e.retryAfter)
	}
	if scope == bot.ScopeChannel {
		a.wire.gate.hush(now.Add(e.retryAfter), false)
	}
	return scope, tooFast
}
