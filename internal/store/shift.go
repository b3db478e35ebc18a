package store

import (
	"context"
	"fmt"

	"loket/internal/loket"
)

const (
	deleteShifts = `DELETE FROM shifts WHERE staff_id = $1`
	insertShift  = `INSERT INTO shifts (staff_id, agency_id, weekday, opens, closes) VALUES ($1, $2, $3, $4, $5)`
)

// SetShift gives a member of staff hours of their own within those of the office;
// none: they serve whenever it is open. The hours of a day must not overlap.
func (s *Store) SetShift(ctx context.Context, of loket.Staff, shift []loket.Shift) error {
	return s.write(ctx, func(t *tx) error {
		if _, err := t.exec(deleteShifts, string(of.ID)); err != nil {
			return fmt.Errorf("set a shift: %w", err)
		}
		for _, h := range shift {
			if _, err := t.exec(insertShift, string(of.ID), string(of.Agency), int(h.Day), h.From, h.To); err != nil {
				return fmt.Errorf("set a shift: %w", err)
			}
		}
		return t.audit(auditEntry{agency: of.Agency, action: "staff.shift", object: "staff", id: string(of.ID)})
	})
}

// Shifts returns the hours of an agency's staff who have some of their own, each
// in the order of the week.
func (s *Store) Shifts(ctx context.Context, agency loket.AgencyID) (map[loket.StaffID][]loket.Shift, error) {
	all := map[loket.StaffID][]loket.Shift{}
	err := s.read.each(ctx, func(r scanner) error {
		var staff loket.StaffID
		var h loket.Shift
		err := r.Scan(&staff, &h.Day, &h.From, &h.To)
		all[staff] = append(all[staff], h)
		return err
	}, selectShifts, string(agency))
	if err != nil {
		return nil, fmt.Errorf("read shifts: %w", err)
	}
	return all, nil
}
