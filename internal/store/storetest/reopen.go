package storetest

import (
	"errors"
	"sync"
	"sync/atomic"
	"time"

	"loket/internal/loket"
	"loket/internal/report"
)

func reopenCases() []contractCase {
	return []contractCase{
		{"ByADecision/GoesOnInItsEpisode", decisionReopens},
		{"ByADecision/TooLateIsStale", lateIsStale},
		{"BesideANewQuestion/OneIsOpen", reopenRace},
		{"Merged/WaitGoesOnElsewhere", mergedWait},
	}
}

// ended closes a person's new ticket.
func (o *office) ended(person string) loket.Ticket {
	o.t.Helper()
	k, err := o.UpdateTicket(o.ctx(), o.agency.ID, o.ticket(person).ID, func(k *loket.Ticket, _ loket.Situation) (loket.Change, error) {
		k.End(o.clock.Now(), loket.ByStaff)
		return loket.Change{CloseEpisode: true}, nil
	})
	o.must(err)
	return k
}

// goesOn is a decision that opens a ticket again for a person's next message.
func (o *office) goesOn(person string, k loket.Ticket) loket.Decision {
	o.t.Helper()
	r := o.says(person, "m:"+person+":"+string(loket.NewID[loket.MessageID]()), "masih belum")
	d := o.decision(o.situation(r.Conversation), loket.OutcomeJoined, loket.AnswerReceipt)
	d.Reopen, d.ReopenedBy = &k, d.Settled[0].Message
	d.Settled[0].Ticket = k.ID
	return d
}

func decisionReopens(o *office) {
	k := o.ended("a")
	o.clock.Add(time.Hour)
	found, err := o.LastClosed(o.ctx(), k.Conversation, k.Kind, o.clock.Now().Add(-loket.ReopenWithin))
	o.must(err)
	if found == nil || found.ID != k.ID {
		o.t.Fatalf("LastClosed() = %+v, want %s", found, k.ID)
	}
	if other, err := o.LastClosed(o.ctx(), k.Conversation, loket.KindComplaint, time.Time{}); other != nil || err != nil {
		o.t.Errorf("LastClosed(complaint) = %+v, %v, want none", other, err)
	}
	d := o.goesOn("a", k)
	o.must(o.Settle(o.ctx(), d))
	now := o.view(k.ID).Ticket
	if now.State != loket.TicketWaiting || now.Episode != d.Episode || now.Episode == k.Episode || now.Priority != loket.PriorityHigh {
		o.t.Errorf("ticket = %+v, want it waiting at the front in episode %s", now, d.Episode)
	}
	if s := o.situation(k.Conversation); s.Ticket == nil || s.Ticket.ID != k.ID {
		o.t.Errorf("the conversation's open question is %+v, want %s", s.Ticket, k.ID)
	}
}

func lateIsStale(o *office) {
	k := o.ended("a")
	o.clock.Add(loket.ReopenWithin + time.Millisecond)
	if err := o.Settle(o.ctx(), o.goesOn("a", k)); !errors.Is(err, loket.ErrStale) {
		o.t.Errorf("Settle() with a ticket closed long ago = %v, want %v", err, loket.ErrStale)
	}
	if n := count(o.events(), loket.EventReopen); n != 0 {
		o.t.Errorf("%d reopenings are recorded, want none", n)
	}
}

// reopenRace has staff reopen a question while the clerk opens another.
func reopenRace(o *office) {
	for range 5 {
		k := o.ended("a")
		r := o.says("a", "m:a:"+string(loket.NewID[loket.MessageID]()), "hal lain")
		d := o.handOff(o.situation(r.Conversation))
		var both sync.WaitGroup
		var won atomic.Int32
		check := func(what string, err, refusal error) {
			switch {
			case err == nil:
				won.Add(1)
			case !errors.Is(err, refusal):
				o.t.Errorf("%s = %v, want nil or %v", what, err, refusal)
			}
		}
		both.Go(func() { check("open", o.Settle(o.ctx(), d), loket.ErrStale) })
		both.Go(func() {
			_, err := o.UpdateTicket(o.ctx(), o.agency.ID, k.ID, func(k *loket.Ticket, s loket.Situation) (loket.Change, error) {
				return loket.Change{}, k.Reopen(o.clock.Now(), s.Conversation.Episode)
			})
			check("reopen", err, loket.ErrOtherOpen)
		})
		both.Wait()
		if won.Load() != 1 {
			o.t.Errorf("%d of two won, want 1", won.Load())
		}
		open, err := o.OpenTickets(o.ctx(), o.agency.ID, 10)
		o.must(err)
		if len(open) != 1 {
			o.t.Fatalf("%d questions are open, want 1", len(open))
		}
		_, err = o.UpdateTicket(o.ctx(), o.agency.ID, open[0].Ticket.ID, func(k *loket.Ticket, _ loket.Situation) (loket.Change, error) {
			k.End(o.clock.Now(), loket.ByCitizen)
			return loket.Change{}, nil
		})
		o.must(err)
	}
}

// mergedIntoComplaint has somebody complain beside their ticket, and staff merge the
// one into the other, which it returns.
func (o *office) mergedIntoComplaint(person string, id loket.TicketID) loket.Ticket {
	o.t.Helper()
	r := o.says(person, "m:"+person+":aduan", "pelayanan lambat")
	d := o.handOff(o.situation(r.Conversation))
	d.Ticket.Kind = loket.KindComplaint
	o.must(o.Settle(o.ctx(), d))
	claimed, err := o.claim(id, "petugas-a")
	o.must(err)
	_, kept, err := o.MergeTickets(o.ctx(), o.agency.ID, id, d.Ticket.ID,
		func(from, into *loket.Ticket, _ loket.Situation) (loket.Change, error) {
			merged := loket.Event{
				Agency: from.Agency, Kind: loket.EventMerge, Ticket: from.ID, Channel: from.Channel, ActorKind: loket.ByStaff, Revision: string(into.ID),
			}
			return loket.Change{Events: []loket.Event{merged}}, from.Merge("petugas-a", claimed.LeaseEpoch, into, o.clock.Now())
		})
	o.must(err)
	return kept
}

// mergedWait holds the figures to it that a merge neither answers nor forgets.
func mergedWait(o *office) {
	k := o.ticket("a")
	kept := o.mergedIntoComplaint("a", k.ID)
	if view := o.view(kept.ID); view.Messages != 2 || o.view(k.ID).Ticket.MergedInto != kept.ID {
		o.t.Errorf("the kept ticket has %d messages, want those of both", view.Messages)
	}
	waits := o.rows(report.HandOffWait)
	ended := map[report.Ending]int{}
	for _, w := range waits {
		ended[w.Ended]++
	}
	if len(waits) != 2 || ended[report.Waiting] != 2 {
		o.t.Errorf("hand-off waits ended %v, want both to go on", ended)
	}
}
