package config

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"loket/internal/loket"
	"loket/internal/privacy"
)

const largestSecret = 4 << 10 // of a file with a secret, in bytes

// secretsInFiles are the variables whose value may stand in a file instead, which a
// variable of the same name and _FILE names: what a container or a service is given
// without its environment telling. Keys and tokens that have a file of their own in
// loket.yaml are read where that is known.
func (c *Config) secretsInFiles() map[string]*string {
	return map[string]*string{
		"LOKET_DATABASE_URL": &c.DatabaseURL, "LOKET_REDIS_URL": &c.RedisURL, "LOKET_METRICS_TOKEN": &c.MetricsToken,
		"LOKET_TELEGRAM_WEBHOOK_SECRET": &c.Telegram.WebhookSecret, "LOKET_SMTP_PASSWORD": &c.Mail.Password,
	}
}

// readSecrets fills in what stands in files. The value itself, where it is set as
// well, wins: its file is not opened.
func (c *Config) readSecrets(getenv func(string) string) error {
	var errs []error
	for name, to := range c.secretsInFiles() {
		path := strings.TrimSpace(getenv(name + "_FILE"))
		if path == "" || strings.TrimSpace(getenv(name)) != "" {
			continue
		}
		text, err := readSecret(path, name, "Periksa "+name+"_FILE.")
		if err == nil && strings.TrimSpace(text) == "" {
			err = loket.Errorf(loket.CodeInvalid, fmt.Sprintf("Berkas %s %s kosong. Tulis isinya ke sana, atau hapus %s_FILE.", name, path, name))
		}
		if err != nil {
			errs = append(errs, err)
			continue
		}
		*to = strings.TrimSpace(text)
	}
	return errors.Join(errs...)
}

// readSecret reads a file that is privacy.Private; what and cure are for the
// complaint.
func readSecret(path, what, cure string) (text string, err error) {
	file, err := os.Open(path)
	if err != nil {
		return "", loket.Errorf(loket.CodeInvalid, fmt.Sprintf(
			"Berkas %s %s tidak dapat dibaca: %v. %s", what, path, err, cure))
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	info, err := file.Stat()
	if err != nil {
		return "", err
	}
	if !privacy.Private(info) {
		return "", loket.Errorf(loket.CodeInvalid, fmt.Sprintf(
			"Berkas %s %s dapat dibuka pengguna lain (mode %04o). Jalankan: chmod 600 %s", what, path, info.Mode().Perm(), path))
	}
	content, err := io.ReadAll(io.LimitReader(file, largestSecret))
	if err != nil {
		return "", loket.Errorf(loket.CodeInvalid, fmt.Sprintf("Berkas %s %s tidak dapat dibaca: %v.", what, path, err))
	}
	return string(content), nil
}
