package main

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"time"

	"loket/internal/config"
	"loket/internal/loket"
	"loket/internal/store"
)

// linkCodeLife is how long a code to link a Telegram account may be used.
const linkCodeLife = 15 * time.Minute

type staffLink struct {
	Login  string `arg:"" help:"Nama akun."`
	ID     string `arg:"" help:"Nomor akun Telegram petugas: angka saja, bukan nama pengguna."`
	Agency string `help:"Instansi (baku: yang pertama)." placeholder:"ID"`
}

var telegramID = regexp.MustCompile(`^[1-9][0-9]{0,18}$`)

// Run implements the command.
func (c *staffLink) Run(s *shell) error {
	if !telegramID.MatchString(c.ID) {
		return loket.Errorf(loket.CodeInvalid, "Nomor akun Telegram \""+c.ID+"\" tidak sah: harus angka. Nama pengguna dapat berpindah tangan; "+
			"pakai nomornya, atau buat kode: loket staff code "+c.Login+".")
	}
	return s.withStaff(c.Agency, func(ledger *store.Store, agency config.Agency) error {
		if err := active(c.Login, ledger.LinkStaff(s.ctx, agency.ID, c.Login, c.ID)); err != nil {
			return err
		}
		_, err := fmt.Fprintf(s.stdout, "Akun %s terhubung dengan Telegram.\n", c.Login)
		return err
	})
}

type staffUnlink struct {
	Login  string `arg:"" help:"Nama akun."`
	Agency string `help:"Instansi (baku: yang pertama)." placeholder:"ID"`
}

// Run implements the command.
func (c *staffUnlink) Run(s *shell) error {
	return s.withStaff(c.Agency, func(ledger *store.Store, agency config.Agency) error {
		err := ledger.UnlinkStaff(s.ctx, agency.ID, c.Login)
		if errors.Is(err, loket.ErrNotFound) {
			return loket.Errorf(loket.CodeNotFound, "Akun \""+c.Login+"\" tidak terhubung dengan Telegram. Lihat daftarnya: loket staff list.")
		}
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(s.stdout, "Akun %s dilepas dari Telegram.\n", c.Login)
		return err
	})
}

type staffCode struct {
	Login  string `arg:"" help:"Nama akun."`
	Agency string `help:"Instansi (baku: yang pertama)." placeholder:"ID"`
}

// Run implements the command.
func (c *staffCode) Run(s *shell) error {
	return s.withStaff(c.Agency, func(ledger *store.Store, agency config.Agency) error {
		code := loket.NewCheckCode()
		if err := active(c.Login, ledger.OfferLink(s.ctx, agency.ID, c.Login, code, s.now().Add(linkCodeLife), "")); err != nil {
			return err
		}
		_, err := fmt.Fprintf(s.stdout, "Petugas mengirim kepada bot, di chat pribadi, dalam 15 menit:\n/hubungkan %s\n", code)
		return err
	})
}

// takeLink links a messenger account by a code. An account that is linked already
// may have used it: the code's message may be considered twice.
func (h *house) takeLink(ctx context.Context, agency loket.AgencyID, code, person string) error {
	err := h.ledger.TakeLink(ctx, agency, code, person)
	if errors.Is(err, loket.ErrNotFound) {
		_, err = h.ledger.LinkedStaff(ctx, agency, person)
	}
	return err
}
