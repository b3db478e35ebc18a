package main

import (
	"errors"
	"io"
	"strings"

	"loket/internal/calendar"
	"loket/internal/config"
	"loket/internal/export"
	"loket/internal/loket"
	"loket/internal/store"
)

// reportCommand is everything about figures.
type reportCommand struct {
	Show    reportShow    `cmd:"" default:"withargs" help:"Angka sebuah masa (baku)."`
	Rows    reportRows    `cmd:"" help:"Baris di balik angka: episode, pesan, tiket, masa tunggu."`
	IKM     reportIKM     `cmd:"" name:"ikm" help:"Indeks kepuasan masyarakat dari survei sembilan unsur."`
	Digest  reportDigest  `cmd:"" help:"Ringkasan sehalaman untuk pimpinan."`
	Close   reportClose   `cmd:"" help:"Bekukan angka sebuah bulan yang sudah berakhir."`
	Rebuild reportRebuild `cmd:"" help:"Susun ulang dasar angka dari semua peristiwa."`
	Verify  reportVerify  `cmd:"" help:"Bandingkan dasar angka dengan semua peristiwa."`
}

// Help is what --help says besides.
func (*reportCommand) Help() string {
	return "Tanpa perintah: angka 28 hari terakhir. Masa, saringan, dan bentuk keluaran: loket report show --help."
}

// reportShow prints the figures of a period.
type reportShow struct {
	rowFlags `embed:""`

	By   string `help:"Rinci menurut hour, day, week, month, unit, staff, topic, atau channel." placeholder:"BAGIAN"`
	AsOf string `help:"Keadaan pada saat ini (baku: sekarang)." placeholder:"2026-11-30T12:00:00+08:00"`
	Live bool   `help:"Keadaan sekarang, juga dari bulan yang sudah dibekukan."`

	paperFlags `embed:""`
}

// Run implements the command.
func (c *reportShow) Run(s *shell) error {
	format, err := c.form()
	if err != nil {
		return err
	}
	all, err := s.load()
	if err != nil {
		return err
	}
	return s.withStaff(c.Agency, func(ledger *store.Store, agency config.Agency) error {
		wish := c.wish()
		wish.AsOf, wish.By, wish.Live = c.AsOf, c.By, c.Live
		built, err := s.figures(ledger, all).Ask(s.ctx, agency.ID, wish)
		if err != nil {
			return ofFlag(err)
		}
		return s.writeOut(c.Out, func(w io.Writer) error { return export.Paper{Report: built, Agency: agency.Name}.Write(w, format) })
	})
}

// flagged is an error about a field, as one about the flag of that name.
func flagged(err error) error { return errors.New("--" + strings.TrimPrefix(err.Error(), "--")) }

// ofFlag is an error of a wish: what is wrong with a field is a wrong command line, what
// failed beyond it is not.
func ofFlag(err error) error {
	if loket.CodeOf(err) == loket.CodeInvalid {
		return usageError{flagged(err)}
	}
	return err
}

// figures are those of a command beside the server. Hours that were never kept are
// the configuration's.
func (s *shell) figures(ledger *store.Store, c config.Config) figures {
	return figures{ledger: ledger, now: s.now, abroad: abroad(c), hours: keptHours{ledger, func(id loket.AgencyID) (calendar.Calendar, error) {
		if a, configured := c.Agency(id); configured {
			return openCalendar(a)
		}
		return calendar.Calendar{}, nil // an office that is no longer configured
	}}.of}
}
