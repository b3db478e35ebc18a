package main

import (
	"fmt"
	"strings"

	"loket/internal/config"
	"loket/internal/store"
	"loket/internal/web/console"
)

// staffPassword gives an account another password, when its owner has lost theirs.
type staffPassword struct {
	Login         string `arg:"" help:"Nama akun."`
	Agency        string `help:"Instansi (baku: yang pertama)." placeholder:"ID"`
	PasswordStdin bool   `help:"Baca kata sandi dari masukan, satu baris."`
}

// Run implements the command.
func (c *staffPassword) Run(s *shell) error {
	return s.withStaff(c.Agency, func(ledger *store.Store, agency config.Agency) error {
		login := strings.ToLower(strings.TrimSpace(c.Login))
		password, err := readPassword(s.stdin, login, c.PasswordStdin)
		if err != nil {
			return err
		}
		hash, err := console.HashPassword(login, password)
		if err != nil {
			return err
		}
		if err := active(login, ledger.SetPassword(s.ctx, agency.ID, login, hash, "")); err != nil {
			return err
		}
		if _, err := fmt.Fprintf(s.stdout, "Kata sandi akun %s diganti; semua sesinya berakhir.\n", login); err != nil || c.PasswordStdin {
			return err
		}
		return printPassword(s.stdout, password)
	})
}

// staffReset takes a second factor away whose device is lost with its recovery codes.
type staffReset struct {
	Login  string `arg:"" help:"Nama akun."`
	Agency string `help:"Instansi (baku: yang pertama)." placeholder:"ID"`
}

// Run implements the command.
func (c *staffReset) Run(s *shell) error {
	return s.withStaff(c.Agency, func(ledger *store.Store, agency config.Agency) error {
		if err := active(c.Login, ledger.ResetSecondFactor(s.ctx, agency.ID, c.Login)); err != nil {
			return err
		}
		_, err := fmt.Fprintf(s.stdout, "Langkah kedua akun %s dilepas; semua sesinya berakhir. Yang berikutnya masuk dengan kata sandinya memasang yang baru:\n"+
			"pastikan itu pemiliknya. Bila ragu, ganti juga kata sandinya: loket staff password %s\n", c.Login, c.Login)
		return err
	})
}
