package main

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"sync/atomic"
	"time"

	"loket/bot"
	"loket/bot/telegram"
	"loket/internal/config"
	"loket/internal/loket"
)

// telegramBot is an agency's bot on Telegram.
type telegramBot struct {
	*telegram.Adapter

	agency   config.Agency
	config   config.Telegram
	board    *bot.Board                  // nil: no staff group
	poll     func(context.Context) error // what fetches, in mode polling
	hooked   atomic.Bool                 // Telegram knows where to deliver, in mode webhook
	fetching atomic.Pointer[time.Time]   // since when this process fetches; nil: it does not
}

// wireTelegram makes the bots of the agencies that have a token.
func (h *house) wireTelegram() error {
	for _, a := range h.config.Agencies {
		t := h.config.TelegramOf(a)
		if t.Token == "" {
			continue
		}
		adapter, err := telegram.New(telegram.Config{
			Token: t.Token, APIURL: t.APIURL, ChannelID: telegramChannel(a).ID, Receiver: h.bot,
			WebhookSecret: t.WebhookSecret, StaffChat: t.StaffChat, Files: h.sentFile, Commands: bot.Commands(), Now: h.now, Log: h.log,
		})
		if err != nil {
			return err
		}
		h.bots = append(h.bots, &telegramBot{Adapter: adapter, agency: a, config: t, poll: adapter.RunPolling})
	}
	return nil
}

// botOf is the bot of an agency; nil: it has none.
func (h *house) botOf(agency loket.AgencyID) *telegramBot {
	return h.firstBot(func(b *telegramBot) bool { return b.agency.ID == agency })
}

// botAt is the bot whose channel it is; nil: none's.
func (h *house) botAt(channel loket.ChannelID) *telegramBot {
	return h.firstBot(func(b *telegramBot) bool { return b.ChannelID == channel })
}

func (h *house) firstBot(is func(*telegramBot) bool) *telegramBot {
	if i := slices.IndexFunc(h.bots, is); i >= 0 {
		return h.bots[i]
	}
	return nil
}

// line is the bot's way out.
func (b *telegramBot) line() bot.Line {
	line := bot.Line{
		Channel: b.ChannelID, Port: b.Adapter, Rate: b.config.Rate,
		ChatRate: b.config.ChatRate, ChatBurst: chatBurst, Workers: sendWorkers, Grace: callGrace,
	}
	if line.ChatRate > 0 {
		line.GroupMinute = groupMinute
	}
	return line
}

// webhook mounts Telegram's deliveries at the path of the configured address.
type webhook struct{ bot *telegramBot }

// Mount implements web.Mount.
func (w webhook) Mount(mux *http.ServeMux) {
	path := "/telegram"
	if u, err := url.Parse(w.bot.config.WebhookURL); err == nil && len(u.Path) > 1 {
		path = u.Path
	}
	mux.Handle(path, w.bot.Webhook())
}
