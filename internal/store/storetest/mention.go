package storetest

import (
	"time"

	"loket/internal/loket"
)

func mentionCases() []contractCase {
	return []contractCase{
		{"Named/UntilTheyLook", mentionStands},
		{"Nobody/IsPlainWords", mentionNobody},
		{"Beside/OtherOpenTicketsOfTheContact", besideOpen},
	}
}

// namesIn notes on a ticket and names logins.
func (o *office) namesIn(id loket.TicketID, by loket.Staff, logins ...string) {
	o.t.Helper()
	note := loket.Note{ID: loket.NewID[loket.NoteID](), Kind: loket.NotePlain, Author: by.ID, Text: "lihat ini", Mentions: logins}
	_, err := o.UpdateTicket(o.ctx(), o.agency.ID, id, func(*loket.Ticket, loket.Situation) (loket.Change, error) {
		return loket.Change{Notes: []loket.Note{note}}, nil
	})
	o.must(err)
}

func (o *office) named(by loket.Staff) []loket.Mention {
	o.t.Helper()
	all, err := o.Mentions(o.ctx(), by, 10)
	o.must(err)
	return all
}

func mentionStands(o *office) {
	a, b := o.member("petugas1"), o.member("petugas2")
	first, second := o.ticket("a"), o.ticket("b")
	o.namesIn(first.ID, a, "petugas2")
	o.clock.Add(time.Minute)
	o.namesIn(second.ID, a, "petugas2")
	o.clock.Add(time.Minute)
	o.namesIn(first.ID, a, "petugas2")
	got := o.named(b)
	if len(got) != 2 || got[0].Ticket != first.ID || got[0].Number != first.Number || got[0].By != a.Name || !got[0].At.Equal(o.clock.Now()) {
		o.t.Fatalf("mentions = %+v, want both tickets, the last named first", got)
	}
	o.must(o.NoteView(o.ctx(), a, first.ID))
	if n := len(o.named(b)); n != 2 {
		o.t.Errorf("%d mentions after a colleague looked, want 2", n)
	}
	o.must(o.NoteView(o.ctx(), b, first.ID))
	if got := o.named(b); len(got) != 1 || got[0].Ticket != second.ID {
		o.t.Errorf("mentions after they looked = %+v, want the other", got)
	}
}

func mentionNobody(o *office) {
	a, gone := o.member("petugas1"), o.member("petugas2")
	o.must(o.DisableStaff(o.ctx(), o.agency.ID, "petugas2"))
	k := o.ticket("a")
	o.namesIn(k.ID, a, "petugas1", "petugas2", "tidak-ada")
	if n := o.rowsOf("mentions"); n != 0 || len(o.named(gone)) != 0 {
		o.t.Errorf("%d mentions, want none of oneself, of who left and of nobody", n)
	}
}

func besideOpen(o *office) {
	k := o.ticket("a")
	o.ticket("b")
	if got := o.view(k.ID).Beside; len(got) != 0 {
		o.t.Errorf("beside the only one: %+v, want none", got)
	}
	d := o.handOff(o.situation(o.says("a", "m:a:keluhan", "lambat sekali").Conversation))
	d.Ticket.Kind = loket.KindComplaint
	o.must(o.Settle(o.ctx(), d))
	if got := o.view(k.ID).Beside; len(got) != 1 || got[0].ID != d.Ticket.ID || got[0].Kind != loket.KindComplaint {
		o.t.Errorf("beside it: %+v, want the complaint", got)
	}
	o.close(d.Ticket.ID)
	if got := o.view(k.ID).Beside; len(got) != 0 {
		o.t.Errorf("beside it once that is closed: %+v, want none", got)
	}
}
