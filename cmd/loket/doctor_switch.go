package main

import (
	"errors"
	"slices"
	"strings"

	"loket/internal/store"
)

// checkSwitches tells what is switched off; false: nothing is, or it cannot be read,
// which other checks tell.
func (x *examination) checkSwitches() (finding, bool) {
	f := finding{Check: "sakelar", State: yellow, Cure: "Lihat: loket switch list; nyalakan lagi: loket switch on …"}
	if x.atLedger != nil || x.keyErr != nil || !x.ledger.Serves {
		return f, false
	}
	ledger, _, err := openLedger(x.ctx, x.config, store.Options{})
	if err != nil {
		return f, false
	}
	off, err := ledger.Switches(x.ctx)
	if err = errors.Join(err, ledger.Close()); err != nil || len(off) == 0 {
		return f, false
	}
	var names []string
	for _, a := range x.config.Agencies {
		for _, w := range off {
			if w.Agency == a.ID {
				names = append(names, strings.TrimSpace(string(w.Kind)+" "+w.Target)+" ("+w.Reason+")")
			}
		}
	}
	f.Found = "Dimatikan: " + strings.Join(slices.Compact(names), ", ") + "."
	return f, len(names) > 0
}
