package main

import (
	"errors"
	"fmt"

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
