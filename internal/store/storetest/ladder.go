package storetest

import (
	"errors"
	"slices"
	"sync"
	"time"

	"github.com/google/go-cmp/cmp"

	"loket/internal/loket"
)

func ladderCases() []contractCase {
	return []contractCase{
		{"IsKeptWithItsTicket", ladderKept},
		{"StepsDue/WhatWaitsForStaff,EmergenciesFirst", stepsDue},
		{"StepsDue/EachOnceForTwoWhoLook", stepsOnce},
		{"Outdated/OfTheAgencyByAnotherVersion", outdated},
		{"Escalations/OfTheWaitThatRuns", escalationsTold},
		{"Urgent/CountsFromNow", urgentCounts},
		{"JoinedByWords/AnotherWaitBegins", wakeBegins},
	}
}

// climbs gives a person's new ticket a ladder whose next step is due in a time.
func (o *office) climbs(person string, within time.Duration) loket.Ticket {
	o.t.Helper()
	return o.change(o.ticket(person).ID, func(t *loket.Ticket) {
		t.Ladder = loket.Ladder{From: o.clock.Now(), NextAt: o.clock.Now().Add(within), ComputedBy: "v1"}
	})
}

func ladderKept(o *office) {
	r := o.says("a", "m:a", "pertanyaan yang sulit")
	d := o.handOff(o.situation(r.Conversation))
	want := loket.Ladder{From: o.clock.Now(), Level: loket.LevelOwner, NextAt: o.clock.Now().Add(time.Hour), ComputedBy: "jam/kebijakan"}
	d.Ticket.Ladder = want
	o.must(o.Settle(o.ctx(), d))
	if got := o.view(d.Ticket.ID).Ticket.Ladder; got != want {
		o.t.Errorf("ladder of a new ticket = %+v, want %+v", got, want)
	}
	want.Level, want.NextAt, want.ComputedBy = loket.LevelHead, time.Time{}, ""
	written := o.change(d.Ticket.ID, func(t *loket.Ticket) { t.Ladder = want })
	if got := o.view(d.Ticket.ID).Ticket.Ladder; got != want || written.Ladder != want {
		o.t.Errorf("ladder after a change = %+v, want %+v", got, want)
	}
}

func (o *office) due(within time.Duration) (ids []loket.TicketID) {
	o.t.Helper()
	all, err := o.StepsDue(o.ctx(), o.channel, o.clock.Now().Add(within), 10)
	o.must(err)
	for _, k := range all {
		ids = append(ids, k.ID)
	}
	return ids
}

func stepsDue(o *office) {
	soon, later := o.climbs("a", time.Minute), o.climbs("b", time.Hour)
	urgent := o.change(o.climbs("c", 2*time.Hour).ID, func(t *loket.Ticket) { t.Priority = loket.PriorityEmergency })
	for _, end := range []func(*loket.Ticket){
		func(t *loket.Ticket) { t.End(o.clock.Now(), loket.ByStaff) },
		func(t *loket.Ticket) { t.State = loket.TicketSnoozed },
		func(t *loket.Ticket) { t.State = loket.TicketWaitingCitizen },
		func(t *loket.Ticket) { t.Ladder.NextAt = time.Time{} },
	} {
		o.change(o.climbs(string(loket.NewID[loket.TicketID]()), time.Minute).ID, end)
	}
	for within, want := range map[time.Duration][]loket.TicketID{
		time.Minute - time.Millisecond: nil,
		time.Minute:                    {soon.ID},
		time.Hour:                      {soon.ID, later.ID},
		2 * time.Hour:                  {urgent.ID, soon.ID, later.ID},
	} {
		if got := o.due(within); !slices.Equal(got, want) {
			o.t.Errorf("steps due within %v: %v, want %v", within, got, want)
		}
	}
	if other, err := o.StepsDue(o.ctx(), "saluran-lain", o.clock.Now().Add(3*time.Hour), 10); err != nil || len(other) != 0 {
		o.t.Errorf("steps of another channel: %d, %v, want none", len(other), err)
	}
}

// stepsOnce has two look at the same tickets at the same time: the version decides.
func stepsOnce(o *office) {
	k := o.climbs("a", 0)
	taken := make([]int, 2)
	var both sync.WaitGroup
	for i := range taken {
		both.Go(func() {
			_, err := o.UpdateTicket(o.ctx(), o.agency.ID, k.ID, func(t *loket.Ticket, _ loket.Situation) (loket.Change, error) {
				taken[i] = 0
				if !t.Raise(o.clock.Now(), func(loket.Ticket) time.Time { return o.clock.Now().Add(time.Hour) }) {
					return loket.Change{}, loket.ErrMovedOn
				}
				taken[i]++
				return loket.Change{}, nil
			})
			if err != nil && !errors.Is(err, loket.ErrMovedOn) {
				o.t.Errorf("UpdateTicket() = %v, want the step taken, or found taken", err)
			}
		})
	}
	both.Wait()
	if level := o.view(k.ID).Ticket.Ladder.Level; taken[0]+taken[1] != 1 || level != loket.LevelOwner {
		o.t.Errorf("taken %v times, level %d, want the one step once", taken, level)
	}
}

func outdated(o *office) {
	var want []loket.TicketID
	for _, person := range []string{"a", "b", "c"} {
		want = append(want, o.climbs(person, time.Hour).ID)
	}
	o.change(o.climbs("d", time.Hour).ID, func(t *loket.Ticket) { t.End(o.clock.Now(), loket.ByStaff) })
	slices.Sort(want)
	find := func(agency loket.AgencyID, version string, after loket.TicketID, limit int) (ids []loket.TicketID) {
		all, err := o.Outdated(o.ctx(), o.channel, agency, version, after, limit)
		o.must(err)
		for _, k := range all {
			ids = append(ids, k.ID)
		}
		return ids
	}
	if got := find(o.agency.ID, "v1", "", 10); len(got) != 0 {
		o.t.Errorf("%d tickets computed by v1 are outdated for v1", len(got))
	}
	if got := find("instansi-lain", "v2", "", 10); len(got) != 0 {
		o.t.Errorf("%d tickets of another agency", len(got))
	}
	if got := find(o.agency.ID, "v2", "", 2); !slices.Equal(got, want[:2]) {
		o.t.Errorf("first page = %v, want %v", got, want[:2])
	}
	if got := find(o.agency.ID, "v2", want[1], 2); !slices.Equal(got, want[2:]) {
		o.t.Errorf("second page = %v, want %v", got, want[2:])
	}
}

func urgentCounts(o *office) {
	for level := loket.LevelNone; level <= loket.LevelHead; level++ {
		person := string(rune('a' + level))
		k := o.climbs(person, time.Hour)
		o.change(k.ID, func(t *loket.Ticket) { t.Ladder.Level = level })
		o.clock.Add(time.Minute)
		r := o.says(person, "m:"+person+":2", "tolong")
		d := o.decision(o.situation(r.Conversation), loket.OutcomeGuarded, loket.AnswerNotice)
		d.Settled[0].Ticket, d.Urgent = k.ID, k.ID
		o.must(o.Settle(o.ctx(), d))
		hurried := k
		hurried.Ladder.Level = level
		hurried.Hurry(o.clock.Now())
		if now := o.view(k.ID).Ticket; now.Ladder != hurried.Ladder || !now.DueAt.Equal(hurried.DueAt) {
			o.t.Errorf("an emergency at level %d: %+v, due %v, want %+v, due %v", level, now.Ladder, now.DueAt, hurried.Ladder, hurried.DueAt)
		}
	}
}

func wakeBegins(o *office) {
	k := o.pauses("a", loket.TicketWaitingCitizen)
	if k.Ladder.Climbing() {
		o.t.Fatalf("ladder of an answered ticket = %+v, want it ended", k.Ladder)
	}
	o.clock.Add(time.Minute)
	o.joined("a", k.ID, loket.OutcomeJoined)
	if got, want := o.view(k.ID).Ticket.Ladder, loket.BeginLadder(o.clock.Now()); got != want {
		o.t.Errorf("ladder after the citizen's words = %+v, want %+v", got, want)
	}
}

// escalationsTold reads what was told of open tickets of the agency, and not what was
// told of a wait before or of a ticket that is closed.
func escalationsTold(o *office) {
	raised := func(id loket.TicketID, to loket.Level, ladder loket.Ladder) {
		e := loket.Event{Agency: o.agency.ID, Kind: loket.EventEscalate, Ticket: id, Revision: to.Name(), ActorKind: loket.ByTimeout, At: o.clock.Now()}
		o.change(id, func(t *loket.Ticket) { ladder.Level = to; t.Ladder = ladder }, e)
	}
	k, closed := o.ticket("a"), o.ticket("b")
	wait := loket.Ladder{From: o.clock.Now()}
	raised(k.ID, loket.LevelSupervisor, wait)
	o.clock.Add(time.Minute)
	wait = loket.Ladder{From: o.clock.Now()}
	raised(k.ID, loket.LevelOwner, wait)
	o.clock.Add(time.Minute)
	raised(k.ID, loket.LevelGroup, wait)
	raised(closed.ID, loket.LevelGroup, wait)
	o.change(closed.ID, func(t *loket.Ticket) { t.State = loket.TicketClosed })
	got, err := o.Escalations(o.ctx(), o.agency.ID, 10)
	o.must(err)
	want := []loket.Escalation{
		{Ticket: k.ID, To: "petugas", At: o.clock.Now().Add(-time.Minute)}, {Ticket: k.ID, To: "grup", At: o.clock.Now()},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		o.t.Errorf("Escalations (-want +got):\n%s", diff)
	}
	if other, err := o.Escalations(o.ctx(), "lain", 10); err != nil || len(other) != 0 {
		o.t.Errorf("Escalations of another agency = %v, %v, want none", other, err)
	}
}
