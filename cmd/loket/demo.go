package main

import (
	"errors"
	"fmt"

	"loket/internal/config"
	"loket/internal/loket"
)

const demoLogin = "demo"

// demoAccount makes an account for looking around, unless there is one, and
// prints its password once.
func (h *house) demoAccount(s *shell) error {
	_, err := h.ledger.StaffByLogin(s.ctx, demoLogin)
	if err == nil {
		_, err = fmt.Fprintf(s.stdout, "Akun demo: %s (kata sandinya dicetak saat pertama dibuat)\n", demoLogin)
		return err
	}
	if !errors.Is(err, loket.ErrNotFound) {
		return err
	}
	password := newPassword(demoLogin)
	member, err := newStaff(h.config.Agencies[0], demoLogin, "Petugas Demo", loket.RoleAdmin, password)
	if err != nil {
		return err
	}
	if err := h.ledger.AddStaff(s.ctx, member); err != nil {
		return err
	}
	_, err = fmt.Fprintf(s.stdout, "Akun demo: %s\nKata sandi: %s\nCatat sekarang; tidak akan dicetak lagi.\n", demoLogin, password)
	return err
}

// tellSingle says that a password alone opens accounts, where it does.
func (h *house) tellSingle(s *shell) error {
	if h.config.Console.SecondFactor != config.SecondFactorOff {
		return nil
	}
	_, err := fmt.Fprintln(s.stdout, "PERHATIAN: verifikasi dua langkah dimatikan; kata sandi saja membuka akun. Hanya untuk mencoba, "+
		"jangan untuk data warga. Menyalakannya: console, second_factor: required di loket.yaml.")
	return err
}
