package desk_test

import (
	"testing"
	"time"

	"loket/internal/loket"
)

// abandons has both officers take a ticket in turn and leave it, until it was
// left so many times.
func (o *office) abandons(id loket.TicketID, times int) {
	o.t.Helper()
	for i := range times {
		o.claims([]loket.Staff{petugasA(), petugasB()}[i%2], id)
		o.clock.Add(5 * time.Minute)
	}
}

func TestPoisonTicket(t *testing.T) {
	t.Parallel()
	t.Run("LeftThreeTimes/ForASupervisor", func(t *testing.T) {
		t.Parallel()
		o := openOffice(t)
		k := o.ticket("a")
		o.abandons(k.ID, 3)
		_, err := o.Claim(o.ctx(), petugasB(), k.ID)
		o.wantErr("Claim() after three lapses", err, loket.ErrTicketReview)
		now := o.now(k.ID)
		if now.State != loket.TicketReview || now.Staff != "" || now.LeaseEpoch != 3 || len(o.queued()) != 0 {
			t.Errorf("ticket = %+v, want it out of the queue, for a supervisor", now)
		}
		if len(o.events(loket.EventReview)) != 1 || len(o.events(loket.EventLeaseLost)) != 3 {
			t.Error("the three lapses and the review are not recorded once each")
		}
		_, err = o.Claim(o.ctx(), petugasA(), k.ID)
		o.wantErr("Claim() of a ticket under review", err, loket.ErrTicketReview)
		o.wantErr("Reply() by who left it", o.Reply(o.ctx(), petugasA(), k.ID, 3, "Maaf."), loket.ErrLeaseLost)
		penyelia := member("penyelia", loket.RoleSupervisor)
		taken := o.claims(penyelia, k.ID)
		if taken.Lapses != 0 || taken.LeaseEpoch != 4 || len(o.events(loket.EventReadmit)) != 1 {
			t.Errorf("claim by a supervisor = %+v, want it theirs, its lapses forgotten", taken)
		}
		o.must(o.Release(o.ctx(), penyelia, k.ID, taken.LeaseEpoch))
		o.claims(petugasA(), k.ID)
	})
	t.Run("AReplyForgetsThem", func(t *testing.T) {
		t.Parallel()
		o := openOffice(t)
		k := o.ticket("a")
		o.abandons(k.ID, 2)
		held := o.claims(petugasA(), k.ID)
		o.must(o.Reply(o.ctx(), petugasA(), k.ID, held.LeaseEpoch, "Silakan datang."))
		o.clock.Add(5 * time.Minute)
		o.claims(petugasB(), k.ID)
	})
	t.Run("ReleasedIsNotLeft", func(t *testing.T) {
		t.Parallel()
		o := openOffice(t)
		k := o.ticket("a")
		for range 5 {
			held := o.claims(petugasA(), k.ID)
			o.must(o.Release(o.ctx(), petugasA(), k.ID, held.LeaseEpoch))
		}
		if now := o.claims(petugasB(), k.ID); now.Lapses != 0 {
			t.Errorf("%d lapses after releases, want none", now.Lapses)
		}
	})
}
