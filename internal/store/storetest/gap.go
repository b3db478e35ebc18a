package storetest

import (
	"fmt"
	"time"

	"loket/internal/loket"
	"loket/internal/report"
)

func gapCases() []contractCase {
	return []contractCase{
		{"Unanswered/WhatItWasAbout", unansweredAbout},
		{"Unanswered/LatestFirstAndBounded", unansweredBounded},
		{"Unanswered/ErasedHasNoText", unansweredErased},
		{"Unanswered/FirstMomentInLastOut", unansweredEdges},
		{"Unanswered/QuotedLastIsWhatFailed", unansweredAfterTwoQuotes},
		{"Published/LastButTheFirst", publishedInPeriod},
		{"Published/OfOneAgency", publishedApart},
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

// unansweredEdges: a hand-off at the period's first moment is in it, one at its end
// is in the next, so that periods side by side have each once.
func unansweredEdges(o *office) {
	o.handsOff(o.says("a", "m:a:1", "parkir").Conversation, loket.ReasonUnknown)
	all, _, err := o.Unanswered(o.ctx(), report.Query{Agency: o.agency.ID, To: o.clock.Now().Add(time.Hour)}, 9)
	o.must(err)
	if len(all) != 1 {
		o.t.Fatalf("%d questions, want the one", len(all))
	}
	at := all[0].At
	for _, c := range []struct {
		from, to time.Time
		want     int
	}{{at, at.Add(time.Millisecond), 1}, {at.Add(-time.Hour), at, 0}, {at.Add(time.Millisecond), at.Add(time.Hour), 0}} {
		got, more, err := o.Unanswered(o.ctx(), report.Query{Agency: o.agency.ID, From: c.from, To: c.to}, 9)
		o.must(err)
		if len(got) != c.want || more {
			o.t.Errorf("handed over at %v, read from %v to %v: %d questions, more: %v, want %d and no more", at, c.from, c.to, len(got), more, c.want)
		}
	}
}

// unansweredAfterTwoQuotes: who asks for a human after two quotes was failed by the
// last; the bound counts hand-offs, also those that were no question.
func unansweredAfterTwoQuotes(o *office) {
	for i, text := range []string{"biaya legalisir", "biaya akta"} {
		asked := o.says("a", fmt.Sprint("m:a:", i), text).Conversation
		o.must(o.Settle(o.ctx(), o.decision(o.situation(asked), loket.OutcomeQuoted, loket.AnswerQuote)))
		o.clock.Add(time.Second)
	}
	o.handsOff(o.says("a", "m:a:9", "petugas saja").Conversation, loket.ReasonAsked)
	o.handsOff(o.says("b", "m:b:1", "petugas").Conversation, loket.ReasonAsked)
	got, more := o.unanswered(2)
	o.same("unanswered", got, []string{"not_this: biaya akta"})
	if more {
		o.t.Error("there are said to be more than the two hand-offs")
	}
	if got, more := o.unanswered(1); len(got) != 0 || !more {
		o.t.Errorf("unanswered(1) = %q, more: %v, want none of the latest and that there is one more", got, more)
	}
}

func publishedApart(o *office) {
	other := loket.Agency{ID: "perpustakaan", Code: "PRP", Name: "Perpustakaan", Zone: "Asia/Jayapura"}
	o.must(o.Register(o.ctx(), other))
	for number := 1; number <= 2; number++ {
		p := o.publication(number, entryItem("buku", fmt.Sprint(number)))
		p.Agency = other.ID
		o.must(o.Publish(o.ctx(), p))
	}
	at := o.clock.Now()
	o.must(o.Publish(o.ctx(), o.publication(1, entryItem("ktp", "pertama"))))
	for agency, want := range map[loket.AgencyID]int{o.agency.ID: 0, other.ID: 1, "lain": 0} {
		got, err := o.Published(o.ctx(), report.Query{Agency: agency, From: at, To: at.Add(time.Millisecond)})
		o.must(err)
		if len(got) != want || want == 1 && got[0].Entry != "buku" {
			o.t.Errorf("published by %s = %+v, want %d", agency, got, want)
		}
	}
}
