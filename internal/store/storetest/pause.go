package storetest

import (
	"time"

	"loket/internal/loket"
)

func pauseCases() []contractCase {
	return []contractCase{
		{"JoinedByWords/WaitsForStaffAgain", wordsWake},
		{"JoinedByThanks/StaysPaused", thanksDoNotWake},
		{"PastItsEnd/IsFound", pastPause},
	}
}

// pauses claims a person's new ticket and puts it aside for an hour.
func (o *office) pauses(person string, state loket.TicketState) loket.Ticket {
	o.t.Helper()
	claimed, err := o.claim(o.ticket(person).ID, "petugas-a")
	o.must(err)
	k, err := o.UpdateTicket(o.ctx(), o.agency.ID, claimed.ID, func(k *loket.Ticket, _ loket.Situation) (loket.Change, error) {
		k.FirstReplyAt = o.clock.Now()
		pause := k.Snooze
		if state == loket.TicketWaitingCitizen {
			pause = k.Await
		}
		return loket.Change{}, pause("petugas-a", claimed.LeaseEpoch, o.clock.Now().Add(time.Hour))
	})
	o.must(err)
	return k
}

// joined writes one more message of a person into a ticket.
func (o *office) joined(person string, to loket.TicketID, outcome loket.Outcome) loket.Decision {
	o.t.Helper()
	r := o.says(person, "m:"+person+":"+string(loket.NewID[loket.MessageID]()), "ada")
	d := o.decision(o.situation(r.Conversation), outcome, loket.AnswerNotice)
	d.Settled[0].Ticket, d.NextDue = to, o.clock.Now().Add(30*time.Minute)
	o.must(o.Settle(o.ctx(), d))
	return d
}

func wordsWake(o *office) {
	for i, state := range []loket.TicketState{loket.TicketWaitingCitizen, loket.TicketSnoozed} {
		person := string(rune('a' + i))
		k := o.pauses(person, state)
		due := k.DueAt
		o.clock.Add(time.Minute)
		d := o.joined(person, k.ID, loket.OutcomeJoined)
		if state == loket.TicketWaitingCitizen {
			due = d.NextDue
		}
		now := o.view(k.ID).Ticket
		if now.State != loket.TicketWaiting || now.Staff != "" || !now.DueAt.Equal(due) || now.LeaseEpoch != k.LeaseEpoch {
			o.t.Errorf("%s after the citizen's words: %+v, want it waiting, due %v", state, now, due)
		}
		if n := count(o.events(), loket.EventWake); n != i+1 {
			o.t.Errorf("%d wakes are recorded, want %d", n, i+1)
		}
	}
}

func thanksDoNotWake(o *office) {
	k := o.pauses("a", loket.TicketWaitingCitizen)
	o.joined("a", k.ID, loket.OutcomeNoticed)
	if now := o.view(k.ID).Ticket; now.State != loket.TicketWaitingCitizen || count(o.events(), loket.EventWake) != 0 {
		o.t.Errorf("after a thanks the ticket is %s, want it to wait for its citizen still", now.State)
	}
	queued, err := o.Queued(o.ctx(), o.agency.ID, loket.DefaultUnit)
	o.must(err)
	if len(queued) != 0 {
		o.t.Errorf("%d paused tickets are in the queue, want none", len(queued))
	}
}

func pastPause(o *office) {
	k := o.pauses("a", loket.TicketSnoozed)
	for at, want := range map[time.Duration]int{time.Hour - time.Millisecond: 0, time.Hour: 1} {
		found, err := o.PastPause(o.ctx(), o.clock.Now().Add(at), 10)
		o.must(err)
		if len(found) != want || want == 1 && (found[0].ID != k.ID || !found[0].ReturnAt.Equal(k.ReturnAt)) {
			o.t.Errorf("past pause after %v: %+v, want %d", at, found, want)
		}
	}
}
