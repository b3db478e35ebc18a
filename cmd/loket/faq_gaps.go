package main

import (
	"errors"
	"strings"

	"loket/bot"
	"loket/internal/loket"
	"loket/internal/report"
)

// gapsCommand tells what to fix next in the catalogue.
type gapsCommand struct {
	From   string `help:"Hari pertama (baku: 28 hari lalu)." placeholder:"2026-11-01"`
	To     string `help:"Hari terakhir (baku: hari ini)." placeholder:"2026-11-30"`
	Agency string `help:"Instansi (baku: yang pertama)." placeholder:"ID"`
	Text   bool   `help:"Sertakan contoh pertanyaan warga, yang sudah disamarkan; perlu --reason."`
	Reason string `help:"Alasan membaca pertanyaan warga, dicatat di audit." placeholder:"ALASAN"`
	JSON   bool   `help:"Cetak JSON."`
	Format string `help:"Bentuk keluaran: text atau json." enum:"text,json" default:"text"`
}

// Run implements the command.
func (c *gapsCommand) Run(s *shell) error {
	if c.Text && strings.TrimSpace(c.Reason) == "" {
		return usageError{errors.New("--text perlu --reason: pertanyaan warga hanya dibaca dengan alasan, yang dicatat di audit")}
	}
	agency, book, err := s.openBook(c.Agency)
	if err != nil {
		return err
	}
	return s.withArchive(c.Agency, func(a archive) error {
		m := improver{figures: s.figures(a.ledger, a.config), book: func(loket.AgencyID) *bot.Book { return book }, most: gapsInCommand}
		hours, err := m.hours(s.ctx, agency.ID)
		if err != nil {
			return err
		}
		q, err := report.Wish{From: c.From, To: c.To}.Query(agency.ID, s.now(), hours.Zone())
		if err != nil {
			return usageError{flagged(err)}
		}
		var texts *loket.AuditEntry
		if c.Text {
			texts = &loket.AuditEntry{Reason: c.Reason}
		}
		found, err := m.Improve(s.ctx, q, texts)
		if err != nil {
			return err
		}
		if c.JSON || c.Format == "json" {
			return printJSON(s.stdout, found)
		}
		return found.Table(s.stdout)
	})
}
