package main

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"loket/internal/calendar"
	"loket/internal/config"
	"loket/internal/loket"
	"loket/internal/past"
	"loket/internal/privacy"
	"loket/internal/report"
	"loket/internal/store"
)

// pastCommand takes past events in and gives them out: docs/history.md.
type pastCommand struct {
	Import historyImport `cmd:"" help:"Masukkan kejadian lampau dari sistem lain; bentuknya di docs/history.md."`
	Export historyExport `cmd:"" help:"Keluarkan kejadian dalam bentuk yang sama, ke keluaran baku."`
}

// archive is a ledger with what a history of one agency needs besides.
type archive struct {
	ledger *store.Store
	config config.Config
	agency config.Agency
	redact privacy.Redactor
}

// withArchive opens the ledger for a command about an agency's history.
func (s *shell) withArchive(agency string, do func(archive) error) error {
	c, a, err := s.configured(agency)
	if err != nil {
		return err
	}
	ledger, sealer, err := openLedger(s.ctx, c, store.Options{})
	if err != nil {
		return err
	}
	if err := register(s.ctx, ledger, c); err != nil {
		return errors.Join(err, ledger.Close())
	}
	h := house{config: c, sealer: sealer}
	return errors.Join(do(archive{ledger: ledger, config: c, agency: a, redact: h.redactor()}), ledger.Close())
}

// office is the agency as the lines of a history are held to it.
func (a archive) office(now time.Time) past.Office {
	o := past.Office{Agency: a.agency.ID, Channels: map[string]loket.ChannelID{}, Now: now}
	for _, c := range channelsOf(a.agency, a.config.TelegramOf(a.agency).Token != "") {
		o.Channels[past.NameOf(c.ID)] = c.ID
	}
	for _, u := range a.agency.Units {
		o.Units = append(o.Units, u.ID)
	}
	return o
}

type historyExport struct {
	Agency string `help:"Instansi (baku: yang pertama)." placeholder:"ID"`
	From   string `help:"Hari pertama episode dimulai (baku: dari awal)." placeholder:"2026-11-01"`
	To     string `help:"Hari terakhir episode dimulai (baku: sampai kini)." placeholder:"2026-11-30"`
	Text   bool   `help:"Sertakan isi percakapan, yang sudah disamarkan; perlu --reason."`
	Reason string `help:"Alasan membuka isi percakapan, dicatat di audit." placeholder:"ALASAN"`
}

// Run implements the command.
func (c *historyExport) Run(s *shell) error {
	if c.Text && strings.TrimSpace(c.Reason) == "" {
		return usageError{errors.New("--text perlu --reason: isi percakapan hanya dibuka dengan alasan, yang dicatat di audit")}
	}
	return s.withArchive(c.Agency, func(a archive) error {
		p, err := c.past(a.agency)
		if err != nil {
			return err
		}
		office := a.office(s.now().Add(time.Minute))
		if office.Units, err = a.ledger.UnitsUsed(s.ctx, a.agency.ID); err != nil {
			return err
		}
		w := past.NewWriter(s.stdout, office)
		if err := errors.Join(a.ledger.ExportHistory(s.ctx, p, w.Write), w.Flush()); err != nil {
			return err
		}
		_, err = fmt.Fprintf(s.stderr, "%s baris ditulis.", report.Grouped(w.Written))
		if err == nil && w.LeftOut > 0 {
			_, err = fmt.Fprintf(s.stderr, " %s kejadian tidak ikut: awalnya tidak ada dalam pilihan ini.", report.Grouped(w.LeftOut))
		}
		_, end := fmt.Fprintln(s.stderr)
		return errors.Join(err, end)
	})
}

// past reads the two days, both included, in the agency's zone.
func (c *historyExport) past(a config.Agency) (p store.Past, err error) {
	p = store.Past{Agency: a.ID, Text: c.Text, Reason: c.Reason}
	zone, err := time.LoadLocation(a.Zone)
	if err != nil {
		return p, fmt.Errorf("load the agency's zone: %w", err)
	}
	for _, day := range []struct {
		flag, text string
		to         *time.Time
		add        int
	}{{"--from", c.From, &p.From, 0}, {"--to", c.To, &p.To, 1}} {
		if day.text == "" {
			continue
		}
		d, err := calendar.ParseDate(day.text)
		if err != nil {
			return p, usageError{fmt.Errorf("%s %q bukan tanggal; tulis misalnya 2026-11-01", day.flag, day.text)}
		}
		*day.to = time.Date(d.Year, d.Month, d.Day+day.add, 0, 0, 0, 0, zone)
	}
	return p, nil
}
