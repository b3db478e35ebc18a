package main

import (
	"errors"
	"fmt"
	"text/tabwriter"

	"loket/internal/loket"
	"loket/internal/report"
	"loket/internal/store"
)

// agencyRemove deletes what the ledger has of one agency.
type agencyRemove struct {
	ID      string `arg:"" help:"Instansi."`
	Confirm string `help:"Tulis id-nya sekali lagi bila loket.yaml masih menyebutnya." placeholder:"ID"`
}

// Run implements the command: what goes is printed first, and whatever interrupts it, it
// may be run again.
func (c *agencyRemove) Run(s *shell) (err error) {
	configured, err := s.load()
	if err != nil {
		return err
	}
	if c.Confirm != "" && c.Confirm != c.ID {
		return usageError{fmt.Errorf("--confirm %q bukan instansi yang akan dihapus; tulis --confirm %s", c.Confirm, c.ID)}
	}
	unlock, err := lockFolder(configured.DataDir)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, unlock()) }()
	return s.withHoldings(configured, func(ledger *store.Store, all []store.Holding) error {
		h, err := holdingOf(configured, all, c.ID)
		if err != nil {
			return err
		}
		var belongings []store.Belonging
		if ledger != nil {
			if belongings, err = ledger.Belongings(s.ctx, h.ID); err != nil {
				return err
			}
		}
		if len(belongings) == 0 {
			_, err = fmt.Fprintf(s.stdout, "Tidak ada lagi milik instansi %s di basis data.\n", h.ID)
			return err
		}
		if err := c.print(s, h, belongings); err != nil {
			return err
		}
		if _, named := configured.Agency(h.ID); named && c.Confirm == "" {
			return loket.Errorf(loket.CodeConflict, fmt.Sprintf("Belum ada yang dihapus: loket.yaml masih menyebut instansi %s. "+
				"Hapus bloknya dan jalankan ulang server, atau tulis --confirm %s.", h.ID, h.ID))
		}
		return c.remove(s, ledger, h.ID)
	})
}

// print lists what goes.
func (c *agencyRemove) print(s *shell, h store.Holding, belongings []store.Belonging) error {
	_, err := fmt.Fprintf(s.stdout, "Milik instansi %s (%s) di basis data:\n", h.ID, orDash(h.Name))
	table := tabwriter.NewWriter(s.stdout, 0, 0, 2, ' ', 0)
	for _, b := range belongings {
		if err == nil {
			_, err = fmt.Fprintf(table, "  %s\t%s baris\n", b.Table, report.Grouped(b.Rows))
		}
	}
	return errors.Join(err, table.Flush())
}

func (c *agencyRemove) remove(s *shell, ledger *store.Store, agency loket.AgencyID) error {
	rows, err := ledger.RemoveAgency(s.ctx, agency, func(b store.Belonging) {
		_, _ = fmt.Fprintf(s.stderr, "%s: %s baris dihapus\n", b.Table, report.Grouped(b.Rows))
	})
	if err != nil {
		if rows > 0 {
			_, _ = fmt.Fprintf(s.stderr, "Terputus setelah %s baris. Lanjutkan: loket agency remove %s\n", report.Grouped(rows), agency)
		}
		return err
	}
	_, err = fmt.Fprintf(s.stdout, "Instansi %s dihapus: %s baris. Catatan auditnya tetap ada. Cadangan lama masih memuatnya.\n", agency, report.Grouped(rows))
	return err
}
