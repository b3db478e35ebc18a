package telegram_test

import (
	"slices"
	"testing"

	"loket/bot"
	"loket/bot/telegram"
	fake "loket/internal/faketelegram"
)

// TestListCommands has the bot's commands listed once: after a restart they are only
// compared, after a change they are set, and a limit is waited for.
func TestListCommands(t *testing.T) {
	t.Parallel()
	c := open(t, fake.Options{}, func(cfg *telegram.Config) {
		cfg.Commands = []bot.Command{{Name: "menu", Text: "Pilih jawaban"}, {Name: "petugas", Text: "Bicara dengan petugas"}}
	})
	c.fake.Inject(fake.Rule{Method: "setMyCommands", Fault: fake.TooMany(1), Times: 1})
	for range 3 {
		c.ListCommands(t.Context())
	}
	want := []fake.Listed{{Command: "menu", Description: "Pilih jawaban"}, {Command: "petugas", Description: "Bicara dengan petugas"}}
	if got := c.fake.Commands(); !slices.Equal(got, want) {
		t.Errorf("listed are %+v, want %+v", got, want)
	}
	if n := c.fake.Calls("setMyCommands"); n != 2 {
		t.Errorf("they were set %d times, want once, after one refusal", n)
	}
	c.Commands = c.Commands[:1]
	c.ListCommands(t.Context())
	if got := c.fake.Commands(); !slices.Equal(got, want[:1]) {
		t.Errorf("after a change listed are %+v, want %+v", got, want[:1])
	}
	c.Commands = []bot.Command{{Name: "Bukan Perintah", Text: "x"}}
	before := c.fake.Calls("setMyCommands")
	c.ListCommands(t.Context())
	if n := c.fake.Calls("setMyCommands") - before; n != 1 {
		t.Errorf("what Telegram refuses for good was tried %d times, want once", n)
	}
	c.Commands = nil
	c.ListCommands(t.Context())
	if got := c.fake.Commands(); !slices.Equal(got, want[:1]) {
		t.Errorf("without commands listed are %+v, want %+v", got, want[:1])
	}
}
