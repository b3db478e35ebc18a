package storetest

import (
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"loket/internal/loket"
)

func ticketCases() []contractCase {
	return []contractCase{
		{"Claim/OneOfManyAtOnce", claimRace},
		{"Reply/OnlyByTheHolderUnderItsEpoch", replyOnlyByHolder},
		{"Update/ARefusalWritesNothing", refusalWritesNothing},
		{"Update/AnotherAgencySeesNothing", otherAgencySeesNothing},
		{"Inbox/ByPriorityThenPlace", inboxOrder},
		{"Inbox/AButtonShowsTheWordsBeforeIt", buttonShowsWords},
		{"Queued/WaitingAndClaimedOfAUnit", queuedOfUnit},
	}
}

func (o *office) claim(id loket.TicketID, by loket.StaffID) (loket.Ticket, error) {
	return o.UpdateTicket(o.ctx(), o.agency.ID, id, func(t *loket.Ticket, _ loket.Situation) (loket.Change, error) {
		return loket.Change{}, t.Claim(by, o.clock.Now(), o.clock.Now().Add(5*time.Minute))
	})
}

func claimRace(o *office) {
	for i := range 5 {
		ticket := o.ticket(fmt.Sprint(i))
		var all sync.WaitGroup
		var won, held atomic.Int32
		for j := range 8 {
			all.Go(func() {
				switch _, err := o.claim(ticket.ID, loket.StaffID(fmt.Sprint(j))); {
				case err == nil:
					won.Add(1)
				case errors.Is(err, loket.ErrTicketHeld):
					held.Add(1)
				default:
					o.t.Errorf("claim = %v, want nil or %v", err, loket.ErrTicketHeld)
				}
			})
		}
		all.Wait()
		if won.Load() != 1 || held.Load() != 7 {
			o.t.Errorf("8 claims at once: %d won, %d refused, want 1 and 7", won.Load(), held.Load())
		}
	}
}

func replyOnlyByHolder(o *office) {
	ticket := o.ticket("a")
	first, err := o.claim(ticket.ID, "petugas-a")
	o.must(err)
	o.clock.Add(6 * time.Minute)
	second, err := o.claim(ticket.ID, "petugas-b")
	o.must(err)
	reply := func(by loket.StaffID, epoch int64) error {
		_, err := o.UpdateTicket(o.ctx(), o.agency.ID, ticket.ID,
			func(t *loket.Ticket, s loket.Situation) (loket.Change, error) {
				answer := o.answer(s, loket.AnswerReply, loket.ClassB, "dari "+string(by))
				return loket.Change{Answers: []loket.Answer{answer}}, t.MayWrite(by, epoch)
			})
		return err
	}
	if err := reply("petugas-a", first.LeaseEpoch); !errors.Is(err, loket.ErrLeaseLost) {
		o.t.Errorf("reply under the old epoch = %v, want %v", err, loket.ErrLeaseLost)
	}
	if err := reply("petugas-a", second.LeaseEpoch); !errors.Is(err, loket.ErrLeaseLost) {
		o.t.Errorf("reply by another under the right epoch = %v, want %v", err, loket.ErrLeaseLost)
	}
	o.must(reply("petugas-b", second.LeaseEpoch))
	replies := 0
	for _, s := range o.owed() {
		if s.Kind == loket.AnswerReply {
			replies++
		}
	}
	if replies != 1 {
		o.t.Errorf("replies owed = %d, want 1", replies)
	}
}

func refusalWritesNothing(o *office) {
	ticket := o.ticket("a")
	no := errors.New("no")
	_, err := o.UpdateTicket(o.ctx(), o.agency.ID, ticket.ID, func(t *loket.Ticket, _ loket.Situation) (loket.Change, error) {
		t.State = loket.TicketClosed
		return loket.Change{Events: []loket.Event{{Agency: o.agency.ID, Kind: loket.EventClose, ActorKind: loket.ByStaff}}}, no
	})
	if !errors.Is(err, no) {
		o.t.Errorf("UpdateTicket() = %v, want the refusal", err)
	}
	view, err := o.Ticket(o.ctx(), o.agency.ID, ticket.ID)
	o.must(err)
	if view.Ticket.State != loket.TicketWaiting || count(o.events(), loket.EventClose) != 0 {
		o.t.Errorf("after a refusal the ticket is %s", view.Ticket.State)
	}
}

func otherAgencySeesNothing(o *office) {
	ticket := o.ticket("a")
	if _, err := o.Ticket(o.ctx(), "lain", ticket.ID); !errors.Is(err, loket.ErrNotFound) {
		o.t.Errorf("Ticket(other agency) = %v, want %v", err, loket.ErrNotFound)
	}
	_, err := o.UpdateTicket(o.ctx(), "lain", ticket.ID, func(*loket.Ticket, loket.Situation) (loket.Change, error) {
		o.t.Error("change of another agency's ticket was called")
		return loket.Change{}, nil
	})
	if !errors.Is(err, loket.ErrNotFound) {
		o.t.Errorf("UpdateTicket(other agency) = %v, want %v", err, loket.ErrNotFound)
	}
	if rows, err := o.OpenTickets(o.ctx(), "lain", 10); err != nil || len(rows) != 0 {
		o.t.Errorf("OpenTickets(other agency) = %d rows, %v, want none", len(rows), err)
	}
}

func inboxOrder(o *office) {
	a := o.ticket("a")
	o.clock.Add(time.Minute)
	b := o.ticket("b")
	rows, err := o.OpenTickets(o.ctx(), o.agency.ID, 10)
	o.must(err)
	if len(rows) != 2 || rows[0].Ticket.ID != a.ID || rows[1].Ticket.ID != b.ID {
		o.t.Fatalf("inbox = %+v, want the longest waiting first", rows)
	}
	if r := rows[0]; r.Question != "pertanyaan yang sulit" || r.Messages != 1 || r.Channel != loket.Telegram || r.Holder != "" {
		o.t.Errorf("row = %+v, want its question, one message, Telegram, no holder", r)
	}
}

func queuedOfUnit(o *office) {
	a, b := o.ticket("a"), o.ticket("b")
	claimed, err := o.claim(b.ID, "petugas-a")
	o.must(err)
	units := 0
	o.must(o.EachUnit(o.ctx(), func(agency loket.AgencyID, unit loket.UnitID) {
		if agency != o.agency.ID || unit != loket.DefaultUnit {
			o.t.Errorf("unit %s of %s, want %s of %s", unit, agency, loket.DefaultUnit, o.agency.ID)
		}
		units++
	}))
	queued, err := o.Queued(o.ctx(), o.agency.ID, loket.DefaultUnit)
	o.must(err)
	if units != 1 || len(queued) != 2 || queued[0].ID != a.ID || queued[1].State != loket.TicketClaimed ||
		!queued[1].LeaseUntil.Equal(claimed.LeaseUntil) || !queued[0].OpenedAt.Equal(a.OpenedAt) {
		o.t.Errorf("queued = %+v in %d units, want the waiting and the claimed ticket in one", queued, units)
	}
}

func buttonShowsWords(o *office) {
	r := o.says("a", "m:a:1", "syarat pindah ke Kupang")
	o.must(o.Settle(o.ctx(), o.decision(o.situation(r.Conversation), loket.OutcomeQuoted, loket.AnswerQuote)))
	press := o.text("a", "b:1", "Bicara dengan petugas")
	press.Kind, press.Data = loket.MessageButton, "h"
	_, err := o.Ingest(o.ctx(), []loket.Inbound{press})
	o.must(err)
	o.must(o.Settle(o.ctx(), o.handOff(o.situation(r.Conversation))))
	rows, err := o.OpenTickets(o.ctx(), o.agency.ID, 10)
	o.must(err)
	if rows[0].Question != "syarat pindah ke Kupang" {
		o.t.Errorf("question = %q, want the words before the button", rows[0].Question)
	}
}
