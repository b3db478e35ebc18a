package main

import (
	"fmt"
	"slices"
	"strings"

	"loket/internal/config"
	"loket/internal/loket"
	"loket/internal/store"
)

// staffUnits shows or sets the units a member of staff works for. A running server
// heeds them from the member's next request.
type staffUnits struct {
	Login  string   `arg:"" help:"Nama akun."`
	Units  []string `arg:"" optional:"" help:"Bagian yang dilayaninya, misalnya umum pengaduan."`
	Clear  bool     `help:"Hapus: melayani semua bagian."`
	Agency string   `help:"Instansi (baku: yang pertama)." placeholder:"ID"`
}

// Run implements the command.
func (c *staffUnits) Run(s *shell) error {
	if c.Clear && len(c.Units) > 0 {
		return loket.Errorf(loket.CodeInvalid, "Pakai --clear, atau sebut bagiannya; tidak keduanya.")
	}
	return s.withStaff(c.Agency, func(ledger *store.Store, agency config.Agency) error {
		member, err := staffOf(s, ledger, agency.ID, c.Login)
		if err != nil {
			return err
		}
		units, err := knownUnits(agency, c.Units)
		if err != nil {
			return err
		}
		if c.Clear || len(units) > 0 {
			if err := ledger.SetUnits(s.ctx, member, units); err != nil {
				return err
			}
		}
		if member, err = ledger.StaffByID(s.ctx, member.ID); err != nil {
			return err
		}
		_, err = fmt.Fprintf(s.stdout, "%s melayani %s.\n", member.Login, unitsText(member.Units))
		return err
	})
}

// knownUnits reads names of units of an agency.
func knownUnits(agency config.Agency, names []string) (units []loket.UnitID, err error) {
	known := unitsOf(agency)
	for _, name := range names {
		unit := loket.UnitID(strings.ToLower(name))
		if !slices.Contains(known, unit) {
			return nil, loket.Errorf(loket.CodeInvalid, fmt.Sprintf(
				"Bagian %q tidak ada. Pilih dari: %s; bagian lain ditulis di loket.yaml (units).", name, loket.UnitText(known)))
		}
		units = append(units, unit)
	}
	return units, nil
}

func unitsText(units []loket.UnitID) string {
	if len(units) == 0 {
		return "semua bagian"
	}
	return "bagian " + loket.UnitText(units)
}
