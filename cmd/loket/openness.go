package main

import (
	"context"
	"fmt"
	"time"

	"loket/internal/config"
	"loket/internal/loket"
	"loket/internal/report"
	"loket/internal/store"
	"loket/internal/web/public"
)

// opennessCommand turns the figures that everybody may read on and off.
type opennessCommand struct {
	On     opennessOn     `cmd:"" help:"Buka angka layanan untuk umum di /transparansi; dicatat di audit."`
	Off    opennessOff    `cmd:"" help:"Tutup lagi."`
	Status opennessStatus `cmd:"" default:"1" help:"Apakah angka layanan terbuka, dan sejak kapan (baku)."`
}

// ofAgency names the office that a command is about.
type ofAgency struct {
	Agency string `help:"Instansi (baku: yang pertama)." placeholder:"ID"`
}

type (
	opennessOn     struct{ ofAgency }
	opennessOff    struct{ ofAgency }
	opennessStatus struct{ ofAgency }
)

// Run implements the command.
func (c *opennessOn) Run(s *shell) error {
	return c.show(s, true, "Angka layanan kini terbuka di /transparansi/%s.\n")
}

// Run implements the command.
func (c *opennessOff) Run(s *shell) error {
	return c.show(s, false, "Angka layanan %s kini tertutup.\n")
}

// show has an office show its figures to everybody, or no longer.
func (c ofAgency) show(s *shell, show bool, done string) error {
	return s.withStaff(c.Agency, func(ledger *store.Store, a config.Agency) error {
		changed, err := ledger.ShowPublic(s.ctx, a.ID, show)
		if err != nil {
			return err
		}
		if !changed {
			done = "Tidak ada yang berubah: sudah begitu untuk %s.\n"
		}
		_, err = fmt.Fprintf(s.stdout, done, a.ID)
		return err
	})
}

// Run implements the command.
func (c *opennessStatus) Run(s *shell) error {
	return s.withStaff(c.Agency, func(ledger *store.Store, a config.Agency) error {
		since, err := ledger.PublicSince(s.ctx, a.ID)
		if err != nil {
			return err
		}
		text := fmt.Sprintf("Angka layanan %s tertutup. Buka: loket openness on\n", a.ID)
		if !since.IsZero() {
			text = fmt.Sprintf("Angka layanan terbuka di /transparansi/%s sejak %s.\n", a.ID, since.Format(time.RFC3339))
		}
		_, err = fmt.Fprint(s.stdout, text)
		return err
	})
}

// openness are the pages of the figures that everybody may read.
func (h *house) openness() *public.Open {
	return &public.Open{Since: h.ledger.PublicSince, Figures: h.openFigures, Agency: h.agency, Now: h.now, Zone: h.zone}
}

// openFigures are an office's figures of some days, as of their end.
func (h *house) openFigures(ctx context.Context, agency loket.Agency, from, to time.Time) (report.Open, error) {
	built, err := h.figures().Report(ctx, report.Query{Agency: agency.ID, From: from, To: to, AsOf: to})
	if err != nil {
		return report.Open{}, err
	}
	open := report.OpenOf(built, agency.Name, h.titles(agency.ID))
	opinion, err := h.figures().surveyed(ctx, report.Query{Agency: agency.ID, From: to.AddDate(-1, 0, 0), To: to, AsOf: to}, nil)
	if err != nil {
		return report.Open{}, err
	}
	open.Survey = report.OpenSurveyOf(opinion)
	return open, nil
}
