package telegram_test

import (
	"strings"
	"testing"
	"time"

	"loket/bot/telegram"
	fake "loket/internal/faketelegram"
)

func TestNew(t *testing.T) {
	t.Parallel()
	good := telegram.Config{Token: token, ChannelID: "tg", Receiver: newLedger()}
	cases := []struct {
		name   string
		change func(*telegram.Config)
		want   string // part of the error; empty: accepted
	}{
		{"Good", func(*telegram.Config) {}, ""},
		{"NoToken", func(c *telegram.Config) { c.Token = "" }, "token"},
		{"TokenWithSlash", func(c *telegram.Config) { c.Token = "1:" + canary + "/x" }, "token"},
		{"NoChannel", func(c *telegram.Config) { c.ChannelID = "" }, "channel"},
		{"NoReceiver", func(c *telegram.Config) { c.Receiver = nil }, "receiver"},
		{"BadAPI", func(c *telegram.Config) { c.APIURL = "ftp://x" }, "API address"},
		{"ShortSecret", func(c *telegram.Config) { c.WebhookSecret = "pendek" }, "secret"},
		{"StaffIsPerson", func(c *telegram.Config) { c.StaffChat = 5 }, "staff chat"},
		{"LongPoll", func(c *telegram.Config) { c.PollTimeout = time.Minute }, "poll timeout"},
		{"NoPoll", func(c *telegram.Config) { c.PollTimeout = time.Millisecond }, "poll timeout"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			cfg := good
			c.change(&cfg)
			_, err := telegram.New(cfg)
			if (err == nil) != (c.want == "") || err != nil && !strings.Contains(err.Error(), c.want) {
				t.Errorf("New = %v, want an error with %q", err, c.want)
			}
			if err != nil && strings.Contains(err.Error(), canary) {
				t.Errorf("New = %v shows the token", err)
			}
		})
	}
}

func TestIdentify(t *testing.T) {
	t.Parallel()
	c := open(t, fake.Options{}, nil)
	if got, err := c.Identify(t.Context()); err != nil || got != c.fake.Username() {
		t.Errorf("Identify = %q, %v, want %q", got, err, c.fake.Username())
	}
	c.fake.Revoke(true)
	if _, err := c.Identify(t.Context()); err == nil || !strings.Contains(err.Error(), "401") {
		t.Errorf("Identify with a dead token = %v, want a 401", err)
	}
	if got := c.Status().State; got != telegram.StateUnauthorized {
		t.Errorf("Status().State = %q, want %q", got, telegram.StateUnauthorized)
	}
}
