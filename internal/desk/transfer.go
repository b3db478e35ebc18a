package desk

import (
	"context"
	"slices"

	"loket/internal/loket"
)

// errNoDestination refuses a unit or agency that is not served here.
var errNoDestination = loket.Errorf(loket.CodeInvalid, "Bagian atau instansi tujuan tidak dikenal. Pilih dari daftar, lalu kirim lagi.")

// Transfer gives a ticket to another unit, or to another agency served here,
// with the reason as a note. Only its holder may, under the epoch it was claimed
// with. The citizen is told of another agency, since that one answers from now
// on; the number and the conversation stay.
func (d *Desk) Transfer(
	ctx context.Context, by loket.Staff, id loket.TicketID, epoch int64, to loket.Destination, reason string,
) error {
	if err := mayServe(by); err != nil {
		return err
	}
	note, err := d.newNote(by, loket.NoteTransfer, reason)
	if err != nil {
		return err
	}
	to, err = d.destination(by.Agency, to)
	if err != nil {
		return err
	}
	var left loket.Ticket
	var owed []loket.Send
	_, err = d.step(ctx, by, id, "transfer ticket", func(t *loket.Ticket, s loket.Situation) (loket.Change, error) {
		left, owed = *t, nil
		if err := t.Transfer(by.ID, epoch, to); err != nil {
			return loket.Change{}, err
		}
		change := loket.Change{Notes: []loket.Note{note}, Events: []loket.Event{d.done(*t, loket.EventTransfer, by)}}
		if left.Agency != t.Agency {
			notice, told := d.notice(*t, s, loket.Content{Text: d.Words.Transferred(t.Number, to.Name)})
			change.Answers, owed = []loket.Answer{notice}, notice.Sends
			change.Events = append(change.Events, d.done(left, loket.EventTransfer, by), told)
		}
		return change, nil
	})
	if err != nil {
		return err
	}
	d.hint(ctx, left, d.Queue.Gone)
	d.Owe(owed...)
	return nil
}

// destination is the one of those an agency's staff may give tickets to that is
// meant.
func (d *Desk) destination(from loket.AgencyID, to loket.Destination) (loket.Destination, error) {
	all := d.Destinations(from)
	i := slices.IndexFunc(all, func(known loket.Destination) bool { return known.Agency == to.Agency && known.Unit == to.Unit })
	if i < 0 {
		return to, errNoDestination
	}
	return all[i], nil
}
