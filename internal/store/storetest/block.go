package storetest

import (
	"time"

	"loket/internal/loket"
)

func blockCases() []contractCase {
	return []contractCase{
		{"Contact/UntilItsEndOrLifted", contactBlocked},
	}
}

func contactBlocked(o *office) {
	k := o.ticket("a")
	set := func(kind loket.EventKind, b loket.Block) loket.Contact {
		_, err := o.UpdateTicket(o.ctx(), o.agency.ID, k.ID, func(k *loket.Ticket, _ loket.Situation) (loket.Change, error) {
			by := loket.Event{Agency: k.Agency, Kind: kind, Ticket: k.ID, ActorKind: loket.ByStaff, ActorID: "petugas-a", Until: b.Until}
			return loket.Change{Events: []loket.Event{by}, Block: &b}, nil
		})
		o.must(err)
		return o.situation(k.Conversation).Contact
	}
	now := o.clock.Now()
	blocked := set(loket.EventBlock, loket.Block{At: now, Until: now.Add(time.Hour), Reason: "spam"})
	if !blocked.BlockedAt.Equal(now) || !blocked.Blocked(now) || blocked.Blocked(now.Add(time.Hour)) {
		o.t.Errorf("contact = %+v, want them blocked for an hour", blocked)
	}
	if lifted := set(loket.EventUnblock, loket.Block{At: now}); lifted.Blocked(now) {
		o.t.Errorf("contact = %+v, want the block lifted", lifted)
	}
	var audited int
	o.must(o.db().QueryRowContext(o.ctx(), `SELECT COUNT(*) FROM audit WHERE action IN ('contact.block', 'contact.unblock')`).Scan(&audited))
	if audited != 2 {
		o.t.Errorf("%d lines in the audit log, want 2", audited)
	}
}
