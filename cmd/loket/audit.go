package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"text/tabwriter"
	"time"

	"loket/internal/config"
	"loket/internal/durable"
	"loket/internal/loket"
	"loket/internal/store"
)

// auditCommand reads and proves the audit log.
type auditCommand struct {
	Verify auditVerify `cmd:"" help:"Periksa keutuhan catatan audit dan kejadian; keluar dengan 1 dan menyebut barisnya bila ada yang diubah."`
	List   auditList   `cmd:"" help:"Baca catatan audit, yang terbaru dulu."`
	Anchor auditAnchor `cmd:"" help:"Cetak jangkar terbaru, untuk disimpan di tempat lain."`
}

type auditList struct {
	Since  string `help:"Sejak kapan (baku: semua)." placeholder:"2026-11-20"`
	Actor  string `help:"Hanya perbuatan akun ini; cli: dari baris perintah." placeholder:"NAMA"`
	Action string `help:"Hanya tindakan ini, atau yang berawalan begini." placeholder:"staff."`
	Limit  int    `help:"Paling banyak sekian baris." default:"100"`
	Agency string `help:"Instansi (baku: yang pertama)." placeholder:"ID"`
	JSON   bool   `help:"Cetak JSON."`
	Format string `help:"Bentuk keluaran: table atau json." enum:"table,json" default:"table"`
}

// auditLine is one row as list prints it.
type auditLine struct {
	Seq    int64     `json:"seq"`
	At     time.Time `json:"at"`
	Actor  string    `json:"actor"`
	Action string    `json:"action"`
	Object string    `json:"object"`
	ID     string    `json:"id"`
	What   string    `json:"-"` // object and id, as people read them
	Reason string    `json:"reason"`
	Origin string    `json:"origin"`
}

// Run implements the command.
func (c *auditList) Run(s *shell) error {
	return s.withStaff(c.Agency, func(ledger *store.Store, agency config.Agency) error {
		zone, err := time.LoadLocation(agency.Zone)
		if err != nil {
			return fmt.Errorf("load the agency's zone: %w", err)
		}
		filter := loket.AuditFilter{Agency: agency.ID, Actor: c.Actor, Action: c.Action, Limit: c.Limit}
		if c.Since != "" {
			if filter.Since, err = momentOf(c.Since, s.now().In(zone)); err != nil {
				return usageError{fmt.Errorf("--since %q bukan waktu; tulis misalnya 2026-11-20 atau 2026-11-20T08:00", c.Since)}
			}
		}
		rows, err := ledger.AuditRows(s.ctx, filter)
		if err != nil {
			return err
		}
		lines := []auditLine{}
		for _, r := range rows {
			lines = append(lines, auditLine{r.Seq, r.At.In(zone), r.Who(), r.Action, r.Object, r.ID, r.What(), r.Reason, r.Origin})
		}
		if c.JSON || c.Format == "json" {
			return printJSON(s.stdout, lines)
		}
		return printAudit(s, lines)
	})
}

func printAudit(s *shell, lines []auditLine) error {
	table := tabwriter.NewWriter(s.stdout, 0, 0, 2, ' ', 0)
	_, err := fmt.Fprintln(table, "BARIS\tWAKTU\tSIAPA\tDARI\tTINDAKAN\tATAS\tALASAN")
	for _, l := range lines {
		if err == nil {
			_, err = fmt.Fprintf(table, "%d\t%s\t%s\t%s\t%s\t%s\t%s\n", l.Seq, l.At.Format(minutely),
				l.Actor, l.Origin, l.Action, l.What, l.Reason)
		}
	}
	return errors.Join(err, table.Flush())
}

type auditAnchor struct {
	Out string `help:"Tambahkan ke berkas ini, selain mencetaknya." placeholder:"FILE"`
}

// Help is what --help says besides.
func (*auditAnchor) Help() string {
	return "Satu baris JSON: nomor dan sidik baris terakhir catatan audit, dan harinya. Simpan di luar server ini (kertas, surel auditor, " +
		"media lain); loket audit verify --anchor FILE memeriksa bahwa semuanya masih ada."
}

// Run implements the command.
func (c *auditAnchor) Run(s *shell) error {
	return s.withAudit(func(ledger *store.Store, configured config.Config) error {
		end, err := ledger.Anchor(s.ctx)
		if err != nil {
			return err
		}
		if err := addAnchor(anchorFile(configured), end); err != nil {
			return err
		}
		line, err := json.Marshal(end)
		if err != nil {
			return err
		}
		if c.Out != "" {
			if err := durable.Append(c.Out, line); err != nil {
				return loket.Errorf(loket.CodeInvalid, fmt.Sprintf("Berkas %s tidak dapat ditulisi: %v. Pilih --out lain.", c.Out, err))
			}
		}
		_, err = fmt.Fprintf(s.stdout, "%s\n", line)
		return err
	})
}

// withAudit opens the ledger for what concerns every agency.
func (s *shell) withAudit(do func(*store.Store, config.Config) error) error {
	configured, err := s.load()
	if err != nil {
		return err
	}
	ledger, _, err := openLedger(s.ctx, configured, store.Options{})
	if err != nil {
		return err
	}
	return errors.Join(do(ledger, configured), ledger.Close())
}
