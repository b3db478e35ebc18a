package main

import (
	"encoding/json"
	"fmt"
	"time"

	"loket/internal/config"
	"loket/internal/loket"
	"loket/internal/store"
)

// reportRebuild derives what figures are read from anew.
type reportRebuild struct{}

// Run implements the command.
func (c *reportRebuild) Run(s *shell) error {
	return s.withWaits(func(ledger *store.Store, f figures) error {
		if err := ledger.RebuildWaits(s.ctx, f.hoursOf(s.ctx), s.bar("Menyusun ulang dasar angka")); err != nil {
			return err
		}
		if err := f.catchUp(s.ctx, endless); err != nil {
			return err
		}
		if err := ledger.RebuildRollups(s.ctx, f.hoursOf(s.ctx), s.bar("Menjumlahkan per jam")); err != nil {
			return err
		}
		_, err := fmt.Fprintln(s.stdout, "Dasar angka disusun ulang dari semua peristiwa.")
		return err
	})
}

// endless is how many steps a command takes that waits for the last.
const endless = 1 << 30

// reportVerify compares what figures are read from with the events.
type reportVerify struct {
	JSON bool `help:"Cetak JSON."`
}

// waitReport is what verify has found.
type waitReport struct {
	Rows   int         `json:"rows"`
	Hours  int         `json:"hours"` // that are summed up
	Faults []waitFault `json:"faults"`
	Sums   []sumFault  `json:"sums"`
}

// sumFault is a span whose sums are not those of its rows.
type sumFault struct {
	Agency loket.AgencyID `json:"agency"`
	Span   string         `json:"span"` // "hour", "day"
	Start  time.Time      `json:"start"`
}

// waitFault is one row that is not what the events say.
type waitFault struct {
	Conversation loket.ConversationID `json:"conversation"`
	Row          string               `json:"row"`
	Fault        string               `json:"fault"` // "missing", "extra", "different"
}

// Run implements the command.
func (c *reportVerify) Run(s *shell) error {
	return s.withWaits(func(ledger *store.Store, f figures) error {
		if err := f.catchUp(s.ctx, endless); err != nil {
			return err
		}
		faults, rows, err := ledger.VerifyWaits(s.ctx, f.hoursOf(s.ctx), s.bar("Memeriksa dasar angka"))
		if err != nil {
			return err
		}
		found := waitReport{Rows: rows, Faults: []waitFault{}, Sums: []sumFault{}}
		for _, fault := range faults {
			found.Faults = append(found.Faults, waitFault{fault.Conversation, fault.ID, faultOf(fault)})
		}
		sums, hours, err := ledger.VerifyRollups(s.ctx, f.hoursOf(s.ctx), s.bar("Memeriksa jumlah per jam"))
		if err != nil {
			return err
		}
		found.Hours = hours
		for _, fault := range sums {
			found.Sums = append(found.Sums, sumFault(fault))
		}
		if err := c.tell(s, found); err != nil || len(found.Faults)+len(found.Sums) == 0 {
			return err
		}
		return loket.Errorf(loket.CodeConflict, "Dasar angka tidak sesuai dengan peristiwa. Jalankan `loket report rebuild`, lalu periksa lagi.")
	})
}

func faultOf(f store.WaitFault) string {
	switch {
	case f.Kept == nil:
		return "missing"
	case f.Derived == nil:
		return "extra"
	}
	return "different"
}

// tell prints what was found.
func (c *reportVerify) tell(s *shell, found waitReport) error {
	if c.JSON {
		return json.NewEncoder(s.stdout).Encode(found)
	}
	for _, f := range found.Faults {
		if _, err := fmt.Fprintf(s.stdout, "%s %s: %s\n", f.Conversation, f.Row, f.Fault); err != nil {
			return err
		}
	}
	for _, f := range found.Sums {
		if _, err := fmt.Fprintf(s.stdout, "%s %s %s: sum\n", f.Agency, f.Span, f.Start.Format(time.RFC3339)); err != nil {
			return err
		}
	}
	_, err := fmt.Fprintf(s.stdout, "%d baris diperiksa, %d tidak sesuai. %d jumlah per jam diperiksa, %d tidak sesuai.\n",
		found.Rows, len(found.Faults), found.Hours, len(found.Sums))
	return err
}

// withWaits opens the ledger for a command about all agencies' figures.
func (s *shell) withWaits(do func(*store.Store, figures) error) error {
	all, err := s.load()
	if err != nil {
		return err
	}
	return s.withStaff("", func(ledger *store.Store, _ config.Agency) error { return do(ledger, s.figures(ledger, all)) })
}
