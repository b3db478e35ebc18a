package storetest

import (
	"fmt"
	"sync"

	"loket/internal/loket"
)

func eventCases() []contractCase {
	return []contractCase{
		{"AReaderByNumberSkipsNone", readerSkipsNone},
		{"GivesBackWhatWasRecorded", eventGivesBack},
	}
}

// readerSkipsNone reads while eight writers write: every number must be there
// when it is passed.
func readerSkipsNone(o *office) {
	const writers, each = 8, 25
	var all sync.WaitGroup
	for w := range writers {
		all.Go(func() {
			for i := range each {
				person := fmt.Sprint(w)
				if _, err := o.Ingest(o.ctx(), []loket.Inbound{o.text(person, fmt.Sprintf("m:%d:%d", w, i), "apa")}); err != nil {
					o.t.Error(err)
				}
			}
		})
	}
	var after int64
	for after < writers*each && !o.t.Failed() {
		events, err := o.Events(o.ctx(), after, 10)
		o.must(err)
		for _, e := range events {
			if e.Seq != after+1 {
				o.t.Fatalf("event %d follows %d", e.Seq, after)
			}
			after = e.Seq
		}
	}
	all.Wait()
}

func eventGivesBack(o *office) {
	ticket := o.ticket("a")
	want := loket.Event{
		Agency: o.agency.ID, At: o.clock.Now(), Kind: loket.EventPromise, Episode: ticket.Episode,
		Conversation: ticket.Conversation, Ticket: ticket.ID, Message: ticket.Message, Channel: ticket.Channel,
		Unit: ticket.Unit, Topic: "kk-baru", Entry: "kk-baru", Revision: "abc", ActorKind: loket.ByBot, ActorID: "x",
		Until: o.clock.Now(), Value: 42, CalendarVersion: "v1",
	}
	_, err := o.UpdateTicket(o.ctx(), o.agency.ID, ticket.ID, func(*loket.Ticket, loket.Situation) (loket.Change, error) {
		return loket.Change{Events: []loket.Event{want}}, nil
	})
	o.must(err)
	events := o.events()
	got := events[len(events)-1]
	want.Seq, want.ID, want.RecordedAt = got.Seq, got.ID, o.clock.Now()
	if got != want || got.ID == "" {
		o.t.Errorf("event = %+v, want %+v", got, want)
	}
}
