package telegram

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"loket/internal/loket"
)

// missing tells what a call to a group did not find. Telegram says so in words
// only.
func missing(e *callError) loket.Missing {
	switch {
	case !e.refused || e.code != http.StatusBadRequest:
		return ""
	case containsAny(e.reason, "message thread not found", "TOPIC_DELETED", "TOPIC_CLOSED", "TOPIC_ID_INVALID"):
		return loket.MissingTopic
	case containsAny(e.reason, "message to edit not found", "MESSAGE_ID_INVALID"):
		return loket.MissingCard
	case containsAny(e.reason, "not a forum", "not enough rights to create a topic", "not enough rights to close"):
		return loket.MissingRight
	}
	return ""
}

func containsAny(text string, parts ...string) bool {
	for _, part := range parts {
		if strings.Contains(text, part) {
			return true
		}
	}
	return false
}

// Forum tells what topics the staff group has for the bot. It asks with calls
// that no limit of the group counts.
func (a *Adapter) Forum(ctx context.Context) (loket.Forum, error) {
	return a.forum(ctx, a.staff.Load(), a.CallTimeout)
}

func (a *Adapter) forum(ctx context.Context, group int64, limit time.Duration) (loket.Forum, error) {
	var chat struct {
		IsForum bool `json:"is_forum"`
	}
	if err := a.ask(ctx, limit, "getChat", map[string]any{"chat_id": group}, &chat); err != nil {
		return "", fmt.Errorf("ask about the staff group: %w", err)
	}
	if !chat.IsForum {
		return loket.ForumNone, nil
	}
	me := a.self()
	if me == 0 {
		return "", errors.New("ask about the staff group: the token begins with no number")
	}
	var member struct {
		Status       string `json:"status"`
		ManageTopics bool   `json:"can_manage_topics"`
	}
	if err := a.ask(ctx, limit, "getChatMember", map[string]any{"chat_id": group, "user_id": me}, &member); err != nil {
		return "", fmt.Errorf("ask about the bot in the staff group: %w", err)
	}
	if member.Status == "creator" || member.Status == "administrator" && member.ManageTopics {
		return loket.ForumOpen, nil
	}
	return loket.ForumBarred, nil
}

// ask makes one call and reads its result.
func (a *Adapter) ask(ctx context.Context, limit time.Duration, method string, params, result any) error {
	e, err := a.callWithin(ctx, limit, func(ctx context.Context) error { return a.post(ctx, method, params) })
	if err != nil {
		return err
	}
	reply := struct {
		Result any `json:"result"`
	}{result}
	if err := json.Unmarshal(e.body, &reply); err != nil {
		return fmt.Errorf("read the result of %s: %w", method, err)
	}
	return nil
}

// ProbeForum is Forum for whoever has no adapter, within limit. What it returns
// holds no token.
func ProbeForum(ctx context.Context, apiURL, token string, group int64, limit time.Duration) (loket.Forum, error) {
	cfg := withDefaults(Config{APIURL: apiURL, Token: token})
	a := &Adapter{Config: cfg, wire: newWire(cfg.Now)}
	defer a.Close()
	return a.forum(ctx, group, limit)
}
