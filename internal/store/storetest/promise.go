package storetest

import (
	"errors"
	"fmt"
	"time"

	"loket/internal/loket"
)

func promiseCases() []contractCase {
	return []contractCase{
		{"IsKeptWithItsTicket", promiseKeptWithTicket},
		{"Load/WhoWaitsBefore", loadBefore},
		{"Load/WhoWorks", loadStaff},
		{"Handlings/FromTheClaimThatLedToTheClosing", handlings},
		{"Due/OfTheChannelWithoutAReply", promisesDue},
		{"Cancel/AWaitingTicketIsWithdrawn", cancelWaiting},
		{"Cancel/AClaimedOneIsNot", cancelClaimed},
		{"Cancel/ANewQuestionMayFollowAtOnce", cancelThenAsk},
		{"Erase/EndsThePromise", eraseEndsPromise},
	}
}

// promised stores a ticket that is promised within a time.
func (o *office) promised(person string, within time.Duration) loket.Ticket {
	o.t.Helper()
	r := o.says(person, "m:"+person, "pertanyaan yang sulit")
	d := o.handOff(o.situation(r.Conversation))
	d.Ticket.Promise = loket.GivenPromise(o.clock.Now().Add(within))
	o.must(o.Settle(o.ctx(), d))
	return *d.Ticket
}

// change lets change have its way with a ticket.
func (o *office) change(id loket.TicketID, change func(*loket.Ticket), events ...loket.Event) loket.Ticket {
	o.t.Helper()
	k, err := o.UpdateTicket(o.ctx(), o.agency.ID, id, func(t *loket.Ticket, _ loket.Situation) (loket.Change, error) {
		change(t)
		return loket.Change{Events: events}, nil
	})
	o.must(err)
	return k
}

// did is an event of a member of staff on a ticket of the default unit, now.
func (o *office) did(by loket.StaffID, kind loket.EventKind, ticket loket.TicketID) loket.Event {
	return loket.Event{
		Agency: o.agency.ID, At: o.clock.Now(), Kind: kind, Ticket: ticket, Unit: loket.DefaultUnit, Channel: o.channel,
		ActorKind: loket.ByStaff, ActorID: string(by),
	}
}

func promiseKeptWithTicket(o *office) {
	k := o.promised("a", time.Hour)
	later := k.Promise.At.Add(time.Hour)
	written := o.change(k.ID, func(t *loket.Ticket) { t.Promise.Renew(o.clock.Now(), later) })
	view, err := o.Ticket(o.ctx(), o.agency.ID, k.ID)
	o.must(err)
	want := loket.Promise{State: loket.PromiseRenewed, At: later, First: k.Promise.At, Renewals: 1}
	if view.Ticket.Promise != want || written.Promise != want {
		o.t.Errorf("promise = %+v, want %+v", view.Ticket.Promise, want)
	}
	if s := o.situation(k.Conversation); s.Ticket == nil || s.Ticket.Promise != want {
		o.t.Errorf("the clerk sees %+v, want %+v", s.Ticket, want)
	}
}

func (o *office) before(k loket.Ticket) int {
	o.t.Helper()
	load, err := o.Load(o.ctx(), k)
	o.must(err)
	return load.Before
}

func loadBefore(o *office) {
	var all []loket.Ticket
	for i := range 4 {
		all = append(all, o.ticket(fmt.Sprint(i)))
		o.clock.Add(time.Second)
	}
	for i, k := range all {
		if got := o.before(k); got != i {
			o.t.Errorf("before ticket %d: %d, want %d", i, got, i)
		}
	}
	fresh := loket.Ticket{ID: loket.NewID[loket.TicketID](), Agency: o.agency.ID, Unit: loket.DefaultUnit, DueAt: o.clock.Now().Add(time.Hour)}
	if got := o.before(fresh); got != 4 {
		o.t.Errorf("before a ticket that is not stored: %d, want 4", got)
	}
	_, err := o.claim(all[0].ID, "petugas-a")
	o.must(err)
	urgent := o.change(all[3].ID, func(t *loket.Ticket) { t.Priority = loket.PriorityEmergency })
	if got := o.before(all[1]); got != 1 {
		o.t.Errorf("before the second: %d, want 1: the first is claimed, the last urgent", got)
	}
	if got := o.before(urgent); got != 0 {
		o.t.Errorf("before the urgent one: %d, want 0", got)
	}
	foreign := fresh
	foreign.Unit = "seksi-lain"
	if got := o.before(foreign); got != 0 {
		o.t.Errorf("before a ticket of another unit: %d, want 0", got)
	}
}

func loadStaff(o *office) {
	k := o.ticket("a")
	load, err := o.Load(o.ctx(), k)
	o.must(err)
	if len(load.Staff) != 0 {
		o.t.Errorf("staff = %+v, want nobody: a receipt of the bot is no work", load.Staff)
	}
	o.change(k.ID, func(*loket.Ticket) {}, o.did("petugas-a", loket.EventReply, k.ID))
	load, err = o.Load(o.ctx(), k)
	o.must(err)
	if len(load.Staff) != 1 || load.Staff[0].Staff != "petugas-a" || load.Staff[0].Unit != k.Unit {
		o.t.Errorf("staff = %+v, want who replied, in the ticket's unit", load.Staff)
	}
}

func handlings(o *office) {
	since := o.clock.Now()
	k := o.ticket("a")
	o.change(k.ID, func(*loket.Ticket) {}, o.did("a", loket.EventClaim, k.ID))
	o.clock.Add(time.Hour)
	o.change(k.ID, func(*loket.Ticket) {}, o.did("b", loket.EventClaim, k.ID))
	o.clock.Add(7 * time.Minute)
	o.change(k.ID, func(*loket.Ticket) {}, o.did("b", loket.EventClose, k.ID))
	never := o.ticket("b")
	o.change(never.ID, func(*loket.Ticket) {}, loket.Event{
		Agency: o.agency.ID, Kind: loket.EventClose, Ticket: never.ID, Unit: loket.DefaultUnit, ActorKind: loket.ByTimeout,
	})
	all, err := o.Handlings(o.ctx(), o.agency.ID, loket.DefaultUnit, since, 100)
	o.must(err)
	if len(all) != 1 || all[0].To.Sub(all[0].From) != 7*time.Minute {
		o.t.Errorf("handlings = %v, want one of 7m: the claim of who closed it", all)
	}
	if later, err := o.Handlings(o.ctx(), o.agency.ID, loket.DefaultUnit, o.clock.Now().Add(time.Second), 100); err != nil || len(later) != 0 {
		o.t.Errorf("handlings since now = %v, %v, want none", later, err)
	}
}

func promisesDue(o *office) {
	due, replied := o.promised("due", 20*time.Minute), o.promised("replied", 20*time.Minute)
	o.change(replied.ID, func(t *loket.Ticket) { t.Promise.Answer(o.clock.Now()) })
	o.close(o.promised("closed", 20*time.Minute).ID)
	o.promised("later", 40*time.Minute)
	broken := o.promised("broken", 10*time.Minute)
	o.change(broken.ID, func(t *loket.Ticket) { t.Promise.Break() })
	o.ticket("never")
	by := o.clock.Now().Add(30 * time.Minute)
	all, err := o.PromisesDue(o.ctx(), o.channel, by, 100)
	o.must(err)
	if len(all) != 2 || all[0].ID != broken.ID || all[1].ID != due.ID {
		o.t.Errorf("due = %v, want the broken one and the one in twenty minutes", all)
	}
	if others, err := o.PromisesDue(o.ctx(), "lain", by, 100); err != nil || len(others) != 0 {
		o.t.Errorf("due on another channel = %v, %v, want none", others, err)
	}
}

// cancels is a decision that takes a ticket back.
func (o *office) cancels(person string, id loket.TicketID) loket.Decision {
	o.t.Helper()
	r := o.says(person, "batal:"+person, "batal")
	d := o.decision(o.situation(r.Conversation), loket.OutcomeNoticed, loket.AnswerNotice)
	d.Cancel, d.Settled[0].Ticket = id, id
	return d
}

func cancelWaiting(o *office) {
	k := o.promised("a", time.Hour)
	o.must(o.Settle(o.ctx(), o.cancels("a", k.ID)))
	view, err := o.Ticket(o.ctx(), o.agency.ID, k.ID)
	o.must(err)
	if t := view.Ticket; t.State != loket.TicketClosed || t.ClosedBy != string(loket.ByCitizen) || t.Promise.State != loket.PromiseWithdrawn {
		o.t.Errorf("ticket = %s by %s, promise %s, want closed by the citizen, withdrawn", t.State, t.ClosedBy, t.Promise.State)
	}
	if s := o.situation(k.Conversation); s.Ticket != nil || s.Conversation.EpisodeOpen {
		o.t.Error("the ticket or its episode is open still")
	}
	if events := o.events(); count(events, loket.EventAbandon) != 1 || count(events, loket.EventClose) != 1 {
		o.t.Error("want the wait withdrawn and the ticket closed, once each")
	}
}

func cancelClaimed(o *office) {
	k := o.promised("a", time.Hour)
	d := o.cancels("a", k.ID)
	_, err := o.claim(k.ID, "petugas-a")
	o.must(err)
	if err := o.Settle(o.ctx(), d); !errors.Is(err, loket.ErrStale) {
		o.t.Errorf("Settle() = %v, want %v", err, loket.ErrStale)
	}
	if s := o.situation(k.Conversation); s.Ticket == nil || s.Ticket.State != loket.TicketClaimed || len(s.Pending) != 1 {
		o.t.Errorf("situation = %+v, want nothing written", s)
	}
}

func cancelThenAsk(o *office) {
	k := o.promised("a", time.Hour)
	d := o.cancels("a", k.ID)
	next := k
	next.ID, next.Number, next.Promise = loket.NewID[loket.TicketID](), loket.NewTicketNumber(o.agency.Code), loket.Promise{}
	d.Ticket = &next
	o.must(o.Settle(o.ctx(), d))
	if s := o.situation(k.Conversation); s.Ticket == nil || s.Ticket.ID != next.ID {
		o.t.Errorf("open ticket = %+v, want the new one", s.Ticket)
	}
}

func eraseEndsPromise(o *office) {
	k := o.promised("a", time.Hour)
	r := o.says("a", "hapus", "/hapus ya")
	d := o.decision(o.situation(r.Conversation), loket.OutcomeNoticed, loket.AnswerNotice)
	d.Erase = true
	o.must(o.Settle(o.ctx(), d))
	view, err := o.Ticket(o.ctx(), o.agency.ID, k.ID)
	o.must(err)
	if got := view.Ticket.Promise.State; got != loket.PromiseWithdrawn {
		o.t.Errorf("promise = %s, want %s", got, loket.PromiseWithdrawn)
	}
}
