package telegram

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"slices"

	"github.com/go-telegram/bot/models"
)

// commandTries is how often listing the commands is tried after a start.
const commandTries = 5

// scoped is what both calls say: private chats, in any language.
type scoped struct {
	Commands []models.BotCommand `json:"commands,omitempty"`
	Scope    scope               `json:"scope"`
}

type scope struct {
	Type string `json:"type"`
}

// ListCommands has Telegram show citizens the commands, once: where it shows them
// already nothing is set. It gives up after a few tries, for commands work unlisted.
func (a *Adapter) ListCommands(ctx context.Context) {
	if len(a.Commands) == 0 {
		return
	}
	err := a.listCommands(ctx)
	for try := 1; err != nil && try < commandTries && again(err); try++ {
		if a.Wait(ctx, max(choreWait(err), firstBackoff<<try)) != nil {
			return
		}
		err = a.listCommands(ctx)
	}
	if err != nil && ctx.Err() == nil {
		a.Log.Warn("list the bot's commands", slog.Any("problem", err))
	}
}

// listCommands compares what is shown and sets it where it differs.
func (a *Adapter) listCommands(ctx context.Context) error {
	want := scoped{Scope: scope{"all_private_chats"}}
	e, err := a.callWithin(ctx, a.CallTimeout, func(ctx context.Context) error { return a.post(ctx, "getMyCommands", want) })
	if err != nil {
		return err
	}
	var shown struct {
		Result []models.BotCommand `json:"result"`
	}
	if err := json.Unmarshal(e.body, &shown); err != nil {
		return &callError{code: e.status, refused: true, err: fmt.Errorf("read commands: %w", err)}
	}
	for _, c := range a.Commands {
		want.Commands = append(want.Commands, models.BotCommand{Command: c.Name, Description: c.Text})
	}
	if slices.Equal(shown.Result, want.Commands) {
		return nil
	}
	return a.call(ctx, func(ctx context.Context) error { return a.post(ctx, "setMyCommands", want) })
}
