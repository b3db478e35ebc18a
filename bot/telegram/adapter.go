package telegram

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	tg "github.com/go-telegram/bot"

	"loket/bot"
	"loket/internal/loket"
)

// Adapter is the door out that the outbox sends through.
var _ bot.Channel = (*Adapter)(nil)

var (
	tokenForm  = regexp.MustCompile(`^[0-9]+:[A-Za-z0-9_-]+$`)
	secretForm = regexp.MustCompile(`^[A-Za-z0-9_-]{32,256}$`)
)

// Config says which bot an Adapter speaks for, and to whom it hands what comes
// in.
type Config struct {
	Token         string // from BotFather; never logged
	APIURL        string // default "https://api.telegram.org"
	ChannelID     loket.ChannelID
	Receiver      bot.Receiver
	Files         func(context.Context, loket.SendID) (loket.File, error) // with their content; nil: none is sent
	WebhookSecret string                                                  // 32 to 256 of A-Z a-z 0-9 _ -; empty: the webhook refuses everything
	StaffChat     int64                                                   // the staff group; 0: none, the bot leaves every group
	Commands      []bot.Command                                           // shown in private chats; none: what is shown stays

	PollTimeout time.Duration // how long a poll waits for news, whole seconds, 1 to 50 s; default 50 s
	CallTimeout time.Duration // how long any other call may take; default 30 s

	Now  func() time.Time                                 // default time.Now
	Wait func(ctx context.Context, d time.Duration) error // between attempts; nil when d has passed; default a timer
	Log  *slog.Logger                                     // default slog.Default()
}

// Adapter is one Telegram bot. Make it with New.
type Adapter struct {
	Config

	wire    *wire
	client  *tg.Bot
	health  health
	limits  tally
	chores  chan chore
	files   chan struct{}          // one for each in memory
	botName atomic.Pointer[string] // its username; nil until Telegram has told it
	staff   atomic.Int64           // the staff group; moves when it becomes a supergroup
}

// New checks a configuration and makes an adapter. It makes no call.
func New(cfg Config) (*Adapter, error) {
	cfg = withDefaults(cfg)
	if err := cfg.check(); err != nil {
		return nil, fmt.Errorf("configure telegram: %w", err)
	}
	a := &Adapter{Config: cfg, wire: newWire(cfg.Now), chores: make(chan chore, 256), files: make(chan struct{}, filesAtOnce)}
	a.limits.init()
	a.staff.Store(cfg.StaffChat)
	client, err := tg.New(cfg.Token,
		tg.WithServerURL(cfg.APIURL), tg.WithSkipGetMe(), tg.WithHTTPClient(cfg.PollTimeout, a.wire),
		tg.WithErrorsHandler(func(err error) { a.Log.Warn("telegram library", slog.Any("problem", a.mask(err))) }))
	if err != nil {
		return nil, fmt.Errorf("configure telegram: %w", a.mask(err))
	}
	a.client = client
	return a, nil
}

func withDefaults(c Config) Config {
	if c.APIURL == "" {
		c.APIURL = "https://api.telegram.org"
	}
	c.APIURL = strings.TrimRight(c.APIURL, "/")
	if c.PollTimeout == 0 {
		c.PollTimeout = 50 * time.Second
	}
	if c.CallTimeout == 0 {
		c.CallTimeout = 30 * time.Second
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Files == nil {
		c.Files = func(context.Context, loket.SendID) (loket.File, error) { return loket.File{}, loket.ErrFileGone }
	}
	if c.Wait == nil {
		c.Wait = wait
	}
	if c.Log == nil {
		c.Log = slog.Default()
	}
	return c
}

// check names what is wrong, never the token or the secret.
func (c Config) check() error {
	api, err := url.Parse(c.APIURL)
	switch {
	case !tokenForm.MatchString(c.Token):
		return errors.New("the token must look like 123456:ABC")
	case err != nil || api.Host == "" || api.Scheme != "http" && api.Scheme != "https":
		return errors.New("the API address must be an http or https URL")
	case c.ChannelID == "":
		return errors.New("the channel id is missing")
	case c.Receiver == nil:
		return errors.New("the receiver is missing")
	case c.WebhookSecret != "" && !secretForm.MatchString(c.WebhookSecret):
		return errors.New("the webhook secret must be 32 to 256 letters, digits, _ or -")
	case c.StaffChat > 0:
		return errors.New("the staff chat must be a group: a negative id")
	case c.PollTimeout < time.Second || c.PollTimeout > 50*time.Second || c.CallTimeout < 0:
		return errors.New("the poll timeout must be 1 to 50 s, the call timeout above 0")
	}
	return nil
}

// Close lets go of idle connections. The adapter may still be used.
func (a *Adapter) Close() { a.wire.client.CloseIdleConnections() }

// Identify asks Telegram who the bot is: its username, without @. It fails
// when the token is dead.
func (a *Adapter) Identify(ctx context.Context) (string, error) {
	var name string
	err := a.call(ctx, func(ctx context.Context) error {
		me, err := a.client.GetMe(ctx)
		if err == nil {
			name = me.Username
		}
		return err
	})
	if err != nil {
		return "", fmt.Errorf("identify the bot: %w", err)
	}
	a.botName.Store(&name)
	return name, nil
}

// StaffGroup is the staff group's address; "0" when there is none. It moves when
// the group becomes a supergroup.
func (a *Adapter) StaffGroup() string { return strconv.FormatInt(a.staff.Load(), 10) }

// self is the bot's own id, which its token begins with; 0: the token is none.
func (a *Adapter) self() int64 {
	number, _, _ := strings.Cut(a.Token, ":")
	id, _ := strconv.ParseInt(number, 10, 64)
	return id
}

// Username is the bot's name without @, as Identify learned it; "": not yet.
func (a *Adapter) Username() string {
	if name := a.botName.Load(); name != nil {
		return *name
	}
	return ""
}

// mask takes the token out of an error. What is left has lost its chain: use
// it where errors come from outside.
func (a *Adapter) mask(err error) error {
	_, secret, _ := strings.Cut(a.Token, ":")
	if text := err.Error(); strings.Contains(text, secret) {
		return errors.New(strings.ReplaceAll(text, secret, "***"))
	}
	return err
}

// wait is the real clock's Config.Wait.
func wait(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
