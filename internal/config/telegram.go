package config

import (
	"cmp"
	"errors"
	"fmt"
	"net/url"
	"strings"

	"loket/internal/loket"
)

// fileTelegram is the shape of telegram in loket.yaml. The token itself does not
// belong there.
type fileTelegram struct {
	TokenFile string `yaml:"token_file"`
	StaffChat int64  `yaml:"staff_chat"`
}

// Bot is an agency's own bot on Telegram, beside the first agency's.
type Bot struct {
	Token     string // what TokenFile holds
	TokenFile string // empty: none
	StaffChat int64  // 0: none
}

// TelegramOf is the bot of a configured agency; without a token it has none. All bots are
// reached and paced in the same way. Their webhooks are told apart by the agency's id,
// which is added to the path of LOKET_TELEGRAM_WEBHOOK_URL for all but the first.
func (c Config) TelegramOf(a Agency) Telegram {
	t := c.Telegram
	if c.First(a) {
		return t
	}
	t.Token, t.TokenFile, t.StaffChat = a.Bot.Token, a.Bot.TokenFile, a.Bot.StaffChat
	if u, err := url.Parse(t.WebhookURL); err == nil && t.WebhookURL != "" {
		t.WebhookURL = u.JoinPath(string(a.ID)).String()
	}
	return t
}

// readTokens fills in the tokens from their files.
func (c *Config) readTokens() error {
	errs := []error{c.Telegram.readToken()}
	for i := range c.Agencies {
		b := &c.Agencies[i].Bot
		t := Telegram{TokenFile: b.TokenFile}
		errs = append(errs, t.readToken())
		b.Token = t.Token
	}
	return errors.Join(errs...)
}

// readToken fills in the token from its file, unless the environment has given it.
func (t *Telegram) readToken() error {
	if t.Token != "" || t.TokenFile == "" {
		return nil
	}
	text, err := readSecret(t.TokenFile, "token Telegram", "Periksa telegram, token_file di loket.yaml, atau jalankan: loket setup")
	if err != nil {
		return err
	}
	if t.Token = strings.TrimSpace(text); t.Token == "" {
		return loket.Errorf(loket.CodeInvalid, "Berkas token Telegram "+t.TokenFile+" kosong. Tulis token dari @BotFather ke dalamnya, atau jalankan: loket setup")
	}
	return nil
}

// checkBots finds what keeps agencies from bots of their own: a bot answers for one
// agency, and the first agency's is written beside agencies.
func (c Config) checkBots() error {
	way := c.Telegram
	for _, a := range c.Agencies {
		way.Token = cmp.Or(way.Token, a.Bot.Token)
	}
	errs := []error{way.check()}
	owners := map[string]loket.AgencyID{}
	for _, a := range c.Agencies {
		complain := func(format string, args ...any) {
			errs = append(errs, loket.Errorf(loket.CodeInvalid, fmt.Sprintf("Instansi %s: ", a.ID)+fmt.Sprintf(format, args...)))
		}
		if c.First(a) && a.Bot != (Bot{}) {
			complain("telegram milik instansi pertama ditulis di luar agencies. Pindahkan token_file dan staff_chat ke telegram paling luar.")
			continue
		}
		t := c.TelegramOf(a)
		id, _, _ := strings.Cut(t.Token, ":") // the number of the bot
		switch owner, taken := owners[id]; {
		case t.StaffChat != 0 && t.Token == "" && !c.First(a):
			complain("telegram, staff_chat: bot belum diisi. Isi telegram, token_file instansi ini.")
		case t.Token != "" && taken:
			complain("telegram, token_file: bot ini sudah melayani %s. Satu bot untuk satu instansi; buat bot lain di @BotFather.", owner)
		case t.Token != "":
			owners[id] = a.ID
		}
	}
	return errors.Join(errs...)
}
