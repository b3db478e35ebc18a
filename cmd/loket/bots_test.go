package main

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"loket/bot/telegram"
	"loket/internal/config"
	fake "loket/internal/faketelegram"
	"loket/internal/loket"
)

// botOffices is a configuration of two offices with a bot each, and a third without.
func botOffices(t *testing.T, token string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "token")
	if err := os.WriteFile(path, []byte(token), 0o600); err != nil {
		t.Fatal(err)
	}
	return strings.Replace(twoOffices, "zone: Asia/Jayapura}", "zone: Asia/Jayapura, telegram: {token_file: '"+path+"'}}", 1) +
		"  - {id: soe, code: SOE, name: Disdukcapil Soe, zone: Asia/Makassar}\n"
}

// TestWebhooksOfAgencies: each agency's bot is delivered to at an address of its own, and
// what comes there is in its own channel.
func TestWebhooksOfAgencies(t *testing.T) {
	t.Parallel()
	secret := strings.Repeat("s", 32)
	o := openCounter(t, botOffices(t, "700000002:b"), map[string]string{
		"LOKET_TELEGRAM_TOKEN": "700000001:a", "LOKET_TELEGRAM_MODE": config.Webhook, "LOKET_TELEGRAM_WEBHOOK_URL": "https://chat.contoh.go.id/bot",
		"LOKET_TELEGRAM_WEBHOOK_SECRET": secret,
	})
	deliver := func(path string, id int) int {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, path, strings.NewReader(fmt.Sprintf(
			`{"update_id":%d,"message":{"message_id":%d,"date":1700000000,"chat":{"id":42,"type":"private"},"from":{"id":42,"first_name":"Warga"},"text":"halo"}}`, id, id)))
		r.Header.Set("X-Telegram-Bot-Api-Secret-Token", secret)
		w := httptest.NewRecorder()
		o.handler.ServeHTTP(w, r)
		return w.Code
	}
	for i, c := range []struct {
		path    string
		want    int
		channel loket.ChannelID
	}{
		{"/bot", http.StatusOK, "kupang/telegram"},
		{"/bot/jayapura", http.StatusOK, "jayapura/telegram"},
		{"/bot/soe", http.StatusNotFound, ""},
	} {
		if got := deliver(c.path, i+1); got != c.want {
			t.Errorf("a delivery to %s = %d, want %d", c.path, got, c.want)
		}
		if c.channel == "" {
			continue
		}
		again, err := o.ledger.Ingest(t.Context(), []loket.Inbound{{
			Channel: c.channel, OriginKey: fmt.Sprintf("m:42:%d", i+1), Person: "42", Address: "42", Kind: loket.MessageText, Text: "halo",
		}})
		if err != nil || !again[0].Duplicate {
			t.Errorf("the same in %s = %+v, %v, want it there already", c.channel, again, err)
		}
	}
}

// TestDoctorOfBots: every bot and staff group is looked at, under the name of its agency.
func TestDoctorOfBots(t *testing.T) {
	t.Parallel()
	server := fake.New(fake.Options{})
	t.Cleanup(server.Close)
	path := filepath.Join(t.TempDir(), "loket.yaml")
	text := strings.Replace(botOffices(t, server.Token()), "token_file:", "staff_chat: -1000000000007, token_file:", 1)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	c, err := config.Load(path, func(name string) string {
		return map[string]string{"LOKET_TELEGRAM_TOKEN": "700000003:a", "LOKET_TELEGRAM_API_URL": server.URL()}[name]
	})
	if err != nil {
		t.Fatal(err)
	}
	x := &examination{shell: &shell{ctx: t.Context(), now: openedAt, getenv: os.Getenv}, config: c}
	first, _ := x.checkTelegram(c.Agencies[0])
	if first.Check != "telegram" || first.State != red {
		t.Errorf("the first agency's bot, which Telegram does not know: %+v, want red", first)
	}
	jayapura, _ := c.Agency("jayapura")
	x.getenv = func(string) string { return "700000003:a" } // of the first agency
	if got := x.tokenPlace(c.Agencies[0]) + " " + x.tokenPlace(jayapura); got != "LOKET_TELEGRAM_TOKEN "+jayapura.Bot.TokenFile {
		t.Errorf("tokens come from %q, want the environment for the first agency alone", got)
	}
	all := x.checkBots()
	if len(all) != 2 || all[0].Check != "telegram jayapura" || all[0].State != green || all[1].Check != "grup petugas jayapura" || all[1].State != green {
		t.Errorf("the other agencies' bots: %+v, want jayapura's and its group, both green", all)
	}
}

// TestOneBotWorks: of several bots one that works keeps the counter in service; what is
// wrong with another is told beside the name of its agency.
func TestOneBotWorks(t *testing.T) {
	t.Parallel()
	o := openCounter(t, botOffices(t, "700000002:b"), map[string]string{"LOKET_TELEGRAM_TOKEN": "700000001:a"})
	o.began = o.now().Add(-2 * pollPatience)
	begun := o.now()
	o.bots[0].fetching.Store(&begun)
	if err := o.telegramWorks(t.Context()); err != nil {
		t.Errorf("telegramWorks() with one bot that fetches = %v, want nil", err)
	}
	if err := o.botWorks(o.bots[1]); err == nil {
		t.Error("botWorks() of the bot that was never fetched from = nil, want its silence")
	}
	if facts := o.facts(); !facts.Stalled["telegram"]() {
		t.Error("no part is told to stand still, want telegram")
	}
	o.bots[0].fetching.Store(&o.began)
	err := o.telegramWorks(t.Context())
	if err == nil || !strings.Contains(err.Error(), "Disdukcapil Kota Kupang: ") || !strings.Contains(err.Error(), "Disdukcapil Kota Jayapura: ") {
		t.Errorf("telegramWorks() with none = %v, want both agencies named", err)
	}
	states := map[string]string{}
	o.telegramFacts(func(agency, state string, _ float64) { states[agency] = state })
	if len(states) != 2 || states["jayapura"] != string(telegram.StateIdle) {
		t.Errorf("the states of bots are %v, want those of two agencies", states)
	}
}
