package storetest

import (
	"time"

	"loket/internal/loket"
)

func insultCases() []contractCase {
	return []contractCase{
		{"MarksTheConversationAndItsTicket", insultMarks},
		{"GoesWithTheErasure", insultErased},
	}
}

// insults settles a message of a person as the n-th insult in a row.
func (o *office) insults(person string, n int) loket.ConversationID {
	o.t.Helper()
	r := o.says(person, "m:"+person+":"+time.Duration(n).String(), "makian")
	d := o.decision(o.situation(r.Conversation), loket.OutcomeGuarded, loket.AnswerNotice)
	d.Insults = n
	d.Events = append(d.Events, loket.Event{Agency: o.agency.ID, Kind: loket.EventInsult, Conversation: r.Conversation, Value: int64(n), ActorKind: loket.ByBot})
	o.must(o.Settle(o.ctx(), d))
	return r.Conversation
}

func insultMarks(o *office) {
	o.insults("a", 1)
	conversation := o.insults("a", 2)
	if got := o.situation(conversation).Conversation; got.Insults != 2 || !got.InsultedAt.Equal(o.clock.Now()) {
		o.t.Errorf("conversation has %d insults, the last at %v, want 2 and now", got.Insults, got.InsultedAt)
	}
	if n := count(o.events(), loket.EventInsult); n != 2 {
		o.t.Errorf("%d events of insults, want 2", n)
	}
	rude, polite := o.ticket("a"), o.ticket("b")
	for id, want := range map[loket.TicketID]bool{rude.ID: true, polite.ID: false} {
		view, err := o.Ticket(o.ctx(), o.agency.ID, id)
		o.must(err)
		if view.Insulting() != want {
			o.t.Errorf("ticket %+v is marked: %v, want %v", view.InboxRow, !want, want)
		}
	}
	o.clock.Add(2 * loket.InsultSpan)
	o.close(rude.ID)
	later := o.ticket("a")
	view, err := o.Ticket(o.ctx(), o.agency.ID, later.ID)
	o.must(err)
	if view.Insulting() {
		o.t.Errorf("a ticket of two days later is marked: %+v", view.InboxRow)
	}
}

func insultErased(o *office) {
	conversation := o.insults("a", 1)
	o.asksErasure()
	o.deliverAll()
	o.wantErased(1)
	if got := o.situation(conversation).Conversation; got.Insults != 0 || !got.InsultedAt.IsZero() {
		o.t.Errorf("an erased conversation has %d insults at %v, want none", got.Insults, got.InsultedAt)
	}
}
