package loket

import "time"

// What a supervisor is told who moves a ticket that cannot be moved so.
var (
	ErrSameHolder  = Errorf(CodeConflict, "Tiket ini sudah pada petugas itu. Pilih rekan lain.")
	ErrNobodyHolds = Errorf(CodeConflict, "Tiket ini tidak pada siapa pun, jadi tidak ada yang dikembalikan.")
)

// Assign gives the ticket to a member of staff until the given time, whoever has it
// and however often it was left: a supervisor looked at it. What its holder wrote
// under the epoch before is refused. One that is put aside stays so, under the new
// name.
func (t *Ticket) Assign(to StaffID, now, until time.Time) error {
	switch {
	case t.State == TicketClosed:
		return ErrTicketClosed
	case t.Staff == to && (t.Held(now) || t.Paused()):
		return ErrSameHolder
	}
	t.Staff, t.Lapses = to, 0
	t.LeaseEpoch++
	if !t.Paused() {
		t.State, t.LeaseUntil, t.ClaimedAt, t.ReturnAt = TicketClaimed, until, now, time.Time{}
	}
	return nil
}

// TakeBack takes the ticket from whoever has it: it waits for anybody at its old
// place, or stays put aside without a name.
func (t *Ticket) TakeBack() error {
	switch {
	case t.State == TicketClosed:
		return ErrTicketClosed
	case t.Paused() && t.Staff != "":
		t.Staff = ""
	case t.State == TicketClaimed:
		t.wait()
	default:
		return ErrNobodyHolds
	}
	return nil
}
