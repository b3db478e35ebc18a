package storetest

import (
	"errors"
	"sync"
	"time"

	"loket/internal/loket"
)

func settleCases() []contractCase {
	return []contractCase{
		{"Twice/SecondIsStale", settleTwice},
		{"Stale/WritesNothing", staleWritesNothing},
		{"Stale/WhenTheTicketItJoinsWasClosed", joinsOnlyOpen},
		{"Hold/WaitsAndCountsFailures", holdWaits},
		{"OneOpenQuestion/AlsoUnderARace", oneOpenQuestion},
		{"OneOpenQuestion/AComplaintStandsBeside", complaintBeside},
		{"OneOpenQuestion/AfterTheCloseAnother", anotherAfterClose},
		{"Remembers/TopicChoicesAndWhatWasTold", remembers},
		{"Urgent/GoesToTheFront", urgentGoesFirst},
		{"EveryMessageIsPendingOrSettledByAnAnswerOrATicket", everyMessageIsOwed},
	}
}

func settleTwice(o *office) {
	s := o.situation(o.says("a", "m:a:1", "syarat ktp").Conversation)
	o.must(o.Settle(o.ctx(), o.decision(s, loket.OutcomeQuoted, loket.AnswerQuote)))
	err := o.Settle(o.ctx(), o.decision(s, loket.OutcomeQuoted, loket.AnswerQuote))
	if !errors.Is(err, loket.ErrStale) {
		o.t.Errorf("Settle() of settled messages = %v, want %v", err, loket.ErrStale)
	}
	if owed := o.owed(); len(owed) != 1 {
		o.t.Errorf("owed = %d sends, want 1", len(owed))
	}
}

func staleWritesNothing(o *office) {
	r := o.says("a", "m:a:1", "satu")
	s := o.situation(r.Conversation)
	o.must(o.Settle(o.ctx(), o.decision(s, loket.OutcomeQuoted, loket.AnswerQuote)))
	o.says("a", "m:a:2", "dua")
	both := o.handOff(o.situation(r.Conversation))
	both.Settled = append(both.Settled, loket.Settlement{Message: s.Pending[0].ID, Outcome: loket.OutcomeJoined})
	before := len(o.events())
	if err := o.Settle(o.ctx(), both); !errors.Is(err, loket.ErrStale) {
		o.t.Errorf("Settle() = %v, want %v", err, loket.ErrStale)
	}
	after := o.situation(r.Conversation)
	if len(after.Pending) != 1 || after.Ticket != nil || len(o.events()) != before || len(o.owed()) != 1 {
		o.t.Errorf("after a stale decision: pending %d, ticket %v, events %d more, want 1, none, 0",
			len(after.Pending), after.Ticket, len(o.events())-before)
	}
}

func joinsOnlyOpen(o *office) {
	ticket := o.ticket("a")
	s := o.situation(o.says("a", "m:a:2", "tambahan").Conversation)
	join := loket.Decision{
		Agency: o.agency.ID, Channel: o.channel, Conversation: s.Conversation.ID, Settled: []loket.Settlement{
			{Message: s.Pending[0].ID, Outcome: loket.OutcomeJoined, Ticket: ticket.ID},
		},
	}
	o.close(ticket.ID)
	if err := o.Settle(o.ctx(), join); !errors.Is(err, loket.ErrStale) {
		o.t.Errorf("Settle() into a closed ticket = %v, want %v", err, loket.ErrStale)
	}
}

func holdWaits(o *office) {
	r := o.says("a", "m:a:1", "mau tanya")
	m := o.situation(r.Conversation).Pending[0]
	due := func() int {
		ids, err := o.Due(o.ctx(), o.channel, o.clock.Now(), 10)
		o.must(err)
		return len(ids)
	}
	if due() != 1 {
		o.t.Error("a new message is not due at once")
	}
	until := o.clock.Now().Add(8 * time.Second)
	o.must(o.Settle(o.ctx(), loket.Decision{
		Channel: o.channel, Conversation: r.Conversation, Held: []loket.MessageID{m.ID}, HoldUntil: until,
	}))
	if due() != 0 {
		o.t.Error("a held message is due before its time")
	}
	o.must(o.Settle(o.ctx(), loket.Decision{
		Channel: o.channel, Conversation: r.Conversation, Held: []loket.MessageID{m.ID}, HoldUntil: until, Problem: "panic",
	}))
	o.clock.Add(8 * time.Second)
	if held := o.situation(r.Conversation).Pending[0]; due() != 1 || held.Attempts != 1 || !held.ConsiderAfter.Equal(until) {
		o.t.Errorf("after the hold: due %d, message %+v, want due with 1 failed attempt", due(), held)
	}
}

func oneOpenQuestion(o *office) {
	for _, person := range []string{"a", "b", "c", "d", "e"} {
		o.says(person, "m:"+person+":1", "satu")
		r := o.says(person, "m:"+person+":2", "dua")
		s := o.situation(r.Conversation)
		var all sync.WaitGroup
		errs := make([]error, 2)
		for i := range errs {
			one := s
			one.Pending = s.Pending[i : i+1]
			all.Go(func() { errs[i] = o.Settle(o.ctx(), o.handOff(one)) })
		}
		all.Wait()
		if (errs[0] == nil) == (errs[1] == nil) {
			o.t.Errorf("two hand-offs of a conversation at once = %v, want one nil and one stale", errs)
		}
		if err := errors.Join(errs...); !errors.Is(err, loket.ErrStale) {
			o.t.Errorf("the loser got %v, want %v", err, loket.ErrStale)
		}
	}
	rows, err := o.OpenTickets(o.ctx(), o.agency.ID, 100)
	o.must(err)
	if len(rows) != 5 {
		o.t.Errorf("open tickets = %d, want one for each of 5 conversations", len(rows))
	}
}

func complaintBeside(o *office) {
	o.ticket("a")
	s := o.situation(o.says("a", "m:a:2", "pelayanan lambat").Conversation)
	d := o.handOff(s)
	d.Ticket.Kind = loket.KindComplaint
	o.must(o.Settle(o.ctx(), d))
}

func anotherAfterClose(o *office) {
	first := o.ticket("a")
	_, err := o.UpdateTicket(o.ctx(), o.agency.ID, first.ID, func(t *loket.Ticket, _ loket.Situation) (loket.Change, error) {
		t.State = loket.TicketClosed
		return loket.Change{CloseEpisode: true}, nil
	})
	o.must(err)
	if second := o.ticket("a"); second.Episode == first.Episode {
		o.t.Error("a ticket after the close is in the closed episode")
	}
}

func remembers(o *office) {
	r := o.says("a", "m:a:1", "ktp")
	d := o.decision(o.situation(r.Conversation), loket.OutcomeAsked, loket.AnswerAsk)
	d.SetTopic, d.Topic, d.Choices, d.Told, d.Notice = true, "ktp-el-hilang", []string{"ktp-el-rusak", "kk-baru"}, true, "v1"
	o.must(o.Settle(o.ctx(), d))
	c := o.situation(r.Conversation).Conversation
	now := o.clock.Now()
	if c.Topic != d.Topic || len(c.Choices) != 2 || c.Choices[1] != "kk-baru" || !c.TopicAt.Equal(now) ||
		!c.ToldAt.Equal(now) || !c.NoticeAt.Equal(now) || c.NoticeVersion != "v1" {
		o.t.Errorf("conversation = %+v, want topic, two choices, told and noticed at %v", c, now)
	}
	o.clock.Add(time.Minute)
	o.says("a", "m:a:2", "makasih")
	o.must(o.Settle(o.ctx(), o.decision(o.situation(r.Conversation), loket.OutcomeNoticed, loket.AnswerNotice)))
	if c := o.situation(r.Conversation).Conversation; c.Topic != d.Topic || !c.ToldAt.Equal(now) {
		o.t.Errorf("a decision without a topic changed %q to %q", d.Topic, c.Topic)
	}
}

func urgentGoesFirst(o *office) {
	o.ticket("a")
	second := o.ticket("b")
	s := o.situation(o.says("b", "m:b:2", "tolong").Conversation)
	d := o.decision(s, loket.OutcomeGuarded, loket.AnswerNotice)
	d.Urgent = second.ID
	o.must(o.Settle(o.ctx(), d))
	rows, err := o.OpenTickets(o.ctx(), o.agency.ID, 10)
	o.must(err)
	if rows[0].Ticket.ID != second.ID || rows[0].Ticket.Priority != loket.PriorityEmergency {
		o.t.Errorf("first ticket = %+v, want the urgent %s", rows[0].Ticket, second.ID)
	}
}

func everyMessageIsOwed(o *office) {
	o.ticket("a")
	r := o.says("a", "m:a:2", "tambahan")
	o.must(o.Settle(o.ctx(), o.decision(o.situation(r.Conversation), loket.OutcomeQuoted, loket.AnswerQuote)))
	o.says("a", "m:a:3", "lagi")
	view, err := o.Ticket(o.ctx(), o.agency.ID, o.situation(r.Conversation).Ticket.ID)
	o.must(err)
	theirs, ours, pending := 0, 0, 0
	for _, line := range view.Lines {
		switch {
		case !line.FromCitizen:
			ours++
		case line.Outcome == "":
			pending++
		default:
			theirs++
		}
	}
	if theirs != 2 || pending != 1 || ours != 2 {
		o.t.Errorf("settled %d, pending %d, answers %d, want 2, 1, 2", theirs, pending, ours)
	}
}
