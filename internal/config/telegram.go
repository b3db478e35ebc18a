package config

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"loket/internal/loket"
)

// fileTelegram is the shape of telegram in loket.yaml. The token itself does not
// belong there.
type fileTelegram struct {
	TokenFile string `yaml:"token_file"`
	StaffChat int64  `yaml:"staff_chat"`
}

const (
	secretFileMode = 0o600
	largestToken   = 4 << 10 // of a file with a token, in bytes
)

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

// readSecret reads a file that its owner alone may read; what and cure are for the
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
	if open := info.Mode().Perm(); open&^secretFileMode != 0 {
		return "", loket.Errorf(loket.CodeInvalid, fmt.Sprintf(
			"Berkas %s %s dapat dibuka pengguna lain (mode %04o). Jalankan: chmod 600 %s", what, path, open, path))
	}
	content, err := io.ReadAll(io.LimitReader(file, largestToken))
	if err != nil {
		return "", loket.Errorf(loket.CodeInvalid, fmt.Sprintf("Berkas %s %s tidak dapat dibaca: %v.", what, path, err))
	}
	return string(content), nil
}
