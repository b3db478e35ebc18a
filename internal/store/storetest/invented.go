package storetest

import (
	"maps"
	"slices"
	"strings"
	"time"

	"loket/internal/loket"
	"loket/internal/report"
)

// inventedChannels is how the ids of channels of the office's invented history begin.
func (o *office) inventedChannels() string { return string(o.agency.ID) + "/impor/contoh-" }

// invents imports an invented history that ended yesterday; its tickets that nobody
// closed are served as alive has them.
func (o *office) invents(lines *tale, alive func(*loket.Ticket)) []loket.Ticket {
	o.t.Helper()
	t := o.tell(strings.ReplaceAll(lines.String(), `"wa"`, `"contoh-wa"`), loket.NewID[loket.ImportID]().Synthetic())
	t.lay(len(t.steps))
	o.must(t.StageRest(o.ctx(), t.is, o.agency.Code, t.timeline.Rest(), t.timeline.Tickets()))
	var served []loket.Ticket
	for k := range t.timeline.Tickets() {
		if !k.ClosedAt.IsZero() {
			continue
		}
		is := loket.Ticket{
			ID: k.ID, Kind: k.Kind, Topic: k.Topic, State: loket.TicketWaiting, OpenedAt: k.OpenedAt, DueAt: k.OpenedAt.Add(time.Hour),
			Promise: k.Promise, FirstReplyAt: k.FirstReplyAt, Ladder: loket.BeginLadder(k.OpenedAt),
		}
		alive(&is)
		served = append(served, is)
	}
	_, err := o.FinishImport(o.ctx(), t.is, served...)
	o.must(err)
	return served
}

// openQuestions are three tickets of a history: one that waits, one that ani has, one
// whose citizen was asked back; and one that is over.
func (o *office) openQuestions() *tale {
	return o.tale().ticket("over").says(1, "a", "message", `"text":"KTP saya hilang"`).says(1, "a", "handoff", `"kind":"complaint"`).
		says(1, "b", "message", `"text":"KK"`).says(1, "b", "handoff", "").says(1, "b", "claim", `"staff":"ani"`).
		says(1, "c", "message", `"text":"akta"`).says(1, "c", "handoff", "").says(1, "c", "claim", `"staff":"ani"`).
		says(1, "c", "reply", `"staff":"ani","text":"Akta siapa?"`)
}

// asTold is how openQuestions are found: by what their lines say.
func (o *office) asTold(k *loket.Ticket) {
	switch {
	case k.Kind == loket.KindComplaint:
		k.Priority = loket.PriorityEmergency
	case k.FirstReplyAt.IsZero():
		k.State, k.LeaseEpoch, k.LeaseUntil = loket.TicketClaimed, 1, o.clock.Now().Add(time.Hour)
	default:
		k.State, k.LeaseEpoch, k.ReturnAt = loket.TicketWaitingCitizen, 1, o.clock.Now().Add(48*time.Hour)
	}
}

// inventedServed has staff find tickets of an invented history in their lists, with who
// has them and until when.
func inventedServed(o *office) {
	o.invents(o.openQuestions(), o.asTold)
	rows, err := o.OpenTickets(o.ctx(), o.agency.ID, 10)
	o.must(err)
	got := map[loket.TicketState]loket.InboxRow{}
	for _, r := range rows {
		got[r.Ticket.State] = r
	}
	waits, held, asked := got[loket.TicketWaiting], got[loket.TicketClaimed], got[loket.TicketWaitingCitizen]
	if len(rows) != 3 || len(got) != 3 {
		o.t.Fatalf("%d tickets are open, want three: %+v", len(rows), rows)
	}
	if waits.Holder != "" || waits.Ticket.Priority != loket.PriorityEmergency || waits.Question != "KTP saya hilang" || waits.Ticket.ClosedBy != "" {
		o.t.Errorf("the one that waits is %+v", waits)
	}
	if held.Holder != "ani" || !held.Ticket.Held(o.clock.Now()) || asked.Holder != "ani" || asked.Ticket.FirstReplyAt.IsZero() {
		o.t.Errorf("ani has %+v and %+v", held, asked)
	}
	queued, err := o.Queued(o.ctx(), o.agency.ID, loket.DefaultUnit)
	o.must(err)
	if len(queued) != 2 {
		o.t.Errorf("the queue has %d tickets, want the one that waits and the one that is held", len(queued))
	}
}

// inventedOnly: a ticket of a history that happened, one that is over and one of today
// are not brought to life, and nothing of such an import is seen.
func inventedOnly(o *office) {
	live := o.ticket("today")
	for name, c := range map[string]struct {
		channel string
		id      loket.ImportID
		served  func(ids []loket.TicketID) loket.TicketID
	}{
		"Happened": {`"wa"`, loket.NewID[loket.ImportID](), func(ids []loket.TicketID) loket.TicketID { return ids[1] }},
		"Over":     {`"contoh-wa"`, loket.NewID[loket.ImportID]().Synthetic(), func(ids []loket.TicketID) loket.TicketID { return ids[0] }},
		"Today":    {`"contoh-wa"`, loket.NewID[loket.ImportID]().Synthetic(), func([]loket.TicketID) loket.TicketID { return live.ID }},
		"Nobodys":  {`"contoh-wa"`, loket.NewID[loket.ImportID]().Synthetic(), func([]loket.TicketID) loket.TicketID { return "tidakada" }},
	} {
		before := len(o.events())
		t := o.tell(strings.ReplaceAll(o.openQuestions().String(), `"wa"`, c.channel), c.id)
		t.lay(len(t.steps))
		o.must(t.StageRest(o.ctx(), t.is, o.agency.Code, t.timeline.Rest(), t.timeline.Tickets()))
		var ids []loket.TicketID
		for k := range t.timeline.Tickets() {
			ids = append(ids, k.ID)
		}
		if _, err := o.FinishImport(o.ctx(), t.is, loket.Ticket{ID: c.served(ids), State: loket.TicketWaiting}); err == nil {
			o.t.Errorf("%s: was brought to life, want it refused", name)
		}
		if n := len(o.events()); n != before {
			o.t.Errorf("%s: %d events of an import that was refused", name, n-before)
		}
		o.must(o.DiscardImport(o.ctx(), t.is))
	}
}

// worksOn does with an open ticket of another's what staff do: claims it, writes a note
// and a reply in two parts, closes it and asks how it was.
func (o *office) worksOn(k loket.Ticket) {
	o.t.Helper()
	by := loket.StaffID("petugas-a")
	did := func(t *loket.Ticket, kind loket.EventKind) loket.Event {
		return loket.Event{
			Agency: t.Agency, Kind: kind, Episode: t.Episode, Conversation: t.Conversation, Ticket: t.ID, Message: t.Message, Channel: t.Channel,
			Unit: t.Unit, ActorKind: loket.ByStaff, ActorID: string(by),
		}
	}
	for _, do := range []func(*loket.Ticket, loket.Situation) (loket.Change, error){
		func(t *loket.Ticket, _ loket.Situation) (loket.Change, error) {
			err := t.Claim(by, o.clock.Now(), o.clock.Now().Add(time.Hour))
			return loket.Change{Events: []loket.Event{did(t, loket.EventClaim)}}, err
		},
		func(t *loket.Ticket, s loket.Situation) (loket.Change, error) {
			a := o.answer(s, loket.AnswerReply, loket.ClassB, "Bawa KK.")
			second := a.Sends[0]
			second.ID, second.Part = loket.NewID[loket.SendID](), 2
			a.Sends = append(a.Sends, second)
			for i := range a.Sends {
				a.Sends[i].Parts = 2
			}
			t.Answered(o.clock.Now())
			reply := did(t, loket.EventReply)
			reply.Answer = a.ID
			note := loket.Note{ID: loket.NewID[loket.NoteID](), Kind: loket.NotePlain, Author: by, Text: "dua kali"}
			return loket.Change{Answers: []loket.Answer{a}, Notes: []loket.Note{note}, Events: []loket.Event{reply, did(t, loket.EventNote)}}, nil
		},
		func(t *loket.Ticket, s loket.Situation) (loket.Change, error) {
			asks := o.answer(s, loket.AnswerNotice, loket.ClassA, "Apakah terjawab?")
			r := loket.NewRating(*t, o.clock.Now())
			t.End(o.clock.Now(), loket.ByStaff)
			return loket.Change{
				Answers: []loket.Answer{asks}, Rating: &r, CloseEpisode: true, Events: []loket.Event{did(t, loket.EventClose), did(t, loket.EventRatingAsked)},
			}, nil
		},
	} {
		o.clock.Add(2 * time.Minute)
		_, err := o.UpdateTicket(o.ctx(), o.agency.ID, k.ID, do)
		o.must(err)
	}
	o.must(o.NoteView(o.ctx(), loket.Staff{ID: "penyelia", Agency: o.agency.ID}, k.ID))
}

// inventedReachesNobody: what staff write to a citizen who was made up is told as
// delivered, owed to no channel, and waits for none.
func inventedReachesNobody(o *office) {
	o.member("penyelia")
	k := o.invents(o.tale().says(0, "a", "message", "").says(1, "a", "handoff", ""), func(*loket.Ticket) {})[0]
	told := len(o.events())
	o.worksOn(k)
	stirred, err := o.Stirred(o.ctx(), int64(told), int64(len(o.events())), 100)
	o.must(err)
	if len(stirred) < 4 || stirred[0].Ticket != k.ID {
		o.t.Errorf("open lists hear of %+v, want what was done with the ticket", stirred)
	}
	if hooked, _, err := o.EventsFor(o.ctx(), loket.Webhook{Agency: o.agency.ID, Events: loket.HookEvents()}, 1000); err != nil || len(hooked) > 0 {
		o.t.Errorf("webhooks hear of %+v, %v; want nothing", hooked, err)
	}
	o.clock.Add(time.Hour)
	o.waits(o.undelivered)
	o.waits(o.unprocessed)
	view := o.view(k.ID)
	owed, err := o.Owed(o.ctx(), view.Ticket.Channel, o.clock.Now(), 10)
	o.must(err)
	if len(owed) != 0 {
		o.t.Errorf("%d sends are owed to a channel that is not there", len(owed))
	}
	arrived := 0
	for _, l := range view.Lines {
		if l.State == loket.SendDelivered && l.Seq > 0 {
			arrived++
		}
	}
	if n := count(o.events(), loket.EventDelivered); arrived != 3 || n != 2 {
		o.t.Errorf("%d lines of ours stand in the transcript and %d answers as delivered, want 3 and 2", arrived, n)
	}
	if waits := o.rows(report.HandOffWait); len(waits) != 1 || waits[0].Ended != report.Answered {
		o.t.Errorf("the wait is %+v, want it answered", waits)
	}
}

// inventedLeavesNothing takes a history out that staff worked on: no table knows of it,
// figures are as they were, and the audit log is whole, also of days that were anchored
// meanwhile.
func inventedLeavesNothing(o *office) {
	truly := o.ticket("real")
	_, err := o.Anchor(o.ctx())
	o.must(err)
	reader := o.member("penyelia")
	before := o.sizes()
	served := o.invents(o.openQuestions(), o.asTold)
	seen := len(o.events())
	o.worksOn(served[0])
	for _, e := range o.events()[seen:] {
		if !e.Import.IsSynthetic() {
			o.t.Errorf("%s on an invented ticket stands as something that happened", e.Kind)
		}
	}
	o.must(o.Look(o.ctx(), reader, served[1].ID, loket.DoingView))
	o.rows(report.Load)
	for range 2 {
		o.clock.Add(25 * time.Hour)
		_, err = o.Anchor(o.ctx())
		o.must(err)
	}
	o.sumUp()
	lived := int64(0)
	for _, e := range o.events() {
		if e.Import.IsSynthetic() {
			lived++
		}
	}
	n, err := o.RemoveSynthetic(o.ctx(), o.agency.ID, o.inventedChannels(), []string{"ani"})
	if err != nil || n != lived {
		o.t.Fatalf("RemoveSynthetic = %d, %v; want %d events, nil", n, err, lived)
	}
	o.rows(report.Load)
	o.sumUp()
	o.trueSums("without the invented tickets")
	faults, _, err := o.VerifyWaits(o.ctx(), hours, func(int, int) {})
	if o.must(err); len(faults) > 0 {
		o.t.Errorf("VerifyWaits found %+v", faults)
	}
	after := o.sizes()
	before["events"] += 2 // that it came, and that it went
	before["threads"]++   // of the real ticket
	for _, table := range slices.Sorted(maps.Keys(after)) {
		// Figures of the real ticket, how far they are, and that petugas-a was at work.
		grows := slices.Contains([]string{"audit", "waits", "packed_waits", "projections", "presence"}, table) || strings.HasPrefix(table, "rollup")
		if !grows && after[table] != before[table] {
			o.t.Errorf("%s has %d rows, want %d", table, after[table], before[table])
		}
	}
	var empty int
	o.must(o.db().QueryRowContext(o.ctx(), `SELECT COUNT(*) FROM packed_waits p WHERE NOT EXISTS (
  SELECT 1 FROM waits w WHERE w.agency_id = p.agency_id AND w.start_at >= p.hour_at AND w.start_at < p.hour_at + 3600000)`).Scan(&empty))
	if empty > 0 {
		o.t.Errorf("%d hours are packed of which no row is left", empty)
	}
	for _, w := range o.rows(report.HandOffWait) {
		if w.Ticket != truly.ID {
			o.t.Errorf("a wait of %s stands", w.Ticket)
		}
	}
	if proof := o.prove(); proof.Days != 3 {
		o.t.Errorf("the audit log has %d days whole, want three", proof.Days)
	}
	o.close(truly.ID) // numbers go on: nothing is drawn twice
	if last := o.last(loket.EventClose); last.Ticket != truly.ID {
		o.t.Errorf("the last close is of %q", last.Ticket)
	}
}
