package storetest

import (
	"strings"
	"time"

	"loket/internal/loket"
)

func noteCases() []contractCase {
	return []contractCase{
		{"Written/StandsWithItsTicketAndNowhereElse", noteStands},
		{"Erased/WithItsCitizen", noteErased},
		{"Old/GoesWhenNoTicketIsOpen", oldNoteGoes},
	}
}

// notes writes a note about a ticket.
func (o *office) notes(id loket.TicketID, text string) loket.Ticket {
	o.t.Helper()
	note := loket.Note{ID: loket.NewID[loket.NoteID](), Kind: loket.NotePlain, Author: "petugas-a", Text: text}
	k, err := o.UpdateTicket(o.ctx(), o.agency.ID, id, func(*loket.Ticket, loket.Situation) (loket.Change, error) {
		return loket.Change{Notes: []loket.Note{note}}, nil
	})
	o.must(err)
	return k
}

func (o *office) view(id loket.TicketID) loket.TicketView {
	o.t.Helper()
	view, err := o.Ticket(o.ctx(), o.agency.ID, id)
	o.must(err)
	return view
}

func noteStands(o *office) {
	k := o.ticket("a")
	o.notes(k.ID, "sudah ditelepon")
	o.clock.Add(time.Minute)
	o.notes(k.ID, "tunggu berkas")
	got := o.view(k.ID)
	if len(got.Notes) != 2 || got.Notes[0].Text != "sudah ditelepon" || got.Notes[1].Text != "tunggu berkas" ||
		got.Notes[1].Author != "petugas-a" || !got.Notes[1].At.Equal(o.clock.Now()) {
		o.t.Errorf("notes = %+v, want both, the oldest first", got.Notes)
	}
	if other := o.view(o.ticket("b").ID); len(other.Notes) != 0 {
		o.t.Errorf("notes of another ticket = %+v, want none", other.Notes)
	}
	archive, err := o.Archive(o.ctx(), k.Conversation)
	o.must(err)
	for _, line := range archive.Lines {
		if strings.Contains(line.Text, "ditelepon") {
			o.t.Error("a note is among what a citizen is given")
		}
	}
	for _, s := range o.owed() {
		if strings.Contains(s.Content.Text, "ditelepon") {
			o.t.Error("a note is owed to the citizen")
		}
	}
}

// rowsOf counts the rows of a table.
func (o *office) rowsOf(table string) (n int) {
	o.t.Helper()
	o.must(o.db().QueryRowContext(o.ctx(), `SELECT COUNT(*) FROM `+table).Scan(&n))
	return n
}

func noteErased(o *office) {
	k := o.ticket("a")
	o.notes(k.ID, "sudah ditelepon")
	o.must(o.Settle(o.ctx(), loket.Decision{
		Agency: o.agency.ID, Channel: o.channel, Conversation: k.Conversation, Epoch: o.epoch, Erase: true,
	}))
	o.clock.Add(loket.EraseWithin)
	_, err := o.EraseAsked(o.ctx())
	o.must(err)
	if n := o.rowsOf("notes"); n != 0 {
		o.t.Errorf("%d notes are left of an erased citizen, want none", n)
	}
}

func oldNoteGoes(o *office) {
	k := o.ticket("a")
	o.notes(k.ID, "sudah ditelepon")
	o.clock.Add(400 * 24 * time.Hour)
	keep := loket.Retention{Conversations: 365 * 24 * time.Hour, Quarantine: 24 * time.Hour}
	_, err := o.SweepRetention(o.ctx(), keep)
	o.must(err)
	if n := o.rowsOf("notes"); n != 1 {
		o.t.Errorf("%d notes are left of an open ticket, want 1", n)
	}
	_, err = o.UpdateTicket(o.ctx(), o.agency.ID, k.ID, func(k *loket.Ticket, _ loket.Situation) (loket.Change, error) {
		k.State, k.ClosedAt = loket.TicketClosed, o.clock.Now()
		return loket.Change{}, nil
	})
	o.must(err)
	_, err = o.SweepRetention(o.ctx(), keep)
	o.must(err)
	if n := o.rowsOf("notes"); n != 0 {
		o.t.Errorf("%d notes are left past their time, want none", n)
	}
}
