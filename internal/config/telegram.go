package config

import (
	"strings"

	"loket/internal/loket"
)

// fileTelegram is the shape of telegram in loket.yaml. The token itself does not
// belong there.
type fileTelegram struct {
	TokenFile string `yaml:"token_file"`
	StaffChat int64  `yaml:"staff_chat"`
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
