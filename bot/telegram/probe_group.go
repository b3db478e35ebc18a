package telegram

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// Group is what Telegram tells of a chat that is to be the staff group.
type Group struct {
	Title  string
	Is     bool // a group at all: the chat of one person is none
	Member bool // the bot is in it
}

// ProbeGroup asks Telegram about a chat and what the bot is in it, within limit. It
// needs no adapter, and what it returns holds no token.
func ProbeGroup(ctx context.Context, apiURL, token string, group int64, limit time.Duration) (g Group, err error) {
	cfg := withDefaults(Config{APIURL: apiURL, Token: token})
	a := &Adapter{Config: cfg, wire: newWire(cfg.Now)}
	defer a.Close()
	var chat struct {
		Type  string `json:"type"`
		Title string `json:"title"`
	}
	if err := a.ask(ctx, limit, "getChat", map[string]any{"chat_id": group}, &chat); err != nil {
		return g, fmt.Errorf("ask about the staff group: %w", err)
	}
	g.Title, g.Is = chat.Title, chat.Type == "group" || chat.Type == "supergroup"
	me := a.self()
	if !g.Is {
		return g, nil
	}
	if me == 0 {
		return g, errors.New("ask about the staff group: the token begins with no number")
	}
	var member struct {
		Status string `json:"status"`
		In     bool   `json:"is_member"` // of a restricted one
	}
	if err := a.ask(ctx, limit, "getChatMember", map[string]any{"chat_id": group, "user_id": me}, &member); err != nil {
		return g, fmt.Errorf("ask about the bot in the staff group: %w", err)
	}
	switch member.Status {
	case "creator", "administrator", "member":
		g.Member = true
	case "restricted":
		g.Member = member.In
	}
	return g, nil
}
