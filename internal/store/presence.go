package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"loket/internal/loket"
)

// attendEvery is how exactly a sign of life is remembered.
const attendEvery = 30 * time.Second

const (
	selectActive = `SELECT active_at FROM presence WHERE staff_id = $1`
	// The row is locked to the end of the transaction, whether it changes or not.
	touchPresence = `
INSERT INTO presence (staff_id, agency_id, active_at) VALUES ($1, $2, $3)
ON CONFLICT (staff_id) DO UPDATE SET active_at = excluded.active_at`
	// Who works has ended their break, or has come back.
	workPresence = `
UPDATE presence SET worked_at = $2, unit_id = $3,
  said_at = CASE WHEN said IN ('away', 'home') THEN $2 ELSE said_at END,
  said_by = CASE WHEN said IN ('away', 'home') THEN staff_id ELSE said_by END,
  said = CASE WHEN said IN ('away', 'home') THEN 'at_work' ELSE said END
WHERE staff_id = $1`
	sayPresence = `
UPDATE presence SET said = $2, said_at = $3, said_by = $1, returned = 0,
  worked_at = CASE WHEN $2 = 'at_work' THEN $3 ELSE worked_at END
WHERE staff_id = $1`
	selectAttendance = `
SELECT p.staff_id, COALESCE(f.name, ''), COALESCE(f.disabled_at, 0), p.said, p.said_at, p.said_by, p.returned,
  p.active_at, p.worked_at, p.unit_id, COALESCE(f.units, '')
FROM presence p LEFT JOIN staff f ON f.id = p.staff_id
WHERE p.agency_id = $1 ORDER BY f.name, p.staff_id`
	selectHolds = `
SELECT staff_id, id, unit_id, lease_until FROM tickets
WHERE staff_id IN (SELECT staff_id FROM presence WHERE agency_id = $1) AND agency_id = $1 AND state = 'claimed' ORDER BY id`
	selectShifts = `SELECT staff_id, weekday, opens, closes FROM shifts WHERE agency_id = $1 ORDER BY staff_id, weekday, opens`
)

// Attend notes a sign of life of a member of staff, at most twice a minute.
func (s *Store) Attend(ctx context.Context, by loket.Staff) error {
	var active time.Time
	err := s.read.one(ctx, func(r scanner) error { return r.Scan(when{&active}) }, selectActive, string(by.ID))
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return fmt.Errorf("read who is at work: %w", err)
	}
	if s.Now().Sub(active) < attendEvery {
		return nil
	}
	return s.write(ctx, func(t *tx) error { return t.attend(by.Agency, by.ID) })
}

// Say notes what a member of staff says of their presence.
func (s *Store) Say(ctx context.Context, by loket.Staff, said loket.Presence) error {
	return s.write(ctx, func(t *tx) error {
		if err := t.attend(by.Agency, by.ID); err != nil {
			return err
		}
		if _, err := t.exec(sayPresence, string(by.ID), string(said), ms(t.now)); err != nil {
			return fmt.Errorf("note what somebody says: %w", err)
		}
		return nil
	})
}

// attend notes a sign of life, and keeps the member's other transactions of this
// kind waiting until this one ends.
func (t *tx) attend(agency loket.AgencyID, staff loket.StaffID) error {
	if _, err := t.exec(touchPresence, string(staff), string(agency), ms(t.now)); err != nil {
		return fmt.Errorf("note who is at work: %w", err)
	}
	return nil
}

// work notes for every claim and reply among events who made it, in which unit.
// It comes before the ticket's row is written: presence is locked before tickets.
func (t *tx) work(agency loket.AgencyID, unit loket.UnitID, events []loket.Event) error {
	for _, e := range events {
		if e.ActorKind != loket.ByStaff || e.Kind != loket.EventClaim && e.Kind != loket.EventReply {
			continue
		}
		if err := t.attend(agency, loket.StaffID(e.ActorID)); err != nil {
			return err
		}
		if _, err := t.exec(workPresence, e.ActorID, ms(t.now), string(unit)); err != nil {
			return fmt.Errorf("note who works: %w", err)
		}
	}
	return nil
}

// Attendance returns what is known of the presence of an agency's staff, by name;
// who never came is not among them.
func (s *Store) Attendance(ctx context.Context, agency loket.AgencyID) (all []loket.Attendance, err error) {
	place := map[loket.StaffID]int{}
	err = s.read.each(ctx, func(r scanner) error {
		var a loket.Attendance
		var disabled int64
		err := r.Scan(&a.Staff, &a.Name, &disabled, &a.Said, when{&a.SaidAt}, &a.SaidBy, &a.Returned,
			when{&a.ActiveAt}, when{&a.WorkedAt}, &a.Unit, unitList{&a.Units})
		a.Disabled = disabled > 0
		place[a.Staff] = len(all)
		all = append(all, a)
		return err
	}, selectAttendance, string(agency))
	if err != nil {
		return nil, fmt.Errorf("read who is at work: %w", err)
	}
	err = s.read.each(ctx, func(r scanner) error {
		var staff loket.StaffID
		var h loket.Hold
		err := r.Scan(&staff, &h.Ticket, &h.Unit, when{&h.Until})
		if i, known := place[staff]; known {
			all[i].Holds = append(all[i].Holds, h)
		}
		return err
	}, selectHolds, string(agency))
	if err != nil {
		return nil, fmt.Errorf("read who holds what: %w", err)
	}
	shifts, err := s.Shifts(ctx, agency)
	for staff, shift := range shifts {
		if i, known := place[staff]; known {
			all[i].Shift = shift
		}
	}
	return all, err
}
