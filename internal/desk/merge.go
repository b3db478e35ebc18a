package desk

import (
	"context"
	"fmt"

	"loket/internal/loket"
)

// Merge ends a ticket its holder has under epoch and lets it go on in another
// open one of the same contact; loket.ErrMergeContact, loket.ErrMergeSelf. The
// citizen is told once which number stands. It cannot be undone.
func (d *Desk) Merge(ctx context.Context, by loket.Staff, from loket.TicketID, epoch int64, into loket.TicketID) error {
	if err := mayServe(by); err != nil {
		return err
	}
	var owed []loket.Send
	merged, kept, err := d.Ledger.MergeTickets(ctx, by.Agency, from, into,
		func(from, into *loket.Ticket, s loket.Situation) (loket.Change, error) {
			if err := from.Merge(by.ID, epoch, into, d.Now()); err != nil {
				return loket.Change{}, err
			}
			merge := d.done(*from, loket.EventMerge, by)
			merge.Revision = string(into.ID)
			events := append([]loket.Event{merge}, d.takeOver(from, into)...)
			notice, told := d.notice(*into, s, loket.Content{Text: d.Words.Merged(from.Number, into.Number)})
			owed = notice.Sends
			return loket.Change{Answers: []loket.Answer{notice}, Events: append(events, told)}, nil
		})
	if err != nil {
		return fmt.Errorf("merge ticket: %w", err)
	}
	d.Owe(owed...)
	d.hint(ctx, merged, d.Queue.Gone)
	d.place(ctx, kept)
	return nil
}

// takeOver moves the promise of a merged ticket to the one that is answered in its
// place.
func (d *Desk) takeOver(from, into *loket.Ticket) []loket.Event {
	if !into.Promise.TakeOver(&from.Promise) {
		return nil
	}
	promised := d.promiseEvent(*into, loket.EventPromise)
	promised.ActorKind, promised.Value = loket.ByBot, 0
	return []loket.Event{promised}
}
