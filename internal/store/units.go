package store

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"loket/internal/loket"
)

const updateUnits = `UPDATE staff SET units = $2, changed_at = $3 WHERE id = $1`

// SetUnits gives a member of staff the units whose tickets they take; none: those
// of every unit. Sessions go on.
func (s *Store) SetUnits(ctx context.Context, of loket.Staff, units []loket.UnitID) error {
	return s.write(ctx, func(t *tx) error {
		if _, err := t.exec(updateUnits, string(of.ID), joinUnits(units), ms(t.now)); err != nil {
			return fmt.Errorf("set units: %w", err)
		}
		return t.audit(auditEntry{agency: of.Agency, action: "staff.units", object: "staff", id: string(of.ID)})
	})
}

// joinUnits writes units as one column: sorted, each once, with commas between.
func joinUnits(units []loket.UnitID) string {
	var all []string
	for _, u := range units {
		all = append(all, string(u))
	}
	slices.Sort(all)
	return strings.Join(slices.Compact(all), ",")
}

// unitList scans what joinUnits wrote; nil of an empty column.
type unitList struct{ to *[]loket.UnitID }

// Scan implements sql.Scanner.
func (l unitList) Scan(from any) error {
	var text string
	switch v := from.(type) {
	case string:
		text = v
	case []byte:
		text = string(v)
	default:
		return fmt.Errorf("units are text, not %T", from)
	}
	*l.to = nil
	if text == "" {
		return nil
	}
	for u := range strings.SplitSeq(text, ",") {
		*l.to = append(*l.to, loket.UnitID(u))
	}
	return nil
}
