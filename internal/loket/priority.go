package loket

import "time"

// What a new priority is refused for.
var (
	ErrPriority = Errorf(CodeInvalid, "Pilih prioritas biasa, tinggi, atau darurat, lalu kirim lagi.")
	ErrMovedOn  = Errorf(CodeConflict, "Tiket ini sudah berubah sejak halaman dibuka. Muat ulang, lalu coba lagi.")
)

// Prioritise sets the priority of an open ticket that nobody has claimed since
// epoch. An emergency is due now, at the latest.
func (t *Ticket) Prioritise(epoch int64, p Priority, now time.Time) error {
	switch {
	case t.State == TicketClosed:
		return ErrTicketClosed
	case p < PriorityNormal || p > PriorityEmergency:
		return ErrPriority
	case t.LeaseEpoch != epoch:
		return ErrMovedOn
	}
	if p == PriorityEmergency {
		t.Hurry(now)
		return nil
	}
	t.Priority, t.Ladder.ComputedBy = p, ""
	return nil
}
