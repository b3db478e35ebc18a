package loket

import "time"

// What a merge is refused for.
var (
	ErrMergeSelf    = Errorf(CodeInvalid, "Tiket tidak dapat digabung dengan dirinya sendiri. Pilih tiket lain dari warga yang sama.")
	ErrMergeContact = Errorf(CodeInvalid, "Kedua tiket bukan dari warga yang sama, jadi tidak dapat digabung. Alihkan atau balas masing-masing.")
)

// ByMerge stands in Ticket.ClosedBy of a ticket that goes on in another.
const ByMerge = "merge"

// Merge ends the ticket, which its holder has under epoch, and lets it go on in
// another open ticket of the same contact. There is no way back. The other takes
// over the earlier deadline and the higher priority, so that nobody loses a
// place by it, and comes back from a pause.
func (t *Ticket) Merge(by StaffID, epoch int64, into *Ticket, now time.Time) error {
	switch err := t.MayWrite(by, epoch); {
	case err != nil:
		return err
	case t.ID == into.ID:
		return ErrMergeSelf
	case t.Conversation != into.Conversation || t.Agency != into.Agency:
		return ErrMergeContact
	case !into.Open():
		return ErrTicketClosed
	}
	ladder := t.Ladder
	t.End(now, ByMerge)
	t.MergedInto = into.ID
	into.DueAt, into.Priority = earlier(into.DueAt, t.DueAt), max(into.Priority, t.Priority)
	into.Ladder.takeOver(ladder)
	if into.Paused() {
		into.wait()
	}
	return nil
}
