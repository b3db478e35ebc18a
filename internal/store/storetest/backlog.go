package storetest

import (
	"slices"
	"time"

	"loket/internal/loket"
)

func backlogCases() []contractCase {
	return []contractCase{
		{"Unprocessed/FromWhenItCouldHaveBeenConsidered", unprocessedAges},
		{"Unprocessed/RestsDoNotMakeAFailureYoung", failuresStayOld},
		{"Undelivered/ByLaneUntilDelivered", undeliveredByLane},
		{"Undelivered/WhatRestsIsNotLate", restingIsNotLate},
		{"Undelivered/WhatAFormerOwnerLeftIsNotLate", formersIsNotLate},
	}
}

// waits compares what waits with what should.
func (o *office) waits(read func() ([]loket.Backlog, error), want ...loket.Backlog) {
	o.t.Helper()
	got, err := read()
	o.must(err)
	slices.SortFunc(got, func(a, b loket.Backlog) int { return int(a.Lane - b.Lane) })
	if !slices.EqualFunc(got, want, func(a, b loket.Backlog) bool {
		return a.Channel == b.Channel && a.Lane == b.Lane && a.Waiting == b.Waiting && a.Oldest.Equal(b.Oldest)
	}) {
		o.t.Errorf("waiting = %+v, want %+v", got, want)
	}
}

func (o *office) unprocessed() ([]loket.Backlog, error) { return o.Unprocessed(o.ctx(), o.clock.Now()) }

func (o *office) undelivered() ([]loket.Backlog, error) { return o.Undelivered(o.ctx(), o.clock.Now()) }

func unprocessedAges(o *office) {
	o.waits(o.unprocessed)
	began := o.clock.Now()
	held := o.situation(o.says("a", "m:a:1", "emm").Conversation)
	o.must(o.Settle(o.ctx(), loket.Decision{
		Agency: o.agency.ID, Conversation: held.Conversation.ID, Held: []loket.MessageID{held.Pending[0].ID},
		HoldUntil: began.Add(8 * time.Second), Channel: o.channel,
	}))
	o.waits(o.unprocessed)
	o.clock.Add(9 * time.Second)
	o.waits(o.unprocessed, loket.Backlog{Channel: o.channel, Waiting: 1, Oldest: began.Add(8 * time.Second)})
	other := o.situation(o.says("b", "m:b:1", "syarat ktp").Conversation)
	o.waits(o.unprocessed, loket.Backlog{Channel: o.channel, Waiting: 2, Oldest: began.Add(8 * time.Second)})
	o.must(o.Settle(o.ctx(), o.decision(other, loket.OutcomeQuoted, loket.AnswerQuote)))
	o.waits(o.unprocessed, loket.Backlog{Channel: o.channel, Waiting: 1, Oldest: began.Add(8 * time.Second)})
}

func failuresStayOld(o *office) {
	began := o.clock.Now()
	s := o.situation(o.says("a", "m:a:1", "syarat ktp").Conversation)
	o.must(o.Settle(o.ctx(), loket.Decision{
		Agency: o.agency.ID, Conversation: s.Conversation.ID, Held: []loket.MessageID{s.Pending[0].ID},
		HoldUntil: began.Add(time.Hour), Problem: "boom", Channel: o.channel,
	}))
	o.clock.Add(time.Minute)
	o.waits(o.unprocessed, loket.Backlog{Channel: o.channel, Waiting: 1, Oldest: began})
}

func undeliveredByLane(o *office) {
	o.waits(o.undelivered)
	began := o.clock.Now()
	o.owe("a", 1)
	send := o.owed()[0]
	o.clock.Add(time.Second)
	want := loket.Backlog{Channel: o.channel, Lane: send.Lane, Waiting: 1, Oldest: began}
	o.waits(o.undelivered, want)
	o.must(o.Begin(o.ctx(), send))
	o.waits(o.undelivered, want) // a call that hangs is late too
	o.must(o.Finish(o.ctx(), loket.SendResult{Send: send, State: loket.SendDelivered, ChannelMessageID: "1", At: o.clock.Now()}))
	o.waits(o.undelivered)
}

func restingIsNotLate(o *office) {
	o.owe("a", 2)
	first := o.owed()[0]
	o.must(o.Begin(o.ctx(), first))
	until := o.clock.Now().Add(5 * time.Minute)
	o.must(o.Finish(o.ctx(), loket.SendResult{Send: first, State: loket.SendOwed, NotBefore: until, At: o.clock.Now()}))
	o.clock.Add(2 * time.Minute)
	o.waits(o.undelivered) // the second part waits for the first
	o.clock.Add(4 * time.Minute)
	got, err := o.undelivered()
	o.must(err)
	if len(got) != 1 || got[0].Waiting != 2 {
		o.t.Errorf("after the rest %+v wait, want both parts", got)
	}
}

// formersIsNotLate takes a channel over in the middle of an answer: its grace is
// no standstill of the new owner.
func formersIsNotLate(o *office) {
	o.owe("a", 2)
	o.must(o.Begin(o.ctx(), o.owed()[0]))
	taken, err := o.AcquireLease(o.ctx(), o.channel, loket.Owner{Replica: "b", Process: "1"}, false)
	o.must(err)
	o.waits(o.undelivered)
	o.must(o.Recover(o.ctx(), o.channel, taken.Epoch))
	got, err := o.undelivered()
	o.must(err)
	if len(got) != 1 || got[0].Waiting != 2 {
		o.t.Errorf("after the grace %+v wait, want both parts", got)
	}
}
