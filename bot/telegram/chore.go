package telegram

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"strconv"
	"sync"
	"time"

	tg "github.com/go-telegram/bot"
	"github.com/go-telegram/bot/models"

	"loket/internal/loket"
)

// chore is a call that may follow a commit and may fail: ending a button's
// spinner, with a word to whoever pressed it, leaving a foreign group, a sign under
// what staff said that it was done.
type chore struct {
	callback string
	told     string // with callback; empty: nothing
	leave    int64
	chat     int64 // with message: where the sign goes
	message  int
}

// chore is what an item asks for besides being stored; false: nothing.
func (it item) chore() (c chore, due bool) {
	c = chore{callback: it.callback, told: clipToast(it.heard.Told), leave: it.leave}
	if it.heard.Done && it.in.Kind != loket.MessageButton {
		c.chat, _ = strconv.ParseInt(it.in.Address, 10, 64)
		c.message, _ = strconv.Atoi(it.in.ID)
	}
	return c, c != chore{}
}

// toastLimit bounds what whoever pressed a button is told, in characters: as
// Telegram does.
const toastLimit = 200

func clipToast(text string) string {
	if runes := []rune(text); len(runes) > toastLimit {
		return string(runes[:toastLimit-1]) + "…"
	}
	return text
}

// doneSign is the reaction that says that it was done.
const doneSign = "👍"

// sign puts the bot's reaction under a message. It is neither a message nor an
// edit.
func (a *Adapter) sign(ctx context.Context, c chore) error {
	return a.post(ctx, "setMessageReaction", &tg.SetMessageReactionParams{
		ChatID: c.chat, MessageID: c.message,
		Reaction: []models.ReactionType{{
			Type: models.ReactionTypeTypeEmoji, ReactionTypeEmoji: &models.ReactionTypeEmoji{Type: models.ReactionTypeTypeEmoji, Emoji: doneSign},
		}},
	})
}

// enlist queues the chores of stored items. A full queue drops them: they
// never hold a message up.
func (a *Adapter) enlist(items []item) {
	for _, it := range items {
		if c, due := it.chore(); due {
			select {
			case a.chores <- c:
			default:
			}
		}
	}
}

// runChores does chores, four at a time, until ctx ends, and waits for them.
func (a *Adapter) runChores(ctx context.Context) {
	var workers sync.WaitGroup
	for range 4 {
		workers.Go(func() {
			for {
				select {
				case c := <-a.chores:
					a.do(ctx, c)
				case <-ctx.Done():
					return
				}
			}
		})
	}
	workers.Wait()
}

// leaveTries is how often leaving a group is tried. After that the next thing
// said in it is the occasion.
const leaveTries = 5

func (a *Adapter) do(ctx context.Context, c chore) {
	err := a.try(ctx, c)
	for try := 1; err != nil && c.leave != 0 && try < leaveTries; try++ {
		if !again(err) || a.Wait(ctx, max(choreWait(err), firstBackoff<<try)) != nil {
			break
		}
		err = a.try(ctx, c)
	}
	if err != nil && ctx.Err() == nil {
		a.Log.Debug("telegram chore", slog.Any("problem", err))
	}
}

func (a *Adapter) try(ctx context.Context, c chore) error {
	return a.call(ctx, func(ctx context.Context) error {
		if c.leave != 0 {
			_, err := a.client.LeaveChat(ctx, &tg.LeaveChatParams{ChatID: c.leave})
			return err
		}
		if c.message != 0 {
			return a.sign(ctx, c)
		}
		_, err := a.client.AnswerCallbackQuery(ctx, &tg.AnswerCallbackQueryParams{
			CallbackQueryID: c.callback, Text: c.told, ShowAlert: c.told != "",
		})
		return err
	})
}

// again tells whether a call may succeed later: all but those Telegram refused
// for good. Leaving twice harms nobody.
func again(err error) bool {
	e, _ := errors.AsType[*callError](err)
	return !e.refused || e.code == http.StatusTooManyRequests || e.code >= http.StatusInternalServerError
}

// choreWait is how long Telegram, or the gate, asked to wait.
func choreWait(err error) time.Duration {
	e, _ := errors.AsType[*callError](err)
	return e.retryAfter
}
