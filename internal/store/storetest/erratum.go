package storetest

import (
	"errors"
	"fmt"
	"time"

	"loket/internal/loket"
)

func erratumCases() []contractCase {
	return []contractCase{
		{"Reach/WhoGotTheWrongText", erratumReach},
		{"Reach/NotWhoMustNotBeWrittenTo", erratumLeft},
		{"Approve/OnceAndASecondPerson", erratumApproved},
		{"Approve/NobodyIsRefusedWhole", erratumNobody},
		{"Owe/EachOnceHoweverOften", erratumOnce},
		{"Owe/NotWhoWithdrewMeanwhile", erratumSkipped},
		{"Owed/IsDroppedForWhoWithdraws", erratumDropped},
		{"Tally/WhatBecameOfThem", erratumTallied},
		{"Again/OnlyForThoseNotReached", erratumAgain},
		{"Again/OfWhatACorrectionSaid", erratumOfErratum},
	}
}

// quoted has a person get a revision of an entry, delivered.
func (o *office) quoted(person, entry, revision string) {
	o.t.Helper()
	asked := o.says(person, fmt.Sprint("m:", person, ":", o.clock.Now().UnixNano()), "berapa biayanya").Conversation
	d := o.decision(o.situation(asked), loket.OutcomeQuoted, loket.AnswerQuote)
	d.Answers[0].Entry, d.Answers[0].Revision = entry, revision
	d.Events[0].Entry, d.Events[0].Revision = entry, revision
	o.must(o.Settle(o.ctx(), d))
	o.clock.Add(time.Second)
}

// erratum corrects kk, whose revisions r1 and r2 were wrong, over the last week.
func (o *office) erratum() loket.Erratum {
	return loket.Erratum{
		ID: loket.NewID[loket.ErratumID](), Agency: o.agency.ID, Entry: "kk", Title: "KK baru", Revision: "r3", Wrong: []string{"r1", "r2"},
		Since: o.clock.Now().AddDate(0, 0, -7), Text: "Ralat: tiga hari.", Reason: "tarif lama", By: "kur",
	}
}

// approved makes one that needs nobody else.
func (o *office) approved() loket.Erratum {
	o.t.Helper()
	e := o.erratum()
	o.must(e.Approve(e.By, o.clock.Now()))
	o.must(o.MakeErratum(o.ctx(), e))
	return e
}

func (o *office) reach(e loket.Erratum) string {
	o.t.Helper()
	r, err := o.ErratumReach(o.ctx(), e)
	o.must(err)
	text := ""
	for _, c := range r.Channels {
		text += fmt.Sprintf("%s: %d ", c.Name, c.N)
	}
	return text + fmt.Sprintf("left %d before %d", r.Left, r.Before)
}

// owes owes a correction to those of its recipients that are read now.
func (o *office) owes(e loket.Erratum, most int) (owed []loket.Answer) {
	o.t.Helper()
	to, err := o.ErratumRecipients(o.ctx(), e.ID, most)
	o.must(err)
	owed, err = o.OweErratum(o.ctx(), e.ID, o.letters(e, to))
	o.must(err)
	return owed
}

func (o *office) letters(e loket.Erratum, to []loket.ErratumRecipient) (letters []loket.ErratumLetter) {
	for _, r := range to {
		a := o.answer(o.situation(r.Conversation), loket.AnswerNotice, loket.ClassB, e.Text)
		a.Entry, a.Revision = e.Entry, e.Revision
		a.Sends[0].Lane, a.Sends[0].Address, a.Sends[0].Channel = loket.LaneBroadcast, r.Address, r.Channel
		letters = append(letters, loket.ErratumLetter{Answer: a, Event: loket.Event{
			Agency: e.Agency, Kind: loket.EventNotice, Episode: r.Episode, Conversation: r.Conversation, Answer: a.ID, Channel: r.Channel,
			Entry: e.Entry, Revision: e.Revision, ActorKind: loket.ByBot,
		}})
	}
	return letters
}

// corrected are the addresses that corrections are owed to.
func (o *office) corrected() (to []string) {
	o.t.Helper()
	for _, s := range o.owed() {
		if s.Lane == loket.LaneBroadcast {
			to = append(to, s.Address)
		}
	}
	return to
}

func (o *office) tallied(e loket.Erratum) loket.ErratumTally {
	o.t.Helper()
	all, err := o.Errata(o.ctx(), o.agency.ID, 5)
	o.must(err)
	for _, one := range all {
		if one.ID == e.ID {
			return one.Tally
		}
	}
	o.t.Fatalf("correction %s is not listed among %d", e.ID, len(all))
	return loket.ErratumTally{}
}

// erratumReach: who was quoted a wrong revision of the entry in time, delivered or perhaps,
// once; not who got the right one, another entry, choices, or nothing yet.
func erratumReach(o *office) {
	o.quoted("lama", "kk", "r1")
	o.deliverAll()
	o.clock.Add(8 * 24 * time.Hour)
	for person, revision := range map[string]string{"a": "r1", "b": "r2", "c": "r3", "d": "r1x"} {
		o.quoted(person, "kk", revision)
	}
	o.quoted("a", "kk", "r2")
	o.quoted("e", "ktp", "r1")
	o.gets("f", "kartu", loket.OutcomeAsked, "kk", "ktp")
	o.deliverAll()
	o.quoted("g", "kk", "r1") // not delivered
	o.same("reach", o.reach(o.erratum()), "Telegram: 2 left 0 before 0")
	for _, s := range o.owed() {
		o.must(o.Begin(o.ctx(), s))
		o.must(o.Finish(o.ctx(), loket.SendResult{Send: s, State: loket.SendUncertain, Doubt: true, At: o.clock.Now()}))
	}
	o.same("with one that may have arrived", o.reach(o.erratum()), "Telegram: 3 left 0 before 0")
	other := o.erratum()
	other.Agency = "lain"
	o.same("of another agency", o.reach(other), "left 0 before 0")
	other = o.erratum()
	other.Entry = "tidak-ada"
	o.same("of another entry", o.reach(other), "left 0 before 0")
}

// erratumLeft: who withdrew, was erased, was blocked or has blocked the bot is counted, and
// not written to; who wrote again after a refusal is.
func erratumLeft(o *office) {
	for _, person := range []string{"a", "b", "c", "d"} {
		o.quoted(person, "kk", "r1")
	}
	o.deliverAll()
	o.withdraws() // a
	blocked := o.ticket("b")
	_, err := o.UpdateTicket(o.ctx(), o.agency.ID, blocked.ID, func(k *loket.Ticket, _ loket.Situation) (loket.Change, error) {
		by := loket.Event{Agency: k.Agency, Kind: loket.EventBlock, Ticket: k.ID, ActorKind: loket.ByStaff, ActorID: "petugas-a"}
		return loket.Change{Events: []loket.Event{by}, Block: &loket.Block{At: o.clock.Now(), Until: o.clock.Now().Add(time.Hour)}}, nil
	})
	o.must(err)
	o.deliverAll()
	o.quoted("c", "kk", "r1")
	for _, s := range o.owed() {
		o.must(o.Begin(o.ctx(), s))
		o.must(o.Finish(o.ctx(), loket.SendResult{Send: s, State: loket.SendDead, Unreachable: true, At: o.clock.Now()}))
	}
	o.same("reach", o.reach(o.erratum()), "Telegram: 1 left 3 before 0")
	o.clock.Add(2 * time.Hour)
	o.says("c", "m:c:lagi", "saya kembali")
	o.same("after the block, and who came back", o.reach(o.erratum()), "Telegram: 3 left 1 before 0")
}

func erratumApproved(o *office) {
	o.quoted("a", "kk", "r1")
	o.deliverAll()
	e := o.erratum()
	e.Sensitive = true
	o.must(o.MakeErratum(o.ctx(), e))
	o.must(o.MakeErratum(o.ctx(), e)) // the form was posted twice
	if due, err := o.ErrataDue(o.ctx()); err != nil || len(due) != 0 {
		o.t.Fatalf("before it is approved %d are due, %v", len(due), err)
	}
	for _, c := range []struct {
		agency loket.AgencyID
		by     loket.StaffID
		want   error
	}{{o.agency.ID, "kur", loket.ErrErratumSecond}, {"lain", "adm", loket.ErrNotFound}, {o.agency.ID, "adm", nil}, {o.agency.ID, "adm", loket.ErrErratumApproved}} {
		if err := o.ApproveErratum(o.ctx(), c.agency, e.ID, c.by); !errors.Is(err, c.want) {
			o.t.Errorf("approved by %s of %s = %v, want %v", c.by, c.agency, err, c.want)
		}
	}
	due, err := o.ErrataDue(o.ctx())
	o.must(err)
	if len(due) != 1 || due[0].ApprovedBy != "adm" || due[0].Text != e.Text || !due[0].Sensitive || !due[0].ApprovedAt.Equal(o.clock.Now()) {
		o.t.Errorf("due = %+v, want the one, approved now", due)
	}
	kept, err := o.Erratum(o.ctx(), o.agency.ID, e.ID)
	o.must(err)
	o.same("wrong revisions", kept.Wrong, e.Wrong)
	var audited int
	o.must(o.db().QueryRowContext(o.ctx(), `SELECT COUNT(*) FROM audit WHERE action IN ('erratum.add', 'erratum.approve') AND object_id = 'kk/r3'`).Scan(&audited))
	if audited != 2 {
		o.t.Errorf("%d lines in the audit log, want that it was made and approved once", audited)
	}
}

// erratumNobody: one that would reach nobody leaves nothing.
func erratumNobody(o *office) {
	e := o.erratum()
	o.must(e.Approve(e.By, o.clock.Now()))
	if err := o.MakeErratum(o.ctx(), e); !errors.Is(err, loket.ErrErratumNobody) {
		o.t.Errorf("MakeErratum() = %v, want %v", err, loket.ErrErratumNobody)
	}
	if all, err := o.Errata(o.ctx(), o.agency.ID, 5); err != nil || len(all) != 0 {
		o.t.Errorf("%d corrections, %v, want none", len(all), err)
	}
}

// erratumOnce: batches, a death between them, two servers with the same batch and a form
// that comes again owe one letter each.
func erratumOnce(o *office) {
	for _, person := range []string{"a", "b", "c"} {
		o.quoted(person, "kk", "r1")
	}
	o.deliverAll()
	e := o.approved()
	o.must(o.MakeErratum(o.ctx(), e))
	to, err := o.ErratumRecipients(o.ctx(), e.ID, 2)
	o.must(err)
	first, err := o.OweErratum(o.ctx(), e.ID, o.letters(e, to))
	o.must(err)
	second, err := o.OweErratum(o.ctx(), e.ID, o.letters(e, to))
	o.must(err)
	if len(to) != 2 || len(first) != 2 || len(second) != 0 {
		o.t.Errorf("of %d read %d were owed, and %d again, want 2, 2 and none", len(to), len(first), len(second))
	}
	o.dies()
	if rest := o.owes(e, 100); len(rest) != 1 {
		o.t.Errorf("%d were left, want the third", len(rest))
	}
	if due, err := o.ErrataDue(o.ctx()); err != nil || len(due) != 0 {
		o.t.Errorf("%d are due, %v, want none", len(due), err)
	}
	if got := o.corrected(); len(got) != 3 {
		o.t.Errorf("corrections go to %q, want each once", got)
	}
	if n := count(o.events(), loket.EventNotice); n != 3 {
		o.t.Errorf("%d events, want one for each", n)
	}
}

func erratumSkipped(o *office) {
	for _, person := range []string{"a", "b"} {
		o.quoted(person, "kk", "r1")
	}
	o.deliverAll()
	e := o.approved()
	to, err := o.ErratumRecipients(o.ctx(), e.ID, 9)
	o.must(err)
	letters := o.letters(e, to)
	o.withdraws() // a
	owed, err := o.OweErratum(o.ctx(), e.ID, letters)
	o.must(err)
	o.same("corrected", o.corrected(), []string{"chat-b"})
	if len(owed) != 1 || o.tallied(e) != (loket.ErratumTally{Recipients: 2, Waiting: 1, Skipped: 1}) {
		o.t.Errorf("%d owed, %+v, want one and one skipped", len(owed), o.tallied(e))
	}
}

// erratumDropped: what is owed to many is not sent to who withdraws or is erased before
// its turn.
func erratumDropped(o *office) {
	for _, person := range []string{"a", "b"} {
		o.quoted(person, "kk", "r1")
	}
	o.deliverAll()
	e := o.approved()
	o.owes(e, 9)
	o.withdraws() // a
	o.same("corrected", o.corrected(), []string{"chat-b"})
	o.same("tally", o.tallied(e), loket.ErratumTally{Recipients: 2, Waiting: 1, Dead: 1})
}

func erratumTallied(o *office) {
	for _, person := range []string{"a", "b", "c", "d"} {
		o.quoted(person, "kk", "r1")
	}
	o.deliverAll()
	e := o.approved()
	o.same("at first", o.tallied(e), loket.ErratumTally{Recipients: 4, Waiting: 4})
	o.owes(e, 9)
	ends := []loket.SendState{loket.SendDelivered, loket.SendUncertain, loket.SendDead}
	for i, s := range o.owed()[:3] {
		o.must(o.Begin(o.ctx(), s))
		o.must(o.Finish(o.ctx(), loket.SendResult{Send: s, State: ends[i], At: o.clock.Now()}))
	}
	o.same("in the middle", o.tallied(e), loket.ErratumTally{Recipients: 4, Waiting: 1, Sent: 1, Uncertain: 1, Dead: 1})
}

// erratumAgain: the same correction once more reaches those who were quoted the wrong text
// since, and nobody twice.
func erratumAgain(o *office) {
	o.quoted("a", "kk", "r1")
	o.deliverAll()
	o.owes(o.approved(), 9)
	o.quoted("b", "kk", "r2")
	o.deliverAll()
	o.same("reach", o.reach(o.erratum()), "Telegram: 1 left 0 before 1")
	again := o.approved()
	o.owes(again, 9)
	o.same("corrected", o.corrected(), []string{"chat-b"})
	last := o.erratum()
	o.must(last.Approve("kur", o.clock.Now()))
	if err := o.MakeErratum(o.ctx(), last); !errors.Is(err, loket.ErrErratumNobody) {
		o.t.Errorf("a third one = %v, want %v", err, loket.ErrErratumNobody)
	}
}

// erratumOfErratum: who got a correction that was wrong as well is corrected again.
func erratumOfErratum(o *office) {
	o.quoted("a", "kk", "r1")
	o.deliverAll()
	o.owes(o.approved(), 9)
	o.deliverAll()
	o.clock.Add(24 * 8 * time.Hour)
	e := o.erratum()
	e.Revision, e.Wrong, e.Since = "r4", []string{"r3"}, o.clock.Now().AddDate(0, 0, -9)
	o.same("reach", o.reach(e), "Telegram: 1 left 0 before 0")
}
