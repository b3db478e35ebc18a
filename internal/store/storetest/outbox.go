package storetest

import (
	"errors"
	"time"

	"loket/internal/loket"
)

func outboxCases() []contractCase {
	return []contractCase{
		{"Delivered/TakesItsPlaceAndRecordsTheEvent", deliveredTakesPlace},
		{"AnswerIsDeliveredWithItsLastSend", lastSendDelivers},
		{"OwedAgain/IsShownResting", owedAgainWaits},
		{"Begin/OnlyWhatIsOwed", beginOnlyOwed},
		{"SettledAsBegun/IsUnderWayFromItsCommit", settledAsBegun},
		{"Recover/ClassAFiveTimesClassBNever", recoverByClass},
		{"Unreachable/MarksTheContact", unreachableMarks},
		{"Moved/WhatIsOwedFollows", movedFollows},
		{"Lanes/RepliesFirst", repliesFirst},
	}
}

func settledAsBegun(o *office) {
	d := o.decision(o.situation(o.says("a", "m:a:1", "syarat ktp").Conversation), loket.OutcomeQuoted, loket.AnswerQuote)
	first := &d.Answers[0].Sends[0]
	first.State, first.Attempts = loket.SendSending, 1
	o.must(o.Settle(o.ctx(), d))
	if left := o.owed(); len(left) != 0 {
		o.t.Errorf("owed = %d, want 0: the only send is under way", len(left))
	}
	if err := o.Begin(o.ctx(), *first); !errors.Is(err, loket.ErrStale) {
		o.t.Errorf("Begin() of what is begun = %v, want ErrStale", err)
	}
	o.dies()
	again := o.owed()
	if len(again) != 1 || again[0].Attempts != 1 || again[0].Doubts != 1 {
		o.t.Fatalf("owed after a crash = %+v, want it once more, with one attempt and one doubt", again)
	}
	o.delivered(again[0])
}

func (o *office) owe(person string, sends int) loket.Decision {
	o.t.Helper()
	key := "m:" + person + ":" + string(loket.NewID[loket.MessageID]())
	d := o.decision(o.situation(o.says(person, key, "syarat ktp").Conversation), loket.OutcomeQuoted, loket.AnswerQuote)
	first := d.Answers[0].Sends[0]
	first.Parts = sends
	d.Answers[0].Sends = nil
	for i := range sends {
		first.ID, first.Part = loket.NewID[loket.SendID](), i+1
		d.Answers[0].Sends = append(d.Answers[0].Sends, first)
	}
	o.must(o.Settle(o.ctx(), d))
	return d
}

func deliveredTakesPlace(o *office) {
	d := o.owe("a", 1)
	s := o.owed()[0]
	if s.Address != "chat-a" || s.Content.Text != "Bawa KK ke loket." || s.Content.Buttons[0][0].Data != "h" {
		o.t.Errorf("owed = %+v, want the address and content it was owed with", s)
	}
	o.clock.Add(700 * time.Millisecond)
	o.delivered(s)
	if left := o.owed(); len(left) != 0 {
		o.t.Errorf("owed after the delivery = %d, want 0", len(left))
	}
	lines, err := o.Lines(o.ctx(), o.channel, "a", 0, 10)
	o.must(err)
	if len(lines) != 2 || lines[1].Seq != 2 || lines[1].Text != s.Content.Text || !lines[1].At.Equal(o.clock.Now()) {
		o.t.Errorf("transcript = %+v, want the delivered line second", lines)
	}
	for _, e := range o.events() {
		if e.Kind == loket.EventDelivered && (e.Answer != d.Answers[0].ID || e.Message != d.Settled[0].Message) {
			o.t.Errorf("delivered event = %+v, want it to name answer and message", e)
		}
	}
	if out := o.situation(s.Conversation).Conversation.LastOutAt; !out.Equal(o.clock.Now()) {
		o.t.Errorf("last word at %v, want %v", out, o.clock.Now())
	}
}

func lastSendDelivers(o *office) {
	o.owe("a", 3)
	for i, s := range o.owed() {
		if s.Part != i+1 {
			o.t.Errorf("send %d is part %d: want the order of parts", i, s.Part)
		}
		o.delivered(s)
		want := 0
		if i == 2 {
			want = 1
		}
		if got := count(o.events(), loket.EventDelivered); got != want {
			o.t.Errorf("after part %d: delivered events = %d, want %d", i+1, got, want)
		}
	}
}

func owedAgainWaits(o *office) {
	o.owe("a", 1)
	s := o.owed()[0]
	later := o.clock.Now().Add(3 * time.Second)
	o.must(o.Begin(o.ctx(), s))
	o.must(o.Finish(o.ctx(), loket.SendResult{
		Send: s, State: loket.SendOwed, NotBefore: later, Problem: "429", At: o.clock.Now(),
	}))
	again := o.owed()
	if len(again) != 1 || again[0].Attempts != 1 || again[0].Problem != "429" || again[0].Doubts != 0 {
		o.t.Fatalf("owed again = %+v, want one attempt, its problem, no doubt", again)
	}
	if !again[0].NotBefore.Equal(later) {
		o.t.Errorf("it rests until %v, want %v", again[0].NotBefore, later)
	}
}

func beginOnlyOwed(o *office) {
	o.owe("a", 1)
	s := o.owed()[0]
	o.must(o.Begin(o.ctx(), s))
	if err := o.Begin(o.ctx(), s); !errors.Is(err, loket.ErrStale) {
		o.t.Errorf("Begin() twice = %v, want %v", err, loket.ErrStale)
	}
	done := loket.SendResult{Send: s, State: loket.SendDelivered, At: o.clock.Now()}
	o.must(o.Finish(o.ctx(), done))
	if err := o.Finish(o.ctx(), done); !errors.Is(err, loket.ErrStale) {
		o.t.Errorf("Finish() twice = %v, want %v", err, loket.ErrStale)
	}
	lines, err := o.Lines(o.ctx(), o.channel, "a", 0, 10)
	o.must(err)
	if len(lines) != 2 {
		o.t.Errorf("transcript has %d lines, want 2", len(lines))
	}
}

func recoverByClass(o *office) {
	o.owe("a", 1)
	a := o.owed()[0]
	ticket := o.ticket("b")
	for _, s := range o.owed() {
		if s.ID != a.ID {
			o.delivered(s)
		}
	}
	_, err := o.UpdateTicket(o.ctx(), o.agency.ID, ticket.ID, func(_ *loket.Ticket, s loket.Situation) (loket.Change, error) {
		return loket.Change{Answers: []loket.Answer{o.answer(s, loket.AnswerReply, loket.ClassB, "Sudah kami cek.")}}, nil
	})
	o.must(err)
	for _, s := range o.owed() {
		o.must(o.Begin(o.ctx(), s))
	}
	o.dies()
	for death := 1; death <= 5; death++ {
		again := o.owed()
		if len(again) != 1 || again[0].ID != a.ID || again[0].Doubts != death {
			o.t.Fatalf("owed after death %d = %+v, want class A again, doubted as often", death, again)
		}
		o.must(o.Begin(o.ctx(), again[0]))
		o.dies()
	}
	if left := o.owed(); len(left) != 0 {
		o.t.Errorf("owed after six deaths = %+v, want nothing: it may be the cause", left)
	}
	view, err := o.Ticket(o.ctx(), o.agency.ID, ticket.ID)
	o.must(err)
	if last := view.Lines[len(view.Lines)-1]; last.State != loket.SendUncertain || last.Answer != loket.AnswerReply {
		o.t.Errorf("the reply = %+v, want uncertain, for staff to decide", last)
	}
}

func unreachableMarks(o *office) {
	o.owe("a", 1)
	s := o.owed()[0]
	o.must(o.Begin(o.ctx(), s))
	o.must(o.Finish(o.ctx(), loket.SendResult{
		Send: s, State: loket.SendDead, Unreachable: true, Problem: "403", At: o.clock.Now(),
	}))
	if at := o.situation(s.Conversation).Contact.UnreachableAt; !at.Equal(o.clock.Now()) {
		o.t.Errorf("unreachable since %v, want %v", at, o.clock.Now())
	}
}

func movedFollows(o *office) {
	o.owe("a", 2)
	s := o.owed()[0]
	o.must(o.Begin(o.ctx(), s))
	o.must(o.Finish(o.ctx(), loket.SendResult{Send: s, State: loket.SendOwed, MovedTo: "-100", At: o.clock.Now()}))
	for _, left := range o.owed() {
		if left.Address != "-100" {
			o.t.Errorf("part %d goes to %q, want -100", left.Part, left.Address)
		}
	}
	if got := o.situation(s.Conversation).Conversation.Address; got != "-100" {
		o.t.Errorf("conversation's address = %q, want -100", got)
	}
}

func repliesFirst(o *office) {
	o.owe("a", 1)
	ticket := o.ticket("b")
	_, err := o.UpdateTicket(o.ctx(), o.agency.ID, ticket.ID, func(_ *loket.Ticket, s loket.Situation) (loket.Change, error) {
		a := o.answer(s, loket.AnswerReply, loket.ClassB, "Silakan datang.")
		a.Sends[0].Lane = loket.LaneReply
		return loket.Change{Answers: []loket.Answer{a}}, nil
	})
	o.must(err)
	if owed := o.owed(); owed[0].Kind != loket.AnswerReply {
		o.t.Errorf("first owed = %s, want the reply", owed[0].Kind)
	}
}
