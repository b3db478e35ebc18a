package desk_test

import (
	"testing"
	"time"

	"loket/internal/loket"
)

func TestBlock(t *testing.T) {
	t.Parallel()
	o := openOffice(t)
	k := o.claims(petugasA(), o.ticket("a").ID)
	block := func(by loket.Staff, days int, reason string) error {
		return o.Block(o.ctx(), by, k.ID, k.LeaseEpoch, days, reason)
	}
	for _, days := range []int{-1, 0, 91} {
		if err := block(petugasA(), days, "spam"); loket.CodeOf(err) != loket.CodeInvalid {
			t.Errorf("Block() for %d days = %v, want it refused", days, err)
		}
	}
	if err := block(petugasA(), 7, " "); loket.CodeOf(err) != loket.CodeInvalid {
		t.Errorf("Block() without a reason = %v, want it refused", err)
	}
	o.wantErr("Block() by another", block(petugasB(), 7, "spam"), loket.ErrLeaseLost)
	if o.situation("a", "halo").Contact.Blocked(o.clock.Now()) {
		t.Error("a refused block blocks")
	}
	o.must(block(petugasA(), 7, "spam"))
	contact := o.situation("a", "halo lagi").Contact
	if end := o.clock.Now().Add(7 * 24 * time.Hour); !contact.BlockedUntil.Equal(end) || contact.Blocked(end) || !contact.Blocked(end.Add(-1)) {
		t.Errorf("contact = %+v, want them blocked for 7 days", contact)
	}
	if o.situation("b", "halo").Contact.Blocked(o.clock.Now()) {
		t.Error("another citizen is blocked")
	}
	if e := o.events(loket.EventBlock); len(e) != 1 || e[0].ActorID != "petugas-a" || e[0].Value != k.LeaseEpoch || e[0].Until.IsZero() {
		t.Errorf("events = %+v, want one block with its end", e)
	}
	view, err := o.View(o.ctx(), petugasA(), k.ID)
	o.must(err)
	if len(view.Notes) != 1 || view.Notes[0].Kind != loket.NoteBlock || view.Ticket.State != loket.TicketClaimed {
		t.Errorf("ticket = %+v with notes %+v, want it still held, with the reason", view.Ticket, view.Notes)
	}
	o.must(o.Unblock(o.ctx(), petugasB(), k.ID))
	if o.situation("a", "terima kasih").Contact.Blocked(o.clock.Now()) {
		t.Error("an unblocked citizen is blocked")
	}
}
