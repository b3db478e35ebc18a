package desk_test

import (
	"testing"

	"loket/internal/loket"
)

func TestPrioritise(t *testing.T) {
	t.Parallel()
	o := openOffice(t)
	first, k := o.ticket("a"), o.ticket("b")
	o.must(o.Prioritise(o.ctx(), petugasA(), k.ID, 0, loket.PriorityHigh))
	rows, err := o.Inbox(o.ctx(), petugasA())
	o.must(err)
	if rows[0].Ticket.ID != k.ID || !rows[0].Ticket.DueAt.Equal(k.DueAt) {
		t.Errorf("the queue begins with %+v, want the ticket of high priority", rows[0].Ticket)
	}
	if e := o.events(loket.EventPriority); len(e) != 1 || e[0].Revision != "1" || e[0].ActorID != "petugas-a" {
		t.Errorf("events = %+v, want one priority 1 by petugasA", e)
	}
	held := o.claims(petugasB(), first.ID)
	o.wantErr("Prioritise() of a colleague's", o.Prioritise(o.ctx(), petugasA(), first.ID, held.LeaseEpoch, 1), loket.ErrTicketHeld)
	o.wantErr("Prioritise() under an old epoch", o.Prioritise(o.ctx(), petugasA(), first.ID, 0, 1), loket.ErrMovedOn)
	o.must(o.Prioritise(o.ctx(), member("penyelia", loket.RoleSupervisor), first.ID, held.LeaseEpoch, loket.PriorityEmergency))
	if now := o.now(first.ID); now.Staff != "petugas-b" || now.DueAt.After(o.clock.Now()) {
		t.Errorf("ticket = %+v, want it still petugasB's, due now", now)
	}
	o.wantErr("Prioritise() to none", o.Prioritise(o.ctx(), petugasB(), first.ID, held.LeaseEpoch, 7), loket.ErrPriority)
	o.must(o.Close(o.ctx(), petugasB(), first.ID, held.LeaseEpoch))
	o.wantErr("Prioritise() of a closed ticket", o.Prioritise(o.ctx(), petugasB(), first.ID, held.LeaseEpoch, 0), loket.ErrTicketClosed)
}
