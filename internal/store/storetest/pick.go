package storetest

import (
	"errors"
	"fmt"
	"time"

	"loket/internal/loket"
)

func pickCases() []contractCase {
	return []contractCase{
		{"WhatWasChosenNext", pickedNext},
		{"Decided/IsKeptInMind", pickDecided},
		{"Decided/OfAnotherAgencyIsNone", pickElsewhere},
		{"ErasedIsLeftOut", pickErased},
	}
}

// presses has a person press a button that quotes an entry.
func (o *office) presses(person, key, entry string) {
	o.t.Helper()
	in := o.text(person, key, "")
	in.Kind, in.Data = loket.MessageButton, "q:"+entry
	receipts, err := o.Ingest(o.ctx(), []loket.Inbound{in})
	o.must(err)
	d := o.decision(o.situation(receipts[0].Conversation), loket.OutcomeQuoted, loket.AnswerQuote)
	d.Answers[0].Entry, d.Events[0].Entry = entry, entry
	o.must(o.Settle(o.ctx(), d))
	o.clock.Add(time.Second)
}

// picked reads what was picked in the last week as "text → entry (reply) [choices] !", the
// mark where it was decided on.
func (o *office) picked(most int) (lines []string) {
	o.t.Helper()
	all, err := o.Picks(o.ctx(), o.agency.ID, o.clock.Now().AddDate(0, 0, -7), most)
	o.must(err)
	for _, p := range all {
		if p.Message == "" || p.At.IsZero() {
			o.t.Errorf("pick %+v, want its message and its moment", p)
		}
		line := fmt.Sprintf("%s → %s (%s) %v", p.Text, p.Entry, p.Reply, p.Choices)
		if p.Decided {
			line += " !"
		}
		lines = append(lines, line)
	}
	return lines
}

// pickedNext: what counts is the first entry quoted after choices, if it is among them and
// came within a day; not another question, nor what was quoted without asking back.
func pickedNext(o *office) {
	o.gets("a", "kartu saya hilang", loket.OutcomeAsked, "ktp", "kia")
	o.presses("a", "b:a:1", "kia")
	o.presses("a", "b:a:2", "ktp")
	o.gets("b", "anak saya", loket.OutcomeAsked, "kia", "akta")
	o.gets("b", "yang 2", loket.OutcomeQuoted, "akta")
	o.gets("c", "surat", loket.OutcomeAsked, "kk", "akta")
	o.gets("c", "bikin ktp di mana", loket.OutcomeQuoted, "ktp")
	o.gets("d", "apa saja", loket.OutcomeAsked, "kk", "akta")
	o.gets("d", "halo", loket.OutcomeNoticed)
	o.presses("d", "b:d:1", "kk")
	o.gets("e", "pindah", loket.OutcomeAsked, "pindah-keluar")
	o.clock.Add(25 * time.Hour)
	o.presses("e", "b:e:1", "pindah-keluar")
	o.gets("f", "kk hilang", loket.OutcomeQuoted, "kk")
	want := []string{"apa saja → kk () [kk akta]", "anak saya → akta (yang 2) [kia akta]", "kartu saya hilang → kia () [ktp kia]"}
	o.same("picked", o.picked(10), want)
	o.same("the latest", o.picked(2), want[:1]) // and one that says nothing
	o.clock.Add(8 * 24 * time.Hour)
	o.same("a week later", o.picked(10), []string(nil))
}

// pickDecided: what a curator took or dismissed is known with its words however long ago
// that was, and only for the entry it was decided for.
func pickDecided(o *office) {
	o.gets("a", "kartu saya hilang", loket.OutcomeAsked, "ktp", "kia")
	o.presses("a", "b:a:1", "kia")
	all, err := o.Picks(o.ctx(), o.agency.ID, o.clock.Now().AddDate(0, 0, -7), 10)
	o.must(err)
	before := count(o.events(), loket.EventPattern)
	o.must(o.DecidePattern(o.ctx(), o.curator(), "kia", []loket.MessageID{all[0].Message}, loket.PatternDismissed))
	o.same("decided", o.picked(10), []string{"kartu saya hilang → kia () [ktp kia]", "kartu saya hilang → kia () [] !"})
	o.clock.Add(30 * 24 * time.Hour)
	o.same("a month later", o.picked(10), []string{"kartu saya hilang → kia () [] !"})
	events := o.events()
	last := events[len(events)-1]
	if count(events, loket.EventPattern) != before+1 || last.Kind != loket.EventPattern || last.ActorID != "kur" || last.Conversation == "" || last.Value != loket.PatternDismissed {
		o.t.Errorf("the last event is %+v, want who decided on what", last)
	}
}

func pickElsewhere(o *office) {
	o.gets("a", "kartu saya hilang", loket.OutcomeAsked, "ktp", "kia")
	o.presses("a", "b:a:1", "kia")
	all, err := o.Picks(o.ctx(), o.agency.ID, o.clock.Now().AddDate(0, 0, -7), 10)
	o.must(err)
	stranger := loket.Staff{ID: "x", Agency: "lain", Role: loket.RoleCurator}
	ids := []loket.MessageID{all[0].Message}
	if err := o.DecidePattern(o.ctx(), stranger, "kia", ids, loket.PatternTaken); !errors.Is(err, loket.ErrNotFound) {
		o.t.Errorf("decided from another agency: %v, want %v", err, loket.ErrNotFound)
	}
	if err := o.DecidePattern(o.ctx(), o.curator(), "kia", append(ids, "tidak-ada"), loket.PatternTaken); !errors.Is(err, loket.ErrNotFound) {
		o.t.Errorf("decided on what is not there: %v, want %v", err, loket.ErrNotFound)
	}
	if n := count(o.events(), loket.EventPattern); n != 0 {
		o.t.Errorf("%d decisions recorded, want all or nothing", n)
	}
	if all, err := o.Picks(o.ctx(), "lain", time.Time{}, 10); err != nil || len(all) != 0 {
		o.t.Errorf("picked at another agency: %v, %v, want nothing", all, err)
	}
}

func pickErased(o *office) {
	o.gets("a", "kartu saya hilang", loket.OutcomeAsked, "ktp", "kia")
	o.presses("a", "b:a:1", "kia")
	all, err := o.Picks(o.ctx(), o.agency.ID, o.clock.Now().AddDate(0, 0, -7), 10)
	o.must(err)
	o.must(o.DecidePattern(o.ctx(), o.curator(), "kia", []loket.MessageID{all[0].Message}, loket.PatternTaken))
	o.asksErasure()
	o.deliverAll()
	o.wantErased(1)
	o.same("after the erasure", o.picked(10), []string(nil))
}
