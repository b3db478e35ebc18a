package console_test

import (
	"testing"
	"time"

	"loket/internal/loket"
)

// TestReplied promises that a ticket a human has replied to no longer counts
// as waiting, neither in the list nor on its page.
func TestReplied(t *testing.T) {
	t.Parallel()
	o := newOffice()
	now := o.clock.Now()
	o.put("t1", time.Hour, "akta?", func(v *loket.TicketView) {
		v.Ticket.State, v.Ticket.Staff, v.Ticket.LeaseUntil = loket.TicketClaimed, "petugas", now.Add(time.Minute)
		v.Ticket.FirstReplyAt, v.Ticket.DueAt = now.Add(-20*time.Minute), now.Add(-10*time.Minute)
	})
	b := o.signIn(t, "petugas")
	wantPage(t, "list", b.Get("/loket?tab=milik"), 200, ".antrean .rinci", "dibalas 13.45 WITA Anda pegang Pertanyaan Telegram KPG-7F3Q9K-X")
	wantPage(t, "ticket", b.Get("/loket/tiket/t1"), 200, ".fakta",
		"Keadaan Anda pegang Dibalas 13.45 WITA setelah 40 mnt Jenis Pertanyaan Telegram")
}
