package storetest

import (
	"time"

	"loket/internal/loket"
	"loket/internal/report"
)

func gapCases() []contractCase {
	return []contractCase{
		{"Unanswered/WhatItWasAbout", unansweredAbout},
		{"Unanswered/LatestFirstAndBounded", unansweredBounded},
		{"Unanswered/ErasedHasNoText", unansweredErased},
		{"Published/LastButTheFirst", publishedInPeriod},
	}
}

// handsOff hands what a person has pending to staff for a reason.
func (o *office) handsOff(conversation loket.ConversationID, reason string) {
	o.t.Helper()
	d := o.handOff(o.situation(conversation))
	for i := range d.Events {
		if d.Events[i].Kind == loket.EventHandoff {
			d.Events[i].Revision = reason
		}
	}
	o.must(o.Settle(o.ctx(), d))
	o.clock.Add(time.Second)
}

// unanswered reads the questions of the last day as "reason: text".
func (o *office) unanswered(most int) (lines []string, more bool) {
	o.t.Helper()
	all, more, err := o.Unanswered(o.ctx(), report.Query{
		Agency: o.agency.ID, From: o.clock.Now().Add(-24 * time.Hour), To: o.clock.Now().Add(time.Hour),
	}, most)
	o.must(err)
	for _, q := range all {
		if q.ID == "" || q.Ticket == "" || q.At.IsZero() {
			o.t.Errorf("question = %+v, want its hand-off, its moment and its ticket", q)
		}
		lines = append(lines, string(q.Why)+": "+q.Text)
	}
	return lines, more
}

// unansweredAbout: fragments that were handed over together are one question; after a
// quote it is what was quoted to; a wish for a human out of nothing is none, and
// neither is what the bot hands over by a rule.
func unansweredAbout(o *office) {
	o.says("a", "m:a:1", "parkir")
	o.handsOff(o.says("a", "m:a:2", "mobil").Conversation, loket.ReasonUnknown)
	quoted := o.says("b", "m:b:1", "biaya legalisir").Conversation
	o.must(o.Settle(o.ctx(), o.decision(o.situation(quoted), loket.OutcomeQuoted, loket.AnswerQuote)))
	o.clock.Add(time.Second)
	o.says("b", "m:b:2", "petugas saja")
	o.handsOff(quoted, loket.ReasonAsked)
	o.handsOff(o.says("c", "m:c:1", "petugas").Conversation, loket.ReasonAsked)
	o.handsOff(o.says("d", "m:d:1", "tolong, ada api").Conversation, loket.ReasonEmergency)
	o.handsOff(o.says("e", "m:e:1", "tarif lama").Conversation, loket.ReasonNotQuotable)
	got, more := o.unanswered(10)
	o.same("unanswered", got, []string{"not_quotable: tarif lama", "not_this: biaya legalisir", "no_answer: parkir mobil"})
	if more {
		o.t.Error("there are said to be more")
	}
}

func unansweredBounded(o *office) {
	for _, person := range []string{"a", "b", "c"} {
		o.handsOff(o.says(person, "m:"+person+":1", "tanya "+person).Conversation, loket.ReasonUnknown)
	}
	got, more := o.unanswered(2)
	o.same("the latest two", got, []string{"no_answer: tanya c", "no_answer: tanya b"})
	if !more {
		o.t.Error("more = false, want true: there are three")
	}
	if got, more := o.unanswered(3); len(got) != 3 || more {
		o.t.Errorf("unanswered(3) = %q, %v, want all three and no more", got, more)
	}
	other := loket.AgencyID("lain")
	if all, _, err := o.Unanswered(o.ctx(), report.Query{Agency: other, To: o.clock.Now().Add(time.Hour)}, 9); err != nil || len(all) != 0 {
		o.t.Errorf("of another agency: %v, %v, want nothing", all, err)
	}
}

func unansweredErased(o *office) {
	o.handsOff(o.says("a", "m:a:1", "parkir di mana").Conversation, loket.ReasonUnknown)
	o.asksErasure()
	o.deliverAll()
	o.wantErased(1)
	got, _ := o.unanswered(9)
	o.same("after the erasure", got, []string{"no_answer: "})
}

func publishedInPeriod(o *office) {
	from := o.clock.Now().Add(time.Hour)
	o.must(o.Publish(o.ctx(), o.publication(1, entryItem("ktp", "lama"), entryItem("kk", "lama"))))
	o.clock.Add(2 * time.Hour)
	o.must(o.Publish(o.ctx(), o.publication(2, entryItem("ktp", "baru"))))
	o.clock.Add(time.Hour)
	last := o.clock.Now()
	o.must(o.Publish(o.ctx(), o.publication(3, entryItem("ktp", "baru sekali"), entryItem("kk", ""))))
	q := report.Query{Agency: o.agency.ID, From: from, To: last.Add(time.Hour)}
	got, err := o.Published(o.ctx(), q)
	o.must(err)
	if len(got) != 1 || got[0].Entry != "ktp" || !got[0].At.Equal(last) {
		o.t.Errorf("Published() = %+v, want ktp at its last publication alone: kk was taken out", got)
	}
	q.From = from.Add(-2 * time.Hour)
	q.To = from
	if got, err := o.Published(o.ctx(), q); err != nil || len(got) != 0 {
		o.t.Errorf("Published() of the first publication = %+v, %v, want nothing", got, err)
	}
}
