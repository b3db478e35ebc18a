package config_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"loket/internal/config"
	"loket/internal/loket"
)

// tokenFile is a file with a token in it.
func tokenFile(t *testing.T, token string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "token")
	if err := os.WriteFile(path, []byte(token+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// branch is the second agency of a configuration, with what else it says.
func branch(id, more string) string {
	return fmt.Sprintf("  - {id: %s, code: %s, name: Dinas %s, zone: Asia/Jakarta%s}\n", id, strings.ToUpper(id), id, more)
}

// TestBotsOfAgencies: every agency may have a bot and a staff group of its own, all of
// which are reached in the same way.
func TestBotsOfAgencies(t *testing.T) {
	t.Parallel()
	first, second := "700000001:pertama", "700000002:kedua"
	file := office() + branch("soe", ", telegram: {token_file: '"+tokenFile(t, second)+"', staff_chat: -5}") + branch("sabu", "")
	c, err := config.Load(written(t, file), environment(map[string]string{
		"LOKET_TELEGRAM_TOKEN": first, "LOKET_TELEGRAM_STAFF_CHAT": "-4", "LOKET_TELEGRAM_RATE": "7", "LOKET_TELEGRAM_MODE": config.Webhook,
		"LOKET_TELEGRAM_WEBHOOK_URL": "https://chat.contoh.go.id/telegram", "LOKET_TELEGRAM_WEBHOOK_SECRET": strings.Repeat("s", 32),
	}))
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []struct {
		token string
		group int64
		url   string
	}{
		{first, -4, "https://chat.contoh.go.id/telegram"},
		{second, -5, "https://chat.contoh.go.id/telegram/soe"},
		{"", 0, "https://chat.contoh.go.id/telegram/sabu"},
	} {
		got := c.TelegramOf(c.Agencies[i])
		if got.Token != want.token || got.StaffChat != want.group || got.WebhookURL != want.url || got.Rate != 7 || got.Mode != config.Webhook {
			t.Errorf("TelegramOf(%d) = %+v, want %+v, paced and reached as all are", i, got, want)
		}
	}
}

// TestBotsRefused: a bot answers for one agency, and nothing that cannot work is taken.
// No token is in any error.
func TestBotsRefused(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		first, second string // what each agency says of its bot
		token         string // of the first
		mode          string
		want          string
	}{
		"SameBot":             {"", "token_file: '%s'", "700000002:rahasia", "", "Instansi soe: telegram, token_file: bot ini sudah melayani disdukcapil-kota-kupang."},
		"SameBot/OtherSecret": {"", "token_file: '%s'", "700000002:baru", "", "Instansi soe: telegram, token_file: bot ini sudah melayani disdukcapil-kota-kupang."},
		"GroupAlone":          {"", "staff_chat: -5", "", "", "Instansi soe: telegram, staff_chat: bot belum diisi."},
		"FirstWithin":         {", telegram: {staff_chat: -4}", "", "", "", "Instansi disdukcapil-kota-kupang: telegram milik instansi pertama ditulis di luar agencies."},
		"NoFile":              {"", "token_file: /tidak/ada", "", "", "Periksa telegram, token_file di loket.yaml"},
		"WebhookOfTheSecond":  {"", "token_file: '%s'", "", config.Webhook, "Mode webhook memerlukan LOKET_TELEGRAM_WEBHOOK_URL"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			second := c.second
			if strings.Contains(second, "%s") {
				second = fmt.Sprintf(second, tokenFile(t, "700000002:rahasia"))
			}
			kupang := fmt.Sprintf("agencies:\n  - {id: disdukcapil-kota-kupang, code: KPG, name: Disdukcapil Kota Kupang, zone: Asia/Makassar%s}\n", c.first)
			_, err := config.Load(written(t, kupang+branch("soe", ", telegram: {"+second+"}")),
				environment(map[string]string{"LOKET_TELEGRAM_TOKEN": c.token, "LOKET_TELEGRAM_MODE": c.mode}))
			if loket.CodeOf(err) != loket.CodeInvalid || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "rahasia") {
				t.Errorf("Load() = %v, want it refused with %q and no token", err, c.want)
			}
		})
	}
}
