package loket

import "time"

// MostLapses is how many leases of a ticket may run out in a row, taken over by
// somebody else and without a reply, before it is for a supervisor: whatever it
// is that stops people there, one more of them would stop too.
const MostLapses = 3

// ErrTicketReview says that a ticket is for a supervisor.
var ErrTicketReview = Errorf(CodeConflict, "Tiket ini sudah tiga kali ditinggalkan tanpa balasan, jadi perlu diperiksa penyelia. "+
	"Beri tahu penyelia Anda, lalu ambil tiket berikutnya.")

// lapse counts a lease that ran out and is taken over. It reports
// ErrTicketReview when it was one too many: the ticket waits for a supervisor
// then, without a holder.
func (t *Ticket) lapse() error {
	t.Lapses++
	if t.Lapses < MostLapses {
		return nil
	}
	t.State, t.Staff, t.LeaseUntil = TicketReview, "", time.Time{}
	return ErrTicketReview
}

// Readmit ends the review: the ticket waits for anybody again, at its old place.
func (t *Ticket) Readmit() error {
	if t.State != TicketReview {
		return ErrTicketOpen
	}
	t.wait()
	t.Lapses = 0
	return nil
}
