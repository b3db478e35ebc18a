package storetest

import (
	"context"
	"crypto/sha256"
	"testing"
	"time"

	"loket/internal/loket"
	"loket/internal/loket/lokettest"
	"loket/internal/privacy"
	"loket/internal/store"
)

// office is an open ledger with an agency in it, and the short words the suite
// is written in.
type office struct {
	*store.Store
	t       testing.TB
	clock   *lokettest.Clock
	sealer  *privacy.Sealer
	agency  loket.Agency
	channel loket.ChannelID
	address string
	fresh   func() string // the address of another place, empty
	epoch   int64         // under which the channel is owned
}

// Sealer makes a sealer whose master keys are drawn from seeds, the current one
// first.
func Sealer(t testing.TB, seeds ...byte) *privacy.Sealer {
	t.Helper()
	keys := masterKeys(t, seeds...)
	sealer, err := privacy.NewSealer(keys[0], keys[1:]...)
	if err != nil {
		t.Fatal(err)
	}
	return sealer
}

func masterKeys(t testing.TB, seeds ...byte) (keys []privacy.Key) {
	t.Helper()
	for _, seed := range seeds {
		raw := sha256.Sum256([]byte{seed})
		key, err := privacy.NewKey(raw[:])
		if err != nil {
			t.Fatal(err)
		}
		keys = append(keys, key)
	}
	return keys
}

func openOffice(t testing.TB, address string) *office {
	t.Helper()
	clock, sealer := lokettest.NewClock(), Sealer(t, 1)
	s, err := store.Open(t.Context(), address, store.Options{Sealer: sealer, Now: clock.Now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("Close() = %v, want nil", err)
		}
	})
	o := &office{
		Store: s, t: t, clock: clock, sealer: sealer, address: address,
		agency: lokettest.Agency(), channel: lokettest.Channels()[0].ID,
	}
	o.must(s.Register(t.Context(), o.agency, lokettest.Channels()...))
	return o
}

func (o *office) must(err error) {
	o.t.Helper()
	if err != nil {
		o.t.Fatal(err)
	}
}

func (o *office) ctx() context.Context { return o.t.Context() }

// text is a message of a person on the office's first channel.
func (o *office) text(person, key, text string) loket.Inbound {
	return loket.Inbound{
		Channel: o.channel, OriginKey: key, Person: person, Name: "Warga " + person, Address: "chat-" + person,
		Kind: loket.MessageText, Text: text, SentAt: o.clock.Now().Add(-2 * time.Second),
	}
}

// says stores one message and returns its receipt.
func (o *office) says(person, key, text string) loket.Receipt {
	o.t.Helper()
	receipts, err := o.Ingest(o.ctx(), []loket.Inbound{o.text(person, key, text)})
	o.must(err)
	return receipts[0]
}

func (o *office) situation(id loket.ConversationID) loket.Situation {
	o.t.Helper()
	s, err := o.Situation(o.ctx(), id)
	o.must(err)
	return s
}

func (o *office) events() []loket.Event {
	o.t.Helper()
	events, err := o.Events(o.ctx(), 0, 100_000)
	o.must(err)
	return events
}

func count(events []loket.Event, kind loket.EventKind) int {
	n := 0
	for _, e := range events {
		if e.Kind == kind {
			n++
		}
	}
	return n
}

// decision settles every pending message of a situation with one answer.
func (o *office) decision(s loket.Situation, outcome loket.Outcome, kind loket.AnswerKind) loket.Decision {
	first := s.Pending[0]
	answer := o.answer(s, kind, loket.ClassA, "Bawa KK ke loket.")
	answer.Message = first.ID
	answer.Sends[0].Message = first.ID
	d := loket.Decision{
		Agency: o.agency.ID, Channel: s.Conversation.Channel, Conversation: s.Conversation.ID, Episode: first.Episode,
		At: o.clock.Now(), Epoch: o.epoch, Answers: []loket.Answer{answer},
		Events: []loket.Event{{
			Agency: o.agency.ID, At: o.clock.Now(), Kind: loket.EventKind(kind), Episode: s.Conversation.Episode,
			Conversation: s.Conversation.ID, Message: first.ID, Answer: answer.ID,
			Channel: s.Conversation.Channel, ActorKind: loket.ByBot,
		}},
	}
	for _, m := range s.Pending {
		d.Settled = append(d.Settled, loket.Settlement{Message: m.ID, Outcome: outcome, Answer: answer.ID})
	}
	return d
}

func (o *office) answer(s loket.Situation, kind loket.AnswerKind, class loket.Class, text string) loket.Answer {
	a := loket.Answer{
		ID: loket.NewID[loket.AnswerID](), Agency: o.agency.ID, Conversation: s.Conversation.ID, Kind: kind,
	}
	a.Sends = []loket.Send{{
		ID: loket.NewID[loket.SendID](), Agency: o.agency.ID, Channel: s.Conversation.Channel,
		Conversation: s.Conversation.ID, Answer: a.ID, Kind: kind, Target: loket.ToConversation,
		Address: s.Conversation.Address, Op: loket.OpSend, Part: 1, Parts: 1, Lane: loket.LaneAnswer, Class: class,
		Content: loket.Content{Text: text, Buttons: [][]loket.Button{{{Label: "Petugas", Data: "h"}}}},
	}}
	return a
}

// handOff settles what is pending with a new question ticket.
func (o *office) handOff(s loket.Situation) loket.Decision {
	d := o.decision(s, loket.OutcomeHandedOff, loket.AnswerReceipt)
	first := s.Pending[0]
	d.Ticket = &loket.Ticket{
		ID: loket.NewID[loket.TicketID](), Number: loket.NewTicketNumber(o.agency.Code), Agency: o.agency.ID,
		Channel: s.Conversation.Channel, Conversation: s.Conversation.ID, Episode: first.Episode, Message: first.ID,
		Unit: loket.DefaultUnit, Kind: loket.KindQuestion, State: loket.TicketWaiting, OpenedAt: o.clock.Now(),
		DueAt: o.clock.Now().Add(30 * time.Minute), Reason: "unknown",
	}
	for i := range d.Settled {
		d.Settled[i].Ticket = d.Ticket.ID
	}
	d.Events = append(d.Events, loket.Event{
		Agency: o.agency.ID, At: o.clock.Now(), Kind: loket.EventHandoff, Episode: s.Conversation.Episode,
		Conversation: s.Conversation.ID, Ticket: d.Ticket.ID, Message: first.ID,
		Channel: s.Conversation.Channel, ActorKind: loket.ByBot,
	})
	return d
}

// ticket stores a message of a person and hands it off.
func (o *office) ticket(person string) loket.Ticket {
	o.t.Helper()
	r := o.says(person, "m:"+person+":"+string(loket.NewID[loket.MessageID]()), "pertanyaan yang sulit")
	d := o.handOff(o.situation(r.Conversation))
	o.must(o.Settle(o.ctx(), d))
	return *d.Ticket
}

// delivered takes a send all the way.
func (o *office) delivered(s loket.Send) {
	o.t.Helper()
	o.must(o.Begin(o.ctx(), s))
	o.must(o.Finish(o.ctx(), loket.SendResult{
		Send: s, State: loket.SendDelivered, ChannelMessageID: "77", At: o.clock.Now(),
	}))
}

func (o *office) owed() []loket.Send {
	o.t.Helper()
	owed, err := o.Owed(o.ctx(), o.channel, o.clock.Now(), 1000)
	o.must(err)
	for i := range owed {
		owed[i].Epoch = o.epoch
	}
	return owed
}

// dies ends the process that owns the channel; the next one of its replica owns
// it and settles what it left half done.
func (o *office) dies() {
	o.t.Helper()
	lease, err := o.AcquireLease(o.ctx(), o.channel, loket.Owner{Replica: "a", Process: "next"}, true)
	o.must(err)
	o.epoch = lease.Epoch
	o.must(o.Recover(o.ctx(), o.channel, o.epoch))
}
