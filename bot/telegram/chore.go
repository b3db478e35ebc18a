package telegram

import (
	"context"
	"log/slog"
	"sync"

	tg "github.com/go-telegram/bot"
)

// chore is a call that may follow a commit and may fail: ending a button's
// spinner, leaving a foreign group.
type chore struct {
	callback string
	leave    int64
}

// chore is what an item asks for besides being stored; false: nothing.
func (it item) chore() (c chore, due bool) {
	c = chore{callback: it.callback, leave: it.leave}
	return c, c != chore{}
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

func (a *Adapter) do(ctx context.Context, c chore) {
	err := a.call(ctx, func(ctx context.Context) error {
		if c.leave != 0 {
			_, err := a.client.LeaveChat(ctx, &tg.LeaveChatParams{ChatID: c.leave})
			return err
		}
		_, err := a.client.AnswerCallbackQuery(ctx, &tg.AnswerCallbackQueryParams{CallbackQueryID: c.callback})
		return err
	})
	if err != nil && ctx.Err() == nil {
		a.Log.Debug("telegram chore", slog.Any("problem", err))
	}
}
