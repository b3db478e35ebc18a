package storetest

import (
	"errors"

	"loket/internal/loket"
)

func resendCases() []contractCase {
	return []contractCase{
		{"Uncertain/IsOwedOnceMore", uncertainOwedAgain},
		{"Known/IsNotSentAgain", knownNotResent},
		{"OfAnotherConversation/IsNotFound", foreignNotResent},
	}
}

// doubts answers a ticket and lets the reply's fate become unknown.
func (o *office) doubts(k loket.Ticket) loket.Send {
	o.t.Helper()
	s := o.situation(k.Conversation)
	a := o.answer(s, loket.AnswerReply, loket.ClassB, "Silakan datang.")
	a.Ticket, a.Entry, a.Revision, a.Author = k.ID, "ktp-hilang", "0123456789ab", "petugas-a"
	_, err := o.UpdateTicket(o.ctx(), o.agency.ID, k.ID, func(*loket.Ticket, loket.Situation) (loket.Change, error) {
		return loket.Change{Answers: []loket.Answer{a}}, nil
	})
	o.must(err)
	for _, send := range o.owed() {
		if send.Answer != a.ID {
			continue
		}
		o.must(o.Begin(o.ctx(), send))
		o.must(o.Finish(o.ctx(), loket.SendResult{Send: send, State: loket.SendUncertain, Doubt: true, Problem: "timeout", At: o.clock.Now()}))
		return send
	}
	o.t.Fatal("the reply is not owed")
	return loket.Send{}
}

// resends asks for a send once more.
func (o *office) resends(k loket.Ticket, id loket.SendID) error {
	_, err := o.UpdateTicket(o.ctx(), o.agency.ID, k.ID, func(*loket.Ticket, loket.Situation) (loket.Change, error) {
		return loket.Change{Resend: id, Events: []loket.Event{o.did("petugas-a", loket.EventResend, k.ID)}}, nil
	})
	return err
}

func uncertainOwedAgain(o *office) {
	k := o.ticket("a")
	send := o.doubts(k)
	line := o.lineOf(k, send.ID)
	if line.State != loket.SendUncertain || line.Problem != "timeout" || line.Entry != "ktp-hilang" ||
		line.Revision != "0123456789ab" || line.Staff != "petugas-a" || line.Owed != send.Answer {
		o.t.Errorf("line = %+v, want it uncertain, with its reason, entry and author", line)
	}
	o.must(o.resends(k, send.ID))
	var again []loket.Send
	for _, s := range o.owed() {
		if s.ID == send.ID {
			again = append(again, s)
		}
	}
	if len(again) != 1 || again[0].Doubts != 1 || again[0].Problem != "" || !again[0].ExpiresAt.After(o.clock.Now()) {
		o.t.Fatalf("owed = %+v, want the send once more, with its doubt", again)
	}
	if e := o.last(loket.EventResend); e.Answer != send.Answer || e.Ticket != k.ID {
		o.t.Errorf("event = %+v, want it to name ticket and answer", e)
	}
	o.delivered(again[0])
	if line := o.lineOf(k, send.ID); line.State != loket.SendDelivered {
		o.t.Errorf("line = %+v, want it delivered", line)
	}
}

func (o *office) lineOf(k loket.Ticket, id loket.SendID) loket.Line {
	o.t.Helper()
	for _, line := range o.view(k.ID).Lines {
		if line.Send == id {
			return line
		}
	}
	o.t.Fatalf("send %s is not in the conversation", id)
	return loket.Line{}
}

// last is the newest event of a kind.
func (o *office) last(kind loket.EventKind) (found loket.Event) {
	o.t.Helper()
	for _, e := range o.events() {
		if e.Kind == kind {
			found = e
		}
	}
	return found
}

func knownNotResent(o *office) {
	k := o.ticket("a")
	send := o.doubts(k)
	o.must(o.resends(k, send.ID))
	if err := o.resends(k, send.ID); !errors.Is(err, loket.ErrNotUncertain) {
		o.t.Errorf("sending again what is owed = %v, want %v", err, loket.ErrNotUncertain)
	}
	if n := count(o.events(), loket.EventResend); n != 1 {
		o.t.Errorf("%d resends are recorded, want 1: a refusal writes nothing", n)
	}
}

func foreignNotResent(o *office) {
	k, other := o.ticket("a"), o.ticket("b")
	send := o.doubts(other)
	if err := o.resends(k, send.ID); !errors.Is(err, loket.ErrNotUncertain) {
		o.t.Errorf("sending again what belongs to another = %v, want %v", err, loket.ErrNotUncertain)
	}
	if line := o.lineOf(other, send.ID); line.State != loket.SendUncertain {
		o.t.Errorf("line = %+v, want it uncertain still", line)
	}
}
