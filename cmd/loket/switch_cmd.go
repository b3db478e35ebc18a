package main

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"loket/internal/config"
	"loket/internal/desk"
	"loket/internal/loket"
	"loket/internal/store"
)

// switchCommand turns what a supervisor may stop, also beside a running server,
// which follows within two seconds.
type switchCommand struct {
	List switchList `cmd:"" help:"Apa yang sedang dimatikan: sejak kapan, oleh siapa, mengapa."`
	Off  switchOff  `cmd:"" help:"Matikan bot, saluran, atau jawaban; berlaku dalam dua detik."`
	On   switchOn   `cmd:"" help:"Nyalakan lagi."`
}

// switched is a switch as the command line names it.
type switched struct {
	Kind   string `arg:"" help:"bot, channel, atau entry." enum:"bot,channel,entry"`
	Target string `arg:"" optional:"" help:"Saluran (web, telegram) atau id jawaban."`
	Agency string `help:"Instansi (baku: yang pertama)." placeholder:"ID"`
}

func (c switched) of(a config.Agency) loket.Switch {
	w := loket.Switch{Agency: a.ID, Kind: loket.SwitchKind(c.Kind), Target: c.Target}
	if w.Kind == loket.SwitchChannel && !strings.Contains(w.Target, "/") {
		w.Target = string(a.ID) + "/" + w.Target
	}
	return w
}

type switchOff struct {
	switched
	Reason string `help:"Alasannya, dibaca rekan." required:"" placeholder:"ALASAN"`
}

// Run implements the command.
func (c *switchOff) Run(s *shell) error {
	return s.withControls(c.Agency, func(controls *desk.Controls, by loket.Staff, a config.Agency) error {
		w := c.of(a)
		w.Reason = c.Reason
		if err := controls.SwitchOff(s.ctx, by, w); err != nil {
			return err
		}
		_, err := fmt.Fprintf(s.stdout, "Dimatikan: %s %s. Nyalakan lagi: loket switch on %s\n", c.Kind, w.Target, strings.TrimSpace(c.Kind+" "+c.Target))
		return err
	})
}

type switchOn struct {
	switched
	Reason string `help:"Alasannya, untuk catatan audit." placeholder:"ALASAN"`
}

// Run implements the command.
func (c *switchOn) Run(s *shell) error {
	return s.withControls(c.Agency, func(controls *desk.Controls, by loket.Staff, a config.Agency) error {
		w := c.of(a)
		w.Reason = c.Reason
		if err := controls.SwitchOn(s.ctx, by, w); err != nil {
			return err
		}
		_, err := fmt.Fprintf(s.stdout, "Dinyalakan: %s %s\n", c.Kind, w.Target)
		return err
	})
}

type switchList struct {
	Agency string `help:"Instansi (baku: yang pertama)." placeholder:"ID"`
	JSON   bool   `help:"Cetak JSON."`
	Format string `help:"Bentuk keluaran: table atau json." enum:"table,json" default:"table"`
}

// listedSwitch is one switch as list prints it.
type listedSwitch struct {
	Kind   loket.SwitchKind `json:"kind"`
	Target string           `json:"target"`
	Reason string           `json:"reason"`
	By     string           `json:"by"`
	Since  time.Time        `json:"since"`
}

// Run implements the command.
func (c *switchList) Run(s *shell) error {
	return s.withStaff(c.Agency, func(ledger *store.Store, a config.Agency) error {
		all, err := ledger.Switches(s.ctx)
		if err != nil {
			return err
		}
		all = slices.DeleteFunc(all, func(w loket.Switch) bool { return w.Agency != a.ID })
		if c.JSON || c.Format == "json" {
			rows := []listedSwitch{}
			for _, w := range all {
				rows = append(rows, listedSwitch{w.Kind, w.Target, w.Reason, w.ByName, w.At})
			}
			return json.NewEncoder(s.stdout).Encode(rows)
		}
		if len(all) == 0 {
			_, err = fmt.Fprintln(s.stdout, "Semua menyala.")
			return err
		}
		zone, err := time.LoadLocation(a.Zone)
		if err != nil {
			return fmt.Errorf("load the zone: %w", err)
		}
		for _, w := range all {
			if _, err := fmt.Fprintln(s.stdout, switchText(w, nil, s.now(), zone)); err != nil {
				return err
			}
		}
		return nil
	})
}

// withControls gives a command what a supervisor may stop.
func (s *shell) withControls(agency string, do func(*desk.Controls, loket.Staff, config.Agency) error) error {
	return s.withStaff(agency, func(ledger *store.Store, a config.Agency) error {
		controls := &desk.Controls{
			Ledger: ledger, Desk: &desk.Desk{Now: s.now},
			Known: func(w loket.Switch) bool { return s.knows(ledger, a, w) },
		}
		return do(controls, loket.Staff{ID: "cli", Agency: a.ID, Role: loket.RoleSupervisor}, a)
	})
}

// knows tells whether an agency has what is to be switched. An entry is looked for in
// what is published, else in its files.
func (s *shell) knows(ledger *store.Store, a config.Agency, w loket.Switch) bool {
	switch w.Kind {
	case loket.SwitchBot:
		return true
	case loket.SwitchChannel:
		return slices.ContainsFunc(channelsOf(a, true), func(c loket.Channel) bool { return string(c.ID) == w.Target })
	case loket.SwitchEntry:
		catalog, err := publishedCatalogue(s.ctx, ledger, a.ID)
		if catalog == nil && err == nil {
			catalog, err = openCatalogue(a)
		}
		if err != nil {
			s.log.Warn("read the catalogue", "err", err)
			return false
		}
		_, found := catalog.Entry(w.Target)
		return found
	}
	return false
}
