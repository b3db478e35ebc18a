package storetest

import (
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"loket/internal/loket"
	"loket/internal/report"
)

func eraseCases() []contractCase {
	return []contractCase{
		{"Asked/AfterTheFarewell", eraseAfterFarewell},
		{"Asked/WithinAnHourInAnyCase", eraseWithinAnHour},
		{"Asked/OpenTicketsAreWithdrawn", eraseWithdrawsTickets},
		{"Asked/TheNextMessageIsAStranger's", erasedIsAStranger},
		{"Retention/WhoWasSilent", retentionOfTheSilent},
		{"Retention/OldTextsOfTheOthers", retentionOfOldTexts},
		{"Retention/NotWhileATicketIsOpen", retentionWaitsForTickets},
		{"Retention/Quarantine", retentionOfQuarantine},
		{"Retention/WhatNobodyCanOpen", retentionOfTheUnreadable},
		{"Archive/EverythingOfOnePerson", archiveOfOne},
		{"Reading/WhileCitizensAreErased", readWhileErased},
		{"Writing/WhileCitizensAreErased", writeWhileErased},
	}
}

// keep is the retention the cases are written for.
func keep() loket.Retention {
	return loket.Retention{Conversations: 365 * 24 * time.Hour, Quarantine: 30 * 24 * time.Hour}
}

// asksErasure stores the wish of person a to be erased, with its farewell owed.
func (o *office) asksErasure() loket.ConversationID {
	o.t.Helper()
	r := o.says("a", "m:a:hapus", "/hapus ya")
	d := o.decision(o.situation(r.Conversation), loket.OutcomeNoticed, loket.AnswerNotice)
	d.Erase = true
	o.must(o.Settle(o.ctx(), d))
	return r.Conversation
}

func (o *office) wantErased(want int) {
	o.t.Helper()
	got, err := o.EraseAsked(o.ctx())
	o.must(err)
	if got != want {
		o.t.Errorf("EraseAsked() = %d persons, want %d", got, want)
	}
}

// deliverAll delivers everything that is owed.
func (o *office) deliverAll() {
	o.t.Helper()
	for _, s := range o.owed() {
		o.delivered(s)
	}
}

func eraseAfterFarewell(o *office) {
	id := o.asksErasure()
	o.says("b", "m:b:1", "orang lain")
	o.wantErased(0)
	o.deliverAll()
	before := len(o.events())
	o.wantErased(1)
	o.wantErased(0)
	s := o.situation(id)
	if s.Contact.Name != "" || s.Conversation.Address != "" || s.Conversation.EpisodeOpen {
		o.t.Errorf("after erasing: name %q, address %q, episode open %v, want nothing", s.Contact.Name, s.Conversation.Address, s.Conversation.EpisodeOpen)
	}
	if lines, err := o.Lines(o.ctx(), o.channel, "a", 0, 10); err != nil || len(lines) != 0 {
		o.t.Errorf("the erased person reads %d lines, %v, want none", len(lines), err)
	}
	archive, err := o.Archive(o.ctx(), id)
	o.must(err)
	for _, line := range archive.Lines {
		if line.Text != loket.ErasedText || line.OriginKey != "" || len(line.Hidden) != 0 {
			o.t.Errorf("line %+v is left, want only that it was erased", line)
		}
	}
	if now := o.events(); count(now, loket.EventErased) != 1 || len(now) != before+1 {
		o.t.Errorf("events: %d erased, %d in all, want 1 more than %d", count(now, loket.EventErased), len(now), before)
	}
	if lines, err := o.Lines(o.ctx(), o.channel, "b", 0, 10); err != nil || len(lines) != 1 || lines[0].Text != "orang lain" {
		o.t.Errorf("another person reads %+v, %v, want their own words", lines, err)
	}
}

func eraseWithinAnHour(o *office) {
	o.asksErasure()
	o.clock.Add(loket.EraseWithin)
	o.wantErased(1)
	if owed := o.owed(); len(owed) != 0 {
		o.t.Errorf("%d sends are owed to nobody", len(owed))
	}
}

func eraseWithdrawsTickets(o *office) {
	ticket := o.ticket("a")
	o.asksErasure()
	view, err := o.Ticket(o.ctx(), o.agency.ID, ticket.ID)
	o.must(err)
	if view.Ticket.State != loket.TicketClosed || view.Ticket.ClosedBy != string(loket.ByCitizen) {
		o.t.Errorf("ticket is %s by %q, want closed by the citizen at once", view.Ticket.State, view.Ticket.ClosedBy)
	}
	if _, err := o.claim(ticket.ID, "petugas-a"); err == nil {
		o.t.Error("a withdrawn ticket was claimed")
	}
	waits := o.rows(report.HandOffWait)
	if len(waits) != 1 || waits[0].Ended != "withdrawn" {
		o.t.Errorf("hand-offs = %+v, want one that was withdrawn", waits)
	}
	o.deliverAll()
	o.wantErased(1)
	if view, err = o.Ticket(o.ctx(), o.agency.ID, ticket.ID); err != nil || view.Question != loket.ErasedText {
		o.t.Errorf("the ticket asks %q, %v, want %q", view.Question, err, loket.ErasedText)
	}
}

func erasedIsAStranger(o *office) {
	id := o.asksErasure()
	o.deliverAll()
	o.wantErased(1)
	again := o.says("a", "m:a:hapus", "halo lagi") // the same origin as before
	if again.Duplicate || again.Conversation == id || again.Seq != 1 {
		o.t.Errorf("receipt after erasing = %+v, want a new conversation", again)
	}
	o.wantErased(0)
}

func (o *office) wantSwept(want loket.Swept) {
	o.t.Helper()
	got, err := o.SweepRetention(o.ctx(), keep())
	o.must(err)
	if got != want {
		o.t.Errorf("SweepRetention() = %+v, want %+v", got, want)
	}
}

func retentionOfTheSilent(o *office) {
	o.says("a", "m:a:1", "lama")
	o.clock.Add(keep().Conversations - time.Hour)
	o.says("b", "m:b:1", "baru")
	o.wantSwept(loket.Swept{})
	o.clock.Add(2 * time.Hour)
	o.wantSwept(loket.Swept{Contacts: 1})
	o.wantSwept(loket.Swept{})
	if lines, err := o.Lines(o.ctx(), o.channel, "b", 0, 10); err != nil || len(lines) != 1 {
		o.t.Errorf("who wrote lately reads %+v, %v, want their line", lines, err)
	}
	if r := o.says("a", "m:a:2", "lagi"); r.Seq != 1 {
		o.t.Errorf("receipt = %+v, want a new conversation", r)
	}
}

func retentionOfOldTexts(o *office) {
	o.owe("a", 1)
	o.delivered(o.owed()[0])
	o.clock.Add(keep().Conversations + time.Hour)
	o.says("a", "m:a:neu", "baru")
	o.wantSwept(loket.Swept{Messages: 1, Sends: 1})
	o.wantSwept(loket.Swept{})
	lines, err := o.Lines(o.ctx(), o.channel, "a", 0, 10)
	o.must(err)
	if len(lines) != 3 || lines[0].Text != loket.ErasedText || lines[1].Text != loket.ErasedText || lines[2].Text != "baru" {
		o.t.Errorf("lines = %+v, want two erased and the new one", lines)
	}
}

func retentionWaitsForTickets(o *office) {
	ticket := o.ticket("a")
	o.deliverAll()
	o.clock.Add(2 * keep().Conversations)
	o.wantSwept(loket.Swept{})
	_, err := o.UpdateTicket(o.ctx(), o.agency.ID, ticket.ID, func(t *loket.Ticket, _ loket.Situation) (loket.Change, error) {
		t.State = loket.TicketClosed
		return loket.Change{}, nil
	})
	o.must(err)
	o.wantSwept(loket.Swept{Contacts: 1})
}

func retentionOfQuarantine(o *office) {
	o.must(o.Quarantine(o.ctx(), loket.Poison{Channel: o.channel, Reason: "x", Raw: []byte("mentah")}))
	o.clock.Add(keep().Quarantine)
	o.wantSwept(loket.Swept{})
	o.clock.Add(time.Second)
	o.wantSwept(loket.Swept{Quarantined: 1})
}

// retentionOfTheUnreadable breaks the seal of a person's key: what is sealed under
// it can never be opened, and must not keep anything from being erased.
func retentionOfTheUnreadable(o *office) {
	o.owe("a", 1)
	o.owe("b", 1)
	o.deliverAll()
	o.clock.Add(keep().Conversations + time.Hour)
	id := o.says("a", "m:a:neu", "baru").Conversation
	o.says("b", "m:b:neu", "baru")
	o.raw(`UPDATE contacts SET key_sealed = name_sealed WHERE id IN (SELECT contact_id FROM conversations WHERE id = $1)`, string(id))
	if _, err := o.Situation(o.ctx(), id); err == nil {
		o.t.Fatal("the broken key opens: the test breaks nothing")
	}
	o.wantSwept(loket.Swept{Messages: 2, Sends: 2})
	o.wantSwept(loket.Swept{})
}

func archiveOfOne(o *office) {
	since := o.clock.Now()
	ticket := o.ticket("a")
	o.deliverAll()
	o.ticket("b")
	archive, err := o.Archive(o.ctx(), ticket.Conversation)
	o.must(err)
	if archive.Name != "Warga a" || archive.Channel != loket.Telegram || !archive.Since.Equal(since) {
		o.t.Errorf("archive of %q on %s since %v, want Warga a on Telegram since %v", archive.Name, archive.Channel, archive.Since, since)
	}
	if len(archive.Lines) != 2 || len(archive.Tickets) != 1 || archive.Tickets[0].ID != ticket.ID {
		o.t.Errorf("archive = %+v, want two lines and the ticket", archive)
	}
}

// ErasedFromDisk erases a citizen from a SQLite ledger and counts, by find, the
// traces of their key and words that are left in its files: there must be some
// before and none after, the ledger still open.
func ErasedFromDisk(t *testing.T, address string, find func(traces [][]byte) int) {
	t.Helper()
	o := openOffice(t, address)
	for i := range 40 {
		o.says("b", "m:b:"+strings.Repeat("x", i), strings.Repeat("isi ", 200))
	}
	o.owe("a", 2)
	id := o.asksErasure()
	o.deliverAll()
	traces := o.traces(strings.TrimPrefix(address, "sqlite:"), id)
	if left := find(traces); left == 0 {
		t.Fatal("nothing is found before erasing: the test looks in the wrong place")
	}
	o.wantErased(1)
	if left := find(traces); left != 0 {
		t.Errorf("%d traces of %d are left on disk", left, len(traces))
	}
}

// traces are the sealed key and texts of a conversation as they stand in the
// file.
func (o *office) traces(path string, id loket.ConversationID) (traces [][]byte) {
	o.t.Helper()
	db, err := sql.Open("sqlite", "file:"+path+"?_pragma=query_only(1)")
	o.must(err)
	defer func() { o.must(db.Close()) }()
	rows, err := db.QueryContext(o.ctx(), `
SELECT c.key_sealed FROM conversations v JOIN contacts c ON c.id = v.contact_id WHERE v.id = $1
UNION ALL SELECT c.external_sealed FROM conversations v JOIN contacts c ON c.id = v.contact_id WHERE v.id = $1
UNION ALL SELECT body_sealed FROM messages WHERE conversation_id = $1
UNION ALL SELECT content_sealed FROM sends WHERE conversation_id = $1
UNION ALL SELECT body_sealed FROM notes WHERE conversation_id = $1`, string(id))
	o.must(err)
	defer func() { o.must(rows.Close()) }()
	for rows.Next() {
		var trace []byte
		o.must(rows.Scan(&trace))
		traces = append(traces, trace)
	}
	o.must(rows.Err())
	return traces
}

// raw changes the ledger behind the program's back.
func (o *office) raw(query string, args ...any) {
	o.t.Helper()
	_, err := o.db().ExecContext(o.ctx(), query, args...)
	o.must(err)
}

// meanwhile has people act again and again, each by themselves, until stop.
func (o *office) meanwhile(people int, act func(person, round int) error) (stop func()) {
	var over atomic.Bool
	var acting sync.WaitGroup
	for person := range people {
		acting.Go(func() {
			for round := 1; !over.Load(); round++ {
				if err := act(person, round); err != nil {
					o.t.Errorf("meanwhile: %v", err)
					return
				}
			}
		})
	}
	return func() {
		over.Store(true)
		acting.Wait()
	}
}

// askErasures stores the wishes of as many citizens to be erased.
func (o *office) askErasures(citizens int) (ids []loket.ConversationID) {
	o.t.Helper()
	for i := range citizens {
		id := o.says(fmt.Sprint("z", i), fmt.Sprintf("m:z%d:0", i), "halo").Conversation
		d := o.decision(o.situation(id), loket.OutcomeNoticed, loket.AnswerNotice)
		d.Erase = true
		o.must(o.Settle(o.ctx(), d))
		ids = append(ids, id)
	}
	return ids
}

// writeWhileErased has citizens write without a pause while they are erased. What
// they write is either erased with them or the first words of a stranger: it is
// never sealed under the key that is gone.
func writeWhileErased(o *office) {
	const citizens = 30
	o.askErasures(citizens)
	o.clock.Add(loket.EraseWithin)
	ids := make([][]loket.ConversationID, citizens)
	stop := o.meanwhile(citizens, func(person, round int) error {
		in := o.text(fmt.Sprint("z", person), fmt.Sprintf("m:z%d:%d", person, round), "lagi")
		receipts, err := o.Ingest(o.ctx(), []loket.Inbound{in})
		for _, r := range receipts {
			ids[person] = append(ids[person], r.Conversation)
		}
		return err
	})
	for range 5 {
		_, err := o.EraseAsked(o.ctx())
		o.must(err)
	}
	stop()
	for _, id := range slices.Compact(slices.Concat(ids...)) {
		if _, err := o.Archive(o.ctx(), id); err != nil {
			o.t.Errorf("read what was written while erasing: %v", err)
		}
	}
}

// readWhileErased reads conversations without a pause while their citizens are
// erased: every reading succeeds, before or after.
func readWhileErased(o *office) {
	const citizens = 30
	ids := o.askErasures(citizens)
	stop := o.meanwhile(citizens, func(person, _ int) error {
		_, lines := o.Lines(o.ctx(), o.channel, fmt.Sprint("z", person), 0, 10)
		_, archive := o.Archive(o.ctx(), ids[person])
		_, situation := o.Situation(o.ctx(), ids[person])
		return errors.Join(lines, archive, situation)
	})
	for _, s := range o.owed() {
		o.delivered(s)
		_, err := o.EraseAsked(o.ctx())
		o.must(err)
	}
	stop()
}
