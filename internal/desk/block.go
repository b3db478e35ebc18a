package desk

import (
	"context"
	"time"

	"loket/internal/loket"
)

// errBlockDays refuses a block that is none or has no end in sight.
var errBlockDays = loket.Errorf(loket.CodeInvalid, "Pilih lama blokir antara 1 dan 90 hari, lalu kirim lagi.")

// Block keeps a ticket's contact from opening tickets for some days; the reason
// stands as a note. Only the ticket's holder may, under epoch. Their messages are
// kept, they are told once, and danger is still heard. The ticket stays as it is.
func (d *Desk) Block(ctx context.Context, by loket.Staff, id loket.TicketID, epoch int64, days int, reason string) error {
	if err := mayServe(by); err != nil {
		return err
	}
	until := d.Now().Add(time.Duration(days) * 24 * time.Hour)
	if days < 1 || until.Sub(d.Now()) > loket.MostBlock {
		return errBlockDays
	}
	note, err := d.newNote(by, loket.NoteBlock, reason)
	if err != nil {
		return err
	}
	_, err = d.step(ctx, by, id, "block contact", func(t *loket.Ticket, _ loket.Situation) (loket.Change, error) {
		if err := t.MayWrite(by.ID, epoch); err != nil {
			return loket.Change{}, err
		}
		blocked := d.done(*t, loket.EventBlock, by)
		blocked.Until = until
		return loket.Change{
			Notes: []loket.Note{note}, Events: []loket.Event{blocked},
			Block: &loket.Block{At: d.Now(), Until: until, Reason: note.Text},
		}, nil
	})
	return err
}

// Unblock lifts the block of a ticket's contact. Who serves tickets may, whoever
// holds this one, open or closed.
func (d *Desk) Unblock(ctx context.Context, by loket.Staff, id loket.TicketID) error {
	_, err := d.step(ctx, by, id, "unblock contact", func(t *loket.Ticket, _ loket.Situation) (loket.Change, error) {
		return loket.Change{
			Events: []loket.Event{d.done(*t, loket.EventUnblock, by)}, Block: &loket.Block{At: d.Now()},
		}, nil
	})
	return err
}
