package faketelegram

import (
	"context"
	"regexp"
	"slices"
	"sync"
)

// Listed is a command as the bot's menu shows it.
type Listed struct {
	Command     string `json:"command"`
	Description string `json:"description"`
}

// What Telegram takes of one list.
const (
	mostCommands       = 100
	longestDescription = 256 // characters
)

var commandForm = regexp.MustCompile(`^[a-z0-9_]{1,32}$`)

// menus are the lists of commands, by the scope and language they are for.
type menus struct {
	mu    sync.Mutex // guards lists
	lists map[string][]Listed
}

// Commands are those that are listed in private chats.
func (s *Server) Commands() []Listed { return s.menus.of(`{"type":"all_private_chats"}`) }

func (m *menus) of(scope string) []Listed {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Clone(m.lists[scope])
}

// menuOf names a list; a missing scope is the default one.
func menuOf(p params) (string, error) {
	var scope struct {
		Type string `json:"type"`
	}
	if p["scope"] != "" && decodeStrictly(p["scope"], &scope) != nil {
		return "", badRequest("can't parse BotCommandScope")
	}
	switch scope.Type {
	case "":
		scope.Type = "default"
	case "default", "all_private_chats", "all_group_chats", "all_chat_administrators":
	default:
		return "", badRequest("can't parse BotCommandScope: unsupported type specified")
	}
	return `{"type":"` + scope.Type + `"}` + p["language_code"], nil
}

func (s *Server) getMyCommands(_ context.Context, p params) (any, error) {
	menu, err := menuOf(p)
	if err != nil {
		return nil, err
	}
	if shown := s.menus.of(menu); shown != nil {
		return shown, nil
	}
	return []Listed{}, nil
}

func (s *Server) setMyCommands(_ context.Context, p params) (any, error) {
	menu, err := menuOf(p)
	if err != nil {
		return nil, err
	}
	var list []Listed
	if decodeStrictly(p["commands"], &list) != nil || len(list) > mostCommands {
		return nil, badRequest("can't parse commands")
	}
	for _, c := range list {
		if !commandForm.MatchString(c.Command) {
			return nil, badRequest("BOT_COMMAND_INVALID")
		}
		if n := len([]rune(c.Description)); n < 1 || n > longestDescription {
			return nil, badRequest("BOT_COMMAND_DESCRIPTION_INVALID")
		}
	}
	s.menus.mu.Lock()
	defer s.menus.mu.Unlock()
	if s.menus.lists == nil {
		s.menus.lists = map[string][]Listed{}
	}
	s.menus.lists[menu] = list
	return true, nil
}
