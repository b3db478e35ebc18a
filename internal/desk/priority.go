package desk

import (
	"context"
	"strconv"

	"loket/internal/loket"
)

// Prioritise sets a ticket's priority, as seen under epoch: who serves tickets
// may, but for those a colleague holds, which only a supervisor may too.
// loket.ErrMovedOn: somebody claimed it since.
func (d *Desk) Prioritise(ctx context.Context, by loket.Staff, id loket.TicketID, epoch int64, p loket.Priority) error {
	_, err := d.step(ctx, by, id, "set priority", func(t *loket.Ticket, _ loket.Situation) (loket.Change, error) {
		if err := t.Prioritise(epoch, p, d.Now()); err != nil {
			return loket.Change{}, err
		}
		if t.Held(d.Now()) && t.Staff != by.ID && !by.MaySupervise() {
			return loket.Change{}, loket.ErrTicketHeld
		}
		set := d.done(*t, loket.EventPriority, by)
		set.Revision = strconv.Itoa(int(p))
		return only(set), nil
	})
	return err
}
