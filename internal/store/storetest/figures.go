package storetest

import (
	"time"

	"loket/internal/loket"
	"loket/internal/report"
)

func figuresCases() []contractCase {
	return []contractCase{
		{"BotAnswers/FromReceivedToDelivered", botAnswers},
		{"HandOffs/EveryEnding", handOffs},
	}
}

func (o *office) period() (from, to time.Time) {
	return o.clock.Now().Add(-time.Hour), o.clock.Now().Add(24 * time.Hour)
}

func botAnswers(o *office) {
	from, to := o.period()
	o.owe("a", 1)
	o.clock.Add(800 * time.Millisecond)
	o.delivered(o.owed()[0])
	o.owe("b", 1)
	o.says("c", "m:c:1", "belum dibaca")
	greeted := o.says("d", "m:d:1", "halo")
	o.must(o.Settle(o.ctx(), o.decision(o.situation(greeted.Conversation), loket.OutcomeNoticed, loket.AnswerNotice)))
	waits, err := o.BotAnswers(o.ctx(), o.agency.ID, from, to)
	o.must(err)
	endings := map[report.Ending]int{}
	for _, w := range waits {
		endings[w.Ended]++
		if w.Ended == report.Answered && w.End.Sub(w.Start) != 800*time.Millisecond {
			o.t.Errorf("answer time = %v, want 800ms", w.End.Sub(w.Start))
		}
		if w.Channel != o.channel || w.ChannelKind != loket.Telegram {
			o.t.Errorf("wait = %+v, want its channel", w)
		}
	}
	if endings[report.Answered] != 1 || endings[report.Waiting] != 2 {
		o.t.Errorf("endings = %v, want one answered, two waiting (owed, not considered); a greeting is no question", endings)
	}
	if outside, err := o.BotAnswers(o.ctx(), o.agency.ID, to, to.Add(time.Hour)); err != nil || len(outside) != 0 {
		o.t.Errorf("outside the period: %d waits, %v", len(outside), err)
	}
}

func handOffs(o *office) {
	from, to := o.period()
	o.ticket("waiting")
	closed, replied := o.ticket("closed"), o.ticket("replied")
	o.clock.Add(10 * time.Minute)
	o.close(closed.ID)
	_, err := o.UpdateTicket(o.ctx(), o.agency.ID, replied.ID, func(t *loket.Ticket, s loket.Situation) (loket.Change, error) {
		a := o.answer(s, loket.AnswerReply, loket.ClassB, "Sudah jadi.")
		return loket.Change{Answers: []loket.Answer{a}, Events: []loket.Event{{
			Agency: o.agency.ID, Kind: loket.EventReply, Ticket: t.ID, Answer: a.ID, ActorKind: loket.ByStaff,
		}}}, nil
	})
	o.must(err)
	o.close(replied.ID)
	o.clock.Add(2 * time.Minute)
	for _, s := range o.owed() {
		o.delivered(s)
	}
	waits, err := o.HandOffs(o.ctx(), o.agency.ID, from, to)
	o.must(err)
	took := map[report.Ending]time.Duration{}
	for _, w := range waits {
		took[w.Ended] = w.End.Sub(w.Start)
	}
	if len(waits) != 3 || took[report.Answered] != 12*time.Minute || took[report.ClosedUnanswered] != 10*time.Minute {
		o.t.Errorf("waits = %v, want 12m answered (a receipt does not count), 10m closed unanswered, one waiting", took)
	}
	if _, open := took[report.Waiting]; !open {
		o.t.Error("the open hand-off does not count")
	}
}

func (o *office) close(id loket.TicketID) {
	o.t.Helper()
	_, err := o.UpdateTicket(o.ctx(), o.agency.ID, id, func(t *loket.Ticket, _ loket.Situation) (loket.Change, error) {
		t.State, t.ClosedAt = loket.TicketClosed, o.clock.Now()
		return loket.Change{Events: []loket.Event{{
			Agency: o.agency.ID, Kind: loket.EventClose, Ticket: t.ID, ActorKind: loket.ByStaff,
		}}}, nil
	})
	o.must(err)
}
