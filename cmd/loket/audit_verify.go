package main

import (
	"errors"
	"fmt"

	"loket/internal/config"
	"loket/internal/loket"
	"loket/internal/report"
	"loket/internal/store"
)

type auditVerify struct {
	Anchor string `help:"Cocokkan juga dengan jangkar yang disimpan di tempat lain." placeholder:"FILE"`
	JSON   bool   `help:"Cetak JSON."`
	Format string `help:"Bentuk keluaran: text atau json." enum:"text,json" default:"text"`
}

// Help is what --help says besides.
func (*auditVerify) Help() string {
	return "Boleh saat loket serve berjalan. Baris yang dipotong di ujung hanya terlihat terhadap jangkar: dari berkas anchors di folder " +
		"data, dan dari --anchor, yang tidak dapat disentuh oleh siapa pun yang menguasai server ini."
}

// auditReport is what verify has found.
type auditReport struct {
	OK       bool   `json:"ok"`
	Rows     int64  `json:"rows"`
	Unproved int64  `json:"rows_under_retired_keys"`
	Anchors  int    `json:"anchors"`                 // that hold
	Restored int    `json:"anchors_before_restore"`  // that a restore went back behind
	Unread   int    `json:"anchor_lines_unreadable"` // of the files
	Days     int    `json:"days"`                    // whose events were hashed again
	Events   int64  `json:"events"`                  // of those days
	Row      int64  `json:"broken_row,omitempty"`    // the first row that is not as it was
	Problem  string `json:"problem,omitempty"`
}

// Run implements the command.
func (c *auditVerify) Run(s *shell) error {
	return s.withAudit(func(ledger *store.Store, configured config.Config) error {
		report, err := c.verify(s, ledger, configured)
		if err != nil && report.Problem == "" {
			return err
		}
		if c.JSON || c.Format == "json" {
			return errors.Join(printJSON(s.stdout, report), err)
		}
		if err != nil {
			return err
		}
		_, err = fmt.Fprint(s.stdout, report.text())
		return err
	})
}

// verify reads the anchors first: what is written meanwhile is beyond them.
func (c *auditVerify) verify(s *shell, ledger *store.Store, configured config.Config) (r auditReport, err error) {
	anchors, unread, err := readAnchors(anchorFile(configured))
	if err != nil {
		return r, err
	}
	if c.Anchor != "" {
		kept, bad, err := readAnchors(c.Anchor)
		if err == nil && len(kept) == 0 {
			err = loket.Errorf(loket.CodeInvalid, "Tidak ada jangkar yang terbaca di "+c.Anchor+". Isinya harus keluaran loket audit anchor.")
		}
		if err != nil {
			return r, err
		}
		anchors, unread = append(kept, anchors...), unread+bad
	}
	proof, err := ledger.ProveAudit(s.ctx, anchors, true)
	r = auditReport{
		OK: err == nil, Rows: proof.Rows, Unproved: proof.Unknown, Anchors: proof.Held, Restored: proof.Restored, Unread: unread,
		Days: proof.Days, Events: proof.Events,
	}
	if broken, ok := errors.AsType[*store.AuditError](err); ok {
		r.Row, r.Problem = broken.Row, broken.Error()
	}
	return r, err
}

// text is the report of a log that is whole.
func (r auditReport) text() string {
	text := fmt.Sprintf("Catatan audit utuh: %s baris, cocok dengan %d jangkar. Kejadian: %s dalam %d jangkar harian, utuh.\n",
		report.Grouped(r.Rows), r.Anchors, report.Grouped(r.Events), r.Days)
	if r.Anchors == 0 {
		text += "Tanpa jangkar, baris yang dipotong di ujung tidak terlihat. Simpan keluaran loket audit anchor di tempat lain, lalu pakai --anchor.\n"
	}
	if r.Restored > 0 {
		text += fmt.Sprintf("%d jangkar berasal dari keadaan sebelum cadangan dipulihkan dan tidak berlaku lagi.\n", r.Restored)
	}
	if r.Unproved > 0 {
		text += fmt.Sprintf("%s baris ditulis dengan kunci yang sudah diganti: hanya urutannya yang terbukti.\n", report.Grouped(r.Unproved))
	}
	if r.Unread > 0 {
		text += fmt.Sprintf("%d baris berkas jangkar tidak terbaca.\n", r.Unread)
	}
	return text
}
