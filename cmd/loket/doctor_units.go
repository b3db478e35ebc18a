package main

import (
	"errors"
	"slices"
	"strings"

	"loket/internal/loket"
	"loket/internal/store"
)

// checkUnits tells which units nobody works for, and which members work for units
// there are none of; false: all is well, or it cannot be read, which other checks
// tell.
func (x *examination) checkUnits() (finding, bool) {
	f := finding{Check: "bagian", State: yellow, Cure: "Atur dengan: loket staff units AKUN BAGIAN …"}
	if x.atLedger != nil || x.keyErr != nil || !x.ledger.Serves {
		return f, false
	}
	ledger, _, err := openLedger(x.ctx, x.config, store.Options{})
	if err != nil {
		return f, false
	}
	var found []string
	for _, a := range x.config.Agencies {
		all, failed := ledger.ListStaff(x.ctx, a.ID)
		err = errors.Join(err, failed)
		found = append(found, misplaced(unitsOf(a), all)...)
	}
	if err = errors.Join(err, ledger.Close()); err != nil {
		return f, false
	}
	f.Found = strings.Join(found, " ")
	return f, len(found) > 0
}

// misplaced compares the units of an agency with those its staff work for.
func misplaced(units []loket.UnitID, all []loket.Staff) (found []string) {
	serving := slices.DeleteFunc(all, func(m loket.Staff) bool { return !m.Active() || !m.MayServe() })
	for _, unit := range units {
		if len(serving) > 0 && !slices.ContainsFunc(serving, func(m loket.Staff) bool { return m.Serves(unit) }) {
			found = append(found, "Tidak ada akun yang melayani bagian "+string(unit)+".")
		}
	}
	for _, m := range serving {
		for _, unit := range m.Units {
			if !slices.Contains(units, unit) {
				found = append(found, "Akun "+m.Login+" melayani bagian "+string(unit)+", yang tidak ada.")
			}
		}
	}
	return found
}
