package storetest

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/google/go-cmp/cmp"

	"loket/internal/loket"
)

func inboxCases() []contractCase {
	return []contractCase{
		{"List/WhatTheFilterShowsInTurn", listAsFilter},
		{"List/PageByPage", listPages},
		{"Unread/UntilOpenedAndAgainWhenTheCitizenWrites", unreadUntilOpened},
		{"Delayed/TheHighestFirst", delayedHighest},
		{"Search/WordsAndNumbersOfOpenTickets", searchFinds},
		{"Rows/ThoseOfTheAgencyByTheirTurn", rowsOfMany},
		{"Folder/KeptRenamedAndForgotten", foldersKept},
		{"Folder/TwentyAndNoMore", foldersBounded},
		{"Stirred/ByTheTicketsEventsAndTheCitizensWords", stirredTickets},
	}
}

// drawer are thirty tickets in every state there is.
func (o *office) drawer() {
	states := []loket.TicketState{
		loket.TicketWaiting, loket.TicketClaimed, loket.TicketWaitingCitizen, loket.TicketSnoozed, loket.TicketReview, loket.TicketClosed,
	}
	kinds := []loket.TicketKind{loket.KindQuestion, loket.KindComplaint, loket.KindFraud}
	for i := range 30 {
		o.change(o.ticket(fmt.Sprint(i)).ID, func(t *loket.Ticket) {
			now := o.clock.Now()
			t.State, t.Kind, t.Priority = states[i%6], kinds[i%3], loket.Priority(i*7%3)
			t.DueAt = now.Add(time.Duration(i*i%11-5) * 40 * time.Hour)
			t.Unit = loket.UnitID([]string{"umum", "akta"}[i%2])
			t.Topic = []string{"", "ktp-hilang", "kia-baru"}[i%3]
			t.Ladder = loket.Ladder{}
			if i%4 > 0 {
				t.Ladder = loket.Ladder{From: now, Level: loket.Level(i % 5)}
			}
			if i%5 > 1 {
				t.FirstReplyAt = now
			}
			if t.State == loket.TicketClaimed || t.Paused() {
				t.Staff = loket.StaffID([]string{"a", "b"}[i%4/2])
				t.LeaseUntil = now.Add(time.Duration(i%7-3) * time.Minute)
			}
		})
	}
}

// listAsFilter holds the ledger's lists and counts to loket.Filter.
func listAsFilter(o *office) {
	o.drawer()
	open, err := o.OpenTickets(o.ctx(), o.agency.ID, 100)
	o.must(err)
	tally, err := o.Tally(o.ctx(), o.agency.ID)
	o.must(err)
	shown := 0
	for _, by := range []loket.Staff{o.petugas("a"), {ID: "b", Agency: o.agency.ID, Role: loket.RoleSupervisor}} {
		for _, f := range filters() {
			var want, got []loket.TicketID
			for _, row := range open {
				if f.Shows(row, by, o.clock.Now()) {
					want = append(want, row.Ticket.ID)
				}
			}
			rows, more, err := o.Worklist(o.ctx(), by, f, loket.Place{})
			o.must(err)
			for _, row := range rows {
				got = append(got, row.Ticket.ID)
			}
			if !slices.Equal(got, want) || more {
				o.t.Errorf("list %+v of %s = %d tickets (more: %v), want the %d it shows by their turn", f, by.Role, len(got), more, len(want))
			}
			if only := (loket.Filter{Tab: f.Tab}); f == only && tally.Of(f.Tab, by) != len(want) {
				o.t.Errorf("count of %q for %s = %d, want %d", f.Tab, by.Role, tally.Of(f.Tab, by), len(want))
			}
			shown += len(want)
		}
	}
	if shown < 100 {
		o.t.Errorf("all lists together show %d tickets: too few to tell them apart", shown)
	}
	topics, err := o.OpenTopics(o.ctx(), o.agency.ID)
	o.must(err)
	if !slices.Equal(topics, []string{"kia-baru", "ktp-hilang"}) {
		o.t.Errorf("topics = %q", topics)
	}
}

// filters are every tab with every condition, alone and with another.
func filters() (all []loket.Filter) {
	for _, tab := range loket.Tabs() {
		for _, f := range []loket.Filter{
			{},
			{Kind: loket.KindComplaint},
			{Unit: "akta"},
			{Channel: loket.Telegram},
			{Channel: loket.WebChat},
			{Topic: "ktp-hilang"},
			{Holder: "a"},
			{Late: true},
			{Late: true, Kind: loket.KindFraud, Unit: "umum"},
		} {
			f.Tab = tab
			all = append(all, f)
		}
	}
	return all
}

func listPages(o *office) {
	var want, got []loket.TicketID
	for i := range loket.ListPage + 7 {
		k := o.ticket(fmt.Sprint(i))
		o.change(k.ID, func(t *loket.Ticket) { t.DueAt = o.clock.Now() }) // alike, but for their arrival
		want = append(want, k.ID)
	}
	by, after := o.petugas("a"), loket.Place{}
	for page := range 2 {
		rows, more, err := o.Worklist(o.ctx(), by, loket.Filter{Tab: loket.TabWaiting}, after)
		o.must(err)
		if more != (page == 0) {
			o.t.Fatalf("page %d of %d tickets says more: %v", page, len(rows), more)
		}
		for _, row := range rows {
			got = append(got, row.Ticket.ID)
		}
		after = rows[len(rows)-1].Ticket.Place()
	}
	if diff := cmp.Diff(want, got); diff != "" {
		o.t.Errorf("two pages (-want +got):\n%s", diff)
	}
}

func unreadUntilOpened(o *office) {
	k, a, b := o.ticket("warga"), o.petugas("a"), o.petugas("b")
	unread := func(by loket.Staff) bool {
		o.t.Helper()
		row, err := o.Row(o.ctx(), by, k.ID)
		o.must(err)
		rows, _, err := o.Worklist(o.ctx(), by, loket.Filter{}, loket.Place{})
		o.must(err)
		if len(rows) != 1 || rows[0].Unread != row.Unread {
			o.t.Errorf("the list and the row differ in whether %s has read it", by.ID)
		}
		return row.Unread
	}
	wantUnread := func(when string, of loket.Staff, want bool) {
		o.t.Helper()
		if got := unread(of); got != want {
			o.t.Errorf("%s: unread by %s = %v, want %v", when, of.ID, got, want)
		}
	}
	wantUnread("new", a, true)
	o.must(o.NoteView(o.ctx(), a, k.ID))
	wantUnread("after a opened it", a, false)
	wantUnread("after a opened it", b, true)
	o.clock.Add(time.Second)
	o.says("warga", "m:warga:2", "masih menunggu")
	wantUnread("after the citizen wrote", a, true)
	o.must(o.NoteView(o.ctx(), loket.Staff{ID: "a", Agency: "lain"}, k.ID))
	wantUnread("after somebody of another agency named it", a, true)
	if _, err := o.Row(o.ctx(), loket.Staff{ID: "a", Agency: "lain"}, k.ID); !errors.Is(err, loket.ErrNotFound) {
		o.t.Errorf("row for another agency = %v, want %v", err, loket.ErrNotFound)
	}
	o.close(k.ID)
	_, err := o.SweepRetention(o.ctx(), loket.Retention{Conversations: 24 * time.Hour, Quarantine: time.Hour})
	o.must(err)
	if n := o.rowsOf("ticket_reads"); n != 0 {
		o.t.Errorf("%d rows tell who read a closed ticket, want none", n)
	}
}

func delayedHighest(o *office) {
	o.drawer()
	rows, err := o.Delayed(o.ctx(), o.agency.ID, loket.LevelSupervisor)
	o.must(err)
	if len(rows) == 0 {
		o.t.Fatal("no delayed tickets")
	}
	for i, row := range rows {
		level := row.Ticket.Ladder.Level
		if level < loket.LevelSupervisor || !row.Ticket.Open() || i > 0 && level > rows[i-1].Ticket.Ladder.Level {
			o.t.Errorf("place %d has level %d after %d", i, level, rows[max(0, i-1)].Ticket.Ladder.Level)
		}
	}
}

func searchFinds(o *office) {
	by := o.petugas("a")
	first := o.ticket("a")
	r := o.says("b", "m:b:1", "Akta KEMATIAN ayah saya")
	o.must(o.Settle(o.ctx(), o.handOff(o.situation(r.Conversation))))
	o.says("b", "m:b:2", "nomor antrean 17")
	closed := o.ticket("c")
	o.close(closed.ID)
	for text, want := range map[string]int{
		"sulit": 1, "Pertanyaan SULIT": 1, "kematian": 1, "kematian 17": 1, "kematian sulit": 0, "tidak pernah ditulis": 0, "": 2,
		first.Number: 1, first.Number[4:8]: 1, closed.Number: 1,
	} {
		found, complete, err := o.Search(o.ctx(), by, loket.Filter{}, text)
		o.must(err)
		if len(found) != want || !complete {
			o.t.Errorf("search %q = %d tickets (complete: %v), want %d", text, len(found), complete, want)
		}
	}
	found, _, err := o.Search(o.ctx(), by, loket.Filter{}, "")
	o.must(err)
	if len(found) != 2 || found[0].After(found[1]) >= 0 || found[0] != first.Place() {
		o.t.Errorf("places = %+v, want them by their turn", found)
	}
	if found, _, err := o.Search(o.ctx(), by, loket.Filter{Kind: loket.KindFraud}, "sulit"); err != nil || len(found) != 0 {
		o.t.Errorf("search among frauds = %v, %v, want none", found, err)
	}
	stranger := loket.Staff{ID: "a", Agency: "lain"}
	for _, text := range []string{"sulit", first.Number} {
		if found, _, err := o.Search(o.ctx(), stranger, loket.Filter{}, text); err != nil || len(found) != 0 {
			o.t.Errorf("search %q by another agency = %v, %v, want none", text, found, err)
		}
	}
}

func rowsOfMany(o *office) {
	o.drawer()
	a := o.petugas("a")
	want, _, err := o.Worklist(o.ctx(), a, loket.Filter{}, loket.Place{})
	o.must(err)
	ids := []loket.TicketID{"tidak ada"}
	for _, row := range slices.Backward(want) {
		ids = append(ids, row.Ticket.ID)
	}
	got, err := o.Rows(o.ctx(), a, ids)
	o.must(err)
	if diff := cmp.Diff(want, got); diff != "" || len(got) == 0 {
		o.t.Errorf("%d rows, other than the list has them (-list +rows):\n%s", len(got), diff)
	}
	if rows, err := o.Rows(o.ctx(), loket.Staff{ID: "a", Agency: "lain"}, ids); err != nil || len(rows) != 0 {
		o.t.Errorf("rows for another agency = %d, %v, want none", len(rows), err)
	}
}

func foldersKept(o *office) {
	a, b := o.petugas("a"), o.petugas("b")
	late := loket.Folder{ID: "f1", Name: "Terlambat", Query: "tab=belum&lewat=1"}
	o.must(errors.Join(o.AddFolder(o.ctx(), a, late), o.AddFolder(o.ctx(), a, loket.Folder{ID: "f2", Name: "Akta", Query: "bagian=akta"})))
	o.must(o.AddFolder(o.ctx(), b, loket.Folder{ID: "f3", Name: "Akta", Query: "topik=akta"}))
	if err := o.AddFolder(o.ctx(), a, loket.Folder{ID: "f4", Name: "Akta"}); !errors.Is(err, loket.ErrFolderTwice) {
		o.t.Errorf("a second Akta = %v, want %v", err, loket.ErrFolderTwice)
	}
	if err := o.RenameFolder(o.ctx(), a, "f2", "Terlambat"); !errors.Is(err, loket.ErrFolderTwice) {
		o.t.Errorf("a second Terlambat = %v, want %v", err, loket.ErrFolderTwice)
	}
	if err := errors.Join(o.RenameFolder(o.ctx(), b, "f1", "Milikku"), o.DropFolder(o.ctx(), b, "f1")); !errors.Is(err, loket.ErrNotFound) {
		o.t.Errorf("changing a colleague's folder = %v, want %v", err, loket.ErrNotFound)
	}
	o.must(o.RenameFolder(o.ctx(), a, "f2", "Akta lahir"))
	all, err := o.Folders(o.ctx(), a)
	o.must(err)
	if diff := cmp.Diff([]loket.Folder{{ID: "f2", Name: "Akta lahir", Query: "bagian=akta"}, late}, all); diff != "" {
		o.t.Errorf("folders (-want +got):\n%s", diff)
	}
	o.must(o.DropFolder(o.ctx(), a, "f1"))
	if all, err = o.Folders(o.ctx(), a); err != nil || len(all) != 1 {
		o.t.Errorf("after one was deleted: %v, %v", all, err)
	}
}

func foldersBounded(o *office) {
	a := o.petugas("a")
	for i := range loket.MostFolders {
		o.must(o.AddFolder(o.ctx(), a, loket.Folder{ID: loket.FolderID(fmt.Sprint(i)), Name: fmt.Sprint(i)}))
	}
	if err := o.AddFolder(o.ctx(), a, loket.Folder{ID: "one", Name: "more"}); !errors.Is(err, loket.ErrFolders) {
		o.t.Errorf("one more folder = %v, want %v", err, loket.ErrFolders)
	}
}

func stirredTickets(o *office) {
	k := o.ticket("a")
	before, err := o.LastEvent(o.ctx())
	o.must(err)
	stirred := func() []loket.Stirred {
		o.t.Helper()
		now, err := o.LastEvent(o.ctx())
		o.must(err)
		all, err := o.Stirred(o.ctx(), before, now, 100)
		o.must(err)
		before = now
		return all
	}
	o.says("tanpa tiket", "m:lain:1", "halo")
	if got := stirred(); len(got) != 0 {
		o.t.Errorf("words of who has no ticket stir %+v", got)
	}
	o.says("a", "m:a:2", "masih menunggu")
	if diff := cmp.Diff([]loket.Stirred{{Agency: o.agency.ID, Ticket: k.ID, Citizen: true}}, stirred()); diff != "" {
		o.t.Errorf("words on a ticket (-want +got):\n%s", diff)
	}
	o.change(k.ID, func(*loket.Ticket) {}, o.did("b", loket.EventClaim, k.ID))
	if diff := cmp.Diff([]loket.Stirred{{Agency: o.agency.ID, Ticket: k.ID}}, stirred()); diff != "" {
		o.t.Errorf("a claim (-want +got):\n%s", diff)
	}
}
