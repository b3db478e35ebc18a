package storetest

import (
	"time"

	"loket/internal/calendar"
	"loket/internal/loket"
	"loket/internal/report"
	"loket/internal/store"
)

func figuresCases() []contractCase {
	return []contractCase{
		{"BotAnswers/FromReceivedToDelivered", botAnswers},
		{"BotAnswers/HeldAsTheEventSays", heldAnswers},
		{"Entries/AskedFor", askedFor},
		{"HandOffs/EveryEnding", handOffs},
		{"Waits/AsOf", waitsAsOf},
		{"Waits/LateEvents", lateEvents},
		{"Projection/AnySplitIsTheSame", anySplit},
		{"Projection/VerifyFindsATamperedRow", tampered},
		{"Projection/WritesOnlyWhatIsOther", writesOnlyOthers},
		{"Calendars/KeptWhenTheyChange", keptCalendars},
	}
}

// hours are those of every agency of the suite.
func hours(loket.AgencyID) (report.Hours, error) {
	office, err := calendar.Default("Asia/Makassar")
	return calendar.NewMeter(calendar.History{{Calendar: office}}), err
}

// rows are those of a measure as they stand now.
func (o *office) rows(measure string) []report.Wait {
	o.t.Helper()
	return waitsIn(o, o.Store, measure)
}

func waitsIn(o *office, s *store.Store, measure string) (of []report.Wait) {
	o.t.Helper()
	for done := false; !done; {
		var err error
		done, err = s.ProjectWaits(o.ctx(), hours, 1000)
		o.must(err)
	}
	meter, err := hours("")
	o.must(err)
	all, err := s.Waits(o.ctx(), report.Query{Agency: o.agency.ID, AsOf: o.clock.Now()}, meter)
	o.must(err)
	for _, w := range all {
		if w.Measure == measure {
			of = append(of, w)
		}
	}
	return of
}

func botAnswers(o *office) {
	o.owe("a", 1)
	o.clock.Add(800 * time.Millisecond)
	o.delivered(o.owed()[0])
	o.owe("b", 1)
	o.says("c", "m:c:1", "belum dibaca")
	greeted := o.says("d", "m:d:1", "halo")
	o.must(o.Settle(o.ctx(), o.decision(o.situation(greeted.Conversation), loket.OutcomeNoticed, loket.AnswerNotice)))
	endings := map[report.Ending]int{}
	for _, w := range o.rows(report.BotAnswer) {
		endings[w.Ended]++
		if w.Ended == report.Answered && (w.End.Sub(w.Start) != 800*time.Millisecond || w.Wall != 800) {
			o.t.Errorf("answer time = %v, %d ms, want 800ms", w.End.Sub(w.Start), w.Wall)
		}
		if w.Channel != o.channel {
			o.t.Errorf("wait = %+v, want its channel", w)
		}
	}
	if endings[report.Answered] != 1 || endings[report.Waiting] != 2 {
		o.t.Errorf("endings = %v, want one answered, two waiting (owed, not considered); a greeting is no question", endings)
	}
	meter, err := hours("")
	o.must(err)
	to := o.clock.Now().Add(time.Hour)
	outside, err := o.Waits(o.ctx(), report.Query{Agency: o.agency.ID, From: to, To: to.Add(time.Hour), AsOf: to}, meter)
	if err != nil || len(outside) != 0 {
		o.t.Errorf("outside the period: %d waits, %v", len(outside), err)
	}
}

// held owes an answer to a message that was held for so long on purpose, and delivers
// it a second after that.
func (o *office) held(person string, on time.Duration) {
	o.t.Helper()
	receipt := o.says(person, "m:"+person, "itu lho")
	o.clock.Add(on)
	d := o.decision(o.situation(receipt.Conversation), loket.OutcomeQuoted, loket.AnswerQuote)
	d.Events[0].Value = on.Milliseconds()
	o.must(o.Settle(o.ctx(), d))
	o.clock.Add(time.Second)
	for _, s := range o.owed() {
		o.delivered(s)
	}
}

// heldAnswers: rows keep for how long each message was held, and sums of them say the
// same of an hour that is over.
func heldAnswers(o *office) {
	first := o.clock.Now()
	for i, on := range []time.Duration{0, 8 * time.Second, 11 * time.Second} {
		o.held(string(rune('a'+i)), on)
	}
	want := map[int64]int64{1000: 0, 9000: 8000, 12_000: 11_000}
	for _, w := range o.rows(report.BotAnswer) {
		if held, known := want[w.Wall]; !known || w.Value != held {
			o.t.Errorf("a row of %d ms says that %d were holding, want one of %v", w.Wall, w.Value, want)
		}
		delete(want, w.Wall)
	}
	if len(want) != 0 {
		o.t.Errorf("no rows of %v ms", want)
	}
	o.clock.Add(2 * time.Hour)
	if o.sumUp() == 0 {
		o.t.Fatal("no hour was summed up")
	}
	q := report.Query{Agency: o.agency.ID, From: first.Truncate(time.Hour), To: o.clock.Now(), AsOf: o.clock.Now()}
	got := o.agreeOn("summed up", q).All(report.BotAnswer, report.Wall).Held
	if got.N != 2 || got.Of != 3 || *got.Mean != 9500 {
		o.t.Errorf("held by sums = %+v, want 2 of 3, mean (8 + 11)/2 s", got)
	}
	faults, _, err := o.VerifyRollups(o.ctx(), hours, func(int, int) {})
	if err != nil || len(faults) != 0 {
		o.t.Errorf("VerifyRollups() = %v, %v, want sums that are those of their rows", faults, err)
	}
}

// askedFor: an entry that was offered counts as asked for, by rows and by sums; when it
// is quoted in the same episode after all, as quoted only.
func askedFor(o *office) {
	first := o.clock.Now()
	for _, person := range []string{"a", "b"} {
		d := o.decision(o.situation(o.says(person, "m:"+person+":1", "kk").Conversation), loket.OutcomeAsked, loket.AnswerAsk)
		d.Events[0].Revision = "kk akta"
		o.must(o.Settle(o.ctx(), d))
	}
	entries := func(when string) map[string]report.Entry {
		q := report.Query{Agency: o.agency.ID, From: first.Truncate(time.Hour), To: o.clock.Now(), AsOf: o.clock.Now()}
		all := map[string]report.Entry{}
		for _, e := range o.agreeOn(when, q).All(report.EntryEffect, "").Entries {
			all[e.Entry] = e
		}
		return all
	}
	o.rows(report.EntryEffect)
	o.clock.Add(2 * time.Hour)
	o.sumUp()
	if got := entries("offered"); got["kk"].Offered != 2 || got["akta"].Offered != 2 || got["kk"].Asked != 2 {
		o.t.Errorf("offered = %+v, want both twice", got)
	}
	d := o.decision(o.situation(o.says("a", "m:a:2", "akta").Conversation), loket.OutcomeQuoted, loket.AnswerQuote)
	d.Events[0].Entry = "akta"
	o.must(o.Settle(o.ctx(), d))
	o.rows(report.EntryEffect)
	o.clock.Add(time.Minute)
	got := entries("quoted since")
	if akta := got["akta"]; akta.Asked != 2 || akta.Offered != 1 || akta.Quoted != 1 || got["kk"].Offered != 2 {
		o.t.Errorf("once one was chosen = %+v, want it offered once and quoted once", got)
	}
}

func handOffs(o *office) {
	o.ticket("waiting")
	closed, replied := o.ticket("closed"), o.ticket("replied")
	o.clock.Add(10 * time.Minute)
	o.close(closed.ID)
	o.reply(replied.ID)
	o.close(replied.ID)
	o.clock.Add(2 * time.Minute)
	for _, s := range o.owed() {
		o.delivered(s)
	}
	waits := o.rows(report.HandOffWait)
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

// reply owes words of staff on a ticket.
func (o *office) reply(id loket.TicketID) {
	o.t.Helper()
	_, err := o.UpdateTicket(o.ctx(), o.agency.ID, id, func(t *loket.Ticket, s loket.Situation) (loket.Change, error) {
		a := o.answer(s, loket.AnswerReply, loket.ClassB, "Sudah jadi.")
		return loket.Change{Answers: []loket.Answer{a}, Events: []loket.Event{{
			Agency: o.agency.ID, Kind: loket.EventReply, Ticket: t.ID, Answer: a.ID, ActorKind: loket.ByStaff,
		}}}, nil
	})
	o.must(err)
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
