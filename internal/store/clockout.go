package store

import (
	"context"
	"fmt"

	"loket/internal/loket"
)

const (
	leavePresence = `UPDATE presence SET said = 'home', said_at = $3, said_by = $4, returned = 0 WHERE staff_id = $1 AND agency_id = $2`
	// The clock sends nobody home who gave a sign of life since it looked.
	leaveSilent = leavePresence + ` AND active_at = $5 AND said_at = $6 AND worked_at = $7`

	selectHeldBy  = `SELECT id FROM tickets WHERE staff_id = $1 AND agency_id = $2 AND state = 'claimed' ORDER BY id`
	countReturned = `UPDATE presence SET returned = $2 WHERE staff_id = $1`
)

// SendHome notes that a member of staff has gone home and lets release decide on
// each ticket they hold, all in one transaction, and returns those tickets. It may
// run again. loket.ErrNotFound: the member was never seen at this agency, or, of
// those the clock makes, gave a sign of life meanwhile.
func (s *Store) SendHome(
	ctx context.Context, h loket.ClockOut, release func(*loket.Ticket, loket.Situation) (loket.Change, error),
) (returned []loket.Ticket, err error) {
	err = s.change(ctx, func(t *tx) (err error) {
		returned, err = t.sendHome(h, release)
		return err
	})
	return returned, err
}

func (t *tx) sendHome(
	h loket.ClockOut, release func(*loket.Ticket, loket.Situation) (loket.Change, error),
) (returned []loket.Ticket, err error) {
	if err := t.leave(h); err != nil {
		return nil, err
	}
	var held []loket.TicketID
	err = t.each(func(r scanner) error {
		var id loket.TicketID
		err := r.Scan(&id)
		held = append(held, id)
		return err
	}, selectHeldBy, string(h.Staff), string(h.Agency))
	if err != nil {
		return nil, fmt.Errorf("read what somebody holds: %w", err)
	}
	for _, id := range held {
		ticket, err := t.changeTicket(h.Agency, id, release)
		if err != nil {
			return nil, err
		}
		returned = append(returned, ticket)
	}
	if _, err := t.exec(countReturned, string(h.Staff), len(returned)); err != nil {
		return nil, fmt.Errorf("count what went back: %w", err)
	}
	if h.By == h.Staff || h.By == "" {
		return returned, nil
	}
	return returned, t.audit(auditEntry{
		agency: h.Agency, actor: loket.ByStaff, actorID: string(h.By), action: "staff.home", object: "staff", id: string(h.Staff),
	})
}

// leave notes the clock-out itself.
func (t *tx) leave(h loket.ClockOut) error {
	query, args := leavePresence, []any{string(h.Staff), string(h.Agency), ms(t.now), string(h.By)}
	switch h.By {
	case "":
		query = leaveSilent
		args = append(args, ms(h.Silent.ActiveAt), ms(h.Silent.SaidAt), ms(h.Silent.WorkedAt))
	case h.Staff:
		if err := t.attend(h.Agency, h.Staff); err != nil {
			return err
		}
	}
	n, err := t.exec(query, args...)
	if err != nil {
		return fmt.Errorf("note who went home: %w", err)
	}
	if n == 0 {
		return loket.ErrNotFound
	}
	return nil
}
