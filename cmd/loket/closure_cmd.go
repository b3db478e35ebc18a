package main

import (
	"fmt"
	"strings"
	"time"

	"loket/internal/config"
	"loket/internal/desk"
	"loket/internal/loket"
	"loket/internal/store"
	"loket/internal/web"
)

// closureCommand closes the office suddenly, also beside a running server, which
// follows within a second: deadlines move, and who was promised a closed hour is
// told another.
type closureCommand struct {
	List closureList `cmd:"" help:"Penutupan mendadak yang berlaku atau akan datang."`
	Add  closureAdd  `cmd:"" help:"Tutup kantor mendadak: sisa hari ini, atau sampai waktu yang disebut."`
	Lift closureLift `cmd:"" help:"Cabut penutupan: kantor buka lagi sekarang."`
}

type closureList struct {
	Agency string `help:"Instansi (baku: yang pertama)." placeholder:"ID"`
}

// Run implements the command.
func (c *closureList) Run(s *shell) error {
	return s.withStaff(c.Agency, func(ledger *store.Store, a config.Agency) error {
		all, err := ledger.Closures(s.ctx, a.ID, s.now())
		if err != nil {
			return err
		}
		if len(all) == 0 {
			_, err = fmt.Fprintln(s.stdout, "Tidak ada penutupan mendadak.")
			return err
		}
		zone, err := time.LoadLocation(a.Zone)
		if err != nil {
			return fmt.Errorf("load the zone: %w", err)
		}
		for _, one := range all {
			_, err := fmt.Fprintf(s.stdout, "%s  %s sampai %s: %s\n", one.ID,
				web.When(one.From, s.now(), zone), web.When(one.Until, s.now(), zone), one.Reason)
			if err != nil {
				return err
			}
		}
		return nil
	})
}

type closureAdd struct {
	Reason string `help:"Alasannya, dibaca warga." required:"" placeholder:"ALASAN"`
	From   string `help:"Mulai kapan (baku: sekarang)." placeholder:"2026-12-24T10.00"`
	Until  string `help:"Sampai kapan (baku: akhir hari)." placeholder:"2026-12-24T13.00"`
	Agency string `help:"Instansi (baku: yang pertama)." placeholder:"ID"`
}

// Run implements the command.
func (c *closureAdd) Run(s *shell) error {
	return s.withControls(c.Agency, func(controls *desk.Controls, by loket.Staff, a config.Agency) error {
		zone, err := time.LoadLocation(a.Zone)
		if err != nil {
			return fmt.Errorf("load the zone: %w", err)
		}
		closure := loket.Closure{ID: loket.NewID[loket.ClosureID](), Reason: c.Reason, From: s.now().Truncate(time.Minute)}
		if c.From != "" {
			if closure.From, err = typedMoment(c.From, s.now().In(zone)); err != nil {
				return err
			}
		}
		year, month, day := closure.From.In(zone).Date()
		if closure.Until = time.Date(year, month, day+1, 0, 0, 0, 0, zone); c.Until != "" {
			if closure.Until, err = typedMoment(c.Until, s.now().In(zone)); err != nil {
				return err
			}
		}
		if err := controls.Close(s.ctx, by, closure); err != nil {
			return err
		}
		_, err = fmt.Fprintf(s.stdout, "Kantor tutup %s sampai %s: %s\nBuka lagi: loket closure lift %s\n",
			web.When(closure.From, s.now(), zone), web.When(closure.Until, s.now(), zone), closure.Reason, closure.ID)
		return err
	})
}

// typedMoment reads a moment on the agency's clock, with dots in it too.
func typedMoment(text string, now time.Time) (time.Time, error) {
	t, err := momentOf(strings.ReplaceAll(text, ".", ":"), now)
	if err != nil {
		return t, loket.Errorf(loket.CodeInvalid, "Waktu \""+text+"\" tidak dikenal. Tulis misalnya 2026-12-24T10.00.")
	}
	return t, nil
}

type closureLift struct {
	ID      string `arg:"" help:"Id penutupan, dari loket closure list."`
	Mistake bool   `help:"Salah catat: anggap tidak pernah tutup."`
	Agency  string `help:"Instansi (baku: yang pertama)." placeholder:"ID"`
}

// Run implements the command.
func (c *closureLift) Run(s *shell) error {
	return s.withControls(c.Agency, func(controls *desk.Controls, by loket.Staff, _ config.Agency) error {
		if err := controls.Lift(s.ctx, by, loket.ClosureID(c.ID), c.Mistake); err != nil {
			return err
		}
		_, err := fmt.Fprintln(s.stdout, "Penutupan dicabut.")
		return err
	})
}
