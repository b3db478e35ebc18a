package desk

import (
	"context"
	"fmt"

	"loket/internal/loket"
)

// Resend has sent once more what may or may not have reached the citizen; only a
// person decides that it may be said twice. Who serves tickets may, unless a
// colleague holds this one: loket.ErrTicketHeld; loket.ErrNotUncertain: it is known
// by now what became of it. The outbox finds it by itself.
func (d *Desk) Resend(ctx context.Context, by loket.Staff, id loket.TicketID, send loket.SendID) error {
	if err := mayServe(by); err != nil {
		return err
	}
	_, err := d.Ledger.UpdateTicket(ctx, by.Agency, id, func(t *loket.Ticket, _ loket.Situation) (loket.Change, error) {
		if t.Held(d.Now()) && t.Staff != by.ID {
			return loket.Change{}, loket.ErrTicketHeld
		}
		return loket.Change{Resend: send, Events: []loket.Event{d.done(*t, loket.EventResend, by)}}, nil
	})
	if err != nil {
		return fmt.Errorf("send again: %w", err)
	}
	return nil
}
