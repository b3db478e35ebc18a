package config_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"loket/internal/config"
	"loket/internal/loket"
)

// secretFile writes a file with a secret and returns its path.
func secretFile(t *testing.T, content string, mode os.FileMode) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "rahasia")
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(path, mode); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestSecretFiles reads every secret that a container is given as a file.
func TestSecretFiles(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("r", 32)
	read := map[string]struct {
		value string
		of    func(config.Config) string
	}{
		"LOKET_DATABASE_URL":            {"postgres://loket:kata@pg/loket", func(c config.Config) string { return c.DatabaseURL }},
		"LOKET_REDIS_URL":               {"redis://loket:kata@redis", func(c config.Config) string { return c.RedisURL }},
		"LOKET_METRICS_TOKEN":           {long, func(c config.Config) string { return c.MetricsToken }},
		"LOKET_TELEGRAM_WEBHOOK_SECRET": {long, func(c config.Config) string { return c.Telegram.WebhookSecret }},
		"LOKET_SMTP_PASSWORD":           {"kata sandi", func(c config.Config) string { return c.Mail.Password }},
	}
	for name, one := range read {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := map[string]string{name + "_FILE": secretFile(t, " "+one.value+"\n", 0o400)}
			c, err := config.Load("", environment(env))
			if err != nil || one.of(c) != one.value {
				t.Errorf("from the file: %q, %v; want %q", one.of(c), err, one.value)
			}
			env[name] = one.value + "x"
			env[name+"_FILE"] = "/tidak/ada"
			if c, err = config.Load("", environment(env)); err != nil || one.of(c) != one.value+"x" {
				t.Errorf("with the value set as well: %q, %v; want %q and the file unread", one.of(c), err, one.value+"x")
			}
		})
	}
}

func TestSecretFilesRefused(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		content string
		mode    os.FileMode
		says    string
	}{
		"OthersMayReadIt": {"rahasia-sekali", 0o644, "Berkas LOKET_DATABASE_URL %s dapat dibuka pengguna lain (mode 0644). Jalankan: chmod 600 %s"},
		"Empty":           {" \n", 0o600, "Berkas LOKET_DATABASE_URL %s kosong. Tulis isinya ke sana, atau hapus LOKET_DATABASE_URL_FILE."},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := secretFile(t, c.content, c.mode)
			_, err := config.Load("", environment(map[string]string{"LOKET_DATABASE_URL_FILE": path}))
			if want := strings.ReplaceAll(c.says, "%s", path); loket.CodeOf(err) != loket.CodeInvalid || !strings.Contains(err.Error(), want) {
				t.Errorf("got %v, want: %s", err, want)
			}
			if err != nil && strings.Contains(err.Error(), "rahasia-sekali") {
				t.Error("the complaint tells the secret")
			}
		})
	}
	_, err := config.Load("", environment(map[string]string{"LOKET_REDIS_URL_FILE": "/tidak/ada"}))
	if err == nil || !strings.Contains(err.Error(), "Berkas LOKET_REDIS_URL /tidak/ada tidak dapat dibaca") || !strings.Contains(err.Error(), "Periksa LOKET_REDIS_URL_FILE.") {
		t.Errorf("a file that is not there: %v", err)
	}
}
